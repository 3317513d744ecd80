"""Cheers: one a day is offered, to who has gone without recognition first, never twice running to the same."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain import cheers, commitments, goals, kudos, obstacles, preferences, teams
from bot.domain.cheers import Logged
from bot.errors import Refused
from bot.models import Absence, Cheer, GoalStep, Membership, Obstacle, ObstacleState, OutboxMessage, Win
from bot.worktime import quarter_of
from tests.domain.conftest import West
from tests.sales import NOW, TODAY, Sales

DAY = timedelta(days=1)
MONTH_AGO = datetime(2026, 10, 19, 9, 0, tzinfo=UTC)


def offered(west: West, now: datetime = NOW) -> Cheer | None:
    return cheers.offer(west.session, west.lee.person, now=now)


def to_whom(west: West, now: datetime = NOW) -> tuple[str, str] | None:
    """The name and what it is about."""
    cheer = offered(west, now)
    return (cheer.person.name, cheer.fact.partition(":")[0]) if cheer else None


def joined_a_month_ago(*members: Membership) -> None:
    for member in members:
        member.joined_at = MONTH_AGO


# ── whom ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_with_nothing_to_point_at_nobody_is_offered(west: West) -> None:
    assert offered(west) is None


def test_one_is_offered_a_day_and_it_stays_the_same(sales: Sales, west: West) -> None:
    sales.win(west.rita, 1000)
    first = offered(west)
    sales.win(west.sam, 1000, at=NOW + timedelta(minutes=1))
    assert offered(west, NOW + timedelta(hours=2)) is first


def test_the_same_person_is_not_offered_twice_running(sales: Sales, west: West) -> None:
    sales.win(west.rita, 1000)
    sales.win(west.rita, 2000)
    assert to_whom(west) == ("Rita", "win")
    assert to_whom(west, NOW + DAY) is None
    sales.win(west.sam, 1000)
    assert to_whom(west, NOW + 2 * DAY) == ("Sam", "win")
    assert to_whom(west, NOW + 5 * DAY) == ("Rita", "win")


def test_what_was_offered_once_is_not_offered_again(sales: Sales, west: West) -> None:
    teams.remove(west.session, west.lee, west.sam.person)
    sales.win(west.rita, 1000)
    assert to_whom(west) == ("Rita", "win")
    assert to_whom(west, NOW + DAY) is None


def test_of_the_steps_of_a_goal_only_the_furthest_is_pointed_at(west: West) -> None:
    teams.remove(west.session, west.lee, west.sam.person)
    quarter = quarter_of(TODAY)
    facts = goals.Facts(12, "demos", None, quarter.first, quarter.last)
    goal = goals.set_goal(west.session, west.rita, facts, now=NOW, owner=west.rita.person)
    goals.log(west.session, west.rita, goal, "+", 22, now=NOW)
    told = []
    for days in (0, 1, 2, 5):
        cheer = offered(west, NOW + days * DAY)
        fact = cheers.fact_of(west.session, cheer) if cheer else None
        told.append(fact.name if isinstance(fact, GoalStep) else fact and type(fact).__name__)
    assert [each for each in told if each not in ("Logged", None)] == ["125"]


def test_who_has_gone_without_recognition_comes_first_the_longest_before(sales: Sales, west: West) -> None:
    joined_a_month_ago(west.rita, west.sam)
    kudos.give(west.session, west.lee.person, west.lee.team, [west.rita.person], "the demo", now=MONTH_AGO + 3 * DAY)
    sales.win(sales.rep("Mia", west.lee), 1000)
    cheer = offered(west)
    assert cheer
    assert (cheer.person.name, cheer.fact, cheer.without_days) == ("Sam", "", 21)
    assert to_whom(west, NOW + DAY) == ("Rita", "")


@pytest.mark.parametrize("by", ["kudos", "win", "help", "cheer"])
def test_thanks_a_win_help_in_one_and_a_cheer_are_recognition(sales: Sales, west: West, by: str) -> None:
    joined_a_month_ago(west.rita, west.sam)
    session, lee = west.session, west.lee.person
    kudos.give(session, lee, west.lee.team, [west.sam.person], "the demo", now=NOW - DAY)
    match by:
        case "kudos":
            kudos.give(session, lee, west.lee.team, [west.rita.person], "the demo", now=NOW - DAY)
        case "win":
            sales.win(west.rita, 1000)
        case "help":
            sales.win(west.sam, 1000, helpers=[(west.rita.person_id, 0)])
        case "cheer":
            cheers.say(session, lee, west.rita, "That was brave", privately=True, now=NOW - DAY)
    cheer = offered(west)
    assert cheer is None or cheer.without_days is None


def test_who_was_thanked_since_the_offer_is_offered_no_more(west: West) -> None:
    joined_a_month_ago(west.rita, west.sam)
    cheer = offered(west)
    assert cheer
    assert cheers.is_open(west.session, cheer)
    kudos.give(west.session, west.lee.person, west.lee.team, [cheer.person], "the demo", now=NOW + timedelta(hours=1))
    assert not cheers.is_open(west.session, cheer)


def test_the_team_says_after_how_many_days_or_turns_it_off(west: West) -> None:
    joined_a_month_ago(west.rita, west.sam)
    preferences.set_for_team(west.session, west.lee, "recognition", "off")
    assert offered(west) is None
    preferences.set_for_team(west.session, west.lee, "recognition", "22 working days")
    assert offered(west) is None
    preferences.set_for_team(west.session, west.lee, "recognition", "21 working days")
    assert to_whom(west) == ("Rita", "")


def test_who_is_away_is_not_offered(sales: Sales, west: West) -> None:
    joined_a_month_ago(west.rita)
    west.session.add(Absence(person_id=west.rita.person_id, first_on=TODAY, last_on=TODAY, made_at=NOW))
    sales.win(west.sam, 1000)
    assert to_whom(west) == ("Sam", "win")


# ── for what ─────────────────────────────────────────────────────────────────────────────────────────────


def test_efforts_and_results_take_turns(sales: Sales, west: West) -> None:
    logs(west, west.sam, 2)
    sales.win(west.rita, 1000, at=NOW + timedelta(minutes=5))
    assert to_whom(west) == ("Sam", "progress")
    assert to_whom(west, NOW + DAY) == ("Rita", "win")


def logs(west: West, by: Membership, demos: int) -> None:
    quarter = quarter_of(TODAY)
    facts = goals.Facts(12, "demos", None, quarter.first, quarter.last)
    goal = goals.set_goal(west.session, by, facts, now=NOW, owner=by.person)
    goals.log(west.session, by, goal, "+", demos, now=NOW)


def test_what_was_logged_in_a_week_is_added_up(west: West) -> None:
    logs(west, west.sam, 2)
    cheer = offered(west)
    assert cheer
    fact = cheers.fact_of(west.session, cheer)
    assert isinstance(fact, Logged)
    assert (fact.metric.name, fact.amount) == ("demos", 2)


@pytest.mark.parametrize(("is_private", "found"), [(False, ("Sam", "obstacle")), (True, None)])
def test_a_shared_obstacle_removed_for_somebody_else_is_a_reason(
    west: West, is_private: bool, found: tuple[str, str] | None
) -> None:
    raised = obstacles.raise_obstacle(west.session, west.rita, obstacles.Facts("a laptop"), now=NOW)
    is_gone(raised, west.sam)
    raised.is_private = is_private
    west.session.flush()
    assert to_whom(west) == found


def is_gone(obstacle: Obstacle, by: Membership) -> None:
    obstacle.state, obstacle.cleared_by_id, obstacle.cleared_at = ObstacleState.GONE, by.person_id, NOW


def test_a_kept_promise_is_a_reason_once_the_other_says_so(west: West) -> None:
    rita, sam = west.rita.person, west.sam.person
    promised = commitments.promise(west.session, sam, [rita], "the list", TODAY, now=NOW)[0]
    commitments.keep(west.session, sam, promised, now=NOW)
    assert offered(west) is None
    commitments.confirm(west.session, rita, promised, now=NOW)
    assert to_whom(west) == ("Sam", "promise")


def test_a_reason_that_is_gone_leaves_nothing_to_say(sales: Sales, west: West) -> None:
    win = sales.win(west.rita, 1000)
    cheer = offered(west)
    assert cheer
    assert cheers.is_open(west.session, cheer)
    assert isinstance(cheers.fact_of(west.session, cheer), Win)
    win.is_standing = False
    assert not cheers.is_open(west.session, cheer)


# ── said ─────────────────────────────────────────────────────────────────────────────────────────────────


def say(west: West, to: Membership, words: str = "That was brave", *, privately: bool = False) -> Cheer:
    return cheers.say(west.session, west.lee.person, to, words, privately=privately, now=NOW)


def kinds(west: West) -> list[str]:
    rows = west.session.query(OutboxMessage.kind).order_by(OutboxMessage.id).all()
    return [kind for (kind,) in rows if kind in ("kudos.given", "cheer.given")]


def test_in_the_channel_it_is_kudos_and_alone_a_message(sales: Sales, west: West) -> None:
    sales.win(west.rita, 1000)
    cheer = offered(west)
    assert say(west, west.rita) is cheer
    assert cheer
    assert cheer.kudos
    assert cheer.kudos.reason == "That was brave"
    assert kinds(west) == ["kudos.given"]
    assert say(west, west.rita, privately=True) is not cheer
    assert kinds(west) == ["kudos.given", "cheer.given"]


def test_it_needs_words_and_alone_somebody_who_wants_them(west: West) -> None:
    with pytest.raises(Refused, match="in your own words"):
        say(west, west.rita, "  ")
    preferences.set_for_person(west.session, west.rita.person, "notices", "off")
    with pytest.raises(Refused, match="turned such messages off"):
        say(west, west.rita, privately=True)


def test_only_who_leads_somebody_cheers(sales: Sales, west: West) -> None:
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    sales.session.flush()
    session = sales.session
    assert cheers.place_for(session, west.lee.person, west.rita.person).person_id == west.rita.person_id
    assert cheers.place_for(session, west.dana, west.lee.person).person_id == west.lee.person_id
    for by, to in ((west.sam.person, west.rita), (west.dana, west.rita), (west.lee.person, west.lee)):
        with pytest.raises(Refused):
            cheers.place_for(session, by, to.person)


def test_who_leads_leaders_is_offered_them_and_not_their_reps(sales: Sales, west: West) -> None:
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    sales.session.flush()
    sales.win(west.rita, 1000)
    assert cheers.offer(sales.session, west.dana, now=NOW) is None
    sales.win(west.lee, 2000)
    cheer = cheers.offer(sales.session, west.dana, now=NOW)
    assert cheer
    assert (cheer.person_id, cheer.offered_on) == (west.lee.person_id, date(2026, 11, 18))
