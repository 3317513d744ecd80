"""Promises: when their owner is reminded, what both sides hear, who sees them, how they are counted."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.domain import calendars, commitments, preferences, teams
from bot.domain.commitments import ServiceCounts
from bot.errors import Refused
from bot.models import Commitment, Membership, OutboxMessage, Person, PersonKind, Role
from bot.models import CommitmentState as State
from bot.worktime import Period, month_of
from tests.domain.conftest import West
from tests.sales import NOW, TODAY, Sales

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _lee_has_no_brief(west: West) -> None:
    """Who has one reads there what is due, and is not reminded of it."""
    preferences.set_for_person(west.session, west.lee.person, "brief", "off")


def at(day: date, hour: int, minute: int = 0, zone: str = "Europe/Berlin") -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def promise(west: West, due_on: date = FRIDAY, *, by: Membership | None = None, now: datetime = NOW) -> Commitment:
    owner = (by or west.lee).person
    return commitments.promise(west.session, owner, [west.rita.person], "the deck", due_on, now=now)[0]


def messages(west: West, kind: str) -> list[OutboxMessage]:
    rows = select(OutboxMessage).where(OutboxMessage.kind == f"promise.{kind}", OutboxMessage.is_gone.is_(False))
    return list(west.session.scalars(rows.order_by(OutboxMessage.id)))


def reminders(west: West, *moments: datetime) -> list[datetime]:
    """When reminders are due, once time has been looked at in these moments."""
    for moment in moments:
        while commitments.look_after(west.session, now=moment):
            pass
    return [row.due_at for row in messages(west, "due")]


def looks(first: date, days: int) -> list[datetime]:
    return [at(first, 0) + timedelta(hours=6 * number) for number in range(4 * days)]


# ── the morning ──────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_reminded_of_when_work_opens_on_the_day_and_never_again(west: West) -> None:
    promise(west)
    assert reminders(west, *looks(TODAY, 20)) == [at(FRIDAY, 8, 30)]


def test_a_team_without_hours_is_reminded_in_the_morning_all_the_same(west: West) -> None:
    preferences.set_for_team(west.session, west.lee, "hours", "off")
    promise(west)
    assert reminders(west, *looks(TODAY, 20)) == [at(FRIDAY, 8, 30)]


@pytest.mark.parametrize(
    ("due_on", "morning"),
    [(date(2026, 11, 22), FRIDAY), (date(2026, 12, 25), date(2026, 12, 24)), (date(2026, 12, 26), date(2026, 12, 24))],
)
def test_a_day_that_is_not_worked_is_reminded_of_on_the_working_day_before(
    west: West, due_on: date, morning: date
) -> None:
    preferences.set_for_team(west.session, west.lee, "holidays", "DE-BY")
    promise(west, due_on)
    assert reminders(west, *looks(TODAY, 40)) == [at(morning, 8, 30)]


def test_days_off_that_were_taken_since_count(west: West) -> None:
    promise(west, date(2026, 11, 27))
    before = reminders(west, *looks(TODAY, 4))
    calendars.take_off(
        west.session, west.lee.person, west.lee.person, Period(date(2026, 11, 26), date(2026, 11, 29)), now=NOW
    )
    assert (before, reminders(west, *looks(date(2026, 11, 22), 10))) == ([], [at(date(2026, 11, 25), 8, 30)])


def test_what_is_promised_for_the_same_day_is_reminded_of_when_work_opens_next(west: West) -> None:
    promise(west, TODAY)
    assert reminders(west, *looks(TODAY, 5)) == [at(TODAY + DAY, 8, 30)]


def test_the_morning_is_that_of_its_owner(west: West) -> None:
    west.lee.person.zone = "Asia/Kolkata"
    promise(west)
    assert reminders(west, *looks(TODAY, 5)) == [at(FRIDAY, 8, 30, "Asia/Kolkata")]


def test_the_morning_after_the_clock_change_is_half_past_eight_too(west: West) -> None:
    monday = date(2027, 3, 29)
    promise(west, monday)
    assert reminders(west, *looks(date(2027, 3, 26), 5)) == [at(monday, 8, 30)]


def test_after_an_outage_it_is_reminded_of_in_the_working_hours_that_come(west: West) -> None:
    promise(west)
    assert reminders(west, at(FRIDAY + DAY, 12)) == []
    assert reminders(west, at(FRIDAY + 3 * DAY, 11)) == [at(FRIDAY + 3 * DAY, 8, 30)]


def test_a_day_that_was_moved_is_reminded_of_and_the_old_one_is_not(west: West) -> None:
    row = promise(west)
    commitments.move(west.session, west.lee.person, row, date(2026, 11, 25), now=NOW)
    assert reminders(west, *looks(TODAY, 10)) == [at(date(2026, 11, 25), 8, 30)]


def test_what_is_done_before_its_reminder_was_read_is_not_reminded_of(west: West) -> None:
    row = promise(west)
    assert len(reminders(west, at(FRIDAY, 8, 30))) == 1
    commitments.keep(west.session, west.lee.person, row, now=at(FRIDAY, 8, 31))
    assert reminders(west) == []


def test_one_reminder_is_for_everybody_to_whom_it_was_promised(west: West) -> None:
    people = [west.rita.person, west.sam.person]
    rows = commitments.promise(west.session, west.lee.person, people, "the deck", FRIDAY, now=NOW)
    assert len({row.number for row in rows}) == 1
    assert len(reminders(west, *looks(TODAY, 5))) == 1
    commitments.confirm(west.session, west.rita.person, rows[0], now=at(FRIDAY, 9))
    assert len(messages(west, "due")) == 1
    commitments.keep(west.session, west.lee.person, rows[0], now=at(FRIDAY, 10))
    assert [row.state for row in rows] == [State.CONFIRMED, State.KEPT]
    assert messages(west, "due") == []


def test_a_word_is_waited_for_five_working_days_of_the_other_side(west: West) -> None:
    row = promise(west)
    commitments.keep(west.session, west.lee.person, row, now=NOW)
    reminders(west, *looks(TODAY, 8))
    assert row.state is State.KEPT
    reminders(west, at(date(2026, 11, 26), 0))
    assert row.state is State.UNCONFIRMED


# ── what is heard ────────────────────────────────────────────────────────────────────────────────────────


def test_who_turned_promises_off_hears_only_what_cannot_be_left_out(west: West) -> None:
    preferences.set_for_person(west.session, west.rita.person, "promises", "off")
    row = promise(west)
    commitments.move(west.session, west.lee.person, row, FRIDAY + 3 * DAY, now=NOW)
    assert messages(west, "given") + messages(west, "moved") == []
    commitments.fail(west.session, west.lee.person, row, "Legal needs longer", now=NOW)
    assert [message.recipient for message in messages(west, "dropped")] == [west.rita.person.slack_id]


def test_every_move_is_told_anew(west: West) -> None:
    preferences.set_for_person(west.session, west.rita.person, "quiet", "off")
    row = promise(west)
    for message in messages(west, "given"):
        message.ts = "1.0"
    for days in (3, 4, 3):
        commitments.move(west.session, west.lee.person, row, FRIDAY + days * DAY, now=NOW)
        for message in messages(west, "moved"):
            message.ts = "1.0"
    assert len(messages(west, "moved")) == 3
    assert (row.moves, row.slips) == (3, 2)


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────


def seen_by(west: West, row: Commitment, *people: Person) -> list[bool]:
    return [commitments.may_see(west.session, person, row) for person in people]


def test_both_sides_see_it_and_who_leads_the_rep_who_made_it(west: West) -> None:
    everybody = (west.lee.person, west.rita.person, west.sam.person, west.dana)
    own = commitments.promise(west.session, west.sam.person, [west.rita.person], "the sheet", FRIDAY, now=NOW)[0]
    assert seen_by(west, own, *everybody) == [True, True, True, False]
    assert seen_by(west, promise(west), *everybody) == [True, True, False, False]


def test_a_former_leader_sees_it_no_more(west: West) -> None:
    own = commitments.promise(west.session, west.sam.person, [west.rita.person], "the sheet", FRIDAY, now=NOW)[0]
    teams.add(west.session, west.lee, west.rita.person, (Role.LEADER,), now=NOW)
    ann = teams.add(west.session, west.lee, west.dana, (Role.LEADER,), now=NOW)
    assert commitments.may_see(west.session, ann.person, own)
    teams.take_role(west.session, west.lee, ann.person, Role.LEADER)
    assert not commitments.may_see(west.session, ann.person, own)


def test_what_a_leader_promises_to_a_rep_is_not_for_who_leads_that_leader(sales: Sales, west: West) -> None:
    north = sales.team("North", west.dana)
    teams.add(west.session, north, west.lee.person, (Role.REP,), now=NOW)
    ned = sales.rep("Ned", north)
    to_rita = promise(west)
    in_west = commitments.promise_team(west.session, west.lee, "answer every idea", FRIDAY, now=NOW)
    to_ned = commitments.promise(west.session, west.lee.person, [ned.person], "the forecast", FRIDAY, now=NOW)[0]
    everything = (to_rita, in_west, to_ned)
    assert [row for row in everything if commitments.may_see(west.session, west.dana, row)] == [to_ned]
    assert commitments.of_reps(west.session, west.dana) == [to_ned]
    assert [commitments.leaders_of(west.session, row) for row in (to_rita, to_ned)] == [[], [north]]


def test_what_is_only_asked_for_is_between_the_two(west: West) -> None:
    row = commitments.ask(west.session, west.sam.person, [west.rita.person], "a price", FRIDAY, now=NOW)[0]
    assert seen_by(west, row, west.sam.person, west.rita.person, west.lee.person) == [True, True, False]
    commitments.accept(west.session, west.rita.person, row, now=NOW)
    assert seen_by(west, row, west.lee.person) == [True]


def test_what_is_said_in_the_open_is_the_teams(west: West) -> None:
    row = commitments.promise_team(west.session, west.lee, "answer every idea", FRIDAY, now=NOW)
    assert seen_by(west, row, west.sam.person, west.dana) == [True, False]


@pytest.mark.parametrize("kind", [kind for kind in PersonKind if kind is not PersonKind.MEMBER])
def test_nobody_but_a_full_member_is_promised_anything(sales: Sales, west: West, kind: PersonKind) -> None:
    gus = sales.person("Gus", kind)
    with pytest.raises(Refused, match="Gus is"):
        commitments.promise(west.session, west.lee.person, [gus], "the deck", FRIDAY, now=NOW)
    with pytest.raises(Refused, match="Gus is"):
        commitments.ask(west.session, west.lee.person, [gus], "the deck", FRIDAY, now=NOW)


def test_it_has_a_number_of_the_team_in_whose_channel_it_was_said_if_its_owner_is_in_it(
    sales: Sales, west: West
) -> None:
    east = sales.team("East", west.lee.person)
    for said_in, numbered_in in ((east.team, east.team), (west.lee.team, west.lee.team), (None, west.lee.team)):
        to = [west.rita.person]
        (row,) = commitments.promise(west.session, west.lee.person, to, "the deck", FRIDAY, now=NOW, team=said_in)
        assert row.team is numbered_in
    (row,) = commitments.promise(
        west.session, west.rita.person, [west.lee.person], "the price", FRIDAY, now=NOW, team=east.team
    )
    assert row.team is west.rita.team


def test_two_people_of_no_team_are_told_that_a_promise_needs_one(sales: Sales, west: West) -> None:
    with pytest.raises(Refused, match="Neither of you is in a team"):
        commitments.promise(west.session, west.dana, [sales.person("Nina")], "the deck", FRIDAY, now=NOW)


@pytest.mark.parametrize("due_on", [TODAY - DAY, TODAY + timedelta(days=800)])
def test_a_day_that_is_over_or_too_far_is_refused_at_its_field(west: West, due_on: date) -> None:
    with pytest.raises(Refused) as refused:
        promise(west, due_on)
    assert refused.value.field == "due_on"


# ── counted ──────────────────────────────────────────────────────────────────────────────────────────────


def counts(west: West, today: date | None = None) -> ServiceCounts:
    return commitments.service_counts(west.session, west.lee.person, month_of(TODAY), today)


def test_promises_are_counted_by_what_became_of_them(west: West) -> None:
    lee, rita = west.lee.person, west.rita.person
    confirmed, silent, dropped, released, moved, taken_back, later = (promise(west) for _ in range(7))
    for row in (confirmed, silent):
        commitments.keep(west.session, lee, row, now=NOW)
    commitments.confirm(west.session, rita, confirmed, now=NOW)
    commitments.fail(west.session, lee, dropped, "Legal", now=NOW)
    commitments.release(west.session, rita, released, now=NOW)
    commitments.move(west.session, lee, moved, date(2026, 11, 30), now=NOW)
    commitments.take_back(west.session, lee, taken_back, now=NOW)
    commitments.move(west.session, lee, later, date(2026, 12, 1), now=NOW)
    assert counts(west) == ServiceCounts(kept=2, not_kept=1)
    assert counts(west, date(2026, 12, 2)) == ServiceCounts(kept=2, moved=1, not_kept=1, late=1)
    assert counts(west, date(2026, 12, 2)).total == 4
