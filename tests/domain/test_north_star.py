"""The north star: said once, changed for a reason, mended without noise, every version kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain import north_star, preferences, teams
from bot.domain.north_star import Change, Parts, Unsure
from bot.errors import Refused, Superseded
from bot.models import ChangeReason, Membership, NorthStar, OutboxMessage, Role
from tests.domain.conftest import West
from tests.sales import NOW, TODAY, Sales

FIRST = Parts("The first call of every clinic", value="An answer within the hour")
SECOND = Parts("The partner of every group of clinics", value="One contract for twenty sites")
WHY = Change(ChangeReason.MARKET, "clinics merge", "one contract for twenty sites")


def said(by: Membership, session: Sales, parts: Parts = FIRST) -> NorthStar:
    return north_star.set_first(session.session, by, parts, now=NOW)


def posts(sales: Sales) -> list[tuple[str, int]]:
    """What stands, or will, about north stars, and how often it changed."""
    rows = select(OutboxMessage.kind, OutboxMessage.wanted).where(OutboxMessage.kind.startswith("north_star."))
    return [(kind, wanted) for kind, wanted in sales.session.execute(rows.order_by(OutboxMessage.id))]


def test_a_leader_says_it_and_the_channel_hears(sales: Sales, lee: Membership) -> None:
    version = said(lee, sales)
    assert (version.version, version.statement) == (1, "The first call of every clinic")
    assert north_star.current(sales.session, lee.team) is version
    assert posts(sales) == [("north_star.set", 1)]
    row = sales.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "north_star.set")).one()
    assert row.recipient == lee.team.channel_id


def test_only_a_leader_writes_it(sales: Sales, west: West) -> None:
    for write in (
        lambda: said(west.rita, sales),
        lambda: north_star.change(sales.session, west.rita, SECOND, WHY, now=NOW),
        lambda: north_star.correct(sales.session, west.rita, SECOND, now=NOW),
    ):
        with pytest.raises(Refused, match="Only a leader of the team can say where the team is going"):
            write()


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (Parts("  "), "statement"),
        (Parts("x" * 3001), "statement"),
        (replace(FIRST, economy="x" * 1501), "economy"),
    ],
)
def test_what_is_empty_or_too_long_is_refused_at_its_field(
    sales: Sales, lee: Membership, parts: Parts, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        said(lee, sales, parts)
    assert refusal.value.field == field
    assert posts(sales) == []


def test_a_second_first_one_is_refused_with_the_way_on(sales: Sales, lee: Membership) -> None:
    said(lee, sales)
    with pytest.raises(Superseded, match="/pace vision change"):
        said(lee, sales, SECOND)


def test_a_change_is_announced_by_itself_with_its_reason(sales: Sales, lee: Membership) -> None:
    said(lee, sales)
    version = north_star.change(sales.session, lee, SECOND, WHY, now=NOW)
    assert (version.version, version.reason, version.why) == (2, ChangeReason.MARKET, "clinics merge")
    assert posts(sales) == [("north_star.set", 1), ("north_star.changed", 1)]


@pytest.mark.parametrize(
    ("why", "field"),
    [
        (replace(WHY, reason=None), "reason"),
        (replace(WHY, why=" "), "why"),
        (replace(WHY, opportunity=""), "opportunity"),
        (replace(WHY, why="x" * 1501), "why"),
        (replace(WHY, win_ids=(1, 2, 3, 4)), "wins"),
    ],
)
def test_a_change_without_all_of_its_reason_is_refused(sales: Sales, lee: Membership, why: Change, field: str) -> None:
    said(lee, sales)
    with pytest.raises(Refused) as refusal:
        north_star.change(sales.session, lee, SECOND, why, now=NOW)
    assert refusal.value.field == field


def test_what_is_the_same_is_no_change(sales: Sales, lee: Membership) -> None:
    said(lee, sales)
    with pytest.raises(Refused, match="reads already"):
        north_star.change(sales.session, lee, FIRST, WHY, now=NOW)


def test_before_the_first_there_is_nothing_to_change(sales: Sales, lee: Membership) -> None:
    with pytest.raises(Refused, match="no north star yet"):
        north_star.change(sales.session, lee, SECOND, WHY, now=NOW)


def test_a_typo_fix_is_kept_as_a_version_and_edits_what_was_told(sales: Sales, lee: Membership) -> None:
    first = said(lee, sales, Parts("The frist call of every clinic"))
    mended = north_star.correct(sales.session, lee, Parts("The first call of every clinic"), now=NOW)
    assert mended.is_typo_fix
    assert posts(sales) == [("north_star.set", 2)]
    assert north_star.told(sales.session, lee.team_id, 1) == (first, mended)


def test_a_typo_fix_after_a_change_edits_the_change_and_not_what_was_before(sales: Sales, lee: Membership) -> None:
    said(lee, sales)
    changed = north_star.change(sales.session, lee, SECOND, WHY, now=NOW)
    mended = north_star.correct(sales.session, lee, replace(SECOND, statement=f"{SECOND.statement}!"), now=NOW)
    assert posts(sales) == [("north_star.set", 1), ("north_star.changed", 2)]
    assert north_star.told(sales.session, lee.team_id, 2) == (changed, mended)


def test_what_differs_much_is_a_typo_only_for_who_is_sure(sales: Sales, lee: Membership) -> None:
    said(lee, sales)
    with pytest.raises(Unsure):
        north_star.correct(sales.session, lee, SECOND, now=NOW)
    assert north_star.correct(sales.session, lee, SECOND, now=NOW, is_sure=True).statement == SECOND.statement


def test_of_two_leaders_the_second_is_told_what_the_first_wrote(sales: Sales, west: West) -> None:
    read = said(west.lee, sales).version
    dana = teams.add(sales.session, west.lee, west.dana, (Role.LEADER,), now=NOW)
    north_star.change(sales.session, dana, SECOND, WHY, now=NOW, base=read)
    with pytest.raises(Superseded, match=r"Dana changed it meanwhile.*The partner of every group"):
        north_star.change(sales.session, west.lee, Parts("Onward"), WHY, now=NOW, base=read)
    with pytest.raises(Superseded):
        north_star.correct(sales.session, west.lee, Parts("The first call of every clinics"), now=NOW, base=read)
    assert north_star.count(sales.session, west.lee.team) == 2


def test_every_version_is_kept_newest_first(sales: Sales, lee: Membership) -> None:
    said(lee, sales)
    for number in range(2, 6):
        north_star.change(sales.session, lee, Parts(f"Onward, take {number}"), WHY, now=NOW)
    versions = [each.version for each in north_star.history(sales.session, lee.team, skip=1, limit=3)]
    assert versions == [4, 3, 2]
    assert north_star.get_version(sales.session, lee.team, 1).statement == FIRST.statement
    with pytest.raises(Refused, match="no version 9"):
        north_star.get_version(sales.session, lee.team, 9)


def test_the_nearest_is_the_teams_own_else_that_of_the_team_above(sales: Sales, west: West) -> None:
    north = sales.team("North", west.dana)
    west.lee.team.parent = north.team
    assert north_star.nearest(sales.session, west.lee.team) is None
    above = said(north, sales, SECOND)
    assert north_star.nearest(sales.session, west.lee.team) is above
    own = said(west.lee, sales)
    assert north_star.nearest(sales.session, west.lee.team) is own
    assert north_star.above(sales.session, west.lee.team) is above


def test_the_wins_that_say_why_they_worked_are_offered_first_and_then_the_largest(sales: Sales, west: West) -> None:
    large, small, told = sales.win(west.rita, 9000), sales.win(west.rita, 100), sales.win(west.sam, 500)
    told.because = "the CFO was in early"
    old = sales.win(west.rita, 10_000, TODAY - timedelta(days=200))
    foreign = sales.win(west.rita, 9500, currency="EUR")
    quiet = sales.win(west.lee, 9900)
    preferences.set_for_person(sales.session, west.lee.person, "wins", "off")
    offered = north_star.offered_wins(sales.session, west.lee.team, now=NOW)
    assert offered == [told, large, small]
    assert not {old, foreign, quiet} & set(offered)


def test_a_win_that_was_taken_back_is_told_no_more(sales: Sales, west: West) -> None:
    said(west.lee, sales)
    win = sales.win(west.rita, 9000)
    ids = north_star.wins_numbered(sales.session, west.lee.team, [win.number])
    version = north_star.change(sales.session, west.lee, SECOND, replace(WHY, win_ids=ids), now=NOW)
    assert north_star.namable_wins(sales.session, version) == [win]
    win.is_standing = False
    assert north_star.namable_wins(sales.session, version) == []


def test_numbers_of_no_win_and_no_goal_are_refused(sales: Sales, lee: Membership) -> None:
    with pytest.raises(Refused, match="no win that stands with the number 99"):
        north_star.wins_numbered(sales.session, lee.team, [99])
    with pytest.raises(Refused, match="no open goal of the team with the number 99"):
        north_star.goals_numbered(sales.session, lee.team, [99])


def test_wins_of_another_team_do_not_explain_a_change(sales: Sales, west: West) -> None:
    said(west.lee, sales)
    elsewhere = sales.win(sales.team("East", west.dana), 9000)
    version = north_star.change(sales.session, west.lee, SECOND, replace(WHY, win_ids=(elsewhere.id,)), now=NOW)
    assert version.wins == []


def test_a_team_that_turned_it_off_hears_nothing(sales: Sales, lee: Membership) -> None:
    preferences.set_for_team(sales.session, lee, "vision", "off")
    said(lee, sales)
    assert posts(sales) == []
