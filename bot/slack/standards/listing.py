"""The standards of a team, and what its people say to one of them: names for leaders, counts for the others."""

from sqlalchemy.orm import Session

from bot import words
from bot.domain import gate, standards
from bot.domain.standards import Voices
from bot.models import Membership, Standard, Team
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.standards import messages
from bot.slack.turn import Turn

PAGE = 10
MOST_NAMED = 60
NONE_YET = "{team} has no standards yet. {next}"


def handle_list(turn: Turn, name: str) -> None:
    """`/pace standards`, or those of a team below: `/pace standards list East`."""
    with turn.reading() as session:
        team = turn.team_called(session, name)
        answer = _page(session, turn, team, 0)
    turn.reply(answer)


def handle_more(turn: Turn) -> None:
    team_id, _, skipped = turn.said.value.partition(":")
    with turn.reading() as session:
        answer = _page(session, turn, session.get_one(Team, int(team_id)), int(skipped))
    turn.reply(answer)


def _page(session: Session, turn: Turn, team: Team, skipped: int) -> Rendered:
    by = turn.check_sight(session, "shared", team)
    listed = standards.standing(session, team)
    shown = listed[skipped : skipped + PAGE]
    if not shown:
        return blocks.words(_none_yet(by, team))
    voices = standards.voices(session, team, shown)
    count = words.count(len(listed), "standard")
    head = mrkdwn("What we expect of each other in {team}, {count}:", team=bold(team.name), count=count)
    parts = [blocks.section(head), *(block for each in shown for block in _row(by, each, voices[each.id]))]
    buttons = [blocks.button("A new one", "standards.form", f"{team.id}:0")] if may_set(by) else []
    rest = len(listed) - skipped - len(shown)
    buttons += blocks.more_button(rest, "standards.more", f"{team.id}:{skipped + PAGE}")
    seen = blocks.context(messages.SEEN)
    return blocks.message(*parts, *blocks.row(*buttons), seen)


def _row(by: Membership | None, standard: Standard, voices: Voices) -> list[Block]:
    told = messages.for_leaders(voices) if sees_names(by) else messages.for_others(standard, voices)
    if by is None:
        return [blocks.section(blocks.joined([messages.said(standard), told]))]
    answer = voices.said.get(by.person_id)
    line = blocks.joined([messages.said(standard), messages.own_answer(standard, answer), told])
    return [blocks.section(line), *([] if answer else [messages.answer_buttons(standard)])]


def _none_yet(by: Membership | None, team: Team) -> Mrkdwn:
    way_on = Mrkdwn(standards.EXAMPLE) if may_set(by) else Mrkdwn("Its leaders set them, and ask everybody.")
    return mrkdwn(NONE_YET, team=bold(team.name), next=way_on)


def may_set(by: Membership | None) -> bool:
    return by is not None and gate.allows("standards.set", by.person, by)


def sees_names(by: Membership | None) -> bool:
    return by is not None and gate.sees("standard_answers", gate.standing(by.person, by))


# ── one of them ──────────────────────────────────────────────────────────────────────────────────────────


def handle_one(turn: Turn, number: str) -> None:
    """`/pace standards 12`."""
    with turn.reading() as session:
        by = turn.membership(session)
        answer = one(session, by, standards.get_standard(session, by.team, int(number)), 0)
    turn.reply(answer)


def handle_show(turn: Turn) -> None:
    """A click on "Read it", or on "3 more"."""
    standard_id, _, skipped = turn.said.value.partition(":")
    with turn.reading() as session:
        standard = standards.get_by_id(session, int(standard_id))
        answer = one(session, turn.membership_in(session, standard.team), standard, int(skipped))
    turn.reply(answer)


def one(session: Session, by: Membership, standard: Standard, skipped: int) -> Rendered:
    """A standard with all that this person may know of it."""
    gate.check_sight("shared", by.person, by)
    standards.check_stands(standard)
    voices = standards.voices(session, by.team, [standard])[standard.id]
    parts = [
        blocks.section(messages.said(standard)),
        blocks.section(messages.own_answer(standard, voices.said.get(by.person_id))),
        messages.answer_buttons(standard),
        *(_for_leaders(standard, voices, skipped) if sees_names(by) else _for_others(standard, voices)),
    ]
    if may_set(by):
        change = blocks.button("Change it", "standards.form", f"{by.team_id}:{standard.id}")
        parts.append(blocks.actions(change, blocks.button("Drop it", "standards.drop", standard.id)))
    return blocks.message(*parts, blocks.context(messages.SEEN))


def _for_others(standard: Standard, voices: Voices) -> list[Block]:
    return [blocks.section(messages.for_others(standard, voices))]


def _for_leaders(standard: Standard, voices: Voices, skipped: int) -> list[Block]:
    told = [("In", voices.are_in), ("Still to answer", voices.are_silent)]
    lines = [
        mrkdwn("{what} ({count}): {who}", what=bold(what), count=len(who), who=messages.named(who, MOST_NAMED))
        for what, who in told
        if who
    ]
    parts = blocks.sections(blocks.joined(lines))
    differ = voices.differ[skipped : skipped + PAGE]
    if differ:
        parts.append(blocks.section(mrkdwn("*Differently* ({count}):", count=len(voices.differ))))
        parts += messages.quoted_views(differ, voices)
    rest = len(voices.differ) - skipped - len(differ)
    return [*parts, *blocks.more(rest, "standards.show", f"{standard.id}:{skipped + PAGE}")]
