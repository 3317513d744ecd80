"""Limits unprompted messages to working hours and to a number a day and a week; the rest is sent together as one.

Messages that have to wait do so in one open bundle for each recipient (see `bot.outbox.bundles`), which counts as one
when it is sent. Nothing is lost by waiting but what belongs to its day, as a reminder that is out of date by then.
"""

from bot.domain.attention.admission import admit, admit_all, reconsider

__all__ = ["admit", "admit_all", "reconsider"]
