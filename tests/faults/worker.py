"""A worker in a process of its own: the real one, but impatient, and with notes as its only kind of message."""

import asyncio
import faulthandler
import json
import signal
import sys
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import Database
from bot.delivery import Delivery
from bot.delivery.pacing import Limits
from bot.logs import configure
from bot.models import OutboxMessage
from bot.outbox import NEWS, Kind, Rendered
from bot.slack import blocks


def render(session: Session, number: int) -> Rendered:
    """Tell the revision that is wanted at this moment, so that the reader sees how old a message is."""
    take = session.scalar(select(OutboxMessage.wanted).where(OutboxMessage.key == f"note:{number}"))
    return blocks.words(f"note {number}, take {take}")


async def deliver(delivery: Delivery) -> None:
    """Until it is told to end; the whole worker has a clock beside it, and takes a second longer to start."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await delivery.run(stop)


def main() -> None:
    faulthandler.enable()
    given = json.loads(sys.argv[1])
    configure()
    database = Database(given["database_url"])
    delivery = Delivery(
        database,
        Clock(),
        {"note": Kind(render, NEWS)},
        token=lambda _: str(given["token"]),
        api_url=given["api_url"],
        lease=timedelta(seconds=given["lease"]),
        call_timeout=timedelta(seconds=given["call_timeout"]),
        limits=Limits.none() if given["workspace"] is None else Limits(workspace=given["workspace"]),
    )
    asyncio.run(deliver(delivery))
    database.close()


if __name__ == "__main__":
    main()
