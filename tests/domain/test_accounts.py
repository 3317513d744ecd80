"""The account book: one customer, one entry, however people spell it."""

import pytest

from bot.domain import accounts, wins
from bot.errors import Refused
from bot.models import Account, Membership
from tests.sales import NOW, Sales


def named(sales: Sales, by: Membership, name: str) -> Account:
    """The customer of that name, to whom something was sold just now."""
    account = sales.win(by, 1000, account=name).account_row
    assert account
    return account


@pytest.mark.parametrize("spelled", ["acme corp", "ACME CORP", "  Acme   Corp ", "“Acme Corp”", "\uff21cme Corp"])
def test_case_and_typography_make_no_second_account(sales: Sales, lee: Membership, spelled: str) -> None:
    acme = named(sales, lee, "Acme Corp")
    assert named(sales, lee, spelled) is acme
    assert accounts.known_names(sales.session, lee.team) == ["Acme Corp"]


def test_an_account_is_its_teams_own(sales: Sales, lee: Membership) -> None:
    east = sales.team("East", sales.person("Olga"))
    assert named(sales, lee, "Acme") is not named(sales, east, "Acme")
    assert accounts.known_names(sales.session, east.team) == ["Acme"]


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("Acme", "Acme Inc."),
        ("Initech Ltd", "Initech GmbH"),
        ("Globex S.A.", "Globex"),
        ("Globex GmbH & Co. KG", "Globex"),
        ("Umbrella Corporation", "Umbrela Corporation"),
        ("Stark Industries", "Stark Industrie"),
    ],
)
def test_a_name_that_resembles_one_is_offered_and_not_guessed(
    sales: Sales, lee: Membership, known: str, new: str
) -> None:
    first, second = named(sales, lee, known), named(sales, lee, new)
    assert first is not second
    assert accounts.resembling(sales.session, second) is first


@pytest.mark.parametrize(("known", "new"), [("Acme", "Globex"), ("North Bank", "South Bank"), ("Inc.", "Ltd.")])
def test_names_that_differ_are_not_offered(sales: Sales, lee: Membership, known: str, new: str) -> None:
    named(sales, lee, known)
    assert accounts.resembling(sales.session, named(sales, lee, new)) is None


def test_an_account_whose_only_win_was_taken_back_is_known_no_more(sales: Sales, lee: Membership) -> None:
    win = sales.win(lee, 1000, account="Umbrela")
    wins.undo(sales.session, lee, win, now=NOW)
    assert accounts.known_names(sales.session, lee.team) == []
    assert accounts.resembling(sales.session, named(sales, lee, "Umbrella")) is None


def test_both_spellings_of_an_account_are_known_by_the_win_of_either(sales: Sales, lee: Membership) -> None:
    taken_back, _ = sales.win(lee, 1000, account="Acme"), sales.win(lee, 1000, account="Acme Inc")
    assert taken_back.account_row
    accounts.merge(sales.session, lee, named(sales, lee, "Acme Inc"), taken_back.account_row)
    wins.undo(sales.session, lee, taken_back, now=NOW)
    assert set(accounts.known_names(sales.session, lee.team)) == {"Acme", "Acme Inc"}


def test_only_names_of_the_same_first_letter_are_compared(sales: Sales, lee: Membership) -> None:
    named(sales, lee, "Borealis Shipping")
    assert accounts.resembling(sales.session, named(sales, lee, "Aorealis Shipping")) is None
    assert accounts.resembling(sales.session, named(sales, lee, "AB Borealis Shiping")) is not None


def test_nothing_resembles_an_account_of_another_team(sales: Sales, lee: Membership) -> None:
    east = sales.team("East", sales.person("Olga"))
    named(sales, east, "Acme")
    assert accounts.resembling(sales.session, named(sales, lee, "Acme Inc")) is None


# ── merged ───────────────────────────────────────────────────────────────────────────────────────────────


def test_merging_brings_the_wins_and_every_later_one_along(sales: Sales, lee: Membership, rita: Membership) -> None:
    win = sales.win(rita, 1000, account="Acme Inc")
    acme_inc, acme = named(sales, lee, "Acme Inc"), named(sales, lee, "Acme")
    wins.merge_account(sales.session, rita, win, acme_inc.id, acme.id)
    assert win.account == "Acme"
    assert sales.win(rita, 2000, account="ACME inc").account == "Acme"
    assert set(accounts.known_names(sales.session, lee.team)) == {"Acme", "Acme Inc"}


def test_merging_twice_over_leads_to_one_account(sales: Sales, lee: Membership) -> None:
    first, second, third = (named(sales, lee, name) for name in ("Acme", "Acme Inc", "Acme Incorporated"))
    accounts.merge(sales.session, lee, third, second)
    accounts.merge(sales.session, lee, second, first)
    assert {named(sales, lee, name).name for name in ("Acme", "Acme Inc", "Acme Incorporated")} == {"Acme"}


def test_a_second_click_merges_nothing(sales: Sales, lee: Membership) -> None:
    acme, acme_inc = named(sales, lee, "Acme"), named(sales, lee, "Acme Inc")
    accounts.merge(sales.session, lee, acme_inc, acme)
    for again in ((acme_inc, acme), (acme, acme_inc), (acme, acme)):
        with pytest.raises(Refused, match="answered already"):
            accounts.merge(sales.session, lee, *again)


def test_only_people_of_the_team_say_that_two_accounts_are_one(sales: Sales, lee: Membership) -> None:
    olga = sales.team("East", sales.person("Olga"))
    with pytest.raises(Refused, match="different teams"):
        accounts.merge(sales.session, olga, named(sales, lee, "Acme Inc"), named(sales, lee, "Acme"))


def test_what_was_merged_is_not_offered_again(sales: Sales, lee: Membership) -> None:
    acme, acme_inc = named(sales, lee, "Acme"), named(sales, lee, "Acme Inc")
    accounts.merge(sales.session, lee, acme_inc, acme)
    assert accounts.resembling(sales.session, acme) is None
