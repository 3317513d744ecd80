"""Who is due for coaching, and which talks there were, without anything that was said in them."""

from datetime import date, time

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import calendars, coaching
from bot.domain.coaching import Due
from bot.models import CoachingSession, Membership, Person
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.coaching import messages
from bot.slack.confidential import split_person
from bot.slack.turn import Turn, Visit

PAGE = 10
MOST_DUE = 10
MOST_ON_HOME = 3
NOON = time(12)
NOBODY = "Nobody is due. `/coach @rita` opens a talk with anybody whom you coach; `/coach me on …` asks for one."
SEEN_OF_DUE = "Only you see this. Who asked comes first, then the middle of the team: coaching pays most there."
SEEN = "That there was a talk is seen by the two and by whoever coaches next; what is in it, by the two alone."


# ── due ──────────────────────────────────────────────────────────────────────────────────────────────────


def handle_due(turn: Turn) -> None:
    """`/coach due`: who asked, then who is due; asked on a day off, it is answered for the next one that is worked."""
    today = worktime.local_day(turn.now, turn.person.zone)
    with turn.reading() as session:
        calendar = calendars.of_person(session, turn.person)
        day = today if calendar.works_on(today) else calendar.next_working_day(today)
        at = turn.now if day == today else worktime.moment_at(day, NOON, turn.person.zone)
        found = coaching.due(session, turn.person, now=at)
        rows = _asked(session, turn.person)
        rows += [_row(each, day, "today" if day == today else "then") for each in found[:MOST_DUE]]
    if not rows:
        turn.reply(Mrkdwn(NOBODY))
        return
    rest = [blocks.context(f"… and {len(found) - MOST_DUE} more")] if len(found) > MOST_DUE else []
    seen = blocks.context(SEEN_OF_DUE)
    when = "now" if day == today else f"on {words.day(day, today=today)}"
    turn.reply(blocks.message(blocks.section(f"Whom to coach {when}:"), *rows, *rest, seen))


def _asked(session: Session, coach: Person) -> list[Block]:
    """Whoever asked for coaching; what on stands behind the button alone."""
    return [
        blocks.section(
            mrkdwn("*{who}* asks to be coached", who=request.rep.name),
            accessory=blocks.button("Open", "coaching.request", request.id),
        )
        for request in coaching.requests_to(session, coach)[:MOST_DUE]
    ]


def _row(each: Due, today: date, when: str = "today") -> Block:
    person = each.rep.person
    button = blocks.button(f"Coach {person.name}", "coaching.new", f"{person.id}:0")
    return blocks.section(_due_line(each, today, when), accessory=button)


def _due_line(each: Due, today: date, when: str) -> Mrkdwn:
    name = each.rep.person.name
    if each.last_on is None:
        return mrkdwn("*{name}*: one to begin with", name=name)
    middle = " · middle of the team" if each.is_middle else ""
    last = words.day(each.last_on, today=today)
    over = f"due for {words.count(each.days_over, 'working day')}" if each.days_over else f"due {when}"
    return mrkdwn("*{name}*: last {last}, {over}{middle}", name=name, last=last, over=over, middle=middle)


# ── history ──────────────────────────────────────────────────────────────────────────────────────────────


def handle_history(turn: Turn, said: str) -> None:
    """`/coach history`: my talks; `/coach history @rita`: that there were talks, for those who coach her."""
    person = split_person(turn, said, "Try `/coach history @rita`.")[0] if said else None
    with turn.reading() as session:
        answer = _history(session, turn, person, 0)
    turn.reply(answer)


def handle_more(turn: Turn) -> None:
    person_id, _, skipped = turn.said.value.partition(":")
    with turn.reading() as session:
        person = session.get_one(Person, int(person_id)) if int(person_id) else None
        answer = _history(session, turn, person, int(skipped))
    turn.reply(answer)


def _history(session: Session, turn: Turn, person: Person | None, skipped: int) -> Rendered:
    rep = _rep(session, turn, person)
    count = coaching.count_of(session, turn.person, rep)
    shown = coaching.held_with(session, turn.person, rep, skip=skipped, limit=PAGE)
    if not shown:
        return blocks.words("No talk yet. `/coach @rita` opens one, `/coach me on …` asks for one.")
    today = worktime.local_day(turn.now, turn.person.zone)
    head = f"Coaching talks of {person.name}, {count}:" if rep and person else f"Your coaching talks, {count}:"
    rows = [_talk_row(session, turn.person, held, today) for held in shown]
    value = f"{person.id if rep and person else 0}:{skipped + PAGE}"
    more = blocks.more(count - skipped - len(shown), "coaching.history", value)
    return blocks.message(blocks.section(head), *rows, *more, blocks.context(SEEN))


def _rep(session: Session, turn: Turn, person: Person | None) -> Membership | None:
    if person is None or person.id == turn.person.id:
        return None
    return coaching.place_of(session, turn.person, person, turn.team_here(session))


def _talk_row(session: Session, reader: Person, held: CoachingSession, today: date) -> Block:
    told = messages.line(held, reader, today)
    if not coaching.may_read(session, reader, held):
        return blocks.section(told)
    return blocks.section(told, accessory=blocks.button("Open", "coaching.open", held.id))


# ── App Home ─────────────────────────────────────────────────────────────────────────────────────────────


def card(visit: Visit) -> list[Block]:
    """For App Home: who asked for coaching, who is due, and the newest talks; nothing if there are none of these."""
    if not visit.memberships:
        return []
    session, me = visit.session, visit.person
    today = worktime.local_day(visit.now, visit.zone)
    due = [_row(each, today) for each in coaching.due(session, me, now=visit.now)[:MOST_ON_HOME]]
    newest = coaching.held_with(session, me, limit=MOST_ON_HOME)
    talks = [_talk_row(session, me, held, today) for held in newest]
    rows = [*_asked(session, me), *due, *talks]
    if not rows:
        return []
    buttons = blocks.actions(blocks.button("Ask for coaching", "coaching.ask"))
    return [blocks.header("Coaching"), *rows, buttons, blocks.context(SEEN)]
