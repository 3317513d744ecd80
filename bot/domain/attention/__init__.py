"""How much the bot asks of people unprompted: in working hours, so many messages a day and a week, the rest as one.

What has to wait for its recipient waits in one open bundle (see `bot.outbox.bundles`), which counts once when it is
told. Waiting loses nothing, but for what belongs to its day: a reminder is told later only for as long as it lasts.
"""

from bot.domain.attention.admission import admit, admit_all, reconsider

__all__ = ["admit", "admit_all", "reconsider"]
