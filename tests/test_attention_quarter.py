"""A quarter of a team of twelve at defaults: how often people are written to unasked, held to its limits."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.attention import KEY, MOST_A_DAY, MOST_A_WEEK, WEEKS, Counts, counted
from bot.db import Database
from bot.vault import Vault

CANNOT_WAIT = {
    "checkin.asked",
    "checkin.nudged",
    "promise.asked_now",
    "promise.dropped",
    "obstacle.yours_now",
    "obstacle.private_now",
    "obstacle.overdue",
    "hours.taken",
}
"""What a leader may get beside the brief."""


@pytest.fixture(
    scope="module",
    params=[1, pytest.param(WEEKS, marks=pytest.mark.simulation)],
    ids=["a week", "a quarter"],
)
def counts(
    request: pytest.FixtureRequest, migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Counts]:
    path = tmp_path_factory.mktemp("quarter") / "quarter.db"
    shutil.copy(migrated, path)
    database = Database(f"sqlite:///{path}", Vault([KEY]))
    yield counted(database, weeks=request.param)
    database.close()


def test_enough_goes_on_to_say_something(counts: Counts) -> None:
    assert len(counts.reps) > 15 * counts.weeks
    assert len({kind for told in counts.reps for kind in told.kinds}) >= 8


def test_no_rep_is_written_to_more_often_than_agreed(counts: Counts) -> None:
    assert counts.most_a_day(counts.held_to_limits) <= MOST_A_DAY
    assert counts.most_a_week(counts.held_to_limits) <= MOST_A_WEEK


def test_what_comes_beyond_the_limits_is_rare_and_could_not_wait(counts: Counts) -> None:
    assert len(counts.beyond_limits) < len(counts.reps) / 10
    assert counts.most_a_week(counts.reps) <= MOST_A_WEEK + 2


def test_nobody_is_written_to_in_quiet_hours(counts: Counts) -> None:
    assert counts.in_quiet_hours == []


def test_the_leader_has_one_brief_a_day_and_beside_it_only_what_cannot_wait(counts: Counts) -> None:
    briefs = [told.at.date() for told in counts.leader if "brief.morning" in told.kinds]
    assert len(briefs) == len(set(briefs)) >= 4 * counts.weeks
    beside = [set(told.kinds) for told in counts.leader if "brief.morning" not in told.kinds]
    assert [kinds for kinds in beside if not kinds & CANNOT_WAIT] == []
