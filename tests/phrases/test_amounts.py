"""Every way of writing an amount, and what is asked because it could be read twice."""

# ruff: noqa: RUF001  people's typography is what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money import Money
from bot.phrases import Count, find_amounts, format_money, read_amount, read_count


def read(text: str, home: str = "USD") -> list[tuple[int, str, str | None]]:
    return [(a.money.minor, a.money.currency, a.per) for a in read_amount(text, home)]


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("48k", 48_000),
        ("48K", 48_000),
        ("48 k", 48_000),
        ("48 thousand", 48_000),
        ("48,000", 48_000),
        ("48 000", 48_000),
        ("48\u00a0000", 48_000),
        ("48'000", 48_000),
        ("48’000.50", 48_000.50),
        ("48000", 48_000),
        ("48,000.50", 48_000.50),
        ("48.000,50", 48_000.50),
        ("1.2m", 1_200_000),
        ("1.2 million", 1_200_000),
        ("1.2mio", 1_200_000),
        ("2 bn", 2_000_000_000),
        ("50 grand", 50_000),
        ("50 tsd", 50_000),
        ("50tsd.", 50_000),
        ("50thousand", 50_000),
        ("1.500.000", 1_500_000),
        ("1,23,456", 123_456),
        ("5 lakh", 500_000),
        ("48.5", 48.50),
        ("0.500m", 500_000),
        ("0,5k", 500),
        ("1.234", 1_234),  # no cent is that small
        ("٤٨k", 48_000),
        ("４８ｋ", 48_000),
    ],
)
def test_a_plain_amount_has_one_reading(text: str, dollars: float) -> None:
    assert read(text) == [(round(dollars * 100), "USD", None)]


@pytest.mark.parametrize(
    ("text", "home", "currency"),
    [
        ("€48k", "USD", "EUR"),
        ("48k €", "USD", "EUR"),
        ("48k€", "USD", "EUR"),
        ("48 000 €", "USD", "EUR"),
        ("USD 48k", "EUR", "USD"),
        ("USD48k", "EUR", "USD"),
        ("48k eur", "USD", "EUR"),
        ("48k euros", "USD", "EUR"),
        ("48kEUR", "USD", "EUR"),
        ("48 kEUR", "USD", "EUR"),
        ("48 k€", "USD", "EUR"),
        ("48 T€", "USD", "EUR"),
        ("48 TEUR", "USD", "EUR"),
        ("48TEUR", "USD", "EUR"),
        ("48 Tsd. EUR", "USD", "EUR"),
        ("€48 tsd", "USD", "EUR"),
        ("0.048 M€", "USD", "EUR"),
        ("48k TTD", "USD", "TTD"),
        ("48k MXN", "USD", "MXN"),
        ("$48k", "USD", "USD"),
        ("$ 48k", "CAD", "CAD"),
        ("$48k", "AUD", "AUD"),
        ("$48k", "MXN", "MXN"),
        ("$48k", "EUR", "USD"),
        ("US$48k", "CAD", "USD"),
        ("C$48k", "USD", "CAD"),
        ("A$48k", "USD", "AUD"),
        ("48k dollars", "NZD", "NZD"),
        ("48k kr", "NOK", "NOK"),
        ("48k CHF", "EUR", "CHF"),
        ("£48k", "USD", "GBP"),
        ("48k TRY", "USD", "TRY"),
    ],
)
def test_a_currency_is_kept_as_said_and_a_bare_dollar_is_the_teams_own(text: str, home: str, currency: str) -> None:
    assert read(text, home) == [(4_800_000, currency, None)]


@pytest.mark.parametrize(
    ("text", "home", "minor"),
    [("¥48k", "USD", 48_000), ("1.5k", "JPY", 1_500), ("¥1.5", "JPY", None), ("48k", "KWD", 48_000_000)],
)
def test_minor_units_are_the_currencys_own(text: str, home: str, minor: int | None) -> None:
    assert [found[0] for found in read(text, home)] == ([] if minor is None else [minor])


def test_a_dinar_is_written_with_its_thousand_fils() -> None:
    assert read("48.250", "KWD") == [(48_250, "KWD", None)]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("48.000", ["$48,000", "$48"]),
        ("1.234k", ["$1,234,000", "$1,234"]),
        ("1,5k", ["$1,500", "$15,000"]),
        ("48,50", ["$48.50", "$4,850"]),
        ("4k MRR", ["$4,000 once", "$48,000 a year"]),
        ("MRR of 4k", ["$4,000 once", "$48,000 a year"]),
        ("4k per month", ["$4,000 once", "$48,000 a year"]),
        ("€4k/mo", ["€4,000 once", "€48,000 a year"]),
        ("4k a month", ["$4,000 once", "$48,000 a year"]),
        ("4k ARR", ["$4,000 a year"]),
        ("4k per year", ["$4,000 a year"]),
        ("1,5k MRR", ["$1,500 once", "$18,000 a year", "$15,000 once", "$180,000 a year"]),
    ],
)
def test_what_could_be_read_twice_comes_with_every_reading(text: str, labels: list[str]) -> None:
    assert [reading.label("USD") for reading in read_amount(text, "USD")] == labels


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-5k", "negative"),
        ("−$5k", "negative"),
        ("$-5k", "negative"),
        ("0", "zero"),
        ("0.00", "zero"),
        ("999999999999999", "too_large"),
        ("5k", None),
    ],
)
def test_an_impossible_amount_is_understood_and_marked(text: str, problem: str | None) -> None:
    assert [reading.problem for reading in read_amount(text, "USD")] == [problem]


@pytest.mark.parametrize(
    "text",
    [
        *["5%", "30 %", "", "k", "Acme", "7-Eleven", "2-year", "24/7", "15:00", "2026-12-31", "v2", "#12", "12th"],
        *["1.2.3", "1,5000", '"48k"', "“48k”", "5'10", "$", "EUR", "9" * 3000, "48kg", "€48k EUR", "x48k", "²"],
    ],
)
def test_what_is_no_amount_is_not_read_as_one(text: str) -> None:
    assert read_amount(text, "USD") == ()


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("3M renewal 20k", ["3M", "20k"]),
        ("Acme 2026 renewal €5k.", ["2026", "€5k"]),
        ("20k all in, for 5k then", ["20k", "5k"]),
        ("48k: Acme", ["48k"]),
        ("50 kEUR Acme", ["50 kEUR"]),
        ("50 grand Acme", ["50 grand"]),
        ("50 Grand Hotel", ["50"]),
        ("48,000 Mars", ["48,000"]),
        ("48,000 Maud", ["48,000"]),
        ("50 Tsdx", ["50"]),
        ("50 T Mobile", ["50"]),
        ("Acme (48k)", ["48k"]),
        ("share of 30 % at 10k EUR!", ["10k EUR"]),
        ('"48k" <@U1|48k> https://x.test/48k', []),
    ],
)
def test_amounts_are_found_where_they_stand_in_a_line(text: str, spans: list[str]) -> None:
    assert [text[found.start : found.end] for found in find_amounts(text, "USD")] == spans


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12 demos", Count(12, "demos")),
        ("1,200 cold calls", Count(1200, "cold calls")),
        ("demos", None),
        ("1.5 demos", None),
        ("12", None),
        ("12 %", None),
    ],
)
def test_a_count_has_a_whole_number_and_a_unit(text: str, count: Count | None) -> None:
    assert read_count(text) == count


currencies = st.sampled_from(["USD", "EUR", "CAD", "JPY", "CNY", "KWD", "SGD", "GBP", "SEK", "XOF", "TOP", "CHF"])


@given(st.integers(-(10**14), 10**14), currencies, currencies)
def test_money_that_was_formatted_reads_back_the_same(minor: int, currency: str, home: str) -> None:
    money = Money(minor, currency)
    assert [reading.money for reading in read_amount(format_money(money, home), home)] == [money]


@given(st.text(alphabet=st.one_of(st.sampled_from("0123456789.,' kmM$€-+%/"), st.characters()), max_size=200))
def test_any_text_can_be_searched_for_amounts(text: str) -> None:
    for found in find_amounts(text, "USD"):
        assert 0 <= found.start < found.end <= len(text)
        assert found.readings
