"""No obstacle rots: what time brings about, when, and in whose working hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.domain import calendars, obstacles, preferences, teams
from bot.domain.obstacles import Facts
from bot.models import Membership, Obstacle, ObstacleKind, ObstacleState, OutboxMessage, Person, Role, TeamDayOff
from bot.worktime import Period
from tests.domain.conftest import West
from tests.sales import NOW, Sales

BERLIN, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")


def at(day: int, hour: int = 9, minute: int = 0, *, month: int = 11, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


def raised(west: West, now: datetime = NOW, needed_at: datetime | None = None, **facts: object) -> Obstacle:
    said = Facts("a yes or no on clause 7", needed_at=needed_at or now + timedelta(days=30), **facts)  # type: ignore[arg-type]
    return obstacles.raise_obstacle(west.session, west.rita, said, now=now)


def tick(west: West, now: datetime) -> None:
    while obstacles.look_after(west.session, now=now):
        pass


def told(west: West, person: Person | None = None) -> list[tuple[str, datetime]]:
    """Kind and moment of what stands or will stand, in the channel's threads or at a person."""
    rows = select(OutboxMessage).where(OutboxMessage.is_gone.is_(False), OutboxMessage.kind.like("obstacle.%"))
    if person:
        rows = rows.where(OutboxMessage.recipient == person.slack_id)
    return [(row.kind, row.due_at) for row in west.session.scalars(rows.order_by(OutboxMessage.id))]


def kinds(west: West, person: Person | None = None) -> list[str]:
    return [kind for kind, _ in told(west, person)]


# ── nobody has it ────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_offered_again_after_two_working_hours_once(west: West) -> None:
    raised(west, at(18, 10))
    tick(west, at(18, 11, 59))
    assert "obstacle.offered_again" not in kinds(west)
    tick(west, at(18, 12))
    tick(west, at(18, 13))
    assert kinds(west).count("obstacle.offered_again") == 1


def test_after_four_it_is_the_leaders_and_the_raiser_hears_who_has_it(west: West) -> None:
    obstacle = raised(west, at(18, 10))
    tick(west, at(18, 13, 59))
    assert obstacle.owner is None
    tick(west, at(18, 14))
    assert obstacle.owner == west.lee.person
    assert obstacle.state is ObstacleState.OWNED
    assert kinds(west, west.lee.person) == ["obstacle.yours"]
    assert kinds(west, west.rita.person) == ["obstacle.taken"]


def test_what_is_needed_before_tomorrow_cannot_wait_for_the_morning(west: West) -> None:
    raised(west, at(18, 10), at(18, 17))
    tick(west, at(18, 14))
    assert kinds(west, west.lee.person) == ["obstacle.yours_now"]


def test_hours_are_those_of_the_leader_whom_it_falls_to(west: West) -> None:
    west.lee.person.zone = "Asia/Kolkata"
    obstacle = raised(west, at(20, 16, 50))  # Friday, 21:20 in Kolkata
    tick(west, at(23, 12, 29, zone=KOLKATA))
    assert obstacle.owner is None
    tick(west, at(23, 12, 30, zone=KOLKATA))
    assert obstacle.owner == west.lee.person


def test_a_holiday_in_between_is_not_counted(west: West) -> None:
    west.lee.person.zone = "Asia/Kolkata"
    off = TeamDayOff(team_id=west.lee.team_id, first_on=date(2026, 11, 23), last_on=date(2026, 11, 23), name="Diwali")
    west.session.add(off)
    obstacle = raised(west, at(20, 16, 50))
    tick(west, at(23, 17, zone=KOLKATA))
    assert obstacle.owner is None
    tick(west, at(24, 12, 30, zone=KOLKATA))
    assert obstacle.owner == west.lee.person


def test_an_hour_that_a_clock_change_adds_is_none_of_work(west: West) -> None:
    obstacle = raised(west, at(23, 16, 50, month=10))  # the last Friday of summer time
    tick(west, at(26, 11, 19, month=10))
    assert obstacle.owner is None
    tick(west, at(26, 11, 20, month=10))
    assert obstacle.owner == west.lee.person


def test_it_falls_to_the_leader_who_is_there(sales: Sales, west: West) -> None:
    lena = teams.add(west.session, west.lee, sales.person("Lena"), (Role.LEADER,), now=NOW)
    calendars.take_off(
        west.session, west.lee.person, west.lee.person, Period(date(2026, 11, 18), date(2026, 11, 20)), now=NOW
    )
    obstacle = raised(west, at(18, 10))
    tick(west, at(18, 14))
    assert obstacle.owner == lena.person


def test_a_team_that_turned_it_off_lets_it_lie(west: West) -> None:
    preferences.set_for_team(west.session, west.lee, "unowned", "off")
    obstacle = raised(west, at(18, 10))
    tick(west, at(19, 18))
    assert (obstacle.owner, kinds(west)) == (None, ["obstacle.shared"])


def test_an_owner_who_left_leaves_it_to_everybody_and_the_leader_hears(west: West) -> None:
    obstacle = raised(west, at(18, 10))
    obstacles.take(west.session, west.sam.person, obstacle, now=at(18, 11))
    west.sam.person.has_left = True
    tick(west, at(18, 12))
    assert obstacle.state is ObstacleState.UNOWNED
    assert obstacle.owner is None
    assert kinds(west, west.lee.person) == ["obstacle.owner_left"]
    tick(west, at(18, 16))
    assert obstacle.owner == west.lee.person


def test_a_private_one_that_nobody_hears_any_more_is_its_raisers_to_raise_anew_once(west: West) -> None:
    obstacle = raised(west, at(18, 10), kind=ObstacleKind.DISAGREEMENT, other=west.sam.person)
    teams.add(west.session, west.lee, west.sam.person, (Role.LEADER,), now=at(18, 11))
    teams.remove(west.session, west.sam, west.lee.person)
    obstacles.look_again(west.session, west.sam.team, now=at(18, 11))
    tick(west, at(18, 16))
    tick(west, at(19, 16))
    assert obstacle.owner is None
    assert kinds(west, west.rita.person) == ["obstacle.unheard"]


def test_who_had_it_and_leads_no_more_leaves_it_to_nobody_and_its_raiser_hears_that_once(west: West) -> None:
    obstacle = raised(west, at(18, 10), kind=ObstacleKind.DISAGREEMENT, other=west.sam.person)
    tick(west, at(18, 14))
    assert obstacle.owner == west.lee.person
    teams.add(west.session, west.lee, west.sam.person, (Role.LEADER,), now=at(18, 15))
    teams.remove(west.session, west.sam, west.lee.person)
    tick(west, at(18, 15))
    tick(west, at(19, 16))
    assert obstacle.owner is None
    assert kinds(west, west.rita.person)[-1] == "obstacle.owner_left"
    assert "obstacle.unheard" not in kinds(west)


def test_whoever_a_private_one_is_taken_to_may_have_it_until_the_raiser_takes_the_yes_back(
    west: West, director: Membership
) -> None:
    obstacle = raised(west, at(18, 10), is_private=True)
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=at(18, 10))
    obstacles.go_up(west.session, west.lee.person, obstacle, "Please help", now=at(18, 10))
    obstacles.take(west.session, director.person, obstacle, now=at(18, 11))
    tick(west, at(18, 12))
    assert obstacle.owner == director.person
    obstacles.allow(west.session, west.rita.person, obstacle, False, now=at(18, 13))
    tick(west, at(18, 13))
    assert obstacle.owner is None


# ── somebody has it ──────────────────────────────────────────────────────────────────────────────────────


def test_its_owner_is_reminded_on_the_morning_of_the_day_in_their_own_zone(west: West) -> None:
    west.sam.person.zone = "Asia/Kolkata"
    obstacle = raised(west, at(18, 10), at(20, 18))
    obstacles.take(west.session, west.sam.person, obstacle, now=at(18, 11))
    tick(west, at(20, 8, 29, zone=KOLKATA))
    assert kinds(west, west.sam.person) == []
    tick(west, at(20, 8, 30, zone=KOLKATA))
    assert told(west, west.sam.person) == [("obstacle.due", at(20, 8, 30, zone=KOLKATA))]
    tick(west, at(20, 11, zone=KOLKATA))
    assert kinds(west, west.sam.person) == ["obstacle.due"]


def test_who_takes_it_on_its_day_is_not_reminded_any_more(west: West) -> None:
    obstacle = raised(west, at(18, 10), at(18, 18))
    obstacles.take(west.session, west.sam.person, obstacle, now=at(18, 11))
    tick(west, at(18, 17))
    assert kinds(west, west.sam.person) == []


def test_a_snoozed_reminder_comes_on_the_next_working_morning(west: West) -> None:
    obstacle = raised(west, at(18, 10), at(20, 18))
    obstacles.take(west.session, west.sam.person, obstacle, now=at(18, 11))
    tick(west, at(20, 8, 30))
    assert obstacles.snooze(west.session, west.sam.person, obstacle, now=at(20, 9)) == at(23, 8, 30)
    assert kinds(west, west.sam.person) == []
    tick(west, at(23, 8, 30))
    assert kinds(west, west.sam.person) == ["obstacle.due"]


def test_a_reminder_is_taken_back_once_it_is_done(west: West) -> None:
    obstacle = raised(west, at(18, 10), at(20, 18))
    obstacles.take(west.session, west.sam.person, obstacle, now=at(18, 11))
    tick(west, at(20, 8, 30))
    obstacles.clear(west.session, west.sam.person, obstacle, now=at(20, 8, 40))
    assert kinds(west, west.sam.person) == []


# ── it is settled ────────────────────────────────────────────────────────────────────────────────────────


def test_what_waits_for_the_last_word_of_somebody_who_left_is_over(west: West) -> None:
    obstacle = raised(west, at(18, 10))
    obstacles.clear(west.session, west.sam.person, obstacle, "it came", now=at(18, 11))
    west.rita.person.has_left = True
    tick(west, at(18, 12))
    assert (obstacle.state, obstacle.closed_at) == (ObstacleState.GONE, at(18, 12))


def test_a_disagreement_is_over_once_nobody_who_is_here_is_silent(west: West) -> None:
    one, two = (raised(west, at(18, 10), kind=ObstacleKind.DISAGREEMENT, other=west.sam.person) for _ in range(2))
    for obstacle in (one, two):
        obstacles.decide(west.session, west.lee.person, obstacle, "Rita does", now=at(18, 11))
    obstacles.go_with(west.session, west.rita.person, one, now=at(18, 11))
    west.sam.person.has_left = True
    tick(west, at(18, 12))
    assert (one.state, two.state) == (ObstacleState.GONE, ObstacleState.CLEARED)


# ── it is late ───────────────────────────────────────────────────────────────────────────────────────────


def late(west: West, **facts: object) -> Obstacle:
    obstacle = raised(west, at(18, 10), at(19, 18), **facts)
    obstacles.take(west.session, west.lee.person, obstacle, now=at(18, 11))
    tick(west, at(20, 8, 30))
    return obstacle


def test_who_answers_for_it_hears_first_and_only_a_working_day_later_it_goes_up(
    west: West, director: Membership
) -> None:
    obstacle = late(west)
    assert kinds(west, west.lee.person)[-1] == "obstacle.overdue"
    tick(west, at(23, 8, 29))
    assert kinds(west, director.person) == []
    tick(west, at(23, 8, 30))
    assert kinds(west, director.person) == ["obstacle.went_up"]
    assert obstacle.went_up_by is None


def taken_and_late(west: West) -> Obstacle:
    """Sam has it, and it was needed by two."""
    obstacle = raised(west, at(18, 10), at(19, 14))
    obstacles.take(west.session, west.sam.person, obstacle, now=at(18, 11))
    tick(west, at(19, 14, 5))
    return obstacle


def test_what_the_owner_puts_off_leaves_the_leaders_notice(west: West) -> None:
    obstacle = taken_and_late(west)
    obstacles.snooze(west.session, west.sam.person, obstacle, now=at(19, 15))
    assert kinds(west, west.lee.person) == ["obstacle.overdue"]


def test_who_takes_a_late_one_leaves_the_leaders_notice(west: West) -> None:
    obstacle = raised(west, at(18, 10), at(18, 11))
    tick(west, at(18, 11, 5))
    obstacles.take(west.session, west.sam.person, obstacle, now=at(18, 12))
    assert kinds(west, west.lee.person) == ["obstacle.overdue"]


def test_what_went_up_leaves_the_leaders_notice(west: West, director: Membership) -> None:
    taken_and_late(west)
    tick(west, at(20, 8, 30))
    assert kinds(west, director.person) == ["obstacle.went_up"]
    assert kinds(west, west.lee.person) == ["obstacle.overdue"]


def test_a_leader_who_looks_at_it_tomorrow_is_not_passed_over(west: West, director: Membership) -> None:
    obstacle = late(west)
    obstacles.snooze(west.session, west.lee.person, obstacle, now=at(20, 9))
    tick(west, at(23, 8, 30))
    assert kinds(west, director.person) == []
    assert kinds(west, west.lee.person)[-1] == "obstacle.overdue"
    tick(west, at(24, 8, 30))
    assert kinds(west, director.person) == ["obstacle.went_up"]


def test_a_private_one_does_not_go_up_without_the_raisers_yes(west: West, director: Membership) -> None:
    obstacle = late(west, is_private=True)
    assert kinds(west, west.rita.person)[-1] == "obstacle.may_go_up"
    tick(west, at(30, 9))
    assert kinds(west, director.person) == []
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=at(30, 9))
    tick(west, at(30, 9))
    assert kinds(west, director.person) == ["obstacle.went_up"]


def test_whoever_comes_to_lead_above_later_is_asked_about(sales: Sales, west: West, director: Membership) -> None:
    obstacle = late(west, is_private=True)
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=at(20, 10))
    kim = teams.add(west.session, director, sales.person("Kim"), (Role.REP,), now=at(20, 10))
    director.person.has_left = True
    obstacles.look_again(west.session, kim.team, now=at(20, 12))
    tick(west, at(20, 12))
    tick(west, at(23, 9))
    assert kinds(west, west.rita.person).count("obstacle.may_go_up") == 1
    teams.add(west.session, kim, kim.person, (Role.LEADER,), now=at(23, 10))
    obstacles.look_again(west.session, kim.team, now=at(23, 10))
    for day in (23, 24, 25):
        tick(west, at(day, 16))
    assert kinds(west, west.rita.person).count("obstacle.may_go_up") == 2


def test_who_leads_above_by_now_is_asked_about_anew(sales: Sales, west: West, director: Membership) -> None:
    obstacle = late(west, is_private=True)
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=at(20, 10))
    tick(west, at(23, 8, 30))
    kim = teams.add(west.session, director, sales.person("Kim"), (Role.LEADER,), now=at(23, 10))
    former = director.person
    teams.remove(west.session, kim, former)
    obstacles.look_again(west.session, kim.team, now=at(23, 10))
    tick(west, at(23, 10))
    assert "obstacle.went_up" not in kinds(west)
    assert kinds(west, west.rita.person).count("obstacle.may_go_up") == 2
    tick(west, at(25, 9))
    assert kinds(west, kim.person) == []
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=at(25, 9))
    tick(west, at(25, 9))
    assert kinds(west, kim.person) == ["obstacle.went_up"]
    assert not obstacles.may_see(west.session, former, obstacle)


def test_another_day_begins_it_anew(west: West, director: Membership) -> None:
    obstacle = late(west)
    obstacles.move(west.session, west.rita.person, obstacle, at(27, 18), now=at(20, 10))
    tick(west, at(26, 9))
    assert kinds(west, director.person) == []
    assert "obstacle.overdue" not in kinds(west, west.lee.person)


def test_what_went_up_by_itself_comes_back_with_another_day(west: West, director: Membership) -> None:
    obstacle = late(west)
    tick(west, at(23, 8, 30))
    obstacles.move(west.session, west.rita.person, obstacle, at(27, 18), now=at(23, 10))
    assert kinds(west, director.person) == []
    assert obstacle.went_up_at is None


def test_what_went_up_by_itself_and_is_still_there_goes_the_same_way_again(west: West, director: Membership) -> None:
    obstacle = late(west)
    tick(west, at(23, 8, 30))
    obstacles.clear(west.session, west.lee.person, obstacle, now=at(23, 10))
    obstacles.reopen(west.session, west.rita.person, obstacle, now=at(23, 11))
    assert kinds(west, director.person) == []
    tick(west, at(24, 8, 30))
    assert kinds(west, west.lee.person)[-1] == "obstacle.overdue"
    tick(west, at(25, 8, 30))
    assert kinds(west, director.person) == ["obstacle.went_up"]


def test_what_a_leader_took_up_stays_there_with_the_note_and_in_sight(west: West, director: Membership) -> None:
    obstacle = raised(west, at(18, 10), at(19, 18), is_private=True)
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=at(18, 11))
    obstacles.go_up(west.session, west.lee.person, obstacle, "please help", now=at(18, 12))
    obstacles.move(west.session, west.lee.person, obstacle, at(27, 18), now=at(18, 13))
    assert kinds(west, director.person) == ["obstacle.went_up"]
    assert obstacle.note == "please help"
    assert obstacles.may_see(west.session, director.person, obstacle)


def test_a_team_that_turned_it_off_keeps_late_ones_to_itself(west: West, director: Membership) -> None:
    preferences.set_for_team(west.session, west.lee, "upward", "off")
    late(west)
    tick(west, at(30, 9))
    assert "obstacle.overdue" not in kinds(west, west.lee.person)
    assert kinds(west, director.person) == []


def taken_above(west: West, director: Membership) -> Obstacle:
    """A private one that went up by itself, and is the director's now."""
    obstacle = raised(west, at(18, 10), at(19, 18), is_private=True)
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=at(18, 11))
    for day in (18, 19, 20, 23, 24):
        for hour in (8, 9, 12, 15, 19):
            tick(west, at(day, hour, 30))
    obstacles.take_over(west.session, director.person, obstacle, now=at(24, 20))
    return obstacle


def test_who_took_over_what_went_up_keeps_it_with_another_day(west: West, director: Membership) -> None:
    obstacle = taken_above(west, director)
    obstacles.move(west.session, director.person, obstacle, at(30, 18), now=at(25, 10))
    tick(west, at(25, 10, 1))
    assert obstacle.owner == director.person
    assert obstacles.may_see(west.session, director.person, obstacle)


def test_who_took_over_what_went_up_keeps_it_where_it_is_still_there(west: West, director: Membership) -> None:
    obstacle = taken_above(west, director)
    obstacles.clear(west.session, director.person, obstacle, now=at(25, 10))
    obstacles.reopen(west.session, west.rita.person, obstacle, now=at(25, 11))
    tick(west, at(25, 11, 1))
    assert obstacle.owner == director.person
    assert obstacles.may_see(west.session, director.person, obstacle)
