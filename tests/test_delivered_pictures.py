"""A chart is posted as a block; where Slack does not take it, as a picture, and at the worst in words."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.outbox import Rendered
from bot.sandbox import Sandbox
from bot.slack import blocks, charts
from tests.notes import Desk
from tests.office import MANIFEST, SECRET, TOKEN, HandClock

ALT = "West. From Mon to Wed: Done 0 to 5, Expected 1 to 3."


class Studio(Desk):
    """A desk whose notes carry a chart."""

    def render(self, _session: Session, number: int) -> Rendered | None:
        chart = charts.line(self.texts[number], ["Mon", "Tue", "Wed"], {"Done": [0, 2, 5], "Expected": [1, 2, 3]})
        return blocks.message(blocks.section("Pace"), chart, text="Pace")

    def shown(self) -> list[str]:
        """The types of the blocks of every message that stands."""
        return [" ".join(block["type"] for block in message.blocks) for message in self.wins.messages]

    def count(self, method: str) -> int:
        return len(self.calls(method))


@pytest.fixture
def studio(database: Database, clock: HandClock) -> Iterator[Studio]:
    with Sandbox(clock=clock, signing_secret=SECRET, bot_token=TOKEN) as sandbox:
        sandbox.load_manifest(MANIFEST)
        yield Studio(database, clock, sandbox)


@pytest.fixture
def refusing(studio: Studio) -> Studio:
    studio.sandbox.refuses_blocks("data_visualization")
    return studio


def test_a_chart_is_posted_as_it_is(studio: Studio) -> None:
    studio.show(1, "West", studio.wins)
    assert studio.delivers() == 0
    assert studio.shown() == ["section data_visualization"]
    assert studio.count("files.getUploadURLExternal") == 0


def test_a_refused_chart_is_posted_as_a_picture(refusing: Studio) -> None:
    refusing.show(1, "West", refusing.wins)
    assert refusing.delivers() == 0
    assert refusing.shown() == ["section image"]
    assert refusing.wins.messages[0].blocks[1]["alt_text"] == ALT


def test_the_picture_belongs_to_no_channel(refusing: Studio) -> None:
    refusing.show(1, "West", refusing.wins)
    refusing.delivers()
    (complete,) = refusing.calls("files.completeUploadExternal")
    assert complete.keys() == {"files"}


def test_a_workspace_refuses_once_and_not_for_each_post(refusing: Studio) -> None:
    refusing.show(1, "West", refusing.wins)
    refusing.delivers()
    refusing.show(2, "East", refusing.wins)
    assert refusing.delivers() == 0
    assert refusing.shown() == ["section image"] * 2
    assert refusing.count("chat.postMessage") == 3


def test_an_edit_shows_the_picture_of_the_new_chart(refusing: Studio) -> None:
    refusing.show(1, "West", refusing.wins)
    refusing.delivers()
    refusing.edit(1, "West and East")
    assert refusing.delivers() == 0
    assert refusing.shown() == ["section image"]
    assert refusing.wins.messages[0].blocks[1]["alt_text"].startswith("West and East.")


def test_a_message_that_slack_refuses_for_another_reason_is_parked(studio: Studio) -> None:
    studio.sandbox.faults.on("chat.postMessage", "error:is_archived")
    studio.show(1, "West", studio.wins)
    studio.delivers()
    assert studio.row(1).parked_reason == "is_archived"
    assert studio.count("files.getUploadURLExternal") == 0


def test_a_picture_that_slack_cannot_show_yet_is_posted_a_little_later(refusing: Studio) -> None:
    refusing.sandbox.faults.on("chat.postMessage", "error:invalid_blocks", times=2)
    refusing.show(1, "West", refusing.wins)
    assert refusing.delivers() == 1
    assert refusing.row(1).claimed_until is None
    assert refusing.delivers_later(seconds=4) == 0
    assert refusing.shown() == ["section image"]
    assert refusing.count("files.getUploadURLExternal") == 1
    assert refusing.count("conversations.history") == 0


def test_a_picture_that_slack_never_shows_is_told_in_words(refusing: Studio) -> None:
    refusing.sandbox.faults.on("chat.postMessage", "error:invalid_blocks", times=6)
    refusing.show(1, "West", refusing.wins)
    for _ in range(4):
        refusing.delivers_later(minutes=5)
    assert refusing.shown() == ["section section"]
    assert ALT in refusing.stands()[0]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_without_the_permission_to_upload_it_is_told_in_words(refusing: Studio, method: str) -> None:
    refusing.sandbox.faults.on(method, "error:missing_scope")
    refusing.show(1, "West", refusing.wins)
    assert refusing.delivers() == 0
    assert refusing.shown() == ["section section"]


@pytest.mark.parametrize("kind", ["ratelimited", "http:503", "lost_before", "lost_after"])
def test_an_upload_that_fails_is_tried_again_and_nothing_is_posted_twice(refusing: Studio, kind: Any) -> None:
    refusing.sandbox.faults.on("files.completeUploadExternal", kind)
    refusing.show(1, "West", refusing.wins)
    refusing.delivers()
    assert refusing.row(1).in_doubt_since is None
    assert refusing.delivers_later(minutes=1) == 0
    assert refusing.shown() == ["section image"]


def test_where_pictures_cannot_be_sent_to_slack_it_is_told_in_words(refusing: Studio) -> None:
    """They go to another host than all else, which a firewall or a proxy may not let through."""
    refusing.sandbox.workspace.base_url = "http://127.0.0.1:1/"
    refusing.show(1, "West", refusing.wins)
    for _ in range(4):
        refusing.delivers_later(minutes=5)
    assert refusing.shown() == ["section section"]


def test_a_picture_takes_the_proxy_that_all_else_takes(refusing: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox is that proxy, and the only way to the host of the files."""
    monkeypatch.setenv("HTTPS_PROXY", refusing.sandbox.api_url.removesuffix("/api/"))
    refusing.sandbox.workspace.base_url = "http://localhost:1/"
    refusing.show(1, "West", refusing.wins)
    assert refusing.delivers() == 0
    assert refusing.shown() == ["section image"]


def test_another_worker_learns_it_for_itself(refusing: Studio, clock: HandClock) -> None:
    refusing.show(1, "West", refusing.wins)
    refusing.delivers()
    clock.wait(seconds=timedelta(minutes=2).total_seconds())
    refusing.show(2, "East", refusing.wins)
    assert refusing.delivers(refusing.new_worker()) == 0
    assert refusing.shown() == ["section image"] * 2
