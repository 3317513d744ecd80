"""Tiers and doubt: how big a win is for its team, and when an amount is asked about."""

import pytest

from bot.domain import preferences, wins
from bot.domain.wins import Yardstick, weight
from bot.models import Membership
from bot.money import Money
from tests.sales import Sales

TYPICAL = 1000_00


def usd(minor: int) -> Money:
    return Money(minor, "USD")


@pytest.fixture
def history(sales: Sales, lee: Membership) -> None:
    """Ten deals of Lee's, of 1,000 dollars in the median."""
    for nth in range(10):
        sales.win(lee, TYPICAL + (100 if nth % 2 else -100))


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("minor", "tier"),
    [(999_99, 0), (1000_00, 1), (2999_99, 1), (3000_00, 2), (9999_99, 2), (10_000_00, 3), (10**12, 3)],
)
def test_one_three_and_ten_times_the_median_are_the_tiers(
    sales: Sales, rita: Membership, minor: int, tier: int
) -> None:
    assert weight.tier(sales.session, rita.team, usd(minor)) == tier


def test_before_ten_deals_nothing_is_bigger(sales: Sales, rita: Membership) -> None:
    for _ in range(9):
        sales.win(rita, TYPICAL)
    assert sales.win(rita, 100 * TYPICAL).tier == 0
    assert sales.win(rita, 100 * TYPICAL).tier == 3


@pytest.mark.usefixtures("history")
def test_one_giant_does_not_move_what_is_usual(sales: Sales, rita: Membership) -> None:
    sales.win(rita, 10**12)
    assert weight.tier(sales.session, rita.team, usd(10 * TYPICAL + 1000)) == 3


@pytest.mark.usefixtures("history")
def test_a_team_sets_tiers_of_its_own_or_none(sales: Sales, lee: Membership) -> None:
    preferences.set_for_team(sales.session, lee, "tiers", "2 4 8")
    assert weight.tier(sales.session, lee.team, usd(4 * TYPICAL)) == 2
    preferences.set_for_team(sales.session, lee, "tiers", "off")
    assert weight.tier(sales.session, lee.team, usd(100 * TYPICAL)) == 0


@pytest.mark.usefixtures("history")
def test_another_currency_is_weighed_against_its_own(sales: Sales, lee: Membership) -> None:
    assert weight.tier(sales.session, lee.team, Money(100 * TYPICAL, "EUR")) == 0


# ── asked before it is posted ────────────────────────────────────────────────────────────────────────────


def asked(sales: Sales, by: Membership, amount: Money) -> Yardstick | None:
    return wins.unusual(sales.session, by.team, by.person, amount)


def test_more_than_three_times_the_record_is_asked_about(sales: Sales, rita: Membership) -> None:
    sales.win(rita, TYPICAL)
    assert asked(sales, rita, usd(3 * TYPICAL)) is None
    assert asked(sales, rita, usd(3 * TYPICAL + 1)) == Yardstick(usd(TYPICAL), 3, is_own=True)


@pytest.mark.usefixtures("history")
def test_without_a_record_the_top_tier_is_the_measure(sales: Sales, rita: Membership) -> None:
    assert asked(sales, rita, usd(10 * TYPICAL)) is None
    assert asked(sales, rita, usd(10 * TYPICAL + 1)) == Yardstick(usd(TYPICAL), 10, is_own=False)


def test_without_any_history_nothing_is_asked(sales: Sales, rita: Membership) -> None:
    assert asked(sales, rita, usd(10**12)) is None


def test_a_team_can_have_it_asked_sooner_or_never(sales: Sales, lee: Membership, rita: Membership) -> None:
    sales.win(rita, TYPICAL)
    preferences.set_for_team(sales.session, lee, "ask", "2 times")
    assert asked(sales, rita, usd(2 * TYPICAL + 1)) == Yardstick(usd(TYPICAL), 2, is_own=True)
    preferences.set_for_team(sales.session, lee, "ask", "off")
    assert asked(sales, rita, usd(10**12)) is None
