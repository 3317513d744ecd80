"""Teams: made, joined, added to, and their numbers."""

from datetime import timedelta

import pytest

from bot.domain import teams
from bot.errors import Refused
from bot.models import PersonKind, Role
from tests.domain.conftest import West
from tests.sales import NOW, Sales


def test_a_team_takes_the_zone_of_its_founder_who_leads_and_sells(west: West) -> None:
    assert west.lee.team.zone == "Europe/Berlin"
    assert west.lee.roles == {Role.LEADER, Role.REP}


def test_whoever_is_added_is_a_rep(west: West) -> None:
    assert west.rita.roles == {Role.REP}


def test_joining_twice_is_joining_once(west: West) -> None:
    first = teams.join(west.session, west.dana, west.lee.team, now=NOW)
    assert teams.join(west.session, west.dana, west.lee.team, now=NOW) is first
    assert first.roles == {Role.REP}


def test_a_leader_who_joins_again_still_leads(west: West) -> None:
    again = teams.join(west.session, west.lee.person, west.lee.team, now=NOW)
    assert Role.LEADER in again.roles


@pytest.mark.parametrize("name", ["", "   ", "\n"])
def test_a_team_has_a_name(west: West, name: str) -> None:
    with pytest.raises(Refused, match="A team needs a name"):
        teams.found(west.session, west.dana, name, "CEAST", now=NOW)


@pytest.mark.parametrize("name", ["West", "WEST", " west "])
def test_a_name_is_taken_whatever_its_case(west: West, name: str) -> None:
    with pytest.raises(Refused, match="There is a team called"):
        teams.found(west.session, west.dana, name, "CEAST", now=NOW)


def test_a_channel_has_one_team(west: West) -> None:
    with pytest.raises(Refused, match="This channel is already the one of"):
        teams.found(west.session, west.dana, "East", west.lee.team.channel_id, now=NOW)


def test_a_name_of_sixty_characters_is_the_longest(west: West) -> None:
    assert teams.found(west.session, west.dana, "x" * 60, "CEAST", now=NOW)
    with pytest.raises(Refused, match="61 characters"):
        teams.found(west.session, west.dana, "x" * 61, "CNORTH", now=NOW)


def test_nobody_is_added_who_is_nobody_here(sales: Sales, west: West) -> None:
    with pytest.raises(Refused, match="Gus is a guest"):
        teams.add(west.session, west.lee, sales.person("Gus", PersonKind.GUEST), now=NOW)


def test_nobody_is_added_twice(west: West) -> None:
    with pytest.raises(Refused, match="Rita is in"):
        teams.add(west.session, west.lee, west.rita.person, now=NOW)


def test_a_person_s_teams_come_in_the_order_of_joining(west: West) -> None:
    east = teams.found(west.session, west.dana, "East", "CEAST", now=NOW)
    teams.add(west.session, east, west.rita.person, now=NOW + timedelta(hours=1))
    north = teams.found(west.session, west.rita.person, "North", "CNORTH", now=NOW - timedelta(days=1))
    mine = teams.memberships_of(west.session, west.rita.person)
    assert [membership.team for membership in mine] == [north.team, west.lee.team, east.team]


def test_members_are_those_still_there_by_name(sales: Sales, west: West) -> None:
    teams.join(west.session, sales.person("adam"), west.lee.team, now=NOW)
    west.sam.person.has_left = True
    west.session.flush()
    assert [member.person.name for member in teams.members(west.session, west.lee.team)] == ["adam", "Lee", "Rita"]


def test_who_is_not_in_a_team_is_named(west: West) -> None:
    with pytest.raises(Refused, match=r"Dana is not in \*West\*"):
        teams.get_membership(west.session, west.dana, west.lee.team)


def test_numbers_of_a_team_begin_at_one_and_skip_none(west: West) -> None:
    assert [teams.next_number(west.session, west.lee.team) for _ in range(3)] == [1, 2, 3]


def test_a_channel_of_another_workspace_is_another_channel(west: West) -> None:
    assert teams.find_by_channel(west.session, "T1", west.lee.team.channel_id) is west.lee.team
    assert teams.find_by_channel(west.session, "T2", west.lee.team.channel_id) is None


# ── who may change it ────────────────────────────────────────────────────────────────────────────────────


def test_a_manager_ends_the_membership_of_no_manager(sales: Sales, west: West) -> None:
    people = [sales.person(name) for name in ("Mia", "Max")]
    mia, other = (teams.add(west.session, west.lee, person, (Role.MANAGER,), now=NOW) for person in people)
    with pytest.raises(Refused, match="Only a leader"):
        teams.remove(west.session, mia, other.person)
    with pytest.raises(Refused, match="Only a leader"):
        teams.take_role(west.session, mia, other.person, Role.MANAGER)


def test_somebody_who_is_a_guest_by_now_is_no_leader_any_more(west: West) -> None:
    west.lee.person.kind = PersonKind.GUEST
    west.session.flush()
    assert teams.leaders(west.session, west.lee.team) == []
    assert teams.add(west.session, west.rita, west.sam.person, (Role.LEADER,), now=NOW).is_leader


def test_whoever_is_coached_by_nobody_any_more_stays_in_the_team(west: West) -> None:
    coach = teams.add_coach(west.session, west.lee, west.dana, [west.rita.person, west.sam.person], now=NOW)
    teams.end_coaching(west.session, west.lee, west.dana, [west.rita.person])
    assert [pair.rep_id for pair in coach.coached] == [west.sam.id]
    teams.end_coaching(west.session, west.lee, west.dana)
    assert coach.coached == []
    assert teams.find_membership(west.session, west.dana, west.lee.team) is coach


def test_coaching_ends_with_whoever_is_removed(west: West) -> None:
    coach = teams.add_coach(west.session, west.lee, west.dana, [west.rita.person], now=NOW)
    teams.remove(west.session, west.lee, west.rita.person)
    west.session.refresh(coach)
    assert coach.coached == []


def test_a_team_does_not_stand_under_itself(sales: Sales, west: West) -> None:
    east = sales.team("East", west.dana, under=west.lee.team)
    with pytest.raises(Refused, match=r"\*East\* is under \*West\* already"):
        teams.place_under(west.session, west.lee, east.team)
    with pytest.raises(Refused, match=r"\*West\* is the same team"):
        teams.place_under(west.session, west.lee, west.lee.team)
