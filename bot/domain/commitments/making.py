"""Making promises, to one person, several or the whole team; and asking for them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import gate, teams
from bot.domain.commitments import lookup, telling
from bot.errors import Refused, check_length
from bot.models import Commitment, Membership, Person, Team
from bot.models import CommitmentSource as Source
from bot.models import CommitmentState as State
from bot.worktime import FURTHEST

LONGEST_TEXT = 500
LONGEST_LINK = 500
MOST_PEOPLE = 20
EXAMPLE = "Try `/promise @rita review the Acme deck by Friday`."
EXAMPLE_OF_ASKING = "Try `/ask @lee a price for Acme by Friday`."


def promise(
    session: Session,
    by: Person,
    to: Sequence[Person],
    text: str,
    due_on: date,
    *,
    now: datetime,
    source: Source = Source.SAID,
    team: Team | None = None,
    link: str = "",
    is_public: bool = False,
) -> list[Commitment]:
    """Make a promise, with a row for each of `to` and one number; `team` is that of the channel it was said in, if any.

    With `is_public` it is posted in the channel of its team, of which `by` must be a member.
    """
    text = check(by, to, text)
    check_day(by, due_on, now=now)
    team = lookup.team_for(session, by, to, team)
    if is_public:
        gate.check("promise.open", by, teams.find_membership(session, by, team))
    rows = _add(session, team, by, to, text, due_on, now, source, link, is_public=is_public)
    if is_public:
        telling.announce(session, rows[0], now=now)
    else:
        for row in rows:
            telling.tell(session, row, "given", row.to, now=now)
    return rows


def promise_team(
    session: Session,
    by: Membership,
    text: str,
    due_on: date,
    *,
    now: datetime,
    source: Source = Source.SAID,
    link: str = "",
) -> Commitment:
    """Promise it to the whole team, in its channel; any other member can confirm that it is done."""
    gate.check("promise.open", by.person, by)
    text = _checked(text, EXAMPLE)
    check_day(by.person, due_on, now=now)
    (row,) = _add(session, by.team, by.person, [None], text, due_on, now, source, link, is_public=True)
    telling.announce(session, row, now=now)
    return row


def ask(
    session: Session,
    by: Person,
    of: Sequence[Person],
    text: str,
    due_on: date,
    *,
    now: datetime,
    source: Source = Source.ASKED,
    team: Team | None = None,
    link: str = "",
) -> list[Commitment]:
    """Ask each of these people for a promise; it becomes one only when they accept."""
    text = check(by, of, text, is_asked=True)
    check_day(by, due_on, now=now)
    rows: list[Commitment] = []
    for owner in of:
        its_team = lookup.team_for(session, owner, [by], team)
        rows += _add(session, its_team, owner, [by], text, due_on, now, source, link, state=State.ASKED)
        telling.tell(session, rows[-1], "asked", owner, now=now)
    return rows


def _add(
    session: Session,
    team: Team,
    by: Person,
    to: Sequence[Person | None],
    text: str,
    due_on: date,
    now: datetime,
    source: Source,
    link: str,
    *,
    is_public: bool = False,
    state: State = State.OPEN,
) -> list[Commitment]:
    number = teams.next_number(session, team)
    rows = [
        Commitment(
            team=team,
            number=number,
            by_id=by.id,
            to_id=person.id if person else None,
            text=text,
            link=link[:LONGEST_LINK],
            source=source,
            is_public=is_public,
            state=state,
            made_at=now,
            due_on=due_on,
            word="",
            instead="",
            since=now,
            look_at=now,
        )
        for person in to
    ]
    session.add_all(rows)
    session.flush()
    for row in rows:
        session.refresh(row, ["by", "to"])
    return rows


# ── what can be promised ─────────────────────────────────────────────────────────────────────────────────


def check(by: Person, people: Sequence[Person], text: str, *, is_asked: bool = False) -> str:
    """The text as it is kept, or Refused; all checks that need no day."""
    gate.check("promise.ask" if is_asked else "promise.make", by, None)
    example = EXAMPLE_OF_ASKING if is_asked else EXAMPLE
    _check_people(by, people, example)
    return _checked(text, example)


def _check_people(by: Person, people: Sequence[Person], example: str) -> None:
    for person in people:
        if person.id == by.id:
            raise Refused(f"You named yourself, and this is for others: leave yourself out. {example}", field="people")
        gate.admit(person, field="people")
    if not people:
        raise Refused(f"I read no mention of a person, and I don't guess who is meant. {example}", field="people")
    if len(people) > MOST_PEOPLE:
        raise Refused(f"I read {len(people)} people; name at most {MOST_PEOPLE}.", field="people")


def _checked(text: str, example: str) -> str:
    text = phrases.without_stop(" ".join(text.split()))
    if not text:
        raise Refused(f"I read for whom, but not what. {example}", field="text")
    check_length(text, LONGEST_TEXT, field="text", hint="Say it shorter.")
    return text


def check_day(person: Person, due_on: date, *, now: datetime) -> None:
    """Refuse a day that is over in the person's zone, or too far ahead."""
    today = worktime.local_day(now, person.zone)
    if due_on < today:
        raise Refused(
            f"{words.day(due_on, today=today)} is over. Choose today or a day ahead, as in `by Friday`.",
            field="due_on",
        )
    if due_on > today + FURTHEST:
        raise Refused("That is more than two years ahead. Choose a nearer day.", field="due_on")
