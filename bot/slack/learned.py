"""Lessons in words: whose, when, and what they did."""

from collections.abc import Sequence
from datetime import datetime

from bot import words, worktime
from bot.models import Lesson
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, bold, mrkdwn

LONGEST = 300


def lines(lessons: Sequence[Lesson], *, now: datetime, zone: str) -> list[Mrkdwn]:
    """A line for each; people's own words, cut where they are long."""
    today = worktime.local_day(now, zone)
    return [
        mrkdwn(
            "• {who}, {day} · {about}: {did}",
            who=lesson.whose.name,
            day=words.day(lesson.on, today=today),
            about=bold(blocks.cut(lesson.about, LONGEST // 3)),
            did=blocks.short(lesson.did, LONGEST),
        )
        for lesson in lessons
    ]
