"""Block Kit in the bot's own words: escaped once, cut without breaking anything."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.slack import blocks
from tests.office import Office


def test_what_a_message_says_is_told_to_notifications_as_it_stands() -> None:
    told = blocks.mrkdwn("{who} thanks {team}", who=blocks.mention("U1"), team="R&D <West>")
    message = blocks.message(blocks.section(told))
    assert message.text == told == "<@U1> thanks R&amp;D &lt;West&gt;"


def test_the_notification_of_kudos_mentions_and_is_escaped_once(west: Office) -> None:
    west.rita.types("/kudos @sam for R&D <plans>", in_="wins")
    west.delivers()
    text = west.sam.last("wins").text
    assert f"<@{west.sam.id}>" in text
    assert "R&amp;D &lt;plans&gt;" in text


@given(st.text(), st.integers(min_value=1, max_value=60))
def test_escaped_text_is_cut_between_entities_and_mentions(text: str, limit: int) -> None:
    escaped = blocks.joined([blocks.mention("U123"), text, "&<>"], separator=" ")
    cut = blocks.cut(escaped, limit)
    assert len(cut) <= limit
    assert not re.search(r"&(?!amp;|lt;|gt;)", cut)
    assert cut.count("<") == cut.count(">")


@given(st.text())
def test_escaping_is_undone_by_reading_it(text: str) -> None:
    escaped = blocks.escape(text)
    assert blocks.escape(escaped) == escaped
    assert not set("<>") & set(escaped)
    assert html.unescape(escaped) == text
