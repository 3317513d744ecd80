"""Numbers that come again every week, month or quarter, as people type them."""

import pytest

from bot.phrases import Rate, read_rate, read_size


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("12 demos a week", Rate(12, "demos", "week")),
        ("At least 1,200 calls per month, please", Rate(1200, "calls", "month")),
        ("20k of new pipeline a quarter", Rate(20_000_00, "new pipeline", "quarter", "USD")),
        ("€20k each month", Rate(20_000_00, "", "month", "EUR")),
        ("log 3 no's every week", Rate(3, "no's", "week")),
        ("20k demos a month", Rate(20_000, "demos", "month")),
        ("20k new leads a month", Rate(20_000, "new leads", "month")),
        ("10k from calls a month", Rate(10_000_00, "from calls", "month", "USD")),
        ("$20k demos a month", Rate(20_000_00, "demos", "month", "USD")),
    ],
)
def test_the_number_the_thing_and_the_period_are_read(text: str, rate: Rate) -> None:
    assert read_rate(text, "USD") == rate


@pytest.mark.parametrize(
    "text",
    [
        "Answer every inbound lead within 4 working hours",
        "48.000 of pipeline a week",
        'what "12 demos a week" means',
        "0k of pipeline a week",
        "two demos a week",
        "1.5 demos a week",
        "1.200 demos a week",
        "99999999999999999999999 demos a week",
        "",
    ],
)
def test_what_has_no_number_or_two_readings_is_no_rate(text: str) -> None:
    assert read_rate(text, "USD") is None


@pytest.mark.parametrize(
    ("text", "size"),
    [("12", (12, None)), ("1,200", (1200, None)), ("20k", (20_000_00, "USD")), ("€5", (500, "EUR"))],
)
def test_a_size_is_a_count_or_money(text: str, size: tuple[int, str | None]) -> None:
    assert read_size(text, "USD") == size


@pytest.mark.parametrize("text", ["many", "48.000", "-5k", "12 demos", ""])
def test_what_is_neither_or_could_be_several_is_no_size(text: str) -> None:
    assert read_size(text, "USD") is None


def test_a_thousand_of_what_is_counted_is_a_count() -> None:
    assert read_size("2k", "USD", "cold calls") == (2000, None)
    assert read_size("2k", "USD", "pipeline") == (2000_00, "USD")
