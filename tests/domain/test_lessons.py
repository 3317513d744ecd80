"""Lessons: found by words among what one may see, whatever is typed; what was taken back teaches nothing."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import accounts, lessons, obstacles, teams, wins
from bot.domain.wins import Facts
from bot.models import Membership, Obstacle, Win
from bot.money import Money
from tests.domain.conftest import West
from tests.sales import NOW, TODAY, Sales

AWKWARD = [
    "",
    " ",
    '"',
    "*",
    "AND",
    "-",
    "a OR b",
    "NOT",
    "NEAR(x y)",
    "(",
    "^x",
    "words:x",
    "'",
    "\\",
    "x'y & !z | w:*",
]
AWKWARD += ["🎉", "👩‍💻 🚀", "%_", "\x00", "ß ﬁ İ", "x" * 3000, "price " * 500, '"pricing', "pricing*", "-pricing"]


def won(sales: Sales, by: Membership, title: str, because: str, account: str | None = "Acme") -> Win:
    facts = Facts(Money(1000_00, "USD"), account, title, TODAY, because)
    return wins.record(sales.session, by, facts, now=NOW)


def kept(text: str) -> str:
    """As a line is kept: PostgreSQL takes no NUL."""
    return text.replace("\x00", " ") or "x"


def removed(west: West, by: Membership, what: str, resolution: str, *, is_private: bool = False) -> Obstacle:
    facts = obstacles.Facts(what, is_private=is_private)
    raised = obstacles.raise_obstacle(west.session, by, facts, now=NOW)
    return obstacles.clear(west.session, west.lee.person, raised, resolution, now=NOW)


def found(west: West, by: Membership, text: str) -> list[str]:
    return [lesson.did for lesson in lessons.search(west.session, by.person, text, limit=10)]


def like(west: West, by: Membership, text: str) -> list[str]:
    return [lesson.did for lesson in lessons.like(west.session, by.person, text)]


# ── found ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_win_is_found_by_its_reason_its_title_and_its_account(west: West, sales: Sales) -> None:
    won(sales, west.rita, "annual plan", "the CFO was in early", "Café Acme")
    for text in ("cfo", "ANNUAL", "cafe acme", "plans early"):
        assert found(west, west.sam, text) == ["the CFO was in early"], text
    assert found(west, west.sam, "cfo late") == []


def test_a_lesson_says_whose_it_is_and_when_and_about_what(west: West, sales: Sales) -> None:
    won(sales, west.rita, "annual plan", "the CFO was in early")
    (lesson,) = lessons.search(west.session, west.sam.person, "cfo", limit=10)
    assert (lesson.whose.name, lesson.on, lesson.about) == ("Rita", TODAY, "Acme")


def test_a_removed_obstacle_is_found_by_what_did_it(west: West) -> None:
    removed(west, west.rita, "Yes or no on clause 7", "Legal has a template for liability")
    (lesson,) = lessons.search(west.session, west.sam.person, "liability template", limit=10)
    assert (lesson.whose.name, lesson.about) == ("Lee", "Yes or no on clause 7")


def test_words_of_one_stem_are_the_same(west: West, sales: Sales) -> None:
    won(sales, west.rita, "plan", "we showed prices on the first call")
    assert found(west, west.sam, "pricing") == found(west, west.sam, "price") != []


def test_what_is_like_a_text_shares_two_of_its_words_and_is_three_at_most(west: West, sales: Sales) -> None:
    won(sales, west.rita, "a contract", "Legal has a template for liability")
    text = "Legal: yes or no on the liability clause"
    assert like(west, west.sam, text) == ["Legal has a template for liability"]
    assert like(west, west.sam, "Legal: a seat at lunch") == []
    for number in range(5):
        won(sales, west.rita, f"contract {number}", "Legal was asked about liability")
    assert len(like(west, west.sam, text)) == lessons.OFFERED


def test_the_nearest_comes_first(west: West, sales: Sales) -> None:
    won(sales, west.rita, "x", "budget talk with the CFO")
    won(sales, west.rita, "x", "budget talk with the CFO about security review")
    won(sales, west.rita, "x", "budget talk with the board", None)
    assert "security" in like(west, west.sam, "budget for the security review of the CFO")[0]


@pytest.mark.parametrize("text", AWKWARD, ids=lambda text: text[:12].encode("unicode_escape").decode())
def test_nothing_that_is_typed_is_an_error_of_the_search(west: West, sales: Sales, text: str) -> None:
    won(sales, west.rita, kept(text[:200]), kept(text[:500]))
    found(west, west.sam, text)
    like(west, west.sam, text)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=60))
def test_no_text_at_all_is_an_error_of_the_search(west: West, text: str) -> None:
    found(west, west.sam, text)
    like(west, west.sam, text)


def test_signs_around_a_word_do_not_hide_it(west: West, sales: Sales) -> None:
    won(sales, west.rita, "plan", "pricing first")
    for text in ('"pricing', "pricing*", "-pricing", "pricing:", "(pricing)"):
        assert found(west, west.sam, text) == ["pricing first"], text


# ── by whom ──────────────────────────────────────────────────────────────────────────────────────────────


def test_only_people_of_the_team_and_leaders_above_find_its_lessons(west: West, sales: Sales) -> None:
    won(sales, west.rita, "plan", "pricing first")
    north = sales.team("North", west.dana)
    olga = sales.rep("Olga", sales.team("East", sales.person("Mia")))
    seller_above = sales.rep("Nora", north)
    assert found(west, olga, "pricing") == found(west, north, "pricing") == []
    west.lee.team.parent_id = north.team_id
    west.session.flush()
    assert found(west, north, "pricing") == ["pricing first"]
    assert found(west, seller_above, "pricing") == []


def test_whoever_leaves_the_team_finds_nothing_any_more(west: West, sales: Sales) -> None:
    won(sales, west.rita, "plan", "pricing first")
    teams.remove(west.session, west.lee, west.sam.person)
    assert found(west, west.sam, "pricing") == []


def test_a_private_obstacle_teaches_nobody(west: West) -> None:
    removed(west, west.rita, "A talk about pay", "secret handshake", is_private=True)
    for reader in (west.rita, west.sam, west.lee):
        assert found(west, reader, "handshake") == []


# ── as things stand ──────────────────────────────────────────────────────────────────────────────────────


def test_a_win_that_was_undone_or_reversed_vanishes(west: West, sales: Sales) -> None:
    first, second = won(sales, west.rita, "plan", "pricing one"), won(sales, west.rita, "plan", "pricing two")
    wins.undo(west.session, west.rita, first, now=NOW)
    assert found(west, west.sam, "pricing") == ["pricing two"]
    wins.reverse(west.session, west.rita, second, now=NOW)
    assert found(west, west.sam, "pricing") == []


def test_a_win_that_is_amended_is_found_by_its_new_words_alone(west: West, sales: Sales) -> None:
    win = won(sales, west.rita, "plan", "pricing first")
    wins.amend(west.session, west.rita, win, replace(wins.facts_of(win), because="security first"), now=NOW)
    assert (found(west, west.sam, "security"), found(west, west.sam, "pricing")) == (["security first"], [])
    wins.amend(west.session, west.rita, win, replace(wins.facts_of(win), because=""), now=NOW)
    assert found(west, west.sam, "plan") == []


def test_a_win_without_a_reason_teaches_nothing(west: West, sales: Sales) -> None:
    won(sales, west.rita, "annual plan", "")
    assert found(west, west.sam, "annual") == []


def test_an_account_that_is_merged_is_found_by_its_name(west: West, sales: Sales) -> None:
    won(sales, west.rita, "plan", "the first", "Hooli")
    second = won(sales, west.rita, "plan", "the second", "Huli")
    huli, hooli = (accounts.get_or_add(west.session, west.lee.team, name) for name in ("Huli", "Hooli"))
    wins.merge_account(west.session, west.rita, second, huli.id, hooli.id)
    assert sorted(found(west, west.sam, "hooli")) == ["the first", "the second"]
    assert found(west, west.sam, "huli") == []


def test_an_obstacle_that_is_still_there_teaches_nothing_yet(west: West) -> None:
    cleared = removed(west, west.rita, "Yes or no on clause 7", "Legal has a template")
    assert found(west, west.sam, "template") == ["Legal has a template"]
    obstacles.reopen(west.session, west.rita.person, cleared, now=NOW)
    assert found(west, west.sam, "template") == []
