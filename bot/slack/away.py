"""Being away, as people say it: in a line or a form, planned, taken back; and who is told."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import attention, calendars, checkins, drafts
from bot.errors import Refused
from bot.models import Absence, Person
from bot.outbox import ANSWER, NOTICE, Kind, Rendered
from bot.slack import begun, blocks, notified
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn, Visit
from bot.worktime import Period

FORM = "away.form"
EXAMPLES = "Try `/pace away 3 days`, `/pace away until Friday` or `/pace away 24 Dec to 2 Jan`."
IN_CHANNEL = "A check-in's message names in the channel who is away."
WHO_SEES = (
    f"Teammates see that you are away and until when, and nothing else. {IN_CHANNEL} "
    "Meanwhile I don't write to you unasked."
)
STILL_AWAY = "Taken back, but {whose} away {days} all the same: that was said another time too."
MOST_PLANNED = 10


def handle_away(turn: Turn) -> None:
    """`/pace away`: the days in words, for the speaker or a person mentioned; without days a form opens."""
    text = phrases.normalise(turn.said.text)
    person, said = _whose(turn, text)
    if said.casefold() == "list" and person.id == turn.person.id:
        turn.reply(_planned(turn))
    elif said:
        _hear(turn, person, said)
    else:
        _open(turn, person)


def _whose(turn: Turn, text: str) -> tuple[Person, str]:
    """Who is away, and what is said of it: the person mentioned first of all, else the speaker."""
    mentions = phrases.find_mentions(text)
    if not mentions:
        return turn.person, text
    first = mentions[0]
    if len(mentions) > 1 or first.kind != "user" or text[: first.start].strip():
        raise Refused(f"One person at a time, named before the days: `/pace away @rita 3 days`. {EXAMPLES}")
    return turn.people([first.id])[first.id], phrases.trimmed(text[first.end :])


# ── in a line ────────────────────────────────────────────────────────────────────────────────────────────


def _hear(turn: Turn, person: Person, said: str) -> None:
    today = worktime.local_day(turn.now, person.zone)
    with turn.writing() as session:
        calendars.check_away(session, turn.person, person)
        period = phrases.read_span(said, today, calendars.of_person(session, person, with_absences=False))
        if period is None:
            raise Refused(f"I read “{blocks.cut(readable(said), 60)}”, but no days in it. {EXAMPLES}")
        answer = _take_off(session, turn, person, period)
    turn.reply(answer)


def _take_off(session: Session, turn: Turn, person: Person, period: Period) -> Rendered:
    absence = calendars.take_off(session, turn.person, person, period, now=turn.now)
    checkins.replan_person(session, person, now=turn.now)
    today = worktime.local_day(turn.now, person.zone)
    away = calendars.absence_on(session, person, period.first) or period
    usual, works = (calendars.of_person(session, person, with_absences=each) for each in (False, True))
    is_own = person.id == turn.person.id
    told = mrkdwn(
        "{who} away {days}, {count}. Back on {back}.",
        who="You're" if is_own else f"{person.name} is",
        days=_days(away, today),
        count=words.count(usual.working_days(away), "working day"),
        back=words.day(works.next_working_day(away.last), today=today),
    )
    undo = blocks.actions(turn.undo_button("away.undo", absence.id))
    return blocks.message(blocks.section(told), blocks.context(_who_sees(session, turn, person)), undo)


def _who_sees(session: Session, turn: Turn, person: Person) -> str:
    if person.id == turn.person.id:
        return WHO_SEES
    finds = "it in App Home and can take it back"
    told = notified.told(session, [person], "notices", "I tell {names}, who can take it back.", finds)
    return f"{told} The team sees that and until when, and nothing else. {IN_CHANNEL}"


def _days(period: Period, today: date) -> Mrkdwn:
    return bold(words.period(period, today=today))


# ── in a form ────────────────────────────────────────────────────────────────────────────────────────────


def handle_new(turn: Turn) -> None:
    """A click on the way back to a form that was begun: the value says whose days they are."""
    _, _, slack_id = turn.said.value.partition(":")
    _open(turn, turn.people([slack_id])[slack_id] if slack_id else turn.person)


def _open(turn: Turn, person: Person) -> None:
    with turn.reading() as session:
        calendars.check_away(session, turn.person, person)
        kept = drafts.find(session, turn.person, _kind(turn, person))
        coming = [line for line, _ in _coming(session, turn, person)]
        who_sees = _who_sees(session, turn, person)
    turn.open(_form(turn, person, kept, coming, who_sees))


def _kind(turn: Turn, person: Person) -> str:
    """The kind of the form's draft: one for oneself, and another one for each other person."""
    return FORM if person.id == turn.person.id else f"{FORM}:{person.slack_id}"


def _form(turn: Turn, person: Person, kept: dict[str, Any], coming: list[Mrkdwn], who_sees: str) -> Block:
    whose = "You are" if person.id == turn.person.id else f"{person.name} is"
    rows = [
        blocks.date_field("first_on", f"{whose} away from", _day(kept.get("first_on"))),
        blocks.date_field("last_on", "To, that day included", _day(kept.get("last_on"))),
    ]
    if coming:
        rows.insert(0, blocks.section(blocks.joined(["Planned already:", *coming])))
    metadata = {"draft": _kind(turn, person), "person": person.slack_id}
    return blocks.form(FORM, "Away", *rows, blocks.context(who_sees), submit="Set it", metadata=metadata)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def handle_submission(turn: Turn) -> None:
    first, last = (_day(turn.said.values.get(name)) for name in ("first_on", "last_on"))
    if first is None or last is None:
        raise Refused("From which day to which?", field="last_on" if first else "first_on")
    slack_id = turn.said.metadata["person"]
    person = turn.people([slack_id])[slack_id]
    with turn.writing() as session:
        answer = _take_off(session, turn, person, Period(first, last))
        drafts.discard(session, turn.person, turn.said.metadata["draft"])
    turn.reply(answer)


# ── planned, and taken back ──────────────────────────────────────────────────────────────────────────────


def handle_back(turn: Turn) -> None:
    """`/pace back`: here again from today on; with a day behind it, the absence around that day is taken back."""
    said = phrases.normalise(turn.said.text)
    today = worktime.local_day(turn.now, turn.person.zone)
    with turn.writing() as session:
        answer = _call_off(session, turn, _named(said, today)) if said else _come_back(session, turn, today)
    turn.reply(answer)


def _come_back(session: Session, turn: Turn, today: date) -> Mrkdwn:
    coming = [line for line, _ in _coming(session, turn, turn.person)]
    if calendars.absence_on(session, turn.person, today) is None and coming:
        lead = "You're here: I have you down as working today. What is planned is taken back with its day:"
        raise Refused(f"{lead} `/pace back 24 Dec`. `/pace away list` shows it.")
    ended = calendars.come_back(session, turn.person, now=turn.now)
    _is_here(session, turn, turn.person)
    return mrkdwn(
        "Welcome back! You're here from today on, {today}, instead of away until {last}. Teammates see it.",
        today=words.day(today, today=today),
        last=words.day(ended.last, today=today),
    )


def _is_here(session: Session, turn: Turn, person: Person) -> None:
    """Send what was held back until the person returns, and ask them check-ins again."""
    attention.reconsider(session, person, now=turn.now)
    checkins.replan_person(session, person, now=turn.now)


def _named(said: str, today: date) -> date:
    when = phrases.read_day(said, today)
    if when is None or when.day is None:
        raise Refused(f"I read “{blocks.cut(readable(said), 60)}”, but no day in it. Try `/pace back 24 Dec`.")
    return when.day


def _call_off(session: Session, turn: Turn, day: date) -> Mrkdwn:
    off = calendars.call_off(session, turn.person, turn.person, day, now=turn.now)
    _is_here(session, turn, turn.person)
    today = worktime.local_day(turn.now, turn.person.zone)
    left = Period(max(off.first, today), off.last)
    return mrkdwn("Taken back: you're not away {days}.", days=_days(left, today))


def handle_off(turn: Turn) -> None:
    """A click on "Take back" beside what is planned."""
    with turn.writing() as session:
        answer = _call_off(session, turn, date.fromisoformat(turn.said.value))
    turn.reply(answer)


def handle_undo(turn: Turn) -> None:
    with turn.writing() as session:
        absence = calendars.get_by_id(session, int(turn.said.value))
        person, period = absence.person, absence.period
        calendars.undo(session, turn.person, absence, now=turn.now)
        _is_here(session, turn, person)
        today = worktime.local_day(turn.now, person.zone)
        left = Period(max(period.first, today), period.last)
        freed = worktime.without(left, calendars.planned(session, person, now=turn.now))
        answer = mrkdwn(
            "Taken back: {whose} not away {days}." if freed else STILL_AWAY,
            whose="you're" if person.id == turn.person.id else f"{person.name} is",
            days=bold(words.periods(freed or (left,), today=today)),
        )
    turn.reply(answer)


def _coming(session: Session, turn: Turn, person: Person) -> list[tuple[Mrkdwn, Period]]:
    today = worktime.local_day(turn.now, person.zone)
    usual = calendars.of_person(session, person, with_absences=False)
    return [
        (
            mrkdwn(
                "• {days}, {count}",
                days=_days(period, today),
                count=words.count(usual.working_days(period), "working day"),
            ),
            period,
        )
        for period in calendars.planned(session, person, now=turn.now)[:MOST_PLANNED]
    ]


def _planned(turn: Turn) -> Rendered:
    """The absences that are planned, each with a button to take it back."""
    with turn.reading() as session:
        coming = _coming(session, turn, turn.person)
    if not coming:
        return blocks.words(Mrkdwn(f"No absence of yours is planned. {EXAMPLES}"))
    rows = [
        blocks.section(line, blocks.button("Take back", "away.off", period.last.isoformat())) for line, period in coming
    ]
    return blocks.message(blocks.section("You are away:"), *rows, blocks.context(WHO_SEES))


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────


def set_for(session: Session, absence_id: int, by_id: int) -> Rendered | None:
    """To the person whom somebody else set away; None if that was taken back."""
    absence = session.get_one(Absence, absence_id)
    if not absence.period:
        return None
    told = mrkdwn(
        "{by} set you away {days}. If that is wrong, take it back.",
        by=session.get_one(Person, by_id).name,
        days=_days(absence.period, worktime.local_day(absence.made_at, absence.person.zone)),
    )
    undo = blocks.actions(blocks.button("Take back", "away.undo", absence.id))
    return blocks.message(blocks.section(told), blocks.context(WHO_SEES), undo)


def by_status(session: Session, absence_id: int) -> Rendered | None:
    """To the person whose Slack status says that they are away, once; None if it changed meanwhile."""
    absence = session.get_one(Absence, absence_id)
    if absence.by_status is None or not absence.period:
        return None
    last = words.day(absence.last_on, today=worktime.local_day(absence.made_at, absence.person.zone))
    until = "it changes" if absence.extends_at else f"the end of {last}"
    told = mrkdwn("Your Slack status says that you're away, so I keep quiet until {until}.", until=until)
    more = Mrkdwn(f"{WHO_SEES} `/pace back` ends it, `/pace settings status off` and I look at no status any more.")
    here = blocks.actions(blocks.button("I'm here", "away.undo", absence.id))
    return blocks.message(blocks.section(told), blocks.context(more), here)


def card(visit: Visit) -> list[Block]:
    """For App Home; only for somebody who is away or will be."""
    planned = calendars.planned(visit.session, visit.person, now=visit.now)
    if not planned:
        return []
    today, next_one = worktime.local_day(visit.now, visit.person.zone), planned[0]
    if today in next_one:
        last = words.day(next_one.last, today=today)
        return [blocks.section(mrkdwn("You are away until {last}. `/pace back` ends it.", last=last))]
    template = "You will be away {days}. `/pace away list` shows what is planned."
    return [blocks.section(mrkdwn(template, days=_days(next_one, today)))]


VERBS = {"away": handle_away, "back": handle_back}
ACTIONS = {"away.new": handle_new, "away.off": handle_off, "away.undo": handle_undo}
VIEWS = {FORM: handle_submission}
CLOSED = {FORM: begun.keeping()}
MESSAGES = {"away.set_for": Kind(set_for, NOTICE), "away.by_status": Kind(by_status, ANSWER)}
HOME = {"away": card}
DRAFTS = {FORM: begun.way_back("away.new", "Finish when you are away", is_whole=True)}
HELP = {
    "away": (
        "*Be away*: you are waited for and reminded of nothing until you are back.",
        "`/pace away 3 days` · `/pace away until Friday` · `/pace away 24 Dec to 2 Jan` · `/pace away` opens a form",
        "`/pace away list` shows what is planned · `/pace away @rita 3 days` sets it for somebody whom you lead",
        "`/pace settings status on`: a Slack status that says vacation, sick or out of office does it too",
    ),
    "back": (
        "*Be back*, before you said: `/pace back` ends your absence today.",
        "`/pace back` · `/pace back 24 Dec` takes back what is planned then",
    ),
}
