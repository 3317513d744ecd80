"""A workspace with two people, a channel and a bot that answers."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from slack_sdk import WebClient

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.tiny_bot import MANIFEST, SECRET, Bot, HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


class Recorder:
    """Plays nothing; remembers whether it should. Its nights are over at seven."""

    is_playing = False

    def play(self) -> None:
        self.is_playing = True

    def pause(self) -> None:
        self.is_playing = False

    def quiet_until(self, zone: str) -> datetime | None:
        return datetime(2026, 11, 24, 7, tzinfo=ZoneInfo(zone)) if zone == "America/New_York" else None


@pytest.fixture
def playback() -> Recorder:
    return Recorder()


@pytest.fixture
def sandbox(clock: HandClock, playback: Recorder) -> Iterator[Sandbox]:
    with Sandbox(clock=clock, signing_secret=SECRET, on_move_clock=clock.move_to, playback=playback) as sandbox:
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
