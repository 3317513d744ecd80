"""A desk: notes to be told, and the workers that bring them into a sandbox."""

from collections.abc import Iterator

import pytest

from bot.db import Database
from bot.sandbox import Sandbox
from tests.notes import Desk
from tests.office import MANIFEST, SECRET, TOKEN, HandClock


@pytest.fixture
def desk(database: Database, clock: HandClock) -> Iterator[Desk]:
    with Sandbox(clock=clock, signing_secret=SECRET, bot_token=TOKEN) as sandbox:
        sandbox.load_manifest(MANIFEST)
        yield Desk(database, clock, sandbox)
