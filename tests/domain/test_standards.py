"""Standards: set for everybody, agreed by each, asked about once, agreed anew when they change."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain import preferences, standards, teams
from bot.domain.standards import EVERYTHING, Expectation
from bot.errors import Refused, Superseded
from bot.models import Membership, OutboxMessage, Recurrence, Role, Standard, StandardKind
from tests.domain.conftest import West
from tests.sales import NOW, Sales

LEADS = Expectation(StandardKind.BEHAVIOUR, "Answer every inbound lead within 4 working hours")
DEMOS = Expectation(StandardKind.PERFORMANCE, "12 demos a week", 12, None, "demos", Recurrence.WEEK)


def set_(by: Membership, sales: Sales, said: Expectation = LEADS, at: datetime = NOW) -> Standard:
    return standards.set_standard(sales.session, by, said, now=at)


def told(sales: Sales, kind: str) -> list[OutboxMessage]:
    rows = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.is_gone.is_(False))
    return list(sales.session.scalars(rows.order_by(OutboxMessage.id).execution_options(populate_existing=True)))


def asked(sales: Sales) -> list[str]:
    return [row.recipient for row in told(sales, "standards.asked")]


def test_a_standard_takes_the_next_of_the_teams_numbers_and_asks_all_but_its_setter(sales: Sales, west: West) -> None:
    sales.win(west.rita, 1000)
    standard = set_(west.lee, sales)
    assert standard.number == 2
    assert set(asked(sales)) == {west.rita.person.slack_id, west.sam.person.slack_id}


def test_leaders_and_managers_set_them_and_nobody_else(sales: Sales, west: West) -> None:
    manager = teams.add(sales.session, west.lee, sales.person("Max"), (Role.MANAGER,), now=NOW)
    set_(manager, sales)
    with pytest.raises(Refused, match="Only a leader of the team or a manager"):
        set_(west.rita, sales, DEMOS)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(LEADS, text="  "), "text"),
        (replace(LEADS, text="x" * 3001), "text"),
        (replace(DEMOS, metric="x" * 61), "metric"),
        (replace(DEMOS, amount=0), "number"),
        (replace(DEMOS, amount=2**60), "number"),
        (replace(DEMOS, per=None), "per"),
        (replace(DEMOS, metric=""), "metric"),
    ],
)
def test_what_is_no_standard_is_refused_at_its_field(
    sales: Sales, lee: Membership, said: Expectation, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        set_(lee, sales, said)
    assert refusal.value.field == field
    assert standards.standing(sales.session, lee.team) == []


def test_the_same_twice_and_one_too_many_are_refused(sales: Sales, lee: Membership) -> None:
    set_(lee, sales)
    with pytest.raises(Refused, match="Standard 1 says that already"):
        set_(lee, sales, replace(LEADS, text=LEADS.text.upper()))
    for number in range(standards.MOST - 1):
        set_(lee, sales, replace(LEADS, text=f"Number {number}"))
    with pytest.raises(Refused, match="has 20 standards already"):
        set_(lee, sales, DEMOS)


def test_what_is_set_within_minutes_is_asked_in_one_message_and_what_comes_later_in_another(
    sales: Sales, west: West
) -> None:
    first = set_(west.lee, sales)
    second = set_(west.lee, sales, DEMOS, NOW + timedelta(minutes=9))
    assert first.asked_at == second.asked_at == NOW + standards.PAUSE
    assert len(asked(sales)) == 2
    third = set_(west.lee, sales, replace(LEADS, text="Come prepared"), NOW + timedelta(minutes=11))
    assert len(asked(sales)) == 4
    together = standards.standing(sales.session, west.lee.team, moment=standards.moment_of(first))
    assert together == [first, second]
    assert standards.standing(sales.session, west.lee.team) == [first, second, third]


def test_whoever_turned_notices_off_is_not_asked(sales: Sales, west: West) -> None:
    preferences.set_for_person(sales.session, west.rita.person, "notices", "off")
    set_(west.lee, sales)
    assert asked(sales) == [west.sam.person.slack_id]


def test_whoever_left_slack_is_not_asked_and_not_counted(sales: Sales, west: West) -> None:
    west.rita.person.has_left = True
    sales.session.flush()
    standard = set_(west.lee, sales)
    assert asked(sales) == [west.sam.person.slack_id]
    voices = standards.voices(sales.session, west.lee.team, [standard])[standard.id]
    assert set(voices.members) == {west.lee.person_id, west.sam.person_id}


# ── answered ─────────────────────────────────────────────────────────────────────────────────────────────


def test_each_is_in_or_differs_or_is_silent(sales: Sales, west: West) -> None:
    standard = set_(west.lee, sales)
    standards.answer(sales.session, west.lee, standard, is_in=True, now=NOW)
    standards.answer(sales.session, west.rita, standard, is_in=False, view="Fridays differ", now=NOW)
    voices = standards.voices(sales.session, west.lee.team, [standard])[standard.id]
    assert (voices.are_in, voices.differ, voices.are_silent) == ([west.lee], [west.rita], [west.sam])


def test_an_answer_can_be_changed_and_said_twice(sales: Sales, west: West) -> None:
    standard = set_(west.lee, sales, DEMOS)
    standards.answer(sales.session, west.rita, standard, is_in=True, own_amount=15, now=NOW)
    assert standards.answer(sales.session, west.rita, standard, is_in=True, now=NOW).own_amount == 15
    differing = standards.answer(sales.session, west.rita, standard, is_in=False, view="Ten is plenty", now=NOW)
    assert (differing.is_in, differing.view, differing.own_amount) == (False, "Ten is plenty", None)
    again = standards.answer(sales.session, west.rita, standard, is_in=True, now=NOW)
    assert (again.is_in, again.view) == (True, "")


@pytest.mark.parametrize("view", ["", "   ", "x" * 1001])
def test_a_different_view_needs_words_and_not_too_many(sales: Sales, west: West, view: str) -> None:
    standard = set_(west.lee, sales)
    with pytest.raises(Refused) as refusal:
        standards.answer(sales.session, west.rita, standard, is_in=False, view=view, now=NOW)
    assert refusal.value.field == "view"


def test_only_people_of_the_team_answer(sales: Sales, west: West) -> None:
    standard = set_(west.lee, sales)
    sales.session.flush()
    west.sam.person.has_left = True
    with pytest.raises(Refused, match="has left"):
        standards.answer(sales.session, west.sam, standard, is_in=True, now=NOW)


def test_the_leaders_hear_of_a_different_view_and_that_it_is_settled(sales: Sales, west: West) -> None:
    standard = set_(west.lee, sales)
    standards.answer(sales.session, west.rita, standard, is_in=False, view="Fridays differ", now=NOW)
    (notice,) = told(sales, "standards.disputed")
    assert notice.recipient == west.lee.person.slack_id
    assert "Fridays" not in str(notice.ids)
    standards.answer(sales.session, west.rita, standard, is_in=True, now=NOW)
    (notice,) = told(sales, "standards.disputed")
    assert notice.wanted == 2


def test_a_leader_is_not_told_of_their_own_view(sales: Sales, west: West) -> None:
    standard = set_(west.lee, sales)
    standards.answer(sales.session, west.lee, standard, is_in=False, view="I was wrong", now=NOW)
    assert told(sales, "standards.disputed") == []


# ── changed ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_is_asked_and_agreed_again(sales: Sales, west: West) -> None:
    standard = set_(west.lee, sales)
    standards.answer(sales.session, west.rita, standard, is_in=True, version=1, now=NOW)
    later = NOW + timedelta(hours=1)
    standards.amend(sales.session, west.lee, standard, DEMOS, now=later, version=1)
    assert (standard.version, standard.amount) == (2, 12)
    assert standards.find_answer(sales.session, standard, west.rita.person_id) is None
    assert asked(sales).count(west.rita.person.slack_id) == 2


def test_a_late_answer_hears_how_it_reads_now(sales: Sales, west: West) -> None:
    standard = set_(west.lee, sales)
    standards.amend(sales.session, west.lee, standard, DEMOS, now=NOW)
    with pytest.raises(Superseded, match="It reads now: 12 demos a week"):
        standards.answer(sales.session, west.rita, standard, is_in=True, version=1, now=NOW)


def test_of_two_who_change_it_the_second_is_told(sales: Sales, west: West) -> None:
    standard = set_(west.lee, sales)
    standards.amend(sales.session, west.lee, standard, DEMOS, now=NOW, version=1)
    with pytest.raises(Superseded, match="12 demos a week"):
        standards.amend(sales.session, west.lee, standard, replace(DEMOS, amount=14), now=NOW, version=1)
    with pytest.raises(Refused, match="reads already"):
        standards.amend(sales.session, west.lee, standard, DEMOS, now=NOW)


def test_what_was_dropped_is_answered_and_changed_no_more(sales: Sales, west: West) -> None:
    standard = set_(west.lee, sales)
    standards.drop(sales.session, west.lee, standard, now=NOW)
    assert standards.standing(sales.session, west.lee.team) == []
    for late in (
        lambda: standards.answer(sales.session, west.rita, standard, is_in=True, now=NOW),
        lambda: standards.drop(sales.session, west.lee, standard, now=NOW),
        lambda: standards.amend(sales.session, west.lee, standard, DEMOS, now=NOW),
    ):
        with pytest.raises(Refused, match="was dropped meanwhile"):
            late()


# ── newcomers ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_newcomer_is_asked_once_about_what_was_set_before(sales: Sales, west: West) -> None:
    set_(west.lee, sales)
    joined = NOW + timedelta(hours=1)
    mia = teams.join(sales.session, sales.person("Mia"), west.lee.team, now=joined)
    before = len(asked(sales))
    for minutes in (0, 1, 600):
        standards.ask_newcomers(sales.session, now=joined + timedelta(minutes=minutes))
    rows = [row for row in told(sales, "standards.asked") if row.recipient == mia.person.slack_id]
    assert len(asked(sales)) == before + 1
    assert [(row.ids["moment"], row.wanted) for row in rows] == [(EVERYTHING, 1)]


def test_who_was_there_before_is_no_newcomer(sales: Sales, west: West) -> None:
    set_(west.lee, sales, at=NOW + timedelta(minutes=1))
    before = asked(sales)
    standards.ask_newcomers(sales.session, now=NOW + timedelta(minutes=2))
    assert asked(sales) == before


def test_a_newcomer_to_a_team_without_standards_is_left_alone(sales: Sales, west: West) -> None:
    standards.drop(sales.session, west.lee, set_(west.lee, sales), now=NOW)
    teams.join(sales.session, sales.person("Mia"), west.lee.team, now=NOW + timedelta(hours=1))
    before = asked(sales)
    standards.ask_newcomers(sales.session, now=NOW + timedelta(hours=1))
    assert asked(sales) == before
