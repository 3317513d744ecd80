"""Coaching: who may coach and read, what is kept sealed, the figure of a step, and whose turn it is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from bot.domain import coaching, goals, teams
from bot.domain.coaching import Entry, Notes
from bot.errors import Refused
from bot.models import Absence, CoachingSession, Membership, Person, PersonKind, Role
from bot.vault import Unreadable
from tests.domain.conftest import West
from tests.sales import NOW, TODAY, Sales

NOTES = Notes(looked="the Acme call", work="the price")
DAY = timedelta(days=1)


def talk(
    west: West,
    coach: Person,
    rep: Membership,
    *,
    days_ago: int = 0,
    held: CoachingSession | None = None,
    **said: object,
) -> CoachingSession:
    entry = replace(Entry(notes=NOTES, held_on=TODAY - days_ago * DAY), **said)  # type: ignore[arg-type]
    return coaching.save(west.session, coach, rep, entry, now=NOW, held=held)


def whom(west: West, coach: Person, *, days: int = 0) -> list[str]:
    return [each.rep.person.name for each in coaching.due(west.session, coach, now=NOW + days * DAY)]


# ── who coaches, and who reads ───────────────────────────────────────────────────────────────────────────


def test_a_leader_a_named_coach_and_for_leaders_a_director_may_coach(sales: Sales, west: West) -> None:
    cora = teams.add_coach(sales.session, west.lee, sales.person("Cora"), [west.rita.person], now=NOW)
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    sales.session.flush()
    may = {
        (coach.name, rep.person.name)
        for coach in (west.lee.person, cora.person, west.dana, west.rita.person)
        for rep in (west.lee, west.rita, west.sam)
        if coaching.is_coach(sales.session, coach, rep)
    }
    assert may == {("Lee", "Rita"), ("Lee", "Sam"), ("Cora", "Rita"), ("Dana", "Lee")}


def test_a_rep_turns_to_named_coaches_else_to_leaders_and_a_leader_upward(sales: Sales, west: West) -> None:
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    teams.add_coach(sales.session, west.lee, sales.person("Cora"), [west.rita.person], now=NOW)
    turned_to = {
        rep.person.name: [coach.name for coach in coaching.coaches_of(sales.session, rep)]
        for rep in (west.rita, west.sam, west.lee)
    }
    assert turned_to == {"Rita": ["Cora"], "Sam": ["Lee"], "Lee": ["Dana"]}


def test_a_coach_who_became_a_guest_is_turned_to_no_more(sales: Sales, west: West) -> None:
    cora = teams.add_coach(sales.session, west.lee, sales.person("Cora"), [west.rita.person], now=NOW)
    cora.person.kind = PersonKind.GUEST
    sales.session.flush()
    assert coaching.coaches_of(sales.session, west.rita) == [west.lee.person]
    assert whom(west, west.lee.person) == ["Rita"]


def test_only_the_two_read_it_and_the_coach_only_while_they_coach(sales: Sales, west: West) -> None:
    second = teams.add(sales.session, west.lee, sales.person("Lena"), (Role.LEADER,), now=NOW)
    held = talk(west, second.person, west.rita)
    people = (west.lee, west.rita, west.sam, second)
    readers = {each.person.name for each in people if coaching.may_read(sales.session, each.person, held)}
    assert readers == {"Rita", "Lena"}
    teams.take_role(sales.session, west.lee, second.person, Role.LEADER)
    assert not coaching.may_read(sales.session, second.person, held)
    assert [each.id for each in coaching.held_with(sales.session, west.lee.person, west.rita, limit=9)] == [held.id]
    with pytest.raises(Refused, match="that is yours to read"):
        coaching.get_by_id(sales.session, west.lee.person, held.id)


def test_a_rep_who_left_the_team_keeps_the_notes_and_the_coach_does_not(west: West) -> None:
    held = talk(west, west.lee.person, west.rita)
    rita = west.rita.person
    teams.leave(west.session, west.rita)
    assert coaching.may_read(west.session, rita, held)
    assert not coaching.may_read(west.session, west.lee.person, held)


# ── sealed ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_words_come_back_and_are_not_in_the_row(west: West) -> None:
    held = talk(west, west.lee.person, west.rita, preparation="patience")
    assert coaching.notes_of(west.session, held) == NOTES
    assert coaching.preparation_of(west.session, held) == "patience"
    row = str(west.session.execute(text("SELECT * FROM coaching_sessions")).one())
    assert not [word for word in ("Acme", "price", "patience") if word in row]


def test_notes_put_into_another_talk_do_not_open(west: West) -> None:
    first, second = talk(west, west.lee.person, west.rita), talk(west, west.lee.person, west.sam)
    second.notes = first.notes
    with pytest.raises(Unreadable):
        coaching.notes_of(west.session, second)
    first.preparation = first.notes
    with pytest.raises(Unreadable):
        coaching.preparation_of(west.session, first)


def test_a_row_given_to_somebody_else_does_not_open_for_them(west: West) -> None:
    held = talk(west, west.lee.person, west.rita)
    held.rep_id = west.sam.person_id
    with pytest.raises(Unreadable):
        coaching.notes_of(west.session, held)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Entry(), "looked"),
        (Entry(notes=NOTES, held_on=TODAY + DAY), "held_on"),
        (Entry(notes=NOTES, held_on=TODAY - 91 * DAY), "held_on"),
        (Entry(notes=Notes(work="x" * 2001)), "work"),
        (Entry(preparation="x" * 2001), "preparation"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(west: West, said: Entry, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        coaching.save(west.session, west.lee.person, west.rita, said, now=NOW)
    assert refusal.value.field == field


# ── the step and its figure ──────────────────────────────────────────────────────────────────────────────


def test_the_figure_is_kept_as_it_stood_and_not_moved_by_a_change_of_words(west: West) -> None:
    facts = goals.Facts(12, "demos", None, TODAY, TODAY + 30 * DAY)
    goal = goals.set_goal(west.session, west.rita, facts, now=NOW, owner=west.rita.person)
    goals.log(west.session, west.rita, goal, "+", 5, now=NOW)
    notes = Notes(work="more demos", focus=f"goal:{goal.number}")
    held = talk(west, west.lee.person, west.rita, notes=notes)
    goals.log(west.session, west.rita, goal, "+", 4, now=NOW)
    changed = Entry(notes=replace(notes, well="patience"))
    coaching.save(west.session, west.lee.person, west.rita, changed, now=NOW, held=held)
    kept = coaching.notes_of(west.session, held).figure
    assert kept
    assert (kept["done"], kept["of"]) == (5, 12)
    stands = coaching.figure(west.session, west.rita, notes.focus, reader=west.lee.person, now=NOW)
    assert stands
    assert (stands.done, stands.of) == (9, 12)


def test_a_coach_ties_it_only_to_what_they_see(sales: Sales, west: West) -> None:
    facts = goals.Facts(12, "demos", None, TODAY, TODAY + 30 * DAY)
    goals.set_goal(west.session, west.rita, facts, now=NOW, owner=west.rita.person)
    cora = teams.add_coach(sales.session, west.lee, sales.person("Cora"), [west.rita.person], now=NOW)
    offered = [choice.value for choice in coaching.choices(west.session, cora.person, west.rita)]
    assert "skill:resilience" in offered
    assert "goal:1" in offered
    assert "goal:1" not in [choice.value for choice in coaching.choices(west.session, west.sam.person, west.rita)]


# ── how useful ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_coach_learns_nothing_of_two_ratings_and_the_average_of_three_from_several_reps(west: West) -> None:
    told = []
    rated = ((12, 1, west.rita), (9, 2, west.rita), (6, 3, west.rita), (3, 4, west.sam), (0, 5, west.rita))
    for days, rating, rep in rated:
        held = talk(west, west.lee.person, rep, days_ago=days)
        coaching.reply(west.session, rep.person, held, "", rating, now=NOW)
        trend = coaching.trend(west.session, west.lee.person)
        told.append(trend and trend.average)
    assert told == [None, None, None, 3, 4]


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_goes_from_one_to_five_and_is_the_reps(west: West, rating: int) -> None:
    held = talk(west, west.lee.person, west.rita)
    with pytest.raises(Refused, match="from 1 to 5"):
        coaching.reply(west.session, west.rita.person, held, "", rating, now=NOW)
    with pytest.raises(Refused, match="Only its owner"):
        coaching.reply(west.session, west.lee.person, held, "", 5, now=NOW)


# ── the rhythm ───────────────────────────────────────────────────────────────────────────────────────────


def test_from_a_cold_start_there_is_one(west: West) -> None:
    assert len(whom(west, west.lee.person)) == 1


def test_whoever_waited_longest_comes_first_and_one_new_at_a_time(sales: Sales, west: West) -> None:
    for name in ("Mia", "Omar"):
        sales.rep(name, west.lee)
    talk(west, west.lee.person, west.rita, days_ago=16)
    talk(west, west.lee.person, west.sam, days_ago=20)
    assert whom(west, west.lee.person) == ["Sam", "Rita", "Mia"]


@pytest.mark.parametrize(("days", "is_due"), [(13, False), (14, True), (15, True)])
def test_somebody_is_due_after_fourteen_days(west: West, days: int, is_due: bool) -> None:
    for rep in (west.rita, west.sam):
        talk(west, west.lee.person, rep)
    assert bool(whom(west, west.lee.person, days=days)) is is_due


def test_nobody_is_due_while_away_nor_on_a_weekend(west: West) -> None:
    for rep in (west.rita, west.sam):
        talk(west, west.lee.person, rep)
    away = Absence(person_id=west.rita.person_id, first_on=TODAY + 10 * DAY, last_on=TODAY + 18 * DAY, made_at=NOW)
    west.session.add(away)
    west.session.flush()
    assert whom(west, west.lee.person, days=15) == ["Sam"]
    assert whom(west, west.lee.person, days=17) == []
    back = coaching.due(west.session, west.lee.person, now=NOW + 19 * DAY)
    assert [(each.rep.person.name, each.due_on, each.days_over) for each in back] == [
        ("Sam", date(2026, 12, 2), 3),
        ("Rita", date(2026, 12, 7), 0),
    ]


def test_the_middle_of_the_team_comes_before_who_waited_longer(sales: Sales, west: West) -> None:
    reps = [west.rita, west.sam, sales.rep("Mia", west.lee)]
    for nth, rep in enumerate(reps):
        facts = goals.Facts(10, "demos", None, TODAY, TODAY + 30 * DAY)
        goal = goals.set_goal(west.session, rep, facts, now=NOW, owner=rep.person)
        goals.log(west.session, rep, goal, "+", 1 + 3 * nth, now=NOW)
        talk(west, west.lee.person, rep, days_ago=30 - nth)
    assert whom(west, west.lee.person) == ["Sam", "Rita", "Mia"]


def test_who_has_a_named_coach_is_left_to_that_coach(sales: Sales, west: West) -> None:
    cora = teams.add_coach(sales.session, west.lee, sales.person("Cora"), [west.rita.person], now=NOW)
    assert whom(west, cora.person) == ["Rita"]
    assert whom(west, west.lee.person) == ["Sam"]


def test_a_director_is_told_of_leaders_below(sales: Sales, west: West) -> None:
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    west.session.flush()
    assert whom(west, west.dana) == ["Lee"]


@pytest.mark.parametrize("is_below", [True, False])
def test_whoever_is_coached_in_one_of_two_places_is_coached(sales: Sales, west: West, is_below: bool) -> None:
    """Lee sells in North, and leads West below it."""
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    there = teams.add(sales.session, north, west.lee.person, now=NOW)
    assert whom(west, west.dana) == ["Lee"]
    talk(west, west.dana, west.lee if is_below else there)
    assert [whom(west, west.dana, days=days) for days in (0, 14)] == [[], ["Lee"]]


def test_the_next_coach_gets_the_rhythm_of_the_one_before(sales: Sales, west: West) -> None:
    talk(west, west.lee.person, west.rita, days_ago=3)
    cora = teams.add_coach(sales.session, west.lee, sales.person("Cora"), [west.rita.person], now=NOW)
    assert whom(west, cora.person) == []
