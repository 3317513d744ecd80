"""The form in which a check-in is made or changed: when, whom, where the answers go, and up to five questions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from bot import phrases, words
from bot.domain import drafts, preferences
from bot.domain.checkins import setting, templates
from bot.domain.checkins.setting import MOST_QUESTIONS, Condition, Facts, Question
from bot.errors import Refused
from bot.models import Asked, Checkin, Membership, Person, Team, Told
from bot.outbox import Rendered
from bot.phrases import CheckinPhrase
from bot.slack import begun, blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.checkins import fields, listing
from bot.slack.said import readable
from bot.slack.turn import Turn

FORM = "checkin.form"
Fields = dict[str, Any]
"""By the names of the fields."""
DAYS = [(name, str(number)) for number, name in enumerate(templates.WEEKDAYS)]
WHO = [
    ("Everybody who sells or leads", Asked.EVERYONE),
    ("Reps", Asked.REPS),
    ("Leaders", Asked.LEADERS),
    ("Only these people:", Asked.NAMED),
]
SUMMARY = [
    ("In the team's channel, without what only leaders read", Told.CHANNEL),
    ("To the leaders alone, as does every answer", Told.LEADER),
]
BEHIND = (
    "Behind a question you can also write: choose red, amber, green · number of demos · asked of leaders · "
    "if 1 is 1 or 2"
)


# ── opened ───────────────────────────────────────────────────────────────────────────────────────────────


def open_new(turn: Turn) -> None:
    """`/checkin new`."""
    _open(turn, None, 0)


def open_said(turn: Turn, phrase: CheckinPhrase, people: Sequence[Person]) -> None:
    """What a line said so far: the rest is asked for here."""
    said: Fields = {
        "title": phrase.title,
        "days": [str(day) for day in sorted(phrase.weekdays or ())],
        "at": words.clock(phrase.at) if phrase.at else "",
        "deadline": "" if phrase.hours is None else str(phrase.hours),
        "who": phrase.asked,
        "people": [person.slack_id for person in people],
        "told": phrase.told,
    }
    _open(turn, None, 0, {name: value for name, value in said.items() if value})


def open_edit(turn: Turn, number: int) -> None:
    """`/checkin 2 edit`."""
    with turn.reading() as session:
        by = turn.membership_for(session, "checkin.set")
        checkin_id = setting.get_checkin(session, by.team, number).id
    _open(turn, None, checkin_id)


def handle_open(turn: Turn) -> None:
    """A click on "A new one" or "Edit", or on what was left unfinished."""
    team_id, _, checkin_id = turn.said.value.partition(":")
    _open(turn, int(team_id), int(checkin_id or 0))


def _open(turn: Turn, team_id: int | None, checkin_id: int, said: Fields | None = None) -> None:
    """Open the form; what was said just now replaces what was left in it, and that replaces how the check-in is."""
    with turn.reading() as session:
        by = turn.membership_for(session, "checkin.set", team_id)
        checkin = session.get_one(Checkin, checkin_id) if checkin_id else None
        if checkin:
            setting.check_stands(checkin)
        kept = drafts.find(session, turn.person, _kind(by.team_id, checkin_id))
        entered = kept or _as_it_is(session, by.team, checkin)
        form = _form(session, turn, by.team, checkin, entered | (said or {}))
    turn.open(form)


def _kind(team_id: int, checkin_id: int) -> str:
    return f"{FORM}:{team_id}:{checkin_id}"


def _as_it_is(session: Session, team: Team, checkin: Checkin | None) -> Fields:
    """The check-in as it is set; the usual values for a new one."""
    if checkin is None:
        hours = preferences.of_team(session, team)["deadline"]
        usual: Fields = {"who": Asked.EVERYONE, "told": Told.CHANNEL, "deadline": str(hours)}
        return usual | _questions_as_fields(templates.questions_for(""))
    facts = setting.facts_of(session, checkin)
    return {
        "title": facts.title,
        "days": [str(day) for day in sorted(facts.weekdays)],
        "at": words.clock(facts.at),
        "deadline": str(facts.deadline_hours),
        "who": facts.asked,
        "people": [person.slack_id for person in setting.named(session, checkin)],
        "told": facts.told,
    } | _questions_as_fields(facts.questions)


def _questions_as_fields(questions: Sequence[Question]) -> Fields:
    untouched = {f"sort{number}": fields.USUAL for number in range(1, MOST_QUESTIONS + 1)}
    lines = {f"question{number}": fields.line_of(question) for number, question in enumerate(questions, 1)}
    sorts = {f"sort{number}": fields.sort_of(question) for number, question in enumerate(questions, 1)}
    return lines | untouched | sorts


# ── what it looks like ───────────────────────────────────────────────────────────────────────────────────


def _form(session: Session, turn: Turn, team: Team, checkin: Checkin | None, said: Fields) -> Block:
    checkin_id = checkin.id if checkin else 0
    version = setting.version_of(setting.facts_of(session, checkin)) if checkin else ""
    is_open = checkin is not None and setting.is_open(session, checkin, now=turn.now)
    place = mrkdwn("For {team}, asked in a direct message.", team=bold(team.name))
    return blocks.form(
        FORM,
        "Change a check-in" if checkin else "A new check-in",
        blocks.context(mrkdwn("{place} {open}", place=place, open=Mrkdwn(listing.OPEN)) if is_open else place),
        *_when_fields(said),
        *_whom_fields(said),
        blocks.divider(),
        *(row for number in range(1, MOST_QUESTIONS + 1) for row in _question_fields(number, said)),
        blocks.context(BEHIND),
        submit="Change it" if checkin else "Make it",
        metadata={"draft": _kind(team.id, checkin_id), "team": team.id, "checkin": checkin_id, "version": version},
    )


def _when_fields(said: Fields) -> list[Block]:
    return [
        blocks.text_field(
            "title", "Title", said.get("title") or "", placeholder="Friday look back", longest=setting.LONGEST_TITLE
        ),
        blocks.ticks_field("days", "On which days?", DAYS, said.get("days") or []),
        blocks.text_field(
            "at",
            "At what time?",
            said.get("at") or "",
            placeholder="9:30",
            hint="By the clock of each one asked, wherever they are.",
            longest=20,
        ),
        blocks.text_field(
            "deadline",
            "How many working hours to answer?",
            said.get("deadline") or "",
            placeholder="4",
            optional=True,
            longest=20,
        ),
    ]


def _whom_fields(said: Fields) -> list[Block]:
    return [
        blocks.choice_field("who", "Whom do I ask?", WHO, said.get("who") or Asked.EVERYONE),
        blocks.people_field("people", "… these", said.get("people") or []),
        blocks.choice_field("told", "Where does the summary go?", SUMMARY, said.get("told") or Told.CHANNEL),
    ]


def _question_fields(number: int, said: Fields) -> list[Block]:
    sorts = [(sort.label, name) for name, sort in fields.SORTS.items()]
    return [
        blocks.text_field(
            f"question{number}",
            f"Question {number}",
            said.get(f"question{number}") or "",
            optional=number > 1,
            longest=500,
        ),
        blocks.choice_field(
            f"sort{number}", f"… {number} is", sorts, said.get(f"sort{number}") or fields.USUAL, optional=number > 1
        ),
    ]


# ── submitted ────────────────────────────────────────────────────────────────────────────────────────────


def handle_submission(turn: Turn) -> None:
    said, carried = turn.said.values, turn.said.metadata
    named = said.get("people") or []
    known = turn.people(named)
    people = tuple(sorted(known[slack_id].id for slack_id in dict.fromkeys(named)))
    with begun.reopening(), turn.writing() as session:
        by = turn.membership_for(session, "checkin.set", carried["team"])
        answer = _kept(session, turn, by, _entered(said, people))
        drafts.discard(session, turn.person, _kind(carried["team"], carried["checkin"]))
    turn.reply(answer)


def _kept(session: Session, turn: Turn, by: Membership, facts: Facts) -> Rendered:
    carried = turn.said.metadata
    if not carried["checkin"]:
        return listing.changed(session, turn, setting.create(session, by, facts, now=turn.now), "Made")
    checkin = session.get_one(Checkin, carried["checkin"])
    setting.amend(session, by, checkin, lambda _: facts, now=turn.now, version=carried["version"])
    return listing.changed(session, turn, checkin, "Changed")


def _entered(said: Fields, people: tuple[int, ...]) -> Facts:
    at = phrases.read_time(said.get("at") or "")
    if at is None:
        read = (said.get("at") or "")[:20]
        raise Refused(f"I read “{read}” but no time of the day. Try 9:30 or 3pm.", field="at")
    asked = Asked(said.get("who") or Asked.EVERYONE)
    if people and asked is not Asked.NAMED:
        everybody = next(label for label, who in WHO if who == Asked.NAMED)
        raise Refused(f"Choose “{everybody}” above, or empty this.", field="people")
    return Facts(
        phrases.one_line(readable(said.get("title") or "")),
        frozenset(map(int, said.get("days") or ())),
        at,
        _questions(said),
        asked,
        people,
        Told(said.get("told") or Told.CHANNEL),
        _deadline(said.get("deadline") or ""),
    )


def _deadline(said: str) -> int | None:
    if not said.strip():
        return None
    phrase = phrases.read_checkin(f"deadline {said}")
    if phrase.hours is None or phrase.title:
        raise Refused(f"I read “{said[:20]}” but no number of hours. Try 4.", field="deadline")
    return phrase.hours


def _questions(said: Fields) -> tuple[Question, ...]:
    """The questions that are not empty, numbered without gaps."""
    numbers = [number for number in range(1, MOST_QUESTIONS + 1) if (said.get(f"question{number}") or "").strip()]
    return tuple(_question(said, number, numbers) for number in numbers)


def _question(said: Fields, number: int, numbers: list[int]) -> Question:
    field = f"question{number}"
    try:
        question = fields.read_question(said[field], said.get(f"sort{number}") or fields.USUAL)
    except Refused as refusal:
        raise Refused(refusal.message, field=field) from None
    only_if = question.only_if
    if only_if is None:
        return question
    if only_if.question not in numbers:
        asked = words.listed([str(each) for each in numbers])
        raise Refused(f"There is no question {only_if.question} here, but {asked}.", field=field)
    return replace(question, only_if=Condition(numbers.index(only_if.question) + 1, only_if.answers))


# ── closed ───────────────────────────────────────────────────────────────────────────────────────────────


def _opened_with(session: Session, turn: Turn) -> Fields:
    carried = turn.said.metadata
    checkin = session.get_one(Checkin, carried["checkin"]) if carried["checkin"] else None
    return _as_it_is(session, session.get_one(Team, carried["team"]), checkin)


handle_closed = begun.keeping(as_it_is=_opened_with)
