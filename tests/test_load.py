"""A load and a soak of some seconds, on real processes; the whole ones are `make load` and `make soak`."""

from datetime import timedelta
from pathlib import Path

import pytest
from slack_sdk import WebClient

from benchmarks import delivering, load, neighbours, soak
from benchmarks.crowd import Crowd

pytestmark = pytest.mark.load


def test_all_that_is_said_in_a_rush_is_answered_counted_and_told(bare_database_url: str) -> None:
    scene = load.Scene("small", Crowd(workspaces=3, teams=6, people=3), a_second=10, seconds=3, webs=1)
    played = load.play(scene, bare_database_url)
    assert (len(played.answers.took), played.answers.failed, played.answers.missed) == (30, 0, 0)
    assert (played.counted, played.untold) == (played.said, 0)
    assert played.said == 30 + 15  # the warm-up


def test_a_worker_in_doubt_finds_what_it_posted() -> None:
    key = {"event_type": "pacesetter_message", "event_payload": {"key": "win:1"}}
    with delivering.slack(0.0, 0.0, 0.0) as slack:
        client = WebClient("token", base_url=f"{slack.url}/api/")
        room = client.conversations_open(users="U1")["channel"]["id"]
        for channel in ("C1", room):
            client.chat_postMessage(channel=channel, text="Rita closed Acme", metadata=key)
            assert [each["metadata"] for each in client.conversations_history(channel=channel)["messages"]] == [key]
        assert client.users_info(user="U1")["user"]["tz"] == "Europe/Berlin"


def test_messages_of_others_arrive_beside_a_flood(bare_database_url: str) -> None:
    for row in neighbours.rows("any", bare_database_url, flood=500, seconds=2):
        assert "not within" not in row.result
        assert "p99" in row.measured


def test_a_week_leaves_nothing_undone_and_nothing_that_is_too_old(bare_database_url: str, tmp_path: Path) -> None:
    days = 5
    soaked = soak.Soak(Crowd(workspaces=1, teams=4, people=3), bare_database_url, tmp_path)
    found = soaked.run(days)
    assert found.said > 20
    assert (found.unanswered, found.failed, found.undelivered) == (0, set(), 0)
    assert found.sizes[days]["wins"] > 0
    assert [row.what for row in soaked.forgotten("any", soak.BEGIN + timedelta(days=days)) if not row.is_met] == []
    soaked.close()
