"""After a hard run whoever leads the person hears once that a word would help, and never of anybody who is away."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain import aims, calendars, confidences, hard_runs, noes, preferences, teams
from bot.domain.hard_runs import usual_gap
from bot.domain.noes import Facts
from bot.errors import Refused
from bot.models import Confided, Membership, OutboxMessage, Role
from bot.money import Money
from bot.worktime import Calendar, Period
from tests.sales import NOW, TODAY, Sales

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def heard(sales: Sales) -> list[str]:
    """Who hears, or will, that a word would help."""
    standing = (OutboxMessage.kind == "hard_run.noticed", OutboxMessage.is_gone.is_(False))
    return list(sales.session.scalars(select(OutboxMessage.recipient).where(*standing).order_by(OutboxMessage.id)))


def logs(sales: Sales, by: Membership, count: int, *, at: datetime = NOW) -> None:
    noes.record(sales.session, by, Facts(count), now=at)


def wins_every(sales: Sales, by: Membership, days: int, *, wins: int = 6) -> None:
    """The last one today."""
    for nth in reversed(range(wins)):
        sales.win(by, 1000, TODAY - nth * days * DAY)


def looks(sales: Sales, *, at: datetime) -> None:
    hard_runs.look_after(sales.session, now=at)


# ── what a hard run is ───────────────────────────────────────────────────────────────────────────────────


def test_ten_noes_in_five_working_days_are_one(sales: Sales, lee: Membership, rita: Membership) -> None:
    logs(sales, rita, 4, at=NOW - 5 * DAY)  # the Friday before: four working days ago
    logs(sales, rita, 5)
    assert heard(sales) == []
    logs(sales, rita, 1)
    assert heard(sales) == [lee.person.slack_id]


def test_what_is_longer_ago_counts_no_more(sales: Sales, rita: Membership) -> None:
    logs(sales, rita, 9, at=NOW - WEEK)
    logs(sales, rita, 9)
    assert heard(sales) == []


def test_days_off_are_none_of_the_five(sales: Sales, lee: Membership, rita: Membership) -> None:
    calendars.close(sales.session, lee, Period(TODAY - DAY, TODAY - DAY), "Fair", now=NOW - 2 * DAY)
    logs(sales, rita, 9, at=NOW - 6 * DAY)
    logs(sales, rita, 1)
    assert heard(sales) == [lee.person.slack_id]


def test_a_lost_deal_of_the_top_tier_is_one(sales: Sales, lee: Membership, rita: Membership) -> None:
    for _ in range(10):
        sales.win(lee, 1000_00)
    noes.record(sales.session, rita, Facts(1, "Globex", "", Money(9_999_00, "USD")), now=NOW)
    assert heard(sales) == []
    noes.record(sales.session, rita, Facts(1, "Globex", "", Money(10_000_00, "USD")), now=NOW)
    assert heard(sales) == [lee.person.slack_id]


def test_a_large_deal_says_nothing_before_there_are_ten(sales: Sales, rita: Membership) -> None:
    noes.record(sales.session, rita, Facts(1, "Globex", "", Money(10**9, "USD")), now=NOW)
    assert heard(sales) == []


def test_twice_the_usual_gap_without_a_win_is_one(sales: Sales, lee: Membership, rita: Membership) -> None:
    wins_every(sales, rita, 7)  # five working days between each two
    looks(sales, at=NOW)
    looks(sales, at=NOW + 2 * WEEK)  # the tenth working day is not over yet
    assert heard(sales) == []
    looks(sales, at=NOW + 2 * WEEK + DAY)
    assert heard(sales) == [lee.person.slack_id]


def test_a_win_in_between_moves_it(sales: Sales, rita: Membership) -> None:
    wins_every(sales, rita, 7)
    looks(sales, at=NOW)
    later = NOW + WEEK
    sales.win(rita, 1000, later.date(), at=later)
    for day in range(7, 21):
        looks(sales, at=NOW + day * DAY)
    assert heard(sales) == []
    looks(sales, at=NOW + 3 * WEEK + DAY)
    assert len(heard(sales)) == 1


def test_nothing_is_looked_at_before_it_is_due(sales: Sales, rita: Membership) -> None:
    wins_every(sales, rita, 7)
    assert hard_runs.look_after(sales.session, now=NOW) == 1
    assert hard_runs.look_after(sales.session, now=NOW + WEEK) == 0


def test_four_wins_are_too_few_to_know_a_gap(sales: Sales, rita: Membership) -> None:
    wins_every(sales, rita, 7, wins=4)
    for weeks in range(10):
        looks(sales, at=NOW + weeks * WEEK)
    assert heard(sales) == []


@pytest.mark.parametrize(
    ("days", "gap"),
    [
        ([0, 7, 14, 21, 28], 5),
        ([0, 1, 2, 3, 4], 1),
        ([0, 0, 0, 0, 7], 5),
        ([0, 0, 0, 0, 0], None),
        ([0, 7, 14, 21], None),
        ([0, 7, 14, 21, 91], 5),
    ],
)
def test_a_usual_gap_is_counted_in_working_days(days: Sequence[int], gap: int | None) -> None:
    monday = date(2026, 9, 7)
    assert usual_gap([monday + day * DAY for day in days], Calendar("Europe/Berlin")) == gap


# ── who hears, and how often ─────────────────────────────────────────────────────────────────────────────


def test_it_is_told_once_until_the_next_win_and_not_within_ten_working_days(sales: Sales, rita: Membership) -> None:
    logs(sales, rita, 10)
    logs(sales, rita, 10, at=NOW + 4 * WEEK)
    assert len(heard(sales)) == 1
    back = NOW + 4 * WEEK + DAY
    sales.win(rita, 1000, back.date(), at=back)
    logs(sales, rita, 10, at=back + timedelta(hours=1))
    assert len(heard(sales)) == 2
    sales.win(rita, 1000, back.date(), at=back + timedelta(hours=2))
    logs(sales, rita, 10, at=back + WEEK)
    assert len(heard(sales)) == 2
    logs(sales, rita, 10, at=back + 2 * WEEK)
    assert len(heard(sales)) == 3


@pytest.mark.parametrize("whose", ["team", "rep", "leader"])
def test_each_of_them_can_turn_it_off(sales: Sales, lee: Membership, rita: Membership, whose: str) -> None:
    match whose:
        case "team":
            preferences.set_for_team(sales.session, lee, "word", "off")
        case "rep":
            preferences.set_for_person(sales.session, rita.person, "word", "off")
        case "leader":
            preferences.set_for_person(sales.session, lee.person, "notices", "off")
    wins_every(sales, rita, 7)
    logs(sales, rita, 100)
    looks(sales, at=NOW + 6 * WEEK)
    assert heard(sales) == []


def test_a_team_says_how_many(sales: Sales, lee: Membership, rita: Membership) -> None:
    preferences.set_for_team(sales.session, lee, "word", "3 no's, 1 gap")
    logs(sales, rita, 3)
    assert len(heard(sales)) == 1


def test_of_somebody_who_is_away_nobody_hears(sales: Sales, rita: Membership) -> None:
    calendars.take_off(sales.session, rita.person, rita.person, Period(TODAY, TODAY + WEEK), now=NOW)
    logs(sales, rita, 10)
    assert heard(sales) == []


def test_a_long_absence_is_no_hard_run(sales: Sales, rita: Membership) -> None:
    wins_every(sales, rita, 7)
    away = Period(TODAY + DAY, TODAY + 4 * WEEK)
    calendars.take_off(sales.session, rita.person, rita.person, away, now=NOW)
    for weeks in range(5):
        looks(sales, at=NOW + weeks * WEEK)
    assert heard(sales) == []
    looks(sales, at=NOW + 6 * WEEK + DAY)
    assert len(heard(sales)) == 1


def test_of_somebody_who_left_nobody_hears(sales: Sales, rita: Membership) -> None:
    wins_every(sales, rita, 7)
    looks(sales, at=NOW)
    rita.person.has_left = True
    looks(sales, at=NOW + 2 * WEEK + DAY)
    assert heard(sales) == []


def test_wins_that_were_brought_in_from_long_ago_are_no_hard_run(sales: Sales, rita: Membership) -> None:
    for nth in range(6):
        sales.win(rita, 1000, TODAY - 40 * WEEK - nth * WEEK)
    for days in range(30):
        looks(sales, at=NOW + days * DAY)
    assert heard(sales) == []


def test_what_comes_too_soon_after_the_last_word_is_told_later(sales: Sales, lee: Membership, rita: Membership) -> None:
    wins_every(sales, rita, 1)
    logs(sales, rita, 10)
    tomorrow = NOW + DAY
    sales.win(rita, 1000, tomorrow.date(), at=tomorrow)
    for days in range(1, 14):
        looks(sales, at=NOW + days * DAY)
    assert heard(sales) == [lee.person.slack_id]
    looks(sales, at=NOW + 14 * DAY)
    assert len(heard(sales)) == 2


def test_who_leads_somebody_in_two_teams_hears_once_until_the_next_win(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    east = sales.team("East", lee.person)
    dana = teams.add(sales.session, east, sales.person("Dana"), (Role.LEADER,), now=NOW)
    in_east = teams.add(sales.session, east, rita.person, now=NOW)
    logs(sales, rita, 10)
    logs(sales, in_east, 1)
    assert heard(sales) == [lee.person.slack_id, dana.person.slack_id]
    sales.win(in_east, 1000, at=NOW + DAY)
    logs(sales, in_east, 10, at=NOW + 2 * WEEK)
    assert heard(sales)[2:] == [lee.person.slack_id, dana.person.slack_id]
    logs(sales, rita, 10, at=NOW + 2 * WEEK + DAY)
    assert len(heard(sales)) == 4


def test_of_a_leader_those_hear_who_lead_above(sales: Sales) -> None:
    dana = sales.team("North", sales.person("Dana"))
    lee = sales.team("West", sales.person("Lee"), under=dana.team)
    other = teams.add(sales.session, lee, sales.person("Lou"), (Role.LEADER,), now=NOW)
    logs(sales, lee, 10)
    assert heard(sales) == [dana.person.slack_id]
    assert confidences.listeners(sales.session, other) == [dana]


def test_whoever_nobody_leads_is_told_of_to_nobody(sales: Sales, lee: Membership) -> None:
    logs(sales, lee, 10)
    assert heard(sales) == []


def test_an_undo_takes_it_back(sales: Sales, rita: Membership) -> None:
    logs(sales, rita, 9)
    last = noes.record(sales.session, rita, Facts(1), now=NOW)
    noes.undo(sales.session, rita.person, last, now=NOW)
    assert heard(sales) == []
    logs(sales, rita, 1, at=NOW + DAY)
    assert len(heard(sales)) == 1


def test_an_undo_of_an_earlier_one_takes_it_back_where_too_few_are_left(sales: Sales, rita: Membership) -> None:
    first = noes.record(sales.session, rita, Facts(5), now=NOW)
    second = noes.record(sales.session, rita, Facts(1), now=NOW + timedelta(minutes=1))
    logs(sales, rita, 9, at=NOW + timedelta(minutes=2))
    later = NOW + timedelta(minutes=3)
    noes.undo(sales.session, rita.person, second, now=later)
    assert len(heard(sales)) == 1
    noes.undo(sales.session, rita.person, first, now=later)
    assert heard(sales) == []


def test_what_was_told_for_another_reason_stays_told(sales: Sales, lee: Membership, rita: Membership) -> None:
    for _ in range(10):
        sales.win(lee, 1000_00)
    slip = noes.record(sales.session, rita, Facts(9), now=NOW)
    loss = Facts(1, "Globex", "", Money(10_000_00, "USD"))
    noes.record(sales.session, rita, loss, now=NOW + timedelta(minutes=1))
    noes.undo(sales.session, rita.person, slip, now=NOW + timedelta(minutes=2))
    assert heard(sales) == [lee.person.slack_id]


def test_an_undo_leaves_what_was_told_of_a_long_time_without_a_win(sales: Sales, rita: Membership) -> None:
    wins_every(sales, rita, 7)
    looks(sales, at=NOW)
    late = NOW + 2 * WEEK + DAY
    slip = noes.record(sales.session, rita, Facts(1), now=late)
    looks(sales, at=late + timedelta(minutes=1))
    noes.undo(sales.session, rita.person, slip, now=late + timedelta(minutes=2))
    assert len(heard(sales)) == 1


# ── what is shared ───────────────────────────────────────────────────────────────────────────────────────


def shared(sales: Sales, member: Membership, what: Confided = Confided.NOES) -> list[str]:
    return [leader.person.name for leader in confidences.shared_with(sales.session, member, what)]


def test_nothing_is_shared_until_one_shares_it(sales: Sales, rita: Membership) -> None:
    assert shared(sales, rita) == []
    noes.share(sales.session, rita)
    assert shared(sales, rita) == ["Lee"]
    assert shared(sales, rita, Confided.AIM) == []
    noes.keep_private(sales.session, rita.person)
    assert shared(sales, rita) == []


def test_a_later_leader_inherits_nothing_and_a_former_one_loses_it(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    noes.share(sales.session, rita)
    mia = teams.add(sales.session, lee, sales.person("Mia"), (Role.LEADER,), now=NOW)
    assert shared(sales, rita) == ["Lee"]
    teams.take_role(sales.session, mia, lee.person, Role.LEADER)
    assert shared(sales, rita) == []


def test_who_leaves_and_comes_back_begins_anew(sales: Sales, lee: Membership, rita: Membership) -> None:
    noes.share(sales.session, rita)
    teams.leave(sales.session, rita)
    again = teams.add(sales.session, lee, rita.person, now=NOW)
    assert shared(sales, again) == []


def test_an_aim_is_sealed_changed_shared_and_forgotten(sales: Sales, rita: Membership) -> None:
    with pytest.raises(Refused, match="no aim yet"):
        aims.share(sales.session, rita)
    aims.set_aim(sales.session, rita.person, "A house by the  sea", now=NOW)
    aims.share(sales.session, rita)
    aims.set_aim(sales.session, rita.person, "A boat", now=NOW)
    assert aims.find(sales.session, rita.person) == "A boat"
    assert shared(sales, rita, Confided.AIM) == ["Lee"]
    aims.clear(sales.session, rita.person)
    assert aims.find(sales.session, rita.person) is None
    assert shared(sales, rita, Confided.AIM) == []


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_an_aim_has_words_and_not_too_many(sales: Sales, rita: Membership, text: str) -> None:
    with pytest.raises(Refused):
        aims.set_aim(sales.session, rita.person, text, now=NOW)
