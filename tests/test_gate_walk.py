"""Everybody walks everywhere: each does what the gate's table lets them, and changes nothing where it does not."""

import re
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO

import pytest

from bot.domain.gate import ACTS
from bot.slack.pages import TABLES
from tests.office import Office, Person
from tests.walk import WALKERS, Row, World
from tests.walk_rows import CARDS, ROWS

WALKED = ("commands", "verbs", "actions", "views", "closed", "shortcuts", "events")
SPOKEN = ("messages", "home", "drafts", "help", "manifest")
"""Tables that nobody can press: what the bot says; App Home is walked by its cards."""


@pytest.fixture
def world(office: Office) -> World:
    return World(office)


# ── nothing is left out ──────────────────────────────────────────────────────────────────────────────────


def test_every_table_of_the_pages_is_known_to_the_walk() -> None:
    assert set(vars(TABLES)) <= {*WALKED, *SPOKEN}, "say in WALKED or SPOKEN what the new table is"


@pytest.mark.parametrize("kind", WALKED)
def test_every_entry_is_walked(kind: str) -> None:
    missing = vars(TABLES)[kind].keys() - {row.name for row in ROWS if row.kind == kind}
    assert not missing, f"add a row to tests/walk_rows.py for these {kind}: {', '.join(sorted(missing))}"


def test_every_card_of_home_is_walked() -> None:
    assert CARDS.keys() == TABLES.home.keys(), "CARDS in tests/walk_rows.py names other cards"


@pytest.mark.parametrize("act", ACTS)
def test_every_act_of_the_gate_is_walked(act: str) -> None:
    is_walked = any(row.act == act for row in ROWS)
    assert is_walked, f"add a row to tests/walk_rows.py by which somebody comes to {act}"


# ── and everybody goes ───────────────────────────────────────────────────────────────────────────────────


def walked(kind: str) -> list[Row]:
    return [row for row in ROWS if row.kind == kind and row.name in vars(TABLES)[kind]]


@pytest.mark.parametrize("kind", WALKED)
def test_each_does_what_the_gate_lets_them_and_nothing_else(world: World, kind: str) -> None:
    amiss = [problem for row in walked(kind) for problem in problems(world, row)]
    assert not amiss, "\n".join(amiss)


def problems(world: World, row: Row) -> Iterator[str]:
    """Everybody goes that way in turn; what was changed is restored before the next one."""
    world.restore()
    world.here = world.office.wins if row.place == "wins" else world.bare
    ready: Row | None = None
    for who, walker in WALKERS.items():
        client = world.clients[walker.handle]
        ready = ready or row.made_ready(world, client)
        outcome, has_changed = outcome_of(world, ready, client)
        expected = "done" if row.may(walker) else "refused"
        if outcome != expected:
            yield f"{row}: {who} should be {expected} and was {outcome}"
        if has_changed and expected == "refused":
            yield f"{row}: {who} changed something"
        if has_changed:
            world.restore()
            ready = None


def outcome_of(world: World, row: Row, client: Person) -> tuple[str, bool]:
    """How the bot says that the turn ended, and whether it changed anything."""
    with world.watched() as written, redirect_stderr(StringIO()) as logged:
        world.go(row, client)
    (outcome,) = re.findall(r" event=turn .*outcome=(\S+)", logged.getvalue())
    return outcome, bool(written)


# ── App Home ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("card", CARDS)
def test_each_reads_on_home_what_is_theirs(world: World, card: str) -> None:
    for told in CARDS[card]:
        world.restore()
        told.planted(world)
        readers = {who for who, walker in WALKERS.items() if told.words in world.home_of(world.clients[walker.handle])}
        assert readers == told.readers, told.words


def test_whoever_the_bot_does_not_work_with_reads_only_why(world: World) -> None:
    for who, walker in WALKERS.items():
        if not walker.in_west:
            assert "I work with" in (home := world.home_of(world.clients[walker.handle])) or "has left" in home, who
