"""Slack statuses that say that somebody is away, and those that only sound like it."""

import pytest

from bot.phrases import says_away


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("Vacationing", ":palm_tree:"),
        ("Out sick", ":face_with_thermometer:"),
        ("On vacation until 5 Dec", ""),
        ("I\u2019m on PTO", ""),
        ("OOO \u2013 back 3 Jan", ":speech_balloon:"),
        ("Out of the office", ""),
        ("out of office this week", ""),
        ("Parental leave", ":baby:"),
        ("on leave", ""),
        ("Holidays! 🎉", ""),
        ("Vacation in Spain", ""),
        ("Sick", ""),
        ("Day off", ""),
        ("off today", ""),
        ("", ":palm_tree:"),
        ("Back on Monday", ":palm_tree:"),
        (":palm_tree: vacation", ""),
        ("OOO until tomorrow", ""),
        ("OOO, back next Monday", ""),
        ("On vacation through next Friday", ""),
    ],
)
def test_a_status_that_says_away_is_read_so(text: str, emoji: str) -> None:
    assert says_away(text, emoji)


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("", ""),
        ("In a meeting", ":spiral_calendar_pad:"),
        ("Working remotely", ":house_with_garden:"),
        ("Working from Bali", ":palm_tree:"),
        ("Back from vacation", ":palm_tree:"),
        ("Vacation starts Monday", ":palm_tree:"),
        ("3 days to go!", ":palm_tree:"),
        ("Holiday sale push", ""),
        ("PTO requests: ask Mia", ""),
        ("Sick of Mondays", ""),
        ("Sickest deal ever", ""),
        ("OOO tomorrow", ""),
        ("OOO next week", ""),
        ("OOO from Monday", ""),
        ("Vacation in 3 days", ""),
        ("Covering for Sam's vacation", ""),
        ("Leave me alone", ""),
        ("Out selling", ""),
        ("No vacation for me", ""),
    ],
)
def test_a_status_that_only_sounds_like_it_is_none(text: str, emoji: str) -> None:
    assert not says_away(text, emoji)
