"""A whole line for `/win`, as people type it on Friday 20 November 2026."""

# ruff: noqa: RUF001  people's typography is what is tested

import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.money import Money
from bot.phrases import Count, Helper, WinPhrase, read_win

FRIDAY = date(2026, 11, 20)
KNOWN = ("Acme", "Globex")


def win(text: str, known: tuple[str, ...] = KNOWN) -> WinPhrase:
    return read_win(text, currency="USD", today=FRIDAY, known_accounts=known)


def dollars(phrase: WinPhrase) -> float | None:
    return phrase.amount.money.minor / 100 if phrase.amount else None


def test_every_part_of_a_win_is_read_from_one_line() -> None:
    phrase = win(
        "48k Acme: annual plan on 31 Oct with <@U1|sam> 30 % for <@U2|rita> because we brought\nthe CFO  in early"
    )
    assert phrase.amount is not None
    assert phrase.amount.money == Money(4_800_000, "USD")
    assert (phrase.account, phrase.title) == ("Acme", "annual plan")
    assert phrase.because == "we brought\nthe CFO in early"
    assert phrase.closed is not None
    assert phrase.closed.day == date(2026, 10, 31)
    assert phrase.help.helpers == (Helper("U1", 3000),)
    assert phrase.for_user == "U2"
    assert (phrase.problems, phrase.choices, phrase.count, phrase.asks_who) == ((), (), None, None)


@pytest.mark.parametrize(
    ("text", "amount", "account", "title"),
    [
        ("20k help desk deal", 20_000, None, "help desk deal"),
        ("Acme 48k", 48_000, "Acme", ""),
        ("Acme 48k: renewal", 48_000, "Acme", "renewal"),
        ("Acme renewal for 48k", 48_000, "Acme", "renewal"),
        ("renewal worth 48k at Acme", 48_000, None, "renewal worth at Acme"),
        ("48k", 48_000, None, ""),
        ("48000 Acme", 48_000, "Acme", ""),
        ("48k from Acme", 48_000, "Acme", ""),
        ("48k: Acme renewal", 48_000, "Acme", "renewal"),
        ("3M: renewal 20k", 20_000, "3M", "renewal"),
        ("48k “Because Inc: West” plan", 48_000, None, "“Because Inc: West” plan"),
        ('48k Acme "20k with Sam because of it"', 48_000, "Acme", "20k with Sam because of it"),
        ("48k Acme with 2-year term", 48_000, "Acme", "with 2-year term"),
        ("3 year renewal Acme 48k", 48_000, None, "3 year renewal Acme"),
        ("2026 renewal Acme 48k", 48_000, None, "2026 renewal Acme"),
        ("12 seats Acme 48k", 48_000, None, "12 seats Acme"),
        ("48k Acme 12 seats", 48_000, "Acme", "12 seats"),
        ("Acme 2026 renewal", None, "Acme", "2026 renewal"),
        ("Acme went live", None, "Acme", "went live"),
        ("5% Acme", None, None, "5% Acme"),
        ("", None, None, ""),
        ("48k O’Neil", 48_000, None, "O’Neil"),
        ("48k عقد: شركة", 48_000, "عقد", "شركة"),
        ("48k חברה", 48_000, None, "חברה"),
        ("48k *bold_~ deal", 48_000, None, "*bold_~ deal"),
        ("48k <!channel> deal", 48_000, None, "<!channel> deal"),
        ("48k @everyone", 48_000, None, "@everyone"),
        ("🎉🎉🎉 48k 👩‍🚀🚀 :tada:", 48_000, None, "🎉🎉🎉 👩‍🚀🚀 :tada:"),
    ],
)
def test_amount_account_and_title_are_told_apart(
    text: str, amount: int | None, account: str | None, title: str
) -> None:
    phrase = win(text)
    assert (dollars(phrase), phrase.account, phrase.title) == (amount, account, title)
    assert phrase.choices == ()


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("3M renewal 20k", [("$3,000,000", None, "renewal 20k"), ("$20,000", None, "3M renewal")]),
        ("500 Acme €5k", [("$500", "Acme", "€5k"), ("€5,000", None, "500 Acme")]),
        ("48.000 Acme", [("$48,000", "Acme", ""), ("$48", "Acme", "")]),
        ("1,5k Acme", [("$1,500", "Acme", ""), ("$15,000", "Acme", "")]),
        ("Acme: 4k MRR", [("$4,000 once", "Acme", ""), ("$48,000 a year", "Acme", "")]),
    ],
)
def test_an_amount_in_doubt_is_a_choice_and_each_choice_a_whole_win(
    text: str, choices: list[tuple[str, str | None, str]]
) -> None:
    phrase = win(text)
    assert phrase.amount is None
    assert [(c.amount.label("USD"), c.account, c.title) for c in phrase.choices] == choices
    second = phrase.chosen(1)
    assert second.choices == ()
    assert second.amount is not None
    assert (second.amount.label("USD"), second.account, second.title) == choices[1]


def test_a_number_that_names_a_known_account_is_not_the_amount() -> None:
    phrase = win("3M renewal 20k", known=("3M",))
    assert (dollars(phrase), phrase.account, phrase.title) == (20_000, "3M", "renewal")


def test_a_leading_number_of_units_is_a_count() -> None:
    phrase = win("12 demos Globex")
    assert (phrase.count, phrase.amount, phrase.account) == (Count(12, "demos"), None, "Globex")


def test_another_currency_is_kept_as_said() -> None:
    phrase = win("Acme 2026 renewal €5k")
    assert phrase.amount is not None
    assert phrase.amount.money == Money(500_000, "EUR")
    assert phrase.title == "2026 renewal"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-5k Acme", "negative"),
        ("0 Acme", "zero"),
        ("999999999999999 Acme", "too_large"),
        ("48k Acme on 2026-12-31", "closing_ahead"),
        ("48k Acme with <!subteam^S1|sales>", "crowd_thanked"),
        ("48k Acme with <!here>", "crowd_thanked"),
    ],
)
def test_what_cannot_stand_is_understood_and_named(text: str, problem: str) -> None:
    phrase = win(text)
    assert phrase.problems == (problem,)
    assert phrase.amount is not None
    assert phrase.account == "Acme"


def test_a_problem_of_a_chosen_amount_is_named_too() -> None:
    assert win("Acme -4k MRR").chosen(0).problems == ("negative",)


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("48k Acme with Sam", "Sam", "with Sam"),
        ("48k Acme plan with @sam.", "sam", "plan with @sam."),
        ("48k Acme yesterday with Sam", "Sam", "with Sam"),
        ("48k Acme with Sam yesterday", "Sam", "with Sam"),
        ("48k plan with Globex", None, "plan with Globex"),
        ("48k Acme with SSO", None, "with SSO"),
        ("48k Acme with support", None, "with support"),
        ("48k Acme with Sam Smith", None, "with Sam Smith"),
        ("48k Acme with @everyone", None, "with @everyone"),
    ],
)
def test_a_name_that_is_no_mention_asks_who_is_meant(text: str, name: str | None, title: str) -> None:
    phrase = win(text)
    assert (phrase.asks_who, phrase.title) == (name, title)


def test_once_it_is_known_who_is_meant_the_title_loses_the_name() -> None:
    phrase = win("48k Acme: plan with Sam").helped_by("U7")
    assert (phrase.title, phrase.help.helpers, phrase.asks_who) == ("plan", (Helper("U7"),), None)


def test_an_equal_split_is_carried_through() -> None:
    assert win("48k Acme split with <@U1>").help.is_equal_split


@pytest.mark.parametrize("text", ["48k Acme with <@U1> 120%", "48k Acme on 31 February"])
def test_only_what_the_grammar_refuses_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        win(text)


def test_a_date_that_could_be_two_is_left_to_be_asked() -> None:
    closed = win("48k Acme on 5/6").closed
    assert closed is not None
    assert closed.days == (date(2026, 6, 5), date(2026, 5, 6))


def test_capitals_and_typography_make_no_difference() -> None:
    typed = win("48K ACME plan ON 31 OCT WITH <@U1> BECAUSE we called")
    assert typed == win("48k\u00a0acme  plan on\u200b31 Oct with <@U1> because we called")
    assert (dollars(typed), typed.account, typed.title, typed.because) == (48_000, "Acme", "plan", "we called")


class Unread(Collection[str]):
    """A book of accounts that fails where somebody looks into it."""

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("it was read")

    __len__ = __contains__ = __iter__  # type: ignore[assignment]


def test_what_stands_before_a_colon_is_an_account_without_a_look_into_the_book() -> None:
    phrase = read_win("48k Acme: annual plan on 31 Oct", currency="USD", today=FRIDAY, known_accounts=Unread())
    assert (phrase.account, phrase.title) == ("Acme", "annual plan")


pieces = st.sampled_from(
    [
        *["48k", "1,5k", "€5", "MRR", "3M", "with", "split", "<@U1|sam>", "<!here>", "30 %", "for", "on", "31 Oct"],
        *[
            "5/6",
            "because",
            "Acme",
            ":",
            ",",
            '"',
            "“",
            "”",
            "Sam",
            "yesterday",
            "\n",
            "🎉",
            "شركة",
            "<",
            ">",
            "@x",
            "-",
        ],
    ]
)


@given(st.one_of(st.text(), st.lists(pieces, max_size=40).map(" ".join), st.lists(pieces, max_size=40).map("".join)))
def test_any_text_is_a_win_or_refused(text: str) -> None:
    with suppress(Refused):
        phrase = win(text)
        assert "\n" not in phrase.title
        for choice in range(len(phrase.choices)):
            assert phrase.chosen(choice).amount


@given(st.text(min_size=1).filter(lambda t: not set('"“”„‟«»″＂〝〞\x00\n\r') & set(t) and t.strip()))
def test_nothing_inside_quotes_is_a_clause(quoted: str) -> None:
    phrase = win(f'48k Acme: a "{quoted}" b')
    assert phrase == WinPhrase(amount=phrase.amount, account="Acme", title=f'a "{quoted}" b')
    assert dollars(phrase) == 48_000


@pytest.mark.parametrize(
    "piece",
    [
        *[
            "with ",
            "with <@U1> ",
            "with <@U1>,",
            "on ",
            "on monday, ",
            "because ",
            '"',
            '" ',
            "1 ",
            "111 ",
            "1,",
            "48k ",
        ],
        *["9", "<http://", "<@U1> ", "🎉", ":a", "a:", ": ", " ", " \n", "(", "5/6 ", "- ", "'", "e", "end of the "],
    ],
)
def test_three_thousand_characters_are_read_at_once(piece: str) -> None:
    win("48k Acme")
    began = time.process_time()
    win("48k Acme " + (piece * 3000)[:3000])
    assert time.process_time() - began < 0.5
