"""Wins: what may be recorded, what is unusual, and what changes afterwards leave behind."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain import accounts, teams, wins
from bot.domain.wins import Facts
from bot.errors import Refused
from bot.models import OutboxMessage, Win
from bot.money import LARGEST_MINOR, Money
from bot.worktime import Period
from tests.domain.conftest import West
from tests.sales import NOW, TODAY, Sales

FACTS = Facts(amount=Money(4_800_000, "USD"), account="Acme", title="annual plan", closed_on=TODAY)
QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))
HOUR = timedelta(minutes=60)


def record(west: West, minor: int = 4_800_000, currency: str = "USD", **changes: Any) -> Win:
    facts = replace(FACTS, amount=Money(minor, currency), **changes)
    return wins.record(west.session, west.rita, facts, now=NOW)


def outbox(west: West) -> dict[str, OutboxMessage]:
    """What is told of wins, by key."""
    told = select(OutboxMessage).where(OutboxMessage.key.startswith("win:"))
    return {message.key: message for message in west.session.scalars(told)}


# ── recorded ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_win_is_numbered_owned_and_announced(west: West) -> None:
    win = record(west)
    assert (win.number, win.owner, win.logged_by, win.is_standing) == (1, west.rita.person, west.rita.person, True)
    message = outbox(west)[f"win:{win.id}"]
    assert (message.kind, message.recipient, message.ids) == (
        "win.celebrated",
        west.lee.team.wins_channel_id,
        {"win_id": win.id},
    )


def test_a_win_for_somebody_else_is_theirs_and_they_are_told(west: West) -> None:
    win = wins.record(west.session, west.sam, FACTS, now=NOW, owner=west.rita.person)
    assert (win.owner, win.logged_by) == (west.rita.person, west.sam.person)
    assert outbox(west)[f"win:{win.id}:owner"].recipient == west.rita.person.slack_id


def test_an_outsider_has_no_wins_in_the_team(west: West) -> None:
    with pytest.raises(Refused, match=r"Dana is not in \*West\*"):
        wins.record(west.session, west.rita, FACTS, now=NOW, owner=west.dana)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": Money(0, "USD")}, "amount"),
        ({"amount": Money(-1, "USD")}, "amount"),
        ({"amount": Money(LARGEST_MINOR + 1, "USD")}, "amount"),
        ({"closed_on": TODAY + timedelta(days=1)}, "closed_on"),
        ({"account": " ", "title": "\n"}, "account"),
        ({"account": "x" * 201}, "account"),
        ({"title": "x" * 501}, "title"),
        ({"because": "x" * 2001}, "because"),
    ],
)
def test_what_cannot_be_a_win_is_refused_at_its_field(west: West, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        wins.record(west.session, west.rita, replace(FACTS, **changes), now=NOW)
    assert refused.value.field == field
    assert outbox(west) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Money(1, "USD")},
        {"amount": Money(LARGEST_MINOR, "USD")},
        {"account": "x" * 200, "title": "x" * 500, "because": "x" * 2000},
        {"account": None},
        {"title": ""},
    ],
)
def test_what_is_just_possible_is_recorded(west: West, changes: dict[str, Any]) -> None:
    assert wins.record(west.session, west.rita, replace(FACTS, **changes), now=NOW).is_standing


def test_a_win_closes_by_the_calendar_of_the_team(west: West) -> None:
    late_evening = NOW.replace(hour=23, minute=30)  # past midnight in Berlin
    tomorrow = replace(FACTS, closed_on=TODAY + timedelta(days=1))
    assert wins.record(west.session, west.rita, tomorrow, now=late_evening).closed_on == tomorrow.closed_on


def test_names_are_kept_in_one_line_and_the_reason_as_it_was_written(west: West) -> None:
    win = record(west, account="Acme \n Inc", title="annual\n\nplan", because=" the CFO\nwas in early ")
    assert (win.account, win.title, win.because) == ("Acme Inc", "annual plan", "the CFO\nwas in early")


def test_an_owner_is_not_thanked_for_her_own_win(west: West) -> None:
    win = record(west, helpers=((west.rita.person_id, 0), (west.sam.person_id, 3000)))
    assert [(helper.person_id, helper.share) for helper in win.helpers] == [(west.sam.person_id, 3000)]


# ── far above anything before ────────────────────────────────────────────────────────────────────────────


def unusual(west: West, minor: int, currency: str = "USD") -> Money | None:
    yardstick = wins.unusual(west.session, west.rita.team, west.rita.person, Money(minor, currency))
    return yardstick.amount if yardstick else None


@pytest.mark.parametrize(("minor", "is_unusual"), [(3000, False), (3001, True)])
def test_above_three_times_the_record_is_unusual(west: West, minor: int, is_unusual: bool) -> None:
    record(west, 1000)
    record(west, 500)
    assert unusual(west, minor) == (Money(1000, "USD") if is_unusual else None)


def test_a_win_is_no_yardstick_for_itself(west: West) -> None:
    record(west, 1000)
    slip = record(west, 9000)
    rita = west.rita
    yardstick = wins.unusual(west.session, rita.team, rita.person, Money(9001, "USD"), besides=slip)
    assert yardstick == wins.Yardstick(Money(1000, "USD"), 3, is_own=True)


def test_without_any_history_nothing_is_unusual(west: West) -> None:
    assert unusual(west, LARGEST_MINOR) is None


@pytest.mark.parametrize(("minor", "is_unusual"), [(10_000, False), (10_001, True)])
def test_without_a_record_of_ones_own_ten_times_the_median_of_the_team_is_unusual(
    west: West, minor: int, is_unusual: bool
) -> None:
    for _ in range(10):
        wins.record(west.session, west.sam, replace(FACTS, amount=Money(1000, "USD")), now=NOW)
    assert unusual(west, minor) == (Money(1000, "USD") if is_unusual else None)


def test_nine_deals_of_the_team_are_too_few_to_judge(west: West) -> None:
    for _ in range(9):
        wins.record(west.session, west.sam, replace(FACTS, amount=Money(1000, "USD")), now=NOW)
    assert unusual(west, LARGEST_MINOR) is None


def test_records_are_kept_apart_by_currency(west: West) -> None:
    record(west, 1000)
    assert unusual(west, 100_000, "EUR") is None


def test_what_was_taken_back_is_no_record(west: West) -> None:
    record(west, 1000)
    wins.undo(west.session, west.rita, record(west, 100_000), now=NOW)
    assert unusual(west, 3001) == Money(1000, "USD")


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────


def test_undoing_takes_back_everything_that_the_win_caused(west: West) -> None:
    win = wins.record(west.session, west.sam, FACTS, now=NOW, owner=west.rita.person)
    wins.undo(west.session, west.sam, win, now=NOW + HOUR)
    assert wins.total(west.session, west.rita.team, QUARTER) == Money(0, "USD")
    assert all(message.is_gone for message in outbox(west).values())


def test_undoing_after_the_hour_is_refused_with_the_way_on(west: West) -> None:
    win = record(west)
    with pytest.raises(Refused, match="`/win reverse 1`"):
        wins.undo(west.session, west.rita, win, now=NOW + HOUR + timedelta(seconds=1))
    assert win.is_standing


def test_the_latest_to_undo_is_what_the_person_logged_last(west: West) -> None:
    record(west)
    for_rita = wins.record(west.session, west.sam, FACTS, now=NOW, owner=west.rita.person)
    latest = record(west)
    assert wins.latest_of(west.session, west.rita.person, now=NOW) is latest
    assert wins.latest_of(west.session, west.sam.person, now=NOW) is for_rita
    assert wins.latest_of(west.session, west.sam.person, now=NOW + timedelta(days=8)) is None


@pytest.mark.parametrize("later", [timedelta(), HOUR])
def test_a_correction_within_the_hour_touches_the_celebration_only(west: West, later: timedelta) -> None:
    win = record(west)
    change = wins.amend(west.session, west.rita, win, replace(FACTS, title="seats"), now=NOW + later)
    assert change is not None
    assert (change.before, change.after) == ({"title": "annual plan"}, {"title": "seats"})
    assert [message.wanted for message in outbox(west).values()] == [2]


def test_a_correction_after_the_hour_is_told_in_the_thread(west: West) -> None:
    win = record(west)
    later = NOW + HOUR + timedelta(seconds=1)
    change = wins.amend(west.session, west.lee, win, replace(FACTS, amount=Money(5, "EUR")), now=later)
    assert change is not None
    told = outbox(west)[f"win:{win.id}:change:{change.id}"]
    assert (told.kind, told.thread_key, told.ids) == ("win.amended", f"win:{win.id}", {"change_id": change.id})


def test_a_correction_that_changes_nothing_is_none(west: West) -> None:
    win = record(west, helpers=((west.sam.person_id, 3000),))
    assert wins.amend(west.session, west.rita, win, wins.facts_of(win), now=NOW) is None
    assert [message.wanted for message in outbox(west).values()] == [1]


def test_helpers_can_be_exchanged_and_their_shares_changed(west: West) -> None:
    win = record(west, helpers=((west.sam.person_id, 3000),))
    both = replace(wins.facts_of(win), helpers=((west.lee.person_id, 0), (west.sam.person_id, 1000)))
    wins.amend(west.session, west.rita, win, both, now=NOW)
    west.session.expire_all()
    assert {(helper.person_id, helper.share) for helper in win.helpers} == set(both.helpers)


def test_reversing_takes_a_win_out_of_every_number_and_says_so(west: West) -> None:
    win = record(west)
    wins.reverse(west.session, west.rita, win, now=NOW + timedelta(days=40))
    assert wins.count(west.session, win.team, QUARTER) == 0
    messages = outbox(west)
    assert messages[f"win:{win.id}"].wanted == 2
    assert [message.kind for message in messages.values()] == ["win.celebrated", "win.reversed"]


@pytest.mark.parametrize("first", ["undo", "reverse"])
@pytest.mark.parametrize("second", ["undo", "reverse", "amend"])
def test_what_was_taken_back_stays_so(west: West, first: str, second: str) -> None:
    win = record(west)
    getattr(wins, first)(west.session, west.rita, win, now=NOW)
    facts = [replace(FACTS, title="x")] if second == "amend" else []
    with pytest.raises(Refused, match="already; it counts nowhere any more"):
        getattr(wins, second)(west.session, west.rita, win, *facts, now=NOW)


# ── weighed anew where it is corrected ───────────────────────────────────────────────────────────────────


def weighed(win: Win) -> tuple[int, str | None, int | None]:
    return win.tier, win.feat, win.feat_number


@pytest.fixture
def history(sales: Sales, west: West) -> None:
    """Ten deals of Rita's, of $1,000 each."""
    sales.sold_before(west.rita, 1000_00, deals=10)


@pytest.mark.usefixtures("history")
def test_a_corrected_amount_is_celebrated_as_what_it_is(sales: Sales, west: West) -> None:
    win = sales.win(west.rita, 12_000_00)
    assert weighed(win) == (3, "record", 1000_00)
    sales.amend(west.rita, win, 120_00)
    assert weighed(win) == (0, None, None)
    sales.amend(west.rita, win, 3000_00)
    assert weighed(win) == (2, "record", 1000_00)


@pytest.mark.usefixtures("history")
def test_a_corrected_currency_account_or_day_is_celebrated_as_what_it_is(sales: Sales, west: West) -> None:
    win = sales.win(west.rita, 12_000_00)
    wins.amend(west.session, west.rita, win, replace(wins.facts_of(win), amount=Money(12_000_00, "EUR")), now=NOW)
    assert weighed(win) == (0, None, None)
    wins.amend(west.session, west.rita, win, replace(wins.facts_of(win), account="Acme"), now=NOW)
    assert weighed(win) == (0, "first", None)
    first = min(each.closed_on for each in wins.in_period(west.session, win.team, Period(date(2020, 1, 1), TODAY)))
    anniversary = replace(wins.facts_of(win), closed_on=first.replace(year=first.year + 1))
    wins.amend(west.session, west.rita, win, anniversary, now=NOW + timedelta(days=400))
    assert weighed(win) == (0, "anniversary", 1)


@pytest.mark.usefixtures("history")
def test_a_correction_is_not_weighed_against_what_came_later(sales: Sales, west: West) -> None:
    win = sales.win(west.rita, 2000_00)
    for _ in range(20):
        sales.win(west.rita, 90_000_00)
    sales.amend(west.rita, win, 3000_00)
    assert weighed(win) == (2, "record", 1000_00)


@pytest.mark.usefixtures("history")
def test_a_win_with_a_customer_known_by_another_spelling_is_no_first(sales: Sales, west: West) -> None:
    known = sales.win(west.sam, 900_00, account="Acme")
    win = sales.win(west.rita, 500_00, account="Acme Inc")
    assert win.feat == "first"
    assert win.account_id is not None
    assert known.account_id is not None
    wins.merge_account(west.session, west.rita, win, win.account_id, known.account_id)
    assert win.feat is None


# ── looked up ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_wins_of_a_period_come_newest_first_and_page_by_page(west: West) -> None:
    for day in (3, 1, 2):
        record(west, closed_on=TODAY - timedelta(days=day))
    record(west, closed_on=date(2026, 9, 30))
    shown = wins.in_period(west.session, west.rita.team, QUARTER)
    assert [win.number for win in shown] == [2, 3, 1]
    assert wins.in_period(west.session, west.rita.team, QUARTER, skip=1, limit=1) == shown[1:2]
    assert wins.count(west.session, west.rita.team, QUARTER) == 3


def test_the_first_and_the_last_day_belong_to_the_period(west: West) -> None:
    record(west, closed_on=date(2026, 10, 1))
    assert wins.count(west.session, west.rita.team, Period(date(2026, 10, 1), date(2026, 10, 1))) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**12), st.sampled_from(["USD", "EUR"]), st.booleans()), max_size=8))
def test_the_total_is_that_of_the_standing_wins_in_the_team_s_currency(
    west: West, deals: list[tuple[int, str, bool]]
) -> None:
    before = wins.total(west.session, west.rita.team, QUARTER).minor
    for minor, currency, is_undone in deals:
        win = record(west, minor, currency)
        if is_undone:
            wins.undo(west.session, west.rita, win, now=NOW)
    added = sum(minor for minor, currency, is_undone in deals if currency == "USD" and not is_undone)
    assert wins.total(west.session, west.rita.team, QUARTER) == Money(before + added, "USD")


def test_an_account_is_known_once_it_was_won(west: West) -> None:
    record(west)
    record(west, account="Globex")
    record(west, account="Globex")
    record(west, account=None)
    assert sorted(accounts.known_names(west.session, west.rita.team)) == ["Acme", "Globex"]


def test_a_number_is_that_of_its_own_team(west: West) -> None:
    record(west)
    east = teams.found(west.session, west.dana, "East", "CEAST", now=NOW)
    with pytest.raises(Refused, match=r"I know no win 1 in \*East\*"):
        wins.get_win(west.session, east.team, 1)
