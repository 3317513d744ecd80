"""The head of several messages that are told as one: how many they are, and why they come together."""

from sqlalchemy.orm import Session

from bot.domain.preferences import say_limits
from bot.outbox import NOTICE, Kind, Rendered
from bot.slack import blocks
from bot.slack.blocks import mrkdwn

HEAD = "*{count} things for you.*"
WHY = " I keep what can wait to {limits}: `/pace settings dms` says how often I write to you."


def bundle(_: Session, count: int, a_day: int, a_week: int) -> Rendered:
    """Stands above `count` messages that are told together; a limit of 0 is none."""
    limits = say_limits([a_day, a_week])
    return blocks.words(mrkdwn(HEAD + (WHY if limits else ""), count=count, limits=limits))


MESSAGES = {"bundle": Kind(bundle, NOTICE)}
