"""Check-ins in time: runs open, everybody is asked at their own hour, once, and the away are not."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot import outbox
from bot.domain import brief, calendars, checkins, preferences, teams
from bot.models import (
    Asked,
    Audience,
    Becomes,
    Checkin,
    CheckinPerson,
    CheckinQuestion,
    CheckinRun,
    CheckinSeat,
    Membership,
    OutboxMessage,
    Person,
    PersonKind,
    QuestionKind,
    Role,
    TeamDayOff,
    Told,
)
from bot.models import SeatState as State
from bot.worktime import Period
from tests.domain.conftest import West
from tests.sales import NOW, Sales

BERLIN, KOLKATA, NEW_YORK = "Europe/Berlin", "Asia/Kolkata", "America/New_York"
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
MINUTE = timedelta(minutes=1)


def at(day: date, hour: int, minute: int = 0, zone: str = BERLIN) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def make(west: West, *weekdays: int, at: time = time(9), now: datetime = NOW, **facts: object) -> Checkin:
    """A check-in of West, on Mondays at nine with a deadline of four hours unless said otherwise."""
    said = {"asked": Asked.EVERYONE, "deadline_hours": 4, "is_on": True} | facts
    checkin = Checkin(
        team=west.lee.team,
        number=teams.next_number(west.session, west.lee.team),
        title="Monday plan",
        weekdays=sorted(weekdays or {0}),
        at=at,
        told=Told.CHANNEL,
        created_at=now,
        **said,
    )
    west.session.add(checkin)
    west.session.flush()
    ask(west, checkin, "What is this week's step?")
    checkins.plan(west.session, checkin, now=now)
    return checkin


def ask(west: West, checkin: Checkin, text: str) -> CheckinQuestion:
    kind = {"kind": QuestionKind.TEXT, "audience": Audience.TEAM, "becomes": Becomes.NOTHING, "asked": Asked.EVERYONE}
    question = CheckinQuestion(checkin_id=checkin.id, position=1, text=text, choices=[], only_if=[], **kind)
    west.session.add(question)
    west.session.flush()
    return question


def tick(west: West, *moments: datetime) -> None:
    for moment in moments:
        while checkins.look_after(west.session, now=moment):
            pass


def told(west: West, kind: str = "checkin.asked") -> dict[str, datetime]:
    """When whom, by the names."""
    names = {person.slack_id: person.name for person in west.session.scalars(select(Person))}
    rows = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.is_gone.is_(False))
    return {names[row.recipient]: row.due_at for row in west.session.scalars(rows)}


def seats(west: West) -> dict[str, CheckinSeat]:
    """Of the run that was made last."""
    last = select(CheckinRun.id).order_by(CheckinRun.id.desc()).limit(1).scalar_subquery()
    west.session.flush()
    return {seat.person.name: seat for seat in west.session.scalars(select(CheckinSeat).filter_by(run_id=last))}


def states(west: West) -> dict[str, State]:
    return {name: seat.state for name, seat in seats(west).items()}


def move(west: West, member: Membership, zone: str, now: datetime) -> None:
    member.person.zone = zone
    checkins.replan_person(west.session, member.person, now=now)


def take_off(west: West, member: Membership, first: date, last: date, now: datetime) -> None:
    calendars.take_off(west.session, member.person, member.person, Period(first, last), now=now)
    checkins.replan_person(west.session, member.person, now=now)


# ── when it opens ────────────────────────────────────────────────────────────────────────────────────────


def test_a_run_opens_at_the_first_moment_at_which_anybody_is_due(west: West) -> None:
    west.rita.person.zone = KOLKATA
    checkin = make(west)
    assert (checkin.next_on, checkin.opens_at) == (MONDAY, at(MONDAY, 9, zone=KOLKATA))


def test_of_what_is_made_in_the_morning_the_same_day_counts_where_the_time_is_still_to_come(west: West) -> None:
    west.rita.person.zone = NEW_YORK
    checkin = make(west, 2)
    assert (checkin.next_on, checkin.opens_at) == (NOW.date(), at(NOW.date(), 9, zone=NEW_YORK))
    tick(west, at(NOW.date(), 9, zone=NEW_YORK))
    assert told(west) == {"Rita": at(NOW.date(), 9, zone=NEW_YORK)}
    assert states(west) == {"Lee": State.UNASKED, "Rita": State.ASKED, "Sam": State.UNASKED}


def test_off_it_never_opens(west: West) -> None:
    checkin = make(west, is_on=False)
    assert checkin.opens_at is None
    checkin.is_on = True
    checkins.plan(west.session, checkin, now=NOW)
    assert checkin.opens_at == at(MONDAY, 9)


def test_the_next_is_planned_as_one_opens(west: West) -> None:
    checkin = make(west, 0, 4)
    tick(west, at(FRIDAY, 9))
    assert (checkin.next_on, checkin.opens_at) == (MONDAY, at(MONDAY, 9))


def test_who_joins_further_east_lets_it_open_earlier(sales: Sales, west: West) -> None:
    checkin = make(west)
    teams.add(west.session, west.lee, sales.person("Kim", zone=KOLKATA), (Role.REP,), now=NOW)
    checkins.replan_team(west.session, west.lee.team, now=NOW)
    assert checkin.opens_at == at(MONDAY, 9, zone=KOLKATA)


# ── who is asked ─────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_is_asked_at_their_own_hour(west: West) -> None:
    west.rita.person.zone, west.sam.person.zone = KOLKATA, NEW_YORK
    make(west)
    tick(west, at(MONDAY, 9, zone=KOLKATA) - MINUTE)
    assert told(west) == {}
    tick(west, *(at(MONDAY, hour) for hour in range(4, 20)), at(MONDAY, 9, zone=KOLKATA))
    tick(west, at(MONDAY, 9, zone=KOLKATA), at(MONDAY, 9), at(MONDAY, 9, zone=NEW_YORK))
    assert set(told(west)) == {"Lee", "Rita", "Sam"}
    assert told(west)["Lee"] == at(MONDAY, 9)
    assert told(west)["Sam"] == at(MONDAY, 9, zone=NEW_YORK)


@pytest.mark.parametrize(
    ("asked", "names"),
    [(Asked.EVERYONE, {"Lee", "Rita", "Sam"}), (Asked.REPS, {"Rita", "Sam"}), (Asked.LEADERS, {"Lee"})],
)
def test_a_check_in_is_for_some_of_the_team(west: West, asked: Asked, names: Collection[str]) -> None:
    make(west, asked=asked)
    tick(west, at(MONDAY, 9))
    assert set(told(west)) == names


def test_named_people_are_asked_and_nobody_else(west: West) -> None:
    checkin = make(west, asked=Asked.NAMED)
    checkin.named = [CheckinPerson(person_id=west.sam.person_id), CheckinPerson(person_id=west.dana.id)]
    checkins.plan(west.session, checkin, now=NOW)
    tick(west, at(MONDAY, 9))
    assert set(told(west)) == {"Sam"}


@pytest.mark.parametrize(("name", "value"), [("has_left", True), ("kind", PersonKind.GUEST)])
def test_who_left_slack_or_became_a_guest_is_not_asked(west: West, name: str, value: object) -> None:
    make(west)
    setattr(west.rita.person, name, value)
    tick(west, at(MONDAY, 9))
    assert set(told(west)) == {"Lee", "Sam"}


def test_the_roster_is_fixed_as_it_opens(sales: Sales, west: West) -> None:
    west.rita.person.zone = KOLKATA
    make(west)
    tick(west, at(MONDAY, 9, zone=KOLKATA))
    teams.add(west.session, west.lee, sales.person("Kim"), (Role.REP,), now=at(MONDAY, 8))
    teams.remove(west.session, west.lee, west.sam.person)
    checkins.replan_team(west.session, west.lee.team, now=at(MONDAY, 8))
    tick(west, at(MONDAY, 9))
    assert states(west) == {"Lee": State.ASKED, "Rita": State.ASKED, "Sam": State.UNASKED}
    tick(west, at(MONDAY + timedelta(days=7), 9))
    assert set(seats(west)) == {"Lee", "Rita", "Kim"}


def test_a_team_whose_leader_left_is_asked_all_the_same(west: West) -> None:
    make(west)
    west.lee.person.has_left = True
    tick(west, at(MONDAY, 9))
    assert set(told(west)) == {"Rita", "Sam"}


def test_who_does_not_want_to_be_asked_is_not_and_says_something_all_the_same(west: West) -> None:
    preferences.set_for_person(west.session, west.rita.person, "checkins", "off")
    checkin = make(west)
    tick(west, at(MONDAY, 9))
    assert states(west)["Rita"] is State.UNASKED
    seat = checkins.seat_now(west.session, west.rita.person, checkin.team, now=at(MONDAY, 9))
    assert seat is seats(west)["Rita"]


# ── away, and quiet ──────────────────────────────────────────────────────────────────────────────────────


def test_who_is_away_is_listed_so_and_never_asked(west: West) -> None:
    make(west)
    take_off(west, west.rita, MONDAY, MONDAY, NOW)
    tick(west, at(MONDAY, 9), at(MONDAY, 17))
    assert states(west) == {"Lee": State.ASKED, "Rita": State.AWAY, "Sam": State.ASKED}
    assert "Rita" not in told(west)


def test_a_day_off_of_the_team_asks_nobody(west: West) -> None:
    make(west)
    west.session.add(TeamDayOff(team_id=west.lee.team_id, first_on=MONDAY, last_on=MONDAY, name="Offsite"))
    tick(west, at(MONDAY, 9))
    assert set(states(west).values()) == {State.AWAY}


def test_who_goes_away_after_it_opened_is_not_asked(west: West) -> None:
    west.rita.person.zone = KOLKATA
    make(west)
    tick(west, at(MONDAY, 9, zone=KOLKATA))
    take_off(west, west.sam, MONDAY, MONDAY, at(MONDAY, 8))
    assert seats(west)["Sam"].state is State.AWAY
    tick(west, at(MONDAY, 9))
    assert set(told(west)) == {"Lee", "Rita"}


def test_who_comes_back_before_their_hour_is_asked(west: West) -> None:
    west.rita.person.zone = KOLKATA
    make(west)
    take_off(west, west.sam, MONDAY, MONDAY, NOW)
    tick(west, at(MONDAY, 9, zone=KOLKATA))
    calendars.come_back(west.session, west.sam.person, now=at(MONDAY, 8))
    tick(west, at(MONDAY, 9))
    assert told(west)["Sam"] == at(MONDAY, 9)


def test_who_comes_back_after_it_is_left_alone(west: West) -> None:
    make(west)
    take_off(west, west.sam, MONDAY, MONDAY, NOW)
    tick(west, at(MONDAY, 9))
    calendars.come_back(west.session, west.sam.person, now=at(MONDAY, 10))
    checkins.replan_person(west.session, west.sam.person, now=at(MONDAY, 10))
    tick(west, at(MONDAY, 10), at(MONDAY, 12))
    assert states(west)["Sam"] is State.AWAY
    assert "Sam" not in told(west)


def test_who_goes_away_without_having_answered_is_away_and_not_missing(west: West) -> None:
    make(west)
    tick(west, at(MONDAY, 9))
    take_off(west, west.sam, MONDAY, MONDAY, at(MONDAY, 10))
    tick(west, at(MONDAY, 12), at(MONDAY, 13))
    assert states(west)["Sam"] is State.AWAY
    assert set(told(west, "checkin.nudged")) == {"Lee", "Rita"}
    assert [seat.person.name for seat in checkins.unanswered(west.session, seats(west)["Lee"].run)] == ["Lee", "Rita"]


def test_who_was_asked_and_is_back_before_the_deadline_is_waited_for_again(west: West) -> None:
    make(west)
    tick(west, at(MONDAY, 9))
    take_off(west, west.sam, MONDAY, MONDAY, at(MONDAY, 9, 5))
    calendars.come_back(west.session, west.sam.person, now=at(MONDAY, 9, 6))
    checkins.replan_person(west.session, west.sam.person, now=at(MONDAY, 9, 6))
    tick(west, at(MONDAY, 9, 6), at(MONDAY, 12, 30))
    assert states(west)["Sam"] is State.ASKED
    assert (told(west)["Sam"], seats(west)["Sam"].asked_at) == (at(MONDAY, 9), at(MONDAY, 9))
    assert "Sam" in told(west, "checkin.nudged")


def test_who_is_away_today_from_what_was_asked_yesterday_stays_away_from_it(west: West) -> None:
    make(west, at=time(16))
    tick(west, at(MONDAY, 16))
    tuesday = at(MONDAY + timedelta(days=1), 9)
    checkins.be_away(west.session, west.sam.person, seats(west)["Sam"], now=tuesday)
    tick(west, tuesday)
    assert states(west)["Sam"] is State.AWAY


def test_before_work_it_waits_until_work_begins(west: West) -> None:
    preferences.set_for_person(west.session, west.rita.person, "quiet", "17:00-11:00")
    make(west)
    tick(west, at(MONDAY, 9), at(MONDAY, 11) - MINUTE)
    assert set(told(west)) == {"Lee", "Sam"}
    tick(west, at(MONDAY, 11))
    assert told(west)["Rita"] == at(MONDAY, 11)
    assert seats(west)["Rita"].closes_at == at(MONDAY, 15)


def test_after_their_work_nobody_is_asked_nor_on_the_next_day(west: West) -> None:
    preferences.set_for_person(west.session, west.rita.person, "quiet", "14:30-8:30")
    make(west, 4, at=time(15))
    tick(west, at(FRIDAY, 15), at(MONDAY, 8, 30), at(MONDAY, 9))
    assert set(told(west)) == {"Lee", "Sam"}
    assert states(west)["Rita"] is State.UNASKED


# ── the nudge and the deadline ───────────────────────────────────────────────────────────────────────────


def test_one_nudge_comes_at_three_quarters_to_those_who_said_nothing(west: West) -> None:
    make(west)
    tick(west, at(MONDAY, 9))
    mine = seats(west)["Rita"]
    mine.state, mine.next_at = State.ANSWERED, None
    tick(west, at(MONDAY, 12) - MINUTE)
    assert told(west, "checkin.nudged") == {}
    tick(west, at(MONDAY, 12), at(MONDAY, 12, 30), at(MONDAY, 13))
    assert told(west, "checkin.nudged") == {"Lee": at(MONDAY, 12), "Sam": at(MONDAY, 12)}
    assert all(seat.next_at is None for seat in seats(west).values())


def test_a_nudge_that_would_come_as_work_ends_comes_shortly_before(west: West) -> None:
    make(west, 4, at=time(15))
    tick(west, at(FRIDAY, 15), at(FRIDAY, 17, 50), at(FRIDAY, 18))
    assert set(told(west, "checkin.nudged").values()) == {at(FRIDAY, 17, 50)}
    assert seats(west)["Rita"].closes_at == at(MONDAY, 9, 30)


@pytest.mark.parametrize(("words", "moment"), [("off", None), ("50 %", (11, 0))])
def test_the_team_sets_when_and_whether_a_nudge_comes(west: West, words: str, moment: tuple[int, int] | None) -> None:
    preferences.set_for_team(west.session, west.lee, "nudge", words)
    make(west)
    tick(west, at(MONDAY, 9), at(MONDAY, 11), at(MONDAY, 12), at(MONDAY, 13))
    assert set(told(west, "checkin.nudged").values()) == ({at(MONDAY, *moment)} if moment else set())


def test_whom_the_leader_lets_go_is_not_nudged(west: West) -> None:
    make(west)
    tick(west, at(MONDAY, 9) - MINUTE, at(MONDAY, 9))
    seat = seats(west)["Rita"]
    seat.is_light = True
    tick(west, at(MONDAY, 12), at(MONDAY, 13))
    assert set(told(west, "checkin.nudged")) == {"Lee", "Sam"}


def test_a_check_in_closes_when_the_next_one_is_due_at_the_latest(west: West) -> None:
    make(west, 4, 0, deadline_hours=20)
    tick(west, at(FRIDAY, 9))
    assert seats(west)["Rita"].closes_at == at(MONDAY, 9)


# ── the worker was away ──────────────────────────────────────────────────────────────────────────────────


def test_after_an_outage_who_can_still_answer_is_asked_at_once_and_the_others_not(west: West) -> None:
    west.rita.person.zone = KOLKATA
    make(west)
    back = at(MONDAY, 11, 30)  # 16:00 in Kolkata
    tick(west, back)
    assert told(west) == {"Lee": back, "Sam": back}
    assert states(west)["Rita"] is State.UNASKED


def test_old_occurrences_do_not_pile_up(west: West) -> None:
    checkin = make(west, 0, 1, 2, 3, 4, deadline_hours=40)
    back = at(FRIDAY + timedelta(days=7), 10)
    tick(west, back)
    assert west.session.scalars(select(CheckinRun.on_day)).all() == [FRIDAY + timedelta(days=7)]
    assert told(west) == dict.fromkeys(("Lee", "Rita", "Sam"), back)
    assert checkin.next_on == MONDAY + timedelta(days=7)


def test_back_in_the_night_it_waits_for_the_morning_before_the_deadline(west: West) -> None:
    make(west, 4, at=time(17))
    tick(west, at(FRIDAY, 22))
    assert told(west) == {}
    tick(west, at(MONDAY, 8, 30))
    assert set(told(west).values()) == {at(MONDAY, 8, 30)}


# ── changed meanwhile ────────────────────────────────────────────────────────────────────────────────────


def test_another_time_holds_from_the_next_one_on(west: West) -> None:
    west.rita.person.zone = KOLKATA
    checkin = make(west)
    tick(west, at(MONDAY, 9, zone=KOLKATA))
    checkin.at = time(16)
    checkins.plan(west.session, checkin, now=at(MONDAY, 8))
    tick(west, at(MONDAY, 9), at(MONDAY, 16))
    assert told(west)["Lee"] == at(MONDAY, 9)
    assert len(list(west.session.scalars(select(CheckinRun)))) == 1
    assert checkin.opens_at == at(MONDAY + timedelta(days=7), 16, zone=KOLKATA)


@pytest.mark.parametrize("removed_at", [None, NOW])
def test_switched_off_or_removed_who_was_not_asked_is_let_go_and_answers_stay(
    west: West, removed_at: datetime | None
) -> None:
    west.rita.person.zone = KOLKATA
    checkin = make(west)
    tick(west, at(MONDAY, 9, zone=KOLKATA))
    mine = seats(west)["Rita"]
    mine.state, mine.next_at = State.ANSWERED, None
    checkin.is_on, checkin.removed_at = False, removed_at
    checkins.plan(west.session, checkin, now=at(MONDAY, 8))
    tick(west, at(MONDAY, 9), at(MONDAY + timedelta(days=7), 9))
    assert set(told(west)) == {"Rita"}
    assert states(west) == {"Lee": State.UNASKED, "Rita": State.ANSWERED, "Sam": State.UNASKED}


def test_removed_it_waits_for_nobody_who_was_asked_and_nobody_is_missing(west: West) -> None:
    checkin = make(west)
    tick(west, at(MONDAY, 9))
    checkin.is_on, checkin.removed_at = False, at(MONDAY, 10)
    checkins.plan(west.session, checkin, now=at(MONDAY, 10))
    tick(west, at(MONDAY, 12), at(MONDAY, 13))
    assert (told(west), told(west, "checkin.nudged")) == ({}, {})
    assert checkins.next_for(west.session, west.rita.person, at(MONDAY, 11)) is None
    lee = brief.leader(west.session, west.lee.person)
    assert checkins.unanswered_of(west.session, lee.person, lee.led, lee.calendar, now=at(MONDAY, 14)) == []


def test_who_is_asked_later_at_their_own_wish_and_is_let_go_then_is_not_asked(west: West) -> None:
    checkin = make(west)
    tick(west, at(MONDAY, 9))
    mine = seats(west)["Rita"]
    mine.state, mine.next_at = State.PLANNED, at(MONDAY, 10)
    outbox.withdraw(west.session, checkins.key(mine))
    tick(west, at(MONDAY, 10))
    assert mine.state is State.ASKED
    assert told(west)["Rita"] == at(MONDAY, 10)
    mine.state, mine.next_at = State.PLANNED, at(MONDAY, 11)
    checkin.is_on = False
    checkins.plan(west.session, checkin, now=at(MONDAY, 10, 30))
    tick(west, at(MONDAY, 11))
    assert "Rita" not in told(west)


def test_questions_are_fixed_as_it_opens(west: West) -> None:
    checkin = make(west)
    tick(west, at(MONDAY, 9))
    run = seats(west)["Rita"].run
    before = list(run.question_ids)
    ask(west, checkin, "And then?")
    checkins.plan(west.session, checkin, now=at(MONDAY, 10))
    tick(west, at(MONDAY + timedelta(days=7), 9))
    assert run.question_ids == before
    assert len(seats(west)["Rita"].run.question_ids) == 2


def test_who_flies_east_before_being_asked_is_asked_by_their_new_clock(west: West) -> None:
    checkin = make(west)
    move(west, west.rita, KOLKATA, at(MONDAY, 1))
    assert checkin.opens_at == at(MONDAY, 9, zone=KOLKATA)
    tick(west, at(MONDAY, 9, zone=KOLKATA))
    assert set(told(west)) == {"Rita"}


def test_a_clock_that_jumps_over_the_hour_is_not_a_check_in_missed(west: West) -> None:
    make(west)
    for member in (west.lee, west.rita, west.sam):
        move(west, member, KOLKATA, at(MONDAY, 7))  # 11:30 in Kolkata
    tick(west, at(MONDAY, 7))
    assert set(told(west)) == {"Lee", "Rita", "Sam"}


def test_who_flies_west_after_being_asked_is_not_asked_again(west: West) -> None:
    make(west)
    tick(west, at(MONDAY, 9))
    move(west, west.rita, NEW_YORK, at(MONDAY, 10))
    tick(west, at(MONDAY, 9, zone=NEW_YORK))
    assert told(west)["Rita"] == at(MONDAY, 9)


# ── early ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_next_one_can_be_opened_early_and_is_not_asked_once_answered(sales: Sales, west: West) -> None:
    checkin = make(west)
    seat = checkins.seat_now(west.session, west.rita.person, checkin.team, now=NOW)
    assert seat
    assert (seat.run.on_day, seat.run.opened_at, seat.due_at) == (MONDAY, None, at(MONDAY, 9))
    seat.state, seat.next_at = State.ANSWERED, None
    teams.add(west.session, west.lee, sales.person("Kim"), (Role.REP,), now=NOW + MINUTE)
    tick(west, at(MONDAY, 9))
    assert set(told(west)) == {"Lee", "Sam", "Kim"}
    assert len(checkins.roster(west.session, seat.run)) == 4
    assert checkins.seat_now(west.session, west.rita.person, checkin.team, now=at(MONDAY, 9)) is seat


def test_opened_early_and_left_empty_it_is_asked_in_its_time(west: West) -> None:
    checkin = make(west)
    seat = checkins.seat_now(west.session, west.rita.person, checkin.team, now=NOW)
    tick(west, at(MONDAY, 9))
    assert seat is seats(west)["Rita"]
    assert told(west)["Rita"] == at(MONDAY, 9)


def test_opened_early_it_follows_another_time(west: West) -> None:
    checkin = make(west)
    checkins.seat_now(west.session, west.rita.person, checkin.team, now=NOW)
    checkin.at = time(11)
    checkins.plan(west.session, checkin, now=NOW + MINUTE)
    tick(west, at(MONDAY, 9), at(MONDAY, 11) - MINUTE)
    assert told(west) == {}
    tick(west, at(MONDAY, 11))
    assert told(west) == dict.fromkeys(("Lee", "Rita", "Sam"), at(MONDAY, 11))


def test_a_day_that_is_taken_out_is_not_asked_though_it_was_opened_early(west: West) -> None:
    checkin = make(west)
    seat = checkins.seat_now(west.session, west.rita.person, checkin.team, now=NOW)
    checkin.weekdays = [1]
    checkins.plan(west.session, checkin, now=NOW + MINUTE)
    tick(west, at(MONDAY, 9))
    assert seat
    assert (seat.state, told(west)) == (State.UNASKED, {})
    assert checkins.seat_now(west.session, west.rita.person, checkin.team, now=NOW + MINUTE) is not seat


def test_what_is_open_comes_before_what_is_next_and_the_same_day_is_not_too_late(west: West) -> None:
    checkin = make(west, 0, 4)
    tick(west, at(FRIDAY, 9))
    for moment, day in [(at(FRIDAY, 10), FRIDAY), (at(FRIDAY, 17), FRIDAY), (at(MONDAY, 8, 30), MONDAY)]:
        seat = checkins.seat_now(west.session, west.rita.person, checkin.team, now=moment)
        assert seat
        assert seat.run.on_day == day


def test_the_first_of_several_is_opened_early(west: West) -> None:
    make(west)
    friday = make(west, 4, at=time(15))
    seat = checkins.seat_now(west.session, west.rita.person, friday.team, now=NOW)
    assert seat
    assert seat.run.checkin is friday


def test_who_is_asked_nothing_has_no_seat(west: West) -> None:
    checkin = make(west, asked=Asked.LEADERS)
    assert checkins.seat_now(west.session, west.rita.person, checkin.team, now=NOW) is None


# ── ready ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_team_that_has_none_gets_those_that_come_with_a_team(west: West) -> None:
    assert checkins.give_ready(west.session, now=NOW) == 1
    assert checkins.give_ready(west.session, now=NOW) == 0
    on = select(Checkin).where(Checkin.team_id == west.lee.team_id, Checkin.is_on).order_by(Checkin.opens_at)
    assert [checkin.opens_at for checkin in west.session.scalars(on)] == [at(FRIDAY, 15), at(MONDAY, 9)]
