"""Who may do what: the whole table, walked."""

import pytest

from bot.domain import gate, teams
from bot.domain.gate import ACTS, SEES, Who
from bot.errors import Refused
from bot.models import PersonKind, Role
from tests.domain.conftest import West
from tests.sales import NOW, Sales

EVERYBODY = {"leader", "manager", "coach", "owner", "member", "director", "outsider"}
MAY = {
    "team.found": EVERYBODY,
    "team.join": EVERYBODY,
    "team.leave": {"leader", "manager", "coach", "owner", "member"},
    "team.show": {"leader", "manager", "coach", "owner", "member", "director"},
    "team.add": {"leader", "manager"},
    "team.appoint": {"leader"},
    "team.set": {"leader", "manager"},
    "team.rescue": {"leader", "manager", "coach", "owner", "member"},
    "team.place": {"leader"},
    "team.share": {"leader"},
    "win.record": {"leader", "manager", "coach", "owner", "member"},
    "win.undo": {"leader", "owner"},
    "win.amend": {"leader", "owner"},
    "win.reverse": {"leader", "owner"},
    "account.merge": {"leader", "manager", "coach", "owner", "member"},
    "no.log": {"leader", "manager", "coach", "owner", "member"},
    "no.undo": {"owner"},
    "aim.set": {"owner"},
    "confidence.share": {"owner"},
    "kudos.give": EVERYBODY,
    "kudos.undo": {"owner"},
    "goal.set": {"leader", "manager", "coach", "owner", "member"},
    "goal.set_for": {"leader"},
    "goal.log": {"leader", "owner"},
    "goal.edit": {"leader", "owner"},
    "goal.close": {"leader", "owner"},
    "goal.answer": {"owner"},
    "goal.divide": {"leader"},
    "board.post": {"leader"},
    "board.teams": {"leader", "manager", "director"},
    "digest.run": {"leader", "manager"},
    "brief.read": {"leader"},
    "cheer.say": {"leader"},
    "cheer.say_leader": {"director"},
    "inspection.say": {"leader"},
    "coaching.hold": {"leader", "coach"},
    "coaching.hold_leader": {"director"},
    "coaching.ask": {"leader", "manager", "coach", "owner", "member"},
    "coaching.answer": {"owner"},
    "feedback.give": {"leader", "manager", "coach", "owner", "member"},
    "feedback.undo": {"owner"},
    "away.set": {"leader", "owner"},
    "obstacle.raise": {"leader", "manager", "coach", "owner", "member"},
    "obstacle.take": EVERYBODY,
    "obstacle.update": EVERYBODY,
    "obstacle.clear": EVERYBODY,
    "obstacle.confirm": {"owner"},
    "obstacle.allow": {"owner"},
    "obstacle.drop": {"leader", "owner"},
    "obstacle.move": {"leader", "owner"},
    "obstacle.decide": {"leader", "owner"},
    "obstacle.escalate": {"leader", "owner"},
    "obstacle.costs": {"leader"},
    "hours.offer": {"leader", "manager", "coach", "owner", "member"},
    "hours.book": {"leader", "manager", "coach", "owner", "member"},
    "hours.cancel": {"owner"},
    "hours.join": {"owner"},
    "north_star.write": {"leader"},
    "standards.set": {"leader", "manager"},
    "standards.answer": {"leader", "manager", "coach", "owner", "member"},
    "promise.make": EVERYBODY,
    "promise.ask": EVERYBODY,
    "promise.open": {"leader", "manager", "coach", "owner", "member"},
    "promise.keep": {"owner"},
    "promise.confirm": {"owner"},
    "autonomy.say": {"leader"},
    "autonomy.return": {"owner"},
    "autonomy.undo": {"owner"},
    "first_weeks.set": {"leader"},
    "checkin.set": {"leader", "manager"},
    "checkin.answer": {"owner"},
    "checkin.offer": {"leader", "owner"},
    "preference.set": {"owner"},
}


def test_every_act_is_in_this_table() -> None:
    assert MAY.keys() == ACTS.keys()


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_for_those_of_the_table_and_nobody_else(sales: Sales, west: West, act: str) -> None:
    manager = teams.add(west.session, west.lee, sales.person("Max"), (Role.MANAGER,), now=NOW)
    coach = teams.add_coach(west.session, west.lee, sales.person("Cora"), [west.rita.person], now=NOW)
    people = {
        "leader": (west.lee.person, west.lee),
        "manager": (manager.person, manager),
        "coach": (coach.person, coach),
        "owner": (west.rita.person, west.rita),
        "member": (west.sam.person, west.sam),
        "director": (west.dana, None),
        "outsider": (west.dana, None),
    }
    for role, (who, membership) in people.items():
        is_director = role == "director"
        if role in MAY[act]:
            gate.check(act, who, membership, west.rita.person_id, is_director=is_director)
        else:
            with pytest.raises(Refused, match=f"can {ACTS[act].in_words}"):
                gate.check(act, who, membership, west.rita.person_id, is_director=is_director)


@pytest.mark.parametrize("kind", [kind for kind in PersonKind if kind is not PersonKind.MEMBER])
@pytest.mark.parametrize("act", ACTS)
def test_nobody_but_a_full_member_may_do_anything(sales: Sales, west: West, kind: PersonKind, act: str) -> None:
    with pytest.raises(Refused, match="Gus is"):
        gate.check(act, sales.person("Gus", kind), west.lee)


def test_whoever_left_may_do_nothing_any_more(west: West) -> None:
    west.lee.person.has_left = True
    with pytest.raises(Refused, match="Lee has left this workspace"):
        gate.check("team.add", west.lee.person, west.lee)


def test_what_is_somebodys_own_is_so_without_a_team(west: West) -> None:
    gate.check("kudos.undo", west.dana, None, west.dana.id)
    with pytest.raises(Refused, match="Only its owner can take kudos back"):
        gate.check("kudos.undo", west.dana, None, west.rita.person_id)


def test_what_belongs_to_nobody_has_no_owner(west: West) -> None:
    assert Who.OWNER not in gate.standing(west.rita.person, west.rita, None)
    assert not gate.allows("goal.answer", west.rita.person, west.rita, None)


def test_a_refusal_names_everybody_who_may(west: West) -> None:
    with pytest.raises(Refused) as refused:
        gate.check("win.undo", west.sam.person, west.sam, west.rita.person_id)
    assert refused.value.message == "Only its owner or a leader of the team can undo a win."


def test_every_kind_of_who_is_used() -> None:
    asked = set().union(*(act.who for act in ACTS.values()))
    sighted = {who for who in Who if any(gate.sees(record, frozenset({who})) for record in SEES)}
    assert asked | sighted == set(Who)
