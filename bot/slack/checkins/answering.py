"""A check-in answered by the person who is asked: in the form or in words; skipped, put off, or left for a day away."""

import re
from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.domain import checkins, drafts, teams
from bot.domain.checkins import questions, summary
from bot.domain.checkins.answering import LONGEST_REASON
from bot.errors import Offer, Refused
from bot.models import Checkin, CheckinSeat, Draft
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.checkins import answer_form, said
from bot.slack.checkins.messages import ANSWER, EARLY
from bot.slack.said import readable
from bot.slack.turn import Turn

SKIP_FORM = "checkin.skip"
LONGEST_QUOTE = 300
EXAMPLE = "Try `/checkin answer 1: close Globex; 2: nothing; 3: send the deck by Friday`."
NOT_ASKED = (
    "Nothing is asked of you here: no check-in of *{team}* is on that asks you. `/checkin list` shows what there is."
)
NUMBERED = re.compile(r"(?:^|[;\n])\s*(\d{1,2})\s*[:.)]\s*")
Find = Callable[[Session, Turn], CheckinSeat]


# ── which ────────────────────────────────────────────────────────────────────────────────────────────────


def now_of(session: Session, turn: Turn) -> CheckinSeat:
    """The check-in that `/checkin` means: the one that is open, else the next one, ahead of its time."""
    team = turn.membership(session).team
    seat = checkins.seat_now(session, turn.person, team, now=turn.now)
    if seat is None:
        raise Refused(NOT_ASKED.format(team=team.name))
    return seat


def clicked(seat_id: str) -> Find:
    return lambda session, turn: checkins.get_seat(session, turn.person, int(seat_id))


def _next_of(checkin_id: int) -> Find:
    """Finds the open occurrence of that check-in, else its next one, ahead of its time."""

    def find(session: Session, turn: Turn) -> CheckinSeat:
        checkin = session.get(Checkin, checkin_id)
        team = turn.membership_in(session, checkin.team).team if checkin else None
        seat = team and checkins.seat_now(session, turn.person, team, now=turn.now, checkin=checkin)
        if not seat:
            raise Refused("That check-in asks nothing of you any more. `/checkin` opens what does.")
        return seat

    return find


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────


def open_now(turn: Turn, find: Find = now_of) -> None:
    """`/checkin` alone."""
    with turn.keeping() as session:
        seat = find(session, turn)
        checkins.check_answerable(session, turn.person, seat, now=turn.now)
        view = answer_form.form(session, turn, seat)
    turn.open(view)


def handle_open(turn: Turn) -> None:
    """A click on "Answer", "Change it", "Answer it now", or on what was left unfinished."""
    value = turn.said.value
    if value.startswith(EARLY):
        open_now(turn, _next_of(int(value.removeprefix(EARLY))))
    elif value:
        answer_form.open_seat(turn, int(value))
    else:
        open_now(turn)


def handle_submission(turn: Turn) -> None:
    with turn.writing() as session:
        seat = checkins.get_seat(session, turn.person, int(turn.said.metadata["seat"]))
        answer_form.check_audience(session, turn, seat)
        answered = checkins.answer(session, turn.person, seat, answer_form.entered(turn), now=turn.now)
        drafts.discard(session, turn.person, answer_form.draft_of(seat))
        told = _confirmation(session, turn, answered)
    turn.reply(told)


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────


def hear_answer(turn: Turn, text: str) -> None:
    """`/checkin answer 1: close Globex; 2: nothing`; other questions keep the answers that they have."""
    with turn.writing() as session:
        seat = now_of(session, turn)
        put = questions.of_seat(session, seat, now=turn.now)
        told = {put[number - 1].id: words for number, words in _numbered(text, put).items()}
        answered = checkins.answer(session, turn.person, seat, told, now=turn.now, is_partial=True)
        drafts.discard(session, turn.person, answer_form.draft_of(seat))
        confirmation = _confirmation(session, turn, answered, is_in_words=True)
    turn.reply(confirmation)


def _numbered(text: str, put: list[questions.Put]) -> dict[int, str]:
    """The answers by the numbers of the questions, from 1."""
    before, *rest = NUMBERED.split(readable(text))
    if len(put) == 1 and not rest:
        return {1: before.strip()}
    asked = " ".join(f"{number}: {each.question.text}" for number, each in enumerate(put, 1))
    if not rest or before.strip():
        read = blocks.cut(before.strip(), 60)
        raise Refused(f"I read “{read}”, but no number of a question before it. You're asked: {asked} {EXAMPLE}")
    said = [(int(number), words.strip()) for number, words in zip(rest[::2], rest[1::2], strict=True)]
    found = dict(said)
    if twice := next((number for number, words in said if found[number] != words), None):
        raise Refused(f"I read two answers to question {twice}, and keep one of each. {EXAMPLE}")
    if unknown := [number for number in found if not 1 <= number <= len(put)]:
        raise Refused(f"I read an answer to question {unknown[0]}, and you're asked: {asked} {EXAMPLE}")
    return found


def hear_skip(turn: Turn, reason: str) -> None:
    """`/checkin skip with the client all day`."""
    _skip(turn, now_of, readable(reason))


def hear_later(turn: Turn) -> None:
    """`/checkin later`."""
    _put_off(turn, now_of)


def hear_away(turn: Turn) -> None:
    """`/checkin away`."""
    _be_away(turn, now_of)


# ── the menu beside the button ───────────────────────────────────────────────────────────────────────────


def handle_more(turn: Turn) -> None:
    what, _, seat_id = turn.said.value.partition(":")
    if what == "skip":
        _open_skip(turn, seat_id)
    elif what == "later":
        _put_off(turn, clicked(seat_id))
    else:
        _be_away(turn, clicked(seat_id))


def _open_skip(turn: Turn, seat_id: str) -> None:
    with turn.reading() as session:
        seat = checkins.get_seat(session, turn.person, int(seat_id))
        checkins.check_answerable(session, turn.person, seat, now=turn.now)
        kept = drafts.find(session, turn.person, f"{SKIP_FORM}:{seat.id}")
        view = _skip_form(session, seat, str(kept.get("reason") or ""))
    turn.open(view)


def _skip_form(session: Session, seat: CheckinSeat, reason: str) -> Block:
    leaders = teams.leaders(session, seat.run.checkin.team, but=seat.person_id)
    names = " and ".join(["you", *(leader.person.name for leader in leaders)])
    seen = mrkdwn("That you skip it, and why, is seen by {names} alone.", names=names)
    return blocks.form(
        SKIP_FORM,
        "Skip this one",
        blocks.text_field(
            "reason", "Why?", reason, placeholder="With the client all day", optional=True, longest=LONGEST_REASON
        ),
        blocks.context(seen),
        submit="Skip it",
        metadata={"draft": f"{SKIP_FORM}:{seat.id}", "seat": seat.id},
    )


def handle_skip(turn: Turn) -> None:
    """The form in which a check-in is skipped was submitted."""
    _skip(turn, clicked(str(turn.said.metadata["seat"])), turn.said.written("reason"))


def unfinished_skip(draft: Draft) -> Offer:
    return Offer("checkin.more", "Skip the check-in, as you began to", f"skip:{draft.kind.rpartition(':')[2]}")


def _skip(turn: Turn, find: Find, reason: str) -> None:
    with turn.writing() as session:
        seat = find(session, turn)
        checkins.skip(session, turn.person, seat, reason, now=turn.now)
        for kind in (SKIP_FORM, answer_form.FORM):
            drafts.discard(session, turn.person, f"{kind}:{seat.id}")
        why = mrkdwn(": {reason}", reason=seat.reason) if seat.reason else Mrkdwn("")
        told = mrkdwn("Skipped {title}{why}. I won't come back to it.", title=said.title(seat), why=why)
        after_all = blocks.actions(blocks.button("Answer it after all", ANSWER, seat.id))
    seen = blocks.context("Seen by you and who leads you, and by nobody in the channel.")
    turn.reply(blocks.message(blocks.section(told), after_all, seen))


def _put_off(turn: Turn, find: Find) -> None:
    with turn.writing() as session:
        seat = find(session, turn)
        again = checkins.put_off(session, turn.person, seat, now=turn.now)
        told = mrkdwn(
            "I'll ask again at {again}. {title} is open until {until}.",
            again=said.moment(again, seat.person, turn.now),
            title=said.title(seat),
            until=said.moment(seat.closes_at, seat.person, turn.now),
        )
    turn.reply(told)


def _be_away(turn: Turn, find: Find) -> None:
    with turn.writing() as session:
        seat = find(session, turn)
        checkins.be_away(session, turn.person, seat, now=turn.now)
        told = mrkdwn("You're away today, so {title} waits for nothing from you.", title=said.title(seat))
    seen = "Your team sees that you are away, and nothing else. `/pace back` ends it."
    turn.reply(blocks.message(blocks.section(told), blocks.context(seen)))


# ── said back ────────────────────────────────────────────────────────────────────────────────────────────


def _confirmation(session: Session, turn: Turn, answered: checkins.Answered, *, is_in_words: bool = False) -> Rendered:
    """What came of it; words that change some answers are told with all that stand now, as a form shows them."""
    seat = answered.seat
    late = " It came after the deadline: it is marked late, and counts." if checkins.is_late(seat) else ""
    head = "✓ {title}: changed.{late}" if answered.is_change else "✓ {title}: thank you, that's it.{late}"
    lines = [mrkdwn(head, title=said.title(seat), late=late)]
    answers = summary.said(seat)
    if is_in_words and answered.is_change:
        lines.append(mrkdwn("For {day} it reads now:", day=said.day(seat.run)))
        lines += [said.quoted(answer, LONGEST_QUOTE) for answer in answers]
    lines += [line for answer in answers for line in said.became(session, answer)]
    lines += [blocks.escape(why) for why in answered.stays]
    seen = _who_reads(session, seat)
    buttons = [
        blocks.button("Make it an obstacle", "checkin.offer", each.id) for each in answers if checkins.is_offer(each)
    ]
    if turn.now <= seat.closes_at:
        buttons.insert(0, blocks.button("Change it", ANSWER, seat.id))
        until = said.moment(seat.closes_at, seat.person, turn.now)
        seen = mrkdwn("{seen} You can change it until {until}.", seen=seen, until=until)
    return blocks.message(*blocks.sections(blocks.joined(lines)), blocks.context(seen), *blocks.row(*buttons[:2]))


def _who_reads(session: Session, seat: CheckinSeat) -> Mrkdwn:
    """Says who reads the answers: those for the team, and the others."""
    team = seat.run.checkin.team
    leaders = [leader.person.name for leader in teams.leaders(session, team, but=seat.person_id)]
    alone = mrkdwn("{names} alone", names=" and ".join(leaders)) if leaders else Mrkdwn("nobody but you")
    if not summary.is_posted(session, seat):
        return mrkdwn("Read by {alone}.", alone=alone)
    channel = blocks.channel(team.channel_id)
    if all(answer.question.audience in summary.TEAM for answer in summary.said(seat)):
        return mrkdwn("Read by the team, in {channel}.", channel=channel)
    return mrkdwn("What is for the team is in {channel}; the rest is read by {alone}.", channel=channel, alone=alone)


# ── what would make the job easier ───────────────────────────────────────────────────────────────────────


def make_obstacle(turn: Turn, answer_id: int) -> Mrkdwn:
    """Make the answer an obstacle, for the rep or the leader who clicked; returns what to say."""
    with turn.writing() as session:
        answer = summary.get_answer(session, answer_id)
        by = turn.membership_in(session, answer.seat.run.checkin.team)
        obstacle = checkins.make_obstacle(session, by, answer, now=turn.now)
        has_it = obstacle.owner_id == by.person_id
        template = "It's obstacle {number} now, and {who}: {what}"
        who = "it's yours" if has_it else "who leads you hears of it"
        return mrkdwn(template, number=obstacle.number, who=who, what=obstacle.what)
