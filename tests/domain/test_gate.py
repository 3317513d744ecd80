"""Who may do what: the whole table, walked."""

import pytest

from bot.domain import gate
from bot.domain.gate import ACTS, Who
from bot.errors import Refused
from bot.models import PersonKind
from tests.domain.conftest import West, person

MAY = {
    "team.found": {"leader", "owner", "member", "outsider"},
    "team.join": {"leader", "owner", "member", "outsider"},
    "team.show": {"leader", "owner", "member"},
    "team.add": {"leader"},
    "win.record": {"leader", "owner", "member"},
    "win.list": {"leader", "owner", "member"},
    "win.undo": {"leader", "owner"},
    "win.amend": {"leader", "owner"},
    "win.reverse": {"leader", "owner"},
}


def test_every_act_is_in_this_table() -> None:
    assert MAY.keys() == ACTS.keys()


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_for_those_of_the_table_and_nobody_else(west: West, act: str) -> None:
    people = {
        "leader": (west.lee.person, west.lee),
        "owner": (west.rita.person, west.rita),
        "member": (west.sam.person, west.sam),
        "outsider": (west.dana, None),
    }
    for role, (who, membership) in people.items():
        if role in MAY[act]:
            gate.check(act, who, membership, west.rita.person_id)
        else:
            with pytest.raises(Refused, match=f"can {ACTS[act].in_words}"):
                gate.check(act, who, membership, west.rita.person_id)


@pytest.mark.parametrize("kind", [kind for kind in PersonKind if kind is not PersonKind.MEMBER])
@pytest.mark.parametrize("act", ACTS)
def test_nobody_but_a_full_member_may_do_anything(west: West, kind: PersonKind, act: str) -> None:
    with pytest.raises(Refused, match="Gus is"):
        gate.check(act, person(west.session, "Gus", kind), west.lee)


def test_whoever_left_may_do_nothing_any_more(west: West) -> None:
    west.lee.person.has_left = True
    with pytest.raises(Refused, match="Lee has left this workspace"):
        gate.check("team.add", west.lee.person, west.lee)


def test_an_owner_who_is_not_in_the_team_any_more_is_no_owner(west: West) -> None:
    with pytest.raises(Refused):
        gate.check("win.undo", west.dana, None, west.dana.id)


def test_a_refusal_names_everybody_who_may(west: West) -> None:
    with pytest.raises(Refused) as refused:
        gate.check("win.undo", west.sam.person, west.sam, west.rita.person_id)
    assert refused.value.message == "Only its owner or a leader of the team can undo a win."


def test_every_kind_of_who_is_used_and_said_in_words() -> None:
    assert set().union(*(act.who for act in ACTS.values())) == set(Who)
