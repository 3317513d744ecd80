"""The only door to Slack's channels and DMs: makes Slack agree with the outbox, in order and once."""

from bot.delivery.pacing import Limits
from bot.delivery.worker import Delivery

__all__ = ["Delivery", "Limits"]
