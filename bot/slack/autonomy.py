"""Autonomy, as people say it: given in a leader's words, ended in words, given back; and who could be let go."""

from typing import Any

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import autonomy, drafts, teams
from bot.models import Autonomy, Membership, Person, Role, Team
from bot.outbox import NOTICE, Kind, Rendered
from bot.phrases import ANYTHING
from bot.slack import begun, blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.confidential import split_person
from bot.slack.said import readable
from bot.slack.turn import Turn, Visit

FORM = "autonomy.form"
ENDS = "end"
VERBS_OF_AUTONOMY = {"back": ANYTHING, "list": None}
SEEN = "Seen by {name} and by who leads {team}. Nothing of it is public."
MEANS = (
    "The check-in has one question and no nudge, and I tell neither {name} nor you of a slip. Coaching and cheers stay."
)
NOTHING = Mrkdwn(
    "Nobody here goes their own way yet. When somebody is ahead of pace for weeks and keeps promises, I tell you; "
    f"any day you can say it yourself. {autonomy.EXAMPLE}"
)
NONE_OF_MINE = Mrkdwn(
    "A leader lets people who deliver go their own way: a lighter check-in, and no word from me about slips. "
    "Nobody has said it to you yet; your goals and your promises say it for you."
)


def handle_autonomy(turn: Turn) -> None:
    """`/pace autonomy` shows how it stands; with a person and words behind it, autonomy is given to them, or ended."""
    text = phrases.normalise(turn.said.text)
    if not text:
        turn.reply(_overview(turn))
    elif found := phrases.split_verb(text, VERBS_OF_AUTONOMY):
        verb, said = found
        if verb == "back":
            _give_back(turn, readable(said))
        else:
            turn.reply(_overview(turn))
    else:
        person, said = split_person(turn, text, autonomy.EXAMPLE)
        _hear(turn, person, readable(said))


def _hear(turn: Turn, person: Person, said: str) -> None:
    first, _, rest = said.partition(" ")
    if not said:
        _open(turn, person, "")
    elif first.casefold().rstrip(":,") != ENDS:
        _say(turn, person, said, "")
    elif rest.strip():
        _say(turn, person, rest.strip(), ENDS)
    else:
        _open(turn, person, ENDS)


def _say(turn: Turn, person: Person, said: str, which: str, *, team_id: int = 0, draft: str = "") -> None:
    """Give it, or end it, in these words."""
    with turn.writing() as session:
        by = _place(session, turn, person, team_id)
        if which == ENDS:
            row, told = autonomy.end(session, by, person, said, now=turn.now), "{name} reads that it ends: “{words}”"
        else:
            row, told = autonomy.give(session, by, person, said, now=turn.now), "{name} reads it from me: “{words}”"
        drafts.use_up(session, turn.person, draft)
        lines = [mrkdwn(told, name=person.name, words=said)]
        if which != ENDS:
            lines.append(mrkdwn(MEANS, name=person.name))
        seen = blocks.context(mrkdwn(SEEN, name=person.name, team=by.team.name))
        undo = _undo(session, turn, row)
    turn.reply(blocks.message(blocks.section(blocks.joined(lines)), seen, *undo))


def _place(session: Session, turn: Turn, person: Person, team_id: int) -> Membership:
    """The speaker's place in the team of that id; else where they lead the person, preferring the channel's team."""
    if team_id:
        return turn.membership_at(session, team_id)
    here = turn.membership(session)
    mine = [here, *turn.memberships(session)]
    theirs = {place.team_id for place in teams.memberships_of(session, person)}
    return next((place for place in mine if place.is_leader and place.team_id in theirs), here)


# ── in a form ────────────────────────────────────────────────────────────────────────────────────────────


def handle_open(turn: Turn) -> None:
    """A click that opens the form: the value says in which team, about whom, and whether autonomy ends."""
    team_id, slack_id, which = turn.said.value.split(":")
    _open(turn, turn.people([slack_id])[slack_id], which, team_id=int(team_id))


def _open(turn: Turn, person: Person, which: str, *, team_id: int = 0) -> None:
    with turn.reading() as session:
        by = _place(session, turn, person, team_id)
        check = autonomy.check_end if which == ENDS else autonomy.check_give
        check(session, by, person)
        kind = f"{FORM}:{by.team_id}:{person.slack_id}:{which}"
        kept = drafts.find(session, turn.person, kind)
        form = _form(kind, by.team, person, which, kept)
    turn.open(form)


def _form(kind: str, team: Team, person: Person, which: str, kept: dict[str, Any]) -> Block:
    about, label = ("This ends it. {means}", "Why, in your words") if which else ("{means}", "In your own words")
    means = "Check-ins, nudges and words about slips are as before." if which else MEANS.format(name=person.name)
    field = blocks.text_field(
        "words",
        label,
        kept.get("words") or "",
        placeholder="I'd like us to plan it together for a while" if which else "I trust you with the north",
        multiline=True,
        longest=autonomy.LONGEST,
    )
    seen = blocks.context(mrkdwn(SEEN, name=person.name, team=team.name))
    metadata = {"draft": kind}
    head = blocks.section(mrkdwn(f"{{name}}: {about}", name=bold(person.name), means=means))
    submit = "End it" if which else "Say it"
    return blocks.form(FORM, "Autonomy", head, field, seen, submit=submit, metadata=metadata)


def handle_submission(turn: Turn) -> None:
    draft = turn.said.metadata["draft"]
    _, team_id, slack_id, which = draft.split(":")
    said = turn.said.written("words")
    _say(turn, turn.people([slack_id])[slack_id], said, which, team_id=int(team_id), draft=draft)


# ── how it stands ────────────────────────────────────────────────────────────────────────────────────────


def _overview(turn: Turn) -> Rendered:
    """The speaker's own autonomy, and that of the people whom they lead."""
    with turn.reading() as session:
        places = turn.memberships(session)
        led = [place for place in places if place.is_leader]
        parts = [part for row in autonomy.of_person(session, turn.person) for part in _own(turn, row)]
        for place in led:
            parts += [_of_rep(turn, row) for row in autonomy.in_team(session, place)]
    if parts:
        whom = "each of them and by who leads their team" if led else "you and by who leads your team"
        return blocks.message(*parts, blocks.context(f"Seen by {whom}."))
    return blocks.words(NOTHING if led else NONE_OF_MINE)


def _own(turn: Turn, row: Autonomy) -> list[Block]:
    told = mrkdwn("{by} lets you go your own way in {team} since {day}: “{words}”", **_said(turn, row))
    back = blocks.button("Give it back", "autonomy.return", row.team_id)
    return [blocks.section(told, back), blocks.context(Mrkdwn("Or: `/pace autonomy back I'd like the check-ins`"))]


def _of_rep(turn: Turn, row: Autonomy) -> Block:
    told = mrkdwn("{name} in {team}, since {day}, by {by}: “{words}”", **_said(turn, row))
    value = f"{row.team_id}:{row.person.slack_id}:{ENDS}"
    return blocks.section(told, blocks.button("End it", "autonomy.open", value))


def _said(turn: Turn, row: Autonomy) -> dict[str, str]:
    today, given_on = (worktime.local_day(moment, row.team.zone) for moment in (turn.now, row.given_at))
    return {
        "name": bold(row.person.name),
        "by": row.given_by.name,
        "team": row.team.name,
        "day": words.day(given_on, today=today),
        "words": row.words,
    }


def card(visit: Visit) -> list[Block]:
    """For App Home; only for somebody who has autonomy."""
    lines = [
        mrkdwn(
            "{by} lets you go your own way: “{words}” `/pace autonomy` says more.",
            by=row.given_by.name,
            words=row.words,
        )
        for row in autonomy.of_person(visit.session, visit.person)
    ]
    return [blocks.section(blocks.joined(lines))] if lines else []


# ── given back, and undone ───────────────────────────────────────────────────────────────────────────────


def handle_return(turn: Turn) -> None:
    """A click on "Give it back": the value is the team."""
    _give_back(turn, "", team_id=int(turn.said.value))


def _give_back(turn: Turn, said: str, *, team_id: int = 0) -> None:
    with turn.writing() as session:
        by = turn.membership_at(session, team_id) if team_id else _where_mine(session, turn)
        row = autonomy.give_back(session, by, said, now=turn.now)
        leader = autonomy.told_of_return(session, row)
        known = mrkdwn(" I tell {by}.", by=leader.name) if leader else ""
        told = mrkdwn("Given back. Check-ins, nudges and slips are as before.{known}", known=known)
        undo = _undo(session, turn, row)
    turn.reply(blocks.message(blocks.section(told), *undo))


def _undo(session: Session, turn: Turn, row: Autonomy) -> list[Block]:
    """The button undoes just this act: clicked twice or late, it takes back nothing else."""
    value = f"{row.id}:{ENDS if row.ended_at else ''}"
    return blocks.row(*turn.offer_undo(session, row.team, turn.now, "autonomy.undo", value))


def _where_mine(session: Session, turn: Turn) -> Membership:
    here = turn.membership(session)
    mine = autonomy.of_person(session, turn.person)
    if not mine or any(row.team_id == here.team_id for row in mine):
        return here
    return turn.membership_in(session, mine[0].team)


def handle_undo(turn: Turn) -> None:
    autonomy_id, _, which = turn.said.value.partition(":")
    with turn.writing() as session:
        row = autonomy.get_by_id(session, int(autonomy_id))
        name, is_own = row.person.name, row.person_id == turn.person.id
        autonomy.undo(session, turn.person, row, is_end=which == ENDS, now=turn.now)
    goes = "You go your own way" if is_own else f"{name} goes their own way"
    as_before = f"Taken back: {goes} as before."
    turn.reply(as_before if which == ENDS else f"Taken back, as if you had not said it about {name}.")


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────


def given(session: Session, autonomy_id: int) -> Rendered | None:
    """To the person who has it now, in the leader's words."""
    row = session.get(Autonomy, autonomy_id)
    if row is None or row.ended_at:
        return None
    lines = [
        mrkdwn(
            "{by} lets you go your own way in {team}: “{words}”",
            by=bold(row.given_by.name),
            team=row.team.name,
            words=row.words,
        ),
        mrkdwn(
            "From now on your check-in has one question and no nudge, and I tell neither you nor {by} of a slip. "
            "Coaching and cheers stay. A slow month ends nothing: only who leads {team} does, in words, or you.",
            by=row.given_by.name,
            team=row.team.name,
        ),
    ]
    back = blocks.actions(blocks.button("Give it back", "autonomy.return", row.team_id))
    return blocks.message(blocks.section(blocks.joined(lines)), _seen(row), back)


def ended(session: Session, autonomy_id: int) -> Rendered | None:
    """To the person who had it, in the leader's words."""
    row = session.get(Autonomy, autonomy_id)
    if row is None or row.ended_at is None or row.ended_by_id is None:
        return None
    by = session.get_one(Person, row.ended_by_id).name
    told = mrkdwn(
        "{by} asks to work closer together again in {team}: “{words}”\nCheck-ins, nudges and slips are as before. "
        "`/coach me` asks for a talk about it.",
        by=bold(by),
        team=row.team.name,
        words=row.end_words,
    )
    return blocks.message(blocks.section(told), _seen(row))


def returned(session: Session, autonomy_id: int) -> Rendered | None:
    """To a leader, most often the one who gave it."""
    row = session.get(Autonomy, autonomy_id)
    if row is None or row.ended_at is None:
        return None
    why = mrkdwn(": “{words}”", words=row.end_words) if row.end_words else Mrkdwn(".")
    told = mrkdwn(
        "{name} would rather have check-ins, nudges and words about slips again{why}",
        name=bold(row.person.name),
        why=why,
    )
    return blocks.message(blocks.section(told), _seen(row))


def proposed(
    session: Session, team_id: int, person_id: int, leader_id: int, weeks: int, kept: int, promises: int
) -> Rendered | None:
    """To a leader: that somebody could be given it, and the figures; None if it was given or they lead no more."""
    team, person = session.get_one(Team, team_id), session.get_one(Person, person_id)
    if autonomy.find(session, team, person) or teams.find_membership(session, person, team) is None:
        return None
    if not teams.has_role(session, session.get_one(Person, leader_id), team, Role.LEADER):
        return None
    told = mrkdwn(
        "{name} delivers: ahead of pace at the end of each of the last {weeks} that could be judged, "
        "and {kept} of {promises} promises kept in the last twelve weeks or more.",
        name=bold(person.name),
        weeks=words.count(weeks, "week"),
        kept=kept,
        promises=promises,
    )
    could = mrkdwn("You could let {name} go their own way in {team}. " + MEANS, name=person.name, team=team.name)
    say = blocks.button("Say it in my words", "autonomy.open", f"{team.id}:{person.slack_id}:", style="primary")
    again = "Only you decide, and only you say it. If not now, I ask again in eight weeks at the earliest."
    return blocks.message(blocks.section(blocks.joined([told, could])), blocks.context(again), blocks.actions(say))


def _seen(row: Autonomy) -> Block:
    return blocks.context(mrkdwn("Seen by you and by who leads {team}.", team=row.team.name))


VERBS = {"autonomy": handle_autonomy}
ACTIONS = {
    "autonomy.open": handle_open,
    "autonomy.return": handle_return,
    "autonomy.undo": handle_undo,
}
VIEWS = {FORM: handle_submission}
CLOSED = {FORM: begun.keeping("words")}
MESSAGES = {
    "autonomy.proposed": Kind(proposed, NOTICE),
    "autonomy.given": Kind(given, NOTICE),
    "autonomy.ended": Kind(ended, NOTICE),
    "autonomy.returned": Kind(returned, NOTICE),
}
HOME = {"autonomy": card}
DRAFTS = {FORM: begun.way_back("autonomy.open", "Finish your words on autonomy")}
HELP = {
    "autonomy": (
        "*Let somebody go their own way* who delivers: a lighter check-in, no words about slips. Said by a leader.",
        f"{autonomy.EXAMPLE.removeprefix('Try ').rstrip('.')} · `/pace autonomy` shows how it stands",
        "`/pace autonomy @rita end …` with your reason ends it · `/pace autonomy back` gives yours back",
    ),
}
