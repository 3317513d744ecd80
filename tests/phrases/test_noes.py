"""A no in one line: how many, from whom, what they said, and of a lost deal how much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrases import NoPhrase, read_no

KNOWN = ("Acme Corp", "12 Monkeys", "Initech")


def read(text: str) -> NoPhrase:
    return read_no(text, currency="USD", known_accounts=KNOWN)


@pytest.mark.parametrize(
    ("text", "count", "account", "title"),
    [
        ("12", 12, None, ""),
        ("1,200", 1200, None, ""),
        ("12 cold calls", 12, None, "cold calls"),
        ("12.", 12, None, ""),
        ("12, cold calls", 12, None, "cold calls"),
        ("12: voicemail", 12, None, "voicemail"),
        ("3 no\u2019s from Initech", 3, "Initech", ""),
        ("Globex: budget frozen until spring", 1, "Globex", "budget frozen until spring"),
        ("acme corp no budget", 1, "Acme Corp", "no budget"),
        ("from Globex: no", 1, "Globex", "no"),
        ("show at Globex", 1, "Globex", "show"),
        ("budget gone at initech", 1, "Initech", "budget gone"),
        ("asked twice at the fair", 1, None, "asked twice at the fair"),
        ("12 Monkeys: not now", 1, "12 Monkeys", "not now"),
        ("3 year lock-in at Hooli", 1, "Hooli", "3 year lock-in"),
        ("2026 budget is spent", 1, None, "2026 budget is spent"),
        ("3M: budget frozen", 1, "3M", "budget frozen"),
        ("3m:not now", 1, "3m", "not now"),
        ('"48k" is too much', 1, None, '"48k" is too much'),
    ],
)
def test_a_no_is_read_as_people_type_it(text: str, count: int, account: str | None, title: str) -> None:
    assert read(text) == NoPhrase(count, (), account, title)


@pytest.mark.parametrize(
    ("text", "labels", "account", "title"),
    [
        ("48k Globex: went with a competitor", ["$48,000"], "Globex", "went with a competitor"),
        ("€12.5k Acme Corp lost on price", ["€12,500"], "Acme Corp", "lost on price"),
        ("48.000 Globex: no", ["$48,000", "$48"], "Globex", "no"),
        ("20k 3M: no", ["$20,000"], "3M", "no"),
        ("$3m: went with a competitor", ["$3,000,000"], None, "went with a competitor"),
        ("3m EUR: went with a competitor", ["€3,000,000"], None, "went with a competitor"),
        ("48k: went with a competitor", ["$48,000"], None, "went with a competitor"),
        ("20k", ["$20,000"], None, ""),
    ],
)
def test_an_amount_makes_it_a_lost_deal(text: str, labels: list[str], account: str | None, title: str) -> None:
    phrase = read(text)
    assert [reading.label("USD") for reading in phrase.readings] == labels
    assert (phrase.count, phrase.account, phrase.title) == (1, account, title)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    phrase = read(text)
    assert phrase.count >= 0
    assert "\n" not in phrase.title
