"""Block Kit in the bot's own words: escaped once, cut without breaking anything."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.settings import LONGEST_PREFIX
from bot.slack import blocks
from bot.slack.commands import Commands
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


speaker = Commands("p" * LONGEST_PREFIX, ["/win", "/pace"])
lines = st.lists(st.sampled_from(["`/win` or `/pace team`", "a word"]), max_size=400).map("\n".join)


@given(lines, st.sampled_from([blocks.OPTION_LIMIT, blocks.SECTION_LIMIT]))
def test_what_is_cut_has_room_for_the_longest_prefix(text: str, limit: int) -> None:
    assert len(speaker.spoken(blocks.cut(text, limit))) <= limit


@given(lines)
def test_what_is_split_has_room_for_it_and_loses_nothing(text: str) -> None:
    parts = [part["text"]["text"] for part in blocks.sections(text)]
    assert all(len(speaker.spoken(part)) <= blocks.SECTION_LIMIT for part in parts)
    assert "\n".join(parts) == text


@given(st.text())
def test_escaping_is_undone_by_reading_it(text: str) -> None:
    escaped = blocks.escape(text)
    assert blocks.escape(escaped) == escaped
    assert not set("<>") & set(escaped)
    assert html.unescape(escaped) == text
