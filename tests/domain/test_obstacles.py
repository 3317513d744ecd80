"""Obstacles: raised as a request or in private, taken, settled, and the last word is the raiser's."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain import obstacles, preferences, teams
from bot.domain.obstacles import Act, Facts
from bot.errors import Refused
from bot.models import (
    Membership,
    Obstacle,
    ObstacleKind,
    ObstacleState,
    OutboxMessage,
    Person,
    PersonKind,
    Role,
)
from tests.domain.conftest import West
from tests.sales import NOW, Sales

CLAUSE = Facts("a yes or no on clause 7", asked_of="Legal", needed_at=NOW + timedelta(days=1))
PRIVATE = replace(CLAUSE, is_private=True)


def raised(west: West, facts: Facts = CLAUSE, by: Membership | None = None, **changed: Any) -> Obstacle:
    return obstacles.raise_obstacle(west.session, by or west.rita, replace(facts, **changed), now=NOW)


def told(west: West) -> list[tuple[str, str]]:
    """Kind and recipient of what stands or will stand."""
    rows = select(OutboxMessage).where(OutboxMessage.is_gone.is_(False), OutboxMessage.kind.like("obstacle.%"))
    return [(row.kind, row.recipient) for row in west.session.scalars(rows.order_by(OutboxMessage.id))]


def numbers(west: West, person: Person) -> list[int]:
    place = teams.find_membership(west.session, person, west.lee.team)
    those = obstacles.in_team(person, place, west.lee.team)
    return [obstacle.number for obstacle in obstacles.found(west.session, those)]


# ── raised ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_shared_one_is_asked_of_the_channel(west: West) -> None:
    obstacle = raised(west)
    assert (obstacle.state, obstacle.owner, obstacle.number) == (ObstacleState.UNOWNED, None, 1)
    assert told(west) == [("obstacle.shared", west.lee.team.channel_id)]


def test_one_without_a_day_is_needed_in_two_working_days(west: West) -> None:
    needed_at = raised(west, needed_at=None).needed_at
    assert needed_at is not None
    assert needed_at.isoformat() == "2026-11-20T17:00:00+00:00", "the end of Friday's work in Berlin"


def test_a_team_that_set_no_day_has_none(west: West) -> None:
    preferences.set_for_team(west.session, west.lee, "due", "off")
    assert raised(west, needed_at=None).needed_at is None


def test_a_private_one_is_told_to_the_leader_alone(west: West) -> None:
    raised(west, PRIVATE)
    assert told(west) == [("obstacle.private", west.lee.person.slack_id)]


def test_a_disagreement_is_private_whatever_is_said(west: West) -> None:
    obstacle = raised(west, kind=ObstacleKind.DISAGREEMENT, other=west.sam.person)
    assert obstacle.is_private
    assert dict.fromkeys(told(west)) == {
        ("obstacle.private", west.lee.person.slack_id): None,
        ("obstacle.private", west.sam.person.slack_id): None,
    }


def test_one_about_the_leader_is_for_the_decider_and_not_for_the_leader(west: West) -> None:
    obstacle = raised(west, PRIVATE, is_about_leader=True, decider=west.dana)
    assert told(west) == [("obstacle.private", west.dana.slack_id)]
    assert obstacles.may_see(west.session, west.dana, obstacle)
    assert not obstacles.may_see(west.session, west.lee.person, obstacle)
    assert numbers(west, west.lee.person) == []
    assert numbers(west, west.dana) == [obstacle.number]


def test_a_disagreement_with_the_leader_is_about_the_leader_who_sees_it_as_the_other_side(
    sales: Sales, west: West
) -> None:
    lena = teams.add(west.session, west.lee, sales.person("Lena"), (Role.LEADER,), now=NOW)
    obstacle = raised(west, kind=ObstacleKind.DISAGREEMENT, other=west.lee.person, decider=west.dana)
    assert obstacle.is_about_leader
    assert obstacles.may_see(west.session, west.lee.person, obstacle)
    assert not obstacles.may_see(west.session, lena.person, obstacle)
    with pytest.raises(Refused, match="You are one side of it; Dana decides"):
        obstacles.decide(west.session, west.lee.person, obstacle, "yes", now=NOW)


def test_neither_side_of_a_disagreement_puts_it_off_or_decides_it_by_leading(west: West) -> None:
    with_lee = raised(west, kind=ObstacleKind.DISAGREEMENT, other=west.lee.person, decider=west.dana)
    by_lee = raised(west, by=west.lee, kind=ObstacleKind.DISAGREEMENT, other=west.sam.person, decider=west.dana)
    for obstacle in (with_lee, by_lee):
        with pytest.raises(Refused, match=r"Dana decides it, as in ./obstacle decide"):
            obstacles.take(west.session, west.lee.person, obstacle, now=NOW)
        with pytest.raises(Refused, match="You are one side of it; Dana decides"):
            obstacles.decide(west.session, west.lee.person, obstacle, "I do", now=NOW)
    with pytest.raises(Refused, match="You are one side of it; Dana decides"):
        obstacles.move(west.session, west.lee.person, with_lee, NOW + timedelta(days=40), now=NOW)
    assert obstacles.hearers(west.session, by_lee) == [west.dana]
    obstacles.move(west.session, west.lee.person, by_lee, NOW + timedelta(days=2), now=NOW)
    obstacles.decide(west.session, west.dana, by_lee, "Sam does", now=NOW)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"what": " "}, "I read nothing that is needed"),
        ({"what": "x" * 501}, "at most 500"),
        ({"needed_at": NOW}, "That is over"),
        ({"is_about_leader": True}, "name who decides"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(west: West, wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        raised(west, **wrong)


def test_what_is_hidden_from_a_leader_is_not_put_before_that_leader_as_the_other_side(west: West) -> None:
    facts = replace(PRIVATE, is_about_leader=True, decider=west.dana, other=west.lee.person)
    with pytest.raises(Refused, match="is for a disagreement alone"):
        raised(west, facts)
    with pytest.raises(Refused, match="Lee, as its other side, sees it"):
        raised(west, facts, kind=ObstacleKind.DISAGREEMENT)
    assert told(west) == []
    raised(west, facts, kind=ObstacleKind.DISAGREEMENT, other=west.sam.person)
    assert ("obstacle.private", west.lee.person.slack_id) not in told(west)


def test_who_leads_and_is_the_other_side_needs_somebody_else_to_decide(west: West) -> None:
    with pytest.raises(Refused, match=r"Lee is its other side and leads .*: name who decides"):
        raised(west, kind=ObstacleKind.DISAGREEMENT, other=west.lee.person)


def test_a_leader_alone_names_who_decides_what_is_private(west: West) -> None:
    with pytest.raises(Refused, match="nobody would hear of it"):
        raised(west, PRIVATE, west.lee)
    raised(west, PRIVATE, west.lee, decider=west.dana)


def test_where_nobody_leads_whoever_raises_a_private_one_is_told_so(west: West) -> None:
    west.lee.person.has_left = True
    with pytest.raises(Refused, match=r"Nobody leads .West., so nobody would hear of it"):
        raised(west, PRIVATE)


def test_a_guest_is_asked_nothing(sales: Sales, west: West) -> None:
    with pytest.raises(Refused, match="Gus is a guest"):
        raised(west, helpers=[sales.person("Gus", PersonKind.GUEST)])


# ── settled ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_helper_takes_it_and_the_raiser_says_that_it_is_gone(west: West) -> None:
    obstacle = raised(west)
    obstacles.take(west.session, west.dana, obstacle, now=NOW)
    assert (obstacle.state, obstacle.owner) == (ObstacleState.OWNED, west.dana)
    assert ("obstacle.taken", west.rita.person.slack_id) in told(west)
    obstacles.clear(west.session, west.dana, obstacle, "Legal signed", now=NOW)
    assert ("obstacle.cleared", west.rita.person.slack_id) in told(west)
    with pytest.raises(Refused, match="Only Rita can say that"):
        obstacles.confirm(west.session, west.dana, obstacle, now=NOW)
    obstacles.confirm(west.session, west.rita.person, obstacle, now=NOW)
    assert (obstacle.state, obstacle.resolution, obstacle.due_at) == (ObstacleState.GONE, "Legal signed", None)


def test_the_raisers_own_word_needs_no_other(west: West) -> None:
    obstacle = raised(west)
    obstacles.clear(west.session, west.rita.person, obstacle, now=NOW)
    assert obstacle.state is ObstacleState.GONE
    assert ("obstacle.cleared", west.rita.person.slack_id) not in told(west)


def test_still_there_opens_it_again_with_whoever_had_it(west: West) -> None:
    obstacle = raised(west)
    obstacles.take(west.session, west.sam.person, obstacle, now=NOW)
    obstacles.clear(west.session, west.sam.person, obstacle, now=NOW)
    obstacles.reopen(west.session, west.rita.person, obstacle, "The PDF is the old one", now=NOW)
    assert (obstacle.state, obstacle.owner) == (ObstacleState.OWNED, west.sam.person)
    assert ("obstacle.reopened", west.sam.person.slack_id) in told(west)


def test_of_two_who_take_it_the_second_hears_who_has_it(west: West) -> None:
    obstacle = raised(west)
    obstacles.take(west.session, west.sam.person, obstacle, now=NOW)
    with pytest.raises(Refused, match=r"Sam has obstacle 1\. This changed nothing"):
        obstacles.take(west.session, west.dana, obstacle, now=NOW)


def test_only_who_answers_for_it_takes_it_over(west: West) -> None:
    obstacle = raised(west)
    obstacles.take(west.session, west.sam.person, obstacle, now=NOW)
    with pytest.raises(Refused, match="Only its owner or a leader"):
        obstacles.take_over(west.session, west.dana, obstacle, now=NOW)
    obstacles.take_over(west.session, west.lee.person, obstacle, now=NOW)
    assert obstacle.owner == west.lee.person


def test_what_is_private_is_out_of_everybody_elses_reach(west: West) -> None:
    obstacle = raised(west, PRIVATE)
    for act in (obstacles.take, obstacles.clear, obstacles.drop, obstacles.confirm, obstacles.snooze):
        with pytest.raises(Refused, match="not yours to see"):
            act(west.session, west.sam.person, obstacle, now=NOW)
    with pytest.raises(Refused, match="I know no obstacle 1 in"):
        obstacles.get_obstacle(west.session, west.sam.person, west.lee.team, obstacle.number)
    assert numbers(west, west.sam.person) == []
    assert numbers(west, west.lee.person) == [1]


def test_a_former_leader_loses_sight_of_it(sales: Sales, west: West) -> None:
    obstacle = raised(west, PRIVATE)
    obstacles.take(west.session, west.lee.person, obstacle, now=NOW)
    lena = teams.add(west.session, west.lee, sales.person("Lena"), (Role.LEADER,), now=NOW)
    former = west.lee.person
    teams.remove(west.session, lena, former)
    obstacles.look_after(west.session, now=NOW)
    assert (obstacle.owner, obstacle.state) == (None, ObstacleState.UNOWNED)
    assert ("obstacle.owner_left", lena.person.slack_id) in told(west)
    assert not obstacles.may_see(west.session, former, obstacle)


def test_your_call_is_counted_as_trust(west: West) -> None:
    obstacle = raised(west, kind=ObstacleKind.DECISION)
    with pytest.raises(Refused, match="Only its owner or a leader"):
        obstacles.decide(west.session, west.sam.person, obstacle, "yes", now=NOW)
    obstacles.decide(west.session, west.lee.person, obstacle, "", now=NOW, is_trust=True)
    assert (obstacle.is_trust, obstacle.resolution) == (True, obstacles.TRUST)
    assert obstacle.state is ObstacleState.CLEARED


def test_a_decision_is_decided_and_an_obstacle_is_not(west: West) -> None:
    with pytest.raises(Refused, match="asks for no decision"):
        obstacles.decide(west.session, west.lee.person, raised(west), "yes", now=NOW)


def test_a_disagreement_ends_when_both_go_with_the_decision(west: West) -> None:
    obstacle = raised(west, kind=ObstacleKind.DISAGREEMENT, other=west.sam.person)
    obstacles.say_view(west.session, west.sam.person, obstacle, "I had the first call", now=NOW)
    obstacles.decide(west.session, west.lee.person, obstacle, "Sam keeps it, Rita joins", now=NOW)
    obstacles.go_with(west.session, west.sam.person, obstacle, now=NOW)
    assert obstacle.state is ObstacleState.CLEARED
    obstacles.go_with(west.session, west.rita.person, obstacle, now=NOW)
    assert (obstacle.state, obstacle.other_view) == (ObstacleState.GONE, "I had the first call")


def test_a_private_one_goes_up_with_the_raisers_yes_alone(west: West, director: Membership) -> None:
    obstacle = raised(west, PRIVATE)
    assert not obstacles.may_see(west.session, director.person, obstacle)
    with pytest.raises(Refused, match="Rita hasn't said yes to that yet"):
        obstacles.go_up(west.session, west.lee.person, obstacle, "Please help", now=NOW)
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=NOW)
    assert obstacles.go_up(west.session, west.lee.person, obstacle, "Please help", now=NOW) == [director.person]
    assert ("obstacle.went_up", director.person.slack_id) in told(west)
    assert obstacles.may_see(west.session, director.person, obstacle)


def test_a_yes_taken_back_brings_it_back_from_whoever_leads_above(west: West, director: Membership) -> None:
    obstacle = raised(west, PRIVATE)
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=NOW)
    for note in ("Please help", "Once more"):
        obstacles.go_up(west.session, west.lee.person, obstacle, note, now=NOW)
    obstacles.allow(west.session, west.rita.person, obstacle, False, now=NOW)
    assert "obstacle.went_up" not in [kind for kind, _ in told(west)]
    assert ("obstacle.private", west.lee.person.slack_id) in told(west)
    assert (obstacle.went_up_at, obstacle.went_up_by, obstacle.note) == (None, None, "")
    with pytest.raises(Refused, match="not yours to see"):
        obstacles.get_by_id(west.session, director.person, obstacle.id)
    with pytest.raises(Refused, match="Rita said no to that"):
        obstacles.go_up(west.session, west.lee.person, obstacle, "", now=NOW)


def test_whoever_it_is_taken_to_decides_it_or_takes_it_over(west: West, director: Membership) -> None:
    decision, other = raised(west, kind=ObstacleKind.DECISION), raised(west)
    obstacles.take(west.session, west.sam.person, other, now=NOW)
    for obstacle in (decision, other):
        with pytest.raises(Refused, match="Only its owner or a leader"):
            obstacles.check(west.session, director.person, obstacle, Act.TAKE_OVER if obstacle.owner else Act.DECIDE)
        obstacles.go_up(west.session, west.lee.person, obstacle, "above my limit", now=NOW)
    obstacles.take_over(west.session, director.person, other, now=NOW)
    obstacles.decide(west.session, director.person, decision, "yes", now=NOW)
    assert (other.owner, decision.resolution) == (director.person, "yes")
    with pytest.raises(Refused, match="Only its owner or a leader"):
        obstacles.go_up(west.session, director.person, other, "to myself", now=NOW)


def test_whom_it_is_about_never_hears_of_it_above(sales: Sales, west: West, director: Membership) -> None:
    obstacle = raised(west, is_about_leader=True, decider=west.sam.person)
    lee = west.lee.person
    lena = teams.add(west.session, west.lee, sales.person("Lena"), (Role.LEADER,), now=NOW)
    teams.remove(west.session, lena, lee)
    teams.add(west.session, director, lee, (Role.LEADER,), now=NOW)
    assert obstacles.superiors(west.session, obstacle) == [director.person]
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=NOW)
    assert obstacles.go_up(west.session, west.sam.person, obstacle, "Please help", now=NOW) == [director.person]
    assert ("obstacle.went_up", lee.slack_id) not in told(west)
    assert not obstacles.may_see(west.session, lee, obstacle)


def test_a_yes_holds_for_those_whom_it_named(sales: Sales, west: West, director: Membership) -> None:
    obstacle = raised(west, PRIVATE)
    obstacles.allow(west.session, west.rita.person, obstacle, True, now=NOW)
    teams.place_under(west.session, west.lee, sales.team("Mine", sales.person("Mia")).team)
    assert obstacles.go_up(west.session, west.lee.person, obstacle, "Please help", now=NOW) == [director.person]
    teams.add(west.session, director, sales.person("Kim"), (Role.LEADER,), now=NOW)
    teams.take_role(west.session, director, director.person, Role.LEADER)
    assert not obstacles.may_see(west.session, director.person, obstacle)
    with pytest.raises(Refused, match="hasn't said yes to that yet"):
        obstacles.go_up(west.session, west.lee.person, obstacle, "Please help", now=NOW)


def test_a_yes_is_never_for_somebody_else(sales: Sales, west: West, director: Membership) -> None:
    obstacle, eve = raised(west, PRIVATE), sales.person("Eve")
    asked_about = [person.id for person in obstacles.superiors(west.session, obstacle)]
    teams.add(west.session, director, eve, (Role.LEADER,), now=NOW)
    obstacles.allow(west.session, west.rita.person, obstacle, True, named=asked_about, now=NOW)
    assert obstacles.superiors(west.session, obstacle) == [director.person]
    teams.add(west.session, west.lee, director.person, (Role.LEADER,), now=NOW)  # who hears of it anyway by then
    assert obstacles.superiors(west.session, obstacle) == []
    with pytest.raises(Refused, match="nobody to take it to"):
        obstacles.go_up(west.session, west.lee.person, obstacle, "Please help", now=NOW)


@pytest.mark.usefixtures("director")
def test_a_yes_to_a_question_about_others_is_refused(sales: Sales, west: West) -> None:
    obstacle, kim = raised(west, PRIVATE), sales.person("Kim")
    with pytest.raises(Refused, match="Others lead above"):
        obstacles.allow(west.session, west.rita.person, obstacle, True, named=[kim.id], now=NOW)


def test_a_yes_may_be_said_twice(west: West, director: Membership) -> None:
    obstacle = raised(west, PRIVATE)
    for _ in range(2):
        obstacles.allow(west.session, west.rita.person, obstacle, True, now=NOW)
    assert obstacles.superiors(west.session, obstacle) == [director.person]


def test_a_side_of_a_disagreement_does_not_decide_it_by_coming_to_lead(west: West) -> None:
    obstacle = raised(west, kind=ObstacleKind.DISAGREEMENT, other=west.sam.person)
    teams.add(west.session, west.lee, west.sam.person, (Role.LEADER,), now=NOW)
    teams.add(west.session, west.lee, west.rita.person, (Role.LEADER,), now=NOW)
    assert obstacles.heirs(west.session, obstacle) == [west.lee.person]
    for side in (west.sam, west.rita):
        with pytest.raises(Refused, match="You are one side of it; Lee decides"):
            obstacles.decide(west.session, side.person, obstacle, "as I said", now=NOW)
    teams.remove(west.session, west.rita, west.lee.person)
    assert obstacles.heirs(west.session, obstacle) == []


def test_the_word_of_who_raised_it_outlasts_their_leaving(west: West, director: Membership) -> None:
    obstacle = raised(west, PRIVATE)
    obstacles.allow(west.session, west.rita.person, obstacle, False, now=NOW)
    west.rita.person.has_left = True
    for said in (True, False):
        with pytest.raises(Refused, match="Only its owner can let a private obstacle go further"):
            obstacles.allow(west.session, west.lee.person, obstacle, said, now=NOW)
    assert not obstacles.may_see(west.session, director.person, obstacle)


def test_a_yes_while_nobody_leads_above_is_no_yes_to_whoever_comes(sales: Sales, west: West) -> None:
    obstacle = raised(west, PRIVATE)
    with pytest.raises(Refused, match="Nobody leads a team above"):
        obstacles.allow(west.session, west.rita.person, obstacle, True, now=NOW)
    obstacle.may_go_up = True  # as it was said before
    teams.place_under(west.session, west.lee, sales.team("North", west.dana).team)
    with pytest.raises(Refused, match="Rita hasn't said yes to that yet"):
        obstacles.go_up(west.session, west.lee.person, obstacle, "Please help", now=NOW)


def test_where_nobody_leads_above_there_is_nobody_to_take_it_to(west: West) -> None:
    with pytest.raises(Refused, match="Nobody leads a team above"):
        obstacles.go_up(west.session, west.lee.person, raised(west), "", now=NOW)


def test_what_a_team_keeps_off_its_channel_is_not_posted(west: West) -> None:
    preferences.set_for_team(west.session, west.lee, "requests", "off")
    obstacle = raised(west)
    obstacles.update(west.session, west.sam.person, obstacle, "on it", now=NOW)
    assert told(west) == []


def test_an_act_sees_what_another_did_while_it_waited(west: West) -> None:
    obstacle = raised(west)
    behind_its_back = update(Obstacle.__table__).values(state=ObstacleState.DROPPED)  # type: ignore[arg-type]
    west.session.execute(behind_its_back)
    with pytest.raises(Refused, match="changed nothing"):
        obstacles.take(west.session, west.sam.person, obstacle, now=NOW)
