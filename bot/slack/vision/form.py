"""The form of a north star, and the screens behind it: whether a change is only a typo fix, and why it changes."""

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import drafts, north_star
from bot.domain.north_star import Change, Parts, Unsure
from bot.errors import Refused
from bot.models import ChangeReason, NorthStar, Team
from bot.outbox import Rendered
from bot.slack import begun, blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn
from bot.slack.vision import messages

FORM, SURE, CHANGE = "vision.form", "vision.sure", "vision.reason"
"""The screens; what is entered on all of them is one draft for each team, of the kind of the first."""
Fields = dict[str, Any]
"""By the names of the fields, and `base`: the version that was read."""
TYPO, REAL = "typo", "change"
WHAT = [("A change, with its reason", REAL), ("A typo fix: nobody is told", TYPO)]
NAMES = tuple(part.name for part in fields(Parts))
PLACES = "`/pace vision` and App Home"
SEEN = "Everybody in the team sees it, and so do the teams below. Its leaders can change it."
REOPEN = "Close this form: `/pace vision edit` shows what it reads now beside what you entered, which is kept."


# ── opened ───────────────────────────────────────────────────────────────────────────────────────────────


def open_own(turn: Turn) -> None:
    """`/pace vision edit`: the form for the speaker's team, as it was left."""
    _open(turn, None)


def handle_edit(turn: Turn) -> None:
    """A click on "Edit", or on what was left unfinished."""
    _open(turn, int(turn.said.value))


def _open(turn: Turn, team_id: int | None) -> None:
    with turn.reading() as session:
        by = turn.membership_for(session, "north_star.write", team_id)
        now = north_star.current(session, by.team)
        kept = drafts.find(session, turn.person, kind(by.team))
        above = north_star.above(session, by.team)
        form = _form(by.team, now, kept, above)
    turn.open(form)


def kind(team: Team) -> str:
    return f"{FORM}:{team.id}"


def _form(team: Team, now: NorthStar | None, kept: Fields, above: NorthStar | None) -> Block:
    said = asdict(north_star.parts_of(now)) if now else {}
    said |= {name: text for name, text in kept.items() if name in NAMES}
    notes = (
        [blocks.context(mrkdwn("{team} is going: {where}", team=above.team.name, where=above.statement))]
        if above
        else []
    )
    if now and kept.get("base") not in (None, now.version):
        changed = "{by} changed it since you began. It reads now: {now}"
        notes.append(blocks.section(mrkdwn(changed, by=now.by.name, now=now.statement)))
    what = [blocks.choice_field("what", "What is it?", WHAT, kept.get("what") or "")] if now else []
    return blocks.form(
        FORM,
        "Where we are going",
        *notes,
        *_rows(said),
        *what,
        blocks.context(SEEN),
        submit="Next" if now else "Say it",
        metadata={"team": team.id, "base": now.version if now else None},
    )


def _rows(said: Fields) -> list[Block]:
    statement = blocks.text_field(
        "statement",
        "Where is the team going?",
        said.get("statement") or "",
        placeholder="The first call of every clinic in the west",
        multiline=True,
        longest=north_star.LONGEST_STATEMENT,
    )
    others = [
        blocks.text_field(name, label, said.get(name) or "", multiline=True, optional=True, longest=north_star.LONGEST)
        for name, label in messages.PARTS.items()
    ]
    return [statement, *others]


# ── the first screen ─────────────────────────────────────────────────────────────────────────────────────


def handle_submission(turn: Turn) -> None:
    said, base = _entered(turn), turn.said.metadata.get("base")
    if base is None:
        with begun.reopening(REOPEN), turn.writing() as session:
            by = turn.membership_for(session, "north_star.write", turn.said.metadata["team"])
            version = north_star.set_first(session, by, parts(said), now=turn.now)
            drafts.discard(session, turn.person, kind(by.team))
            answer = confirmation(session, version)
        turn.reply(answer)
    elif said.get("what") == TYPO:
        _fix(turn, said)
    else:
        _ask_why(turn, said)


def _fix(turn: Turn, said: Fields) -> None:
    try:
        with begun.reopening(REOPEN):
            answer = fix(turn, turn.said.metadata["team"], said)
    except Unsure as unsure:
        begun.keep_screen(turn, _kind(turn), said)
        screen = (blocks.section(unsure.message), blocks.section(messages.quoted(said["statement"])))
        what = blocks.choice_field("what", "What is it?", WHAT, TYPO)
        carried = {name: turn.said.metadata.get(name) for name in ("team", "base")}
        turn.push(blocks.form(SURE, "Only a typo?", *screen, what, submit="Go on", metadata=carried))
        return
    turn.close_all()
    turn.reply(answer)


def handle_sure(turn: Turn) -> None:
    """The answer to whether it is only a typo: fix it, or go on to why it changes."""
    said = begun.entered(turn, _kind(turn)) | {"base": turn.said.metadata["base"]}
    if turn.said.values.get("what") == REAL:
        _ask_why(turn, said)
        return
    with begun.reopening(REOPEN):
        answer = fix(turn, turn.said.metadata["team"], said, is_sure=True)
    turn.close_all()
    turn.reply(answer)


def _ask_why(turn: Turn, said: Fields) -> None:
    with turn.reading() as session:
        by = turn.membership_for(session, "north_star.write", turn.said.metadata["team"])
        with begun.reopening(REOPEN):
            north_star.check_ready(session, by, parts(said), base=said["base"])
    kept = begun.keep_screen(turn, _kind(turn), said | {"what": REAL})
    with turn.reading() as session:
        screen = why_form(session, turn, session.get_one(Team, turn.said.metadata["team"]), kept)
    turn.push(screen)


# ── the screen of a change ───────────────────────────────────────────────────────────────────────────────


def why_form(session: Session, turn: Turn, team: Team, said: Fields) -> Block:
    """The screen of a change: why it comes, what it opens, why the team can do it, which goals change with it."""
    wins = [
        (f"{win.number} {win.account or win.title}: {win.because}".rstrip(": "), str(win.id))
        for win in north_star.offered_wins(session, team, now=turn.now)
    ]
    goals = [(messages.goal_in_words(goal), str(goal.id)) for goal in north_star.offered_goals(session, team)]
    reasons = [(words[:1].upper() + words[1:], reason) for reason, words in messages.REASONS.items()]
    most = north_star.LONGEST
    rows = [
        blocks.choice_field("reason", "What moved?", reasons, said.get("reason") or ""),
        blocks.text_field("why", "What happened?", said.get("why") or "", multiline=True, longest=most),
        blocks.text_field(
            "opportunity", "What does it open for us?", said.get("opportunity") or "", multiline=True, longest=most
        ),
    ]
    if wins:
        label = "Why can this team do it? Two or three of its wins"
        rows.append(blocks.choices_field("wins", label, wins, said.get("wins") or [], most=north_star.MOST_WINS))
    if goals:
        rows.append(blocks.choices_field("goals", "Which goals change with it?", goals, said.get("goals") or []))
    where = "hears all of this in its channel" if north_star.is_to_post(session, team) else f"reads it on {PLACES}"
    told = mrkdwn(f"{{team}} {where}.", team=bold(team.name))
    return blocks.form(
        CHANGE,
        "Why it changes",
        blocks.section(messages.quoted(said.get("statement") or "")),
        *rows,
        blocks.context(told),
        submit="Change it",
        metadata={"team": team.id, "base": said.get("base")},
    )


def handle_change(turn: Turn) -> None:
    said = begun.entered(turn, _kind(turn)) | _entered(turn)
    with begun.reopening(REOPEN):
        answer = change(turn, turn.said.metadata["team"], said)
    turn.close_all()
    turn.reply(answer)


# ── done, from whichever road ────────────────────────────────────────────────────────────────────────────


def fix(turn: Turn, team_id: int, said: Fields, *, is_sure: bool = False) -> Rendered:
    with turn.writing() as session:
        by = turn.membership_for(session, "north_star.write", team_id)
        version = north_star.correct(session, by, parts(said), now=turn.now, base=said.get("base"), is_sure=is_sure)
        drafts.discard(session, turn.person, kind(by.team))
        return confirmation(session, version)


def change(turn: Turn, team_id: int, said: Fields) -> Rendered:
    with turn.writing() as session:
        by = turn.membership_for(session, "north_star.write", team_id)
        version = north_star.change(session, by, parts(said), _why(said), now=turn.now, base=said.get("base"))
        drafts.discard(session, turn.person, kind(by.team))
        return confirmation(session, version)


def parts(said: Fields) -> Parts:
    if not any(said.get(name) for name in NAMES):
        raise Refused("What was entered on the first screen is gone. `/pace vision edit` begins anew.")
    return Parts(**{name: readable(said.get(name) or "") for name in NAMES})


def _why(said: Fields) -> Change:
    return Change(
        reason=ChangeReason(said["reason"]) if said.get("reason") else None,
        why=readable(said.get("why") or ""),
        opportunity=readable(said.get("opportunity") or ""),
        win_ids=tuple(map(int, said.get("wins") or [])),
        goal_ids=tuple(map(int, said.get("goals") or [])),
    )


def confirmation(session: Session, version: NorthStar) -> Rendered:
    is_posted = north_star.is_posted(session, version)
    if version.is_typo_fix:
        told, where = "Mended, and nobody is told. {team} reads it so from now on", ", in the channel too" * is_posted
    elif version.version == 1:
        told, where = "{team} has a north star, ", "and its channel hears of it" if is_posted else f"on {PLACES}"
    else:
        told, where = "Changed, and {team} ", "hears why in its channel" if is_posted else f"reads it on {PLACES}"
    head = mrkdwn(f"{told}{where}:", team=bold(version.team.name))
    keeps = blocks.context(Mrkdwn("`/pace vision history` keeps every version."))
    return blocks.message(blocks.section(head), blocks.section(messages.quoted(version.statement)), keeps)


# ── what was entered ─────────────────────────────────────────────────────────────────────────────────────


def handle_closed(turn: Turn) -> None:
    """The form was closed, or something entered in it: its contents come back with the next opening."""
    if not turn.said.values:
        return
    said = begun.entered(turn, _kind(turn)) | _entered(turn)
    with turn.reading() as session:
        now = north_star.current(session, session.get_one(Team, turn.said.metadata["team"]))
        as_it_is = asdict(north_star.parts_of(now)) if now else dict.fromkeys(NAMES, "")
    entered = {name: text for name, text in said.items() if text and name not in ("base", "what")}
    turn.keep_form(_kind(turn), said, is_empty=entered == {name: text for name, text in as_it_is.items() if text})


def _entered(turn: Turn) -> Fields:
    said = {name: value or "" for name, value in turn.said.values.items()}
    return said | {"base": turn.said.metadata.get("base")}


def _kind(turn: Turn) -> str:
    return f"{FORM}:{turn.said.metadata['team']}"


# ── a line that left a question ──────────────────────────────────────────────────────────────────────────


def ask_whether_typo(turn: Turn, team_id: int, said: Fields, question: str) -> None:
    """Ask with buttons; what was said waits as a draft for the click."""
    with turn.keeping() as session:
        team = session.get_one(Team, team_id)
        drafts.discard(session, turn.person, kind(team))
        waiting = drafts.keep(session, turn.person, kind(team), said, now=turn.now).id
    buttons = (
        blocks.button("Only a typo", "vision.typo", f"{team_id}:{waiting}"),
        blocks.button("It's a change", "vision.change", f"{team_id}:{waiting}"),
    )
    quote = blocks.section(messages.quoted(said["statement"]))
    turn.reply(blocks.message(blocks.section(question), quote, blocks.actions(*buttons)))


def handle_only_a_typo(turn: Turn) -> None:
    team_id, said = _waiting(turn)
    turn.reply(fix(turn, team_id, said, is_sure=True))


def handle_a_change(turn: Turn) -> None:
    team_id, said = _waiting(turn)
    open_why(turn, team_id, said)


def open_why(turn: Turn, team_id: int, said: Fields) -> None:
    """Open the screen of a change for what was said in a line."""
    with turn.reading() as session:
        screen = why_form(session, turn, turn.membership_for(session, "north_star.write", team_id).team, said)
    turn.open(screen)


def _waiting(turn: Turn) -> tuple[int, Fields]:
    team_id, _, waiting = turn.said.value.partition(":")
    with turn.reading() as session:
        turn.membership_for(session, "north_star.write", int(team_id))
        return int(team_id), drafts.get(session, turn.person, int(waiting))
