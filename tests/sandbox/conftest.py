"""A workspace with two people, a channel and a bot that answers."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.tiny_bot import MANIFEST, SECRET, Bot, HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def sandbox(clock: HandClock) -> Iterator[Sandbox]:
    with Sandbox(clock=clock, signing_secret=SECRET, on_move_clock=clock.move_to) as sandbox:
        sandbox.load_manifest(MANIFEST)
        yield sandbox


@pytest.fixture
def rita(sandbox: Sandbox) -> Person:
    return sandbox.add_person("rita", "Rita Rossi", tz="Europe/Berlin")


@pytest.fixture
def lee(sandbox: Sandbox) -> Person:
    return sandbox.add_person("lee", "Lee Chen", tz="America/New_York")


@pytest.fixture
def wins(sandbox: Sandbox, rita: Person, lee: Person) -> Channel:
    return sandbox.add_channel("wins", [rita, lee])


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    """What a bot calls Slack with."""
    return WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def bot(sandbox: Sandbox) -> Iterator[Bot]:
    bot = Bot(sandbox)
    sandbox.events_url = bot.url
    yield bot
    bot.stop()
