"""Kudos: whom they go to, how long they can be taken back, what is posted and listed."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.domain import kudos, preferences
from bot.errors import Refused
from bot.models import Kudos, Membership, OutboxMessage, Person, PersonKind
from bot.worktime import month_of
from tests.sales import NOW, TODAY, Sales

MONTH = month_of(TODAY)


def give(sales: Sales, by: Person, team: Membership, *to: Person, at: datetime = NOW) -> Kudos:
    return kudos.give(sales.session, by, team.team, to, "for staying late", now=at)


def is_posted(sales: Sales, given: Kudos) -> bool:
    row = sales.session.scalar(select(OutboxMessage).where(OutboxMessage.key == kudos.key(given)))
    return row is not None and not row.is_gone


def test_kudos_go_from_anyone_to_several_at_once(sales: Sales, lee: Membership, rita: Membership) -> None:
    stranger_to_the_team = sales.person("Dana")
    given = give(sales, stranger_to_the_team, lee, lee.person, rita.person)
    assert {recipient.person_id for recipient in given.recipients} == {lee.person_id, rita.person_id}
    assert is_posted(sales, given)


def test_nobody_thanks_themselves_even_among_others(sales: Sales, lee: Membership, rita: Membership) -> None:
    with pytest.raises(Refused, match="go to others") as refusal:
        give(sales, lee.person, lee, rita.person, lee.person)
    assert refusal.value.field == "recipients"


@pytest.mark.parametrize("kind", [PersonKind.GUEST, PersonKind.BOT, PersonKind.STRANGER])
def test_whoever_is_nobody_here_is_not_thanked_and_it_says_who(sales: Sales, lee: Membership, kind: PersonKind) -> None:
    with pytest.raises(Refused, match="Gus can't be thanked here"):
        give(sales, lee.person, lee, sales.person("Gus", kind))


def test_kudos_without_a_person_or_a_reason_are_refused_at_their_field(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    for to, reason, field in (
        ([], "for that", "recipients"),
        ([rita.person], "  ", "reason"),
        ([rita.person], "x" * (kudos.LONGEST_REASON + 1), "reason"),
        ([sales.person(f"P{n}") for n in range(kudos.MOST_RECIPIENTS + 1)], "for that", "recipients"),
    ):
        with pytest.raises(Refused) as refusal:
            kudos.give(sales.session, lee.person, lee.team, to, reason, now=NOW)
        assert refusal.value.field == field


def test_kudos_are_taken_back_within_the_teams_time_and_not_later(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    preferences.set_for_team(sales.session, lee, "undo", "10 minutes")
    given, late = give(sales, lee.person, lee, rita.person), give(sales, lee.person, lee, rita.person)
    kudos.undo(sales.session, lee.person, given, now=NOW + timedelta(minutes=10))
    assert not is_posted(sales, given)
    with pytest.raises(Refused, match="more than 10 minutes ago"):
        kudos.undo(sales.session, lee.person, late, now=NOW + timedelta(minutes=11))
    with pytest.raises(Refused, match="already"):
        kudos.undo(sales.session, lee.person, given, now=NOW)


def test_only_who_gave_kudos_takes_them_back(sales: Sales, lee: Membership, rita: Membership) -> None:
    given = give(sales, rita.person, lee, lee.person)
    with pytest.raises(Refused, match="Only"):
        kudos.undo(sales.session, lee.person, given, now=NOW)


def test_the_same_opening_never_follows_itself_even_when_those_between_are_taken_back(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    standing = [give(sales, lee.person, lee, rita.person)]
    for taken_back_between in (0, 1, 2, 3):
        for _ in range(taken_back_between):
            kudos.undo(sales.session, lee.person, give(sales, lee.person, lee, rita.person), now=NOW)
        standing.append(give(sales, lee.person, lee, rita.person))
    openings = [given.opening for given in standing]
    assert all(one != following for one, following in pairwise(openings))


def test_nothing_is_posted_where_none_of_them_wants_to_be_named(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    preferences.set_for_person(sales.session, rita.person, "thanks", "off")
    other = sales.rep("Sam", lee)
    assert not is_posted(sales, give(sales, lee.person, lee, rita.person))
    assert is_posted(sales, give(sales, lee.person, lee, rita.person, other.person))
    assert kudos.count_received(sales.session, rita.person, MONTH, "UTC") == 2


def test_what_was_not_posted_never_is_whatever_who_was_thanked_sets_later(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    preferences.set_for_person(sales.session, rita.person, "thanks", "off")
    give(sales, lee.person, lee, rita.person)
    preferences.set_for_person(sales.session, rita.person, "thanks", "loud")
    posted = give(sales, lee.person, lee, rita.person)
    assert kudos.in_period(sales.session, lee.team, MONTH) == [posted]
    preferences.set_for_person(sales.session, rita.person, "thanks", "off")
    assert kudos.count(sales.session, lee.team, MONTH) == 0
    assert is_posted(sales, posted)


def test_a_months_kudos_are_those_that_stand_and_were_given_in_the_teams_own_month(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    lee.team.zone = "Asia/Tokyo"
    last_of_october_there = datetime(2026, 10, 31, 14, 59, tzinfo=UTC)
    give(sales, lee.person, lee, rita.person, at=last_of_october_there)
    first = give(sales, lee.person, lee, rita.person, at=last_of_october_there + timedelta(minutes=1))
    undone, last = give(sales, lee.person, lee, rita.person), give(sales, lee.person, lee, rita.person)
    kudos.undo(sales.session, lee.person, undone, now=NOW)
    assert kudos.in_period(sales.session, lee.team, MONTH) == [last, first]
    assert kudos.in_period(sales.session, lee.team, MONTH, skip=1, limit=1) == [first]
    assert kudos.count(sales.session, lee.team, MONTH) == 2


def test_what_a_person_received_counts_every_team(sales: Sales, lee: Membership, rita: Membership) -> None:
    east = sales.team("East", sales.person("Dana"))
    here, there = give(sales, lee.person, lee, rita.person), give(sales, east.person, east, rita.person)
    assert kudos.received(sales.session, rita.person, MONTH, "UTC", limit=5) == [there, here]
    assert kudos.received(sales.session, lee.person, MONTH, "UTC", limit=5) == []


def test_the_latest_to_take_back_is_of_the_last_days_and_of_any_team(sales: Sales, lee: Membership) -> None:
    give(sales, lee.person, lee, sales.person("Zoe"))
    there = give(sales, lee.person, sales.team("East", sales.person("Dana")), sales.person("Ann"))
    assert kudos.latest_of(sales.session, lee.person, now=NOW) is there
    assert kudos.latest_of(sales.session, lee.person, now=NOW + timedelta(days=8)) is None
