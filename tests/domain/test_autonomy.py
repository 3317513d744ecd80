"""Autonomy: in the leader's words, and only in those; what it changes and what it does not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain import autonomy, goals, preferences, teams
from bot.errors import Refused
from bot.models import Autonomy, Membership, OutboxMessage, Role
from bot.worktime import month_of
from tests.sales import NOW, TODAY, Sales

WORDS = "I trust you with the north"


@pytest.fixture
def given(sales: Sales, lee: Membership, rita: Membership) -> Autonomy:
    """Lee's word to Rita."""
    return autonomy.give(sales.session, lee, rita.person, WORDS, now=NOW)


def told(sales: Sales, kind: str = "autonomy") -> list[tuple[str, str]]:
    """What is wanted of that kind, and for whom."""
    rows = sales.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [(row.kind, row.recipient) for row in rows if row.kind.startswith(kind) and not row.is_gone]


def test_a_leader_says_it_and_the_rep_reads_it(sales: Sales, rita: Membership, given: Autonomy) -> None:
    assert autonomy.trusted(sales.session, rita.team) == {rita.person_id}
    assert [row.words for row in autonomy.of_person(sales.session, rita.person)] == [WORDS]
    assert told(sales) == [("autonomy.given", rita.person.slack_id)]
    assert given.ended_at is None


def test_nobody_but_a_leader_says_it(sales: Sales, lee: Membership, rita: Membership) -> None:
    sam = sales.rep("Sam", lee)
    for by, person in ((rita, sam.person), (rita, rita.person)):
        with pytest.raises(Refused, match="Only a leader of the team can let somebody go their own way"):
            autonomy.give(sales.session, by, person, WORDS, now=NOW)
    with pytest.raises(Refused, match="Lee leads"):
        autonomy.give(sales.session, lee, lee.person, WORDS, now=NOW)


@pytest.mark.parametrize(("words", "answer"), [("  ", "in your own words"), ("x" * 501, "501 characters")])
def test_it_takes_words_of_some_length(
    sales: Sales, lee: Membership, rita: Membership, words: str, answer: str
) -> None:
    with pytest.raises(Refused, match=answer):
        autonomy.give(sales.session, lee, rita.person, words, now=NOW)


def test_it_is_given_once(sales: Sales, lee: Membership, rita: Membership, given: Autonomy) -> None:
    with pytest.raises(Refused, match="has it already"):
        autonomy.give(sales.session, lee, rita.person, WORDS, now=NOW)
    assert given.words == WORDS


def test_a_leader_ends_it_in_words_which_the_rep_reads(
    sales: Sales, lee: Membership, rita: Membership, given: Autonomy
) -> None:
    with pytest.raises(Refused, match="Say why"):
        autonomy.end(sales.session, lee, rita.person, "", now=NOW)
    autonomy.end(sales.session, lee, rita.person, "Let's plan the north together", now=NOW)
    assert autonomy.trusted(sales.session, rita.team) == frozenset()
    assert told(sales)[-1] == ("autonomy.ended", rita.person.slack_id)
    assert given.end_words == "Let's plan the north together"  # history stays
    with pytest.raises(Refused, match="no autonomy"):
        autonomy.end(sales.session, lee, rita.person, "again", now=NOW)


def test_the_rep_gives_it_back_and_the_leader_hears(
    sales: Sales, lee: Membership, rita: Membership, given: Autonomy
) -> None:
    autonomy.give_back(sales.session, rita, "I miss the questions", now=NOW)
    assert told(sales)[-1] == ("autonomy.returned", lee.person.slack_id)
    assert given.ended_by_id == rita.person_id
    with pytest.raises(Refused, match="to give back"):
        autonomy.give_back(sales.session, rita, now=NOW)


def test_what_was_said_can_be_undone_within_the_hour_by_who_said_it(
    sales: Sales, lee: Membership, rita: Membership, given: Autonomy
) -> None:
    with pytest.raises(Refused, match="Only its owner"):
        autonomy.undo(sales.session, rita.person, given, is_end=False, now=NOW)
    with pytest.raises(Refused, match="more than 60 minutes ago"):
        autonomy.undo(sales.session, lee.person, given, is_end=False, now=NOW + timedelta(minutes=61))
    autonomy.undo(sales.session, lee.person, given, is_end=False, now=NOW + timedelta(minutes=60))
    assert autonomy.trusted(sales.session, rita.team) == frozenset()
    assert told(sales) == []


def test_an_end_that_is_undone_leaves_it_as_it_was(
    sales: Sales, lee: Membership, rita: Membership, given: Autonomy
) -> None:
    autonomy.end(sales.session, lee, rita.person, "Let's see", now=NOW)
    autonomy.undo(sales.session, lee.person, given, is_end=True, now=NOW)
    assert autonomy.trusted(sales.session, rita.team) == {rita.person_id}
    assert told(sales) == [("autonomy.given", rita.person.slack_id)]
    with pytest.raises(Refused, match="taken back already"):  # a second click takes nothing else back
        autonomy.undo(sales.session, lee.person, given, is_end=True, now=NOW)
    assert autonomy.trusted(sales.session, rita.team) == {rita.person_id}


def test_a_late_undo_of_the_first_word_leaves_the_end_alone(
    sales: Sales, lee: Membership, rita: Membership, given: Autonomy
) -> None:
    autonomy.end(sales.session, lee, rita.person, "Let's see", now=NOW)
    with pytest.raises(Refused, match="has ended since"):
        autonomy.undo(sales.session, lee.person, given, is_end=False, now=NOW)
    assert autonomy.trusted(sales.session, rita.team) == frozenset()


def test_an_end_is_not_undone_for_who_left_the_team_since(
    sales: Sales, lee: Membership, rita: Membership, given: Autonomy
) -> None:
    person = rita.person
    autonomy.end(sales.session, lee, person, "Let's see", now=NOW)
    autonomy.give(sales.session, lee, person, "Once more", now=NOW)
    teams.remove(sales.session, lee, person)
    with pytest.raises(Refused, match="Rita has left"):
        autonomy.undo(sales.session, lee.person, given, is_end=True, now=NOW)


def test_who_leads_no_more_undoes_nothing(sales: Sales, lee: Membership, rita: Membership, given: Autonomy) -> None:
    sam = sales.rep("Sam", lee)
    teams.add(sales.session, lee, sam.person, (Role.LEADER,), now=NOW)
    autonomy.end(sales.session, lee, rita.person, "Let's see", now=NOW)
    teams.take_role(sales.session, sam, lee.person, Role.LEADER)
    with pytest.raises(Refused, match="Only a leader"):
        autonomy.undo(sales.session, lee.person, given, is_end=True, now=NOW)


def test_whoever_leaves_the_team_leaves_it_behind(
    sales: Sales, lee: Membership, rita: Membership, given: Autonomy
) -> None:
    person = rita.person
    teams.remove(sales.session, lee, person)
    assert autonomy.trusted(sales.session, lee.team) == frozenset()
    later = NOW + timedelta(days=1)
    teams.add(sales.session, lee, person, (Role.REP,), now=later)
    assert autonomy.trusted(sales.session, lee.team) == frozenset()
    autonomy.give(sales.session, lee, person, "Once more", now=later)
    assert autonomy.trusted(sales.session, lee.team) == {person.id}
    assert given.ended_at == later


@pytest.mark.usefixtures("given")
def test_whoever_comes_to_lead_has_it_no_more(sales: Sales, lee: Membership, rita: Membership) -> None:
    teams.add(sales.session, lee, rita.person, (Role.LEADER,), now=NOW)
    assert autonomy.trusted(sales.session, lee.team) == frozenset()
    assert autonomy.of_person(sales.session, rita.person) == []
    with pytest.raises(Refused, match="no autonomy"):
        autonomy.end(sales.session, rita, rita.person, "I lead now", now=NOW)


@pytest.mark.usefixtures("given")
def test_whom_a_leader_lets_go_slips_in_peace(sales: Sales, lee: Membership, rita: Membership) -> None:
    month = month_of(TODAY)
    facts = goals.Facts(40, "demos", None, month.first, month.last)
    early = NOW - timedelta(days=20)
    mine = goals.set_goal(sales.session, rita, facts, now=early, owner=rita.person)
    sams = goals.set_goal(sales.session, lee, facts, now=early, owner=sales.rep("Sam", lee).person)
    goals.watch(sales.session, now=NOW)
    assert [who for _, who in told(sales, "goal.slipping")] == [sams.owner and sams.owner.slack_id]
    goals.watch(sales.session, now=NOW + timedelta(days=5))
    assert len(told(sales, "goal.slip_told")) == 1
    # Ended, the slip that is still one is told from then on.
    autonomy.end(sales.session, lee, rita.person, "Let's see", now=NOW)
    goals.watch(sales.session, now=NOW + timedelta(days=6))
    assert mine.slipped_on == TODAY + timedelta(days=6)


@pytest.mark.parametrize("is_after", [True, False])
def test_a_slip_that_was_noticed_before_is_told_to_nobody_any_more(
    sales: Sales, lee: Membership, rita: Membership, is_after: bool
) -> None:
    month = month_of(TODAY)
    facts = goals.Facts(40, "demos", None, month.first, month.last)
    mine = goals.set_goal(sales.session, rita, facts, now=NOW - timedelta(days=20), owner=rita.person)
    goals.watch(sales.session, now=NOW)
    assert mine.slipped_on == TODAY
    goals.watch(sales.session, now=NOW + timedelta(days=5 if is_after else 1))
    autonomy.give(sales.session, lee, rita.person, WORDS, now=NOW + timedelta(days=5))
    goals.watch(sales.session, now=NOW + timedelta(days=6))
    assert (mine.slipped_on, mine.leader_told_at) == (None, None)  # so what still waits to be sent tells nothing
    # Ended, the owner hears of it first again, and the leader only after the grace.
    autonomy.end(sales.session, lee, rita.person, "Let's see", now=NOW + timedelta(days=6))
    before = len(told(sales, "goal.slip_told"))
    goals.watch(sales.session, now=NOW + timedelta(days=7))
    assert mine.slipped_on == TODAY + timedelta(days=7)
    assert len(told(sales, "goal.slip_told")) == before


def test_once_who_gave_it_leads_no_more_whoever_leads_by_then_hears(
    sales: Sales, lee: Membership, rita: Membership, given: Autonomy
) -> None:
    sam = sales.rep("Sam", lee)
    teams.add(sales.session, lee, sam.person, (Role.LEADER,), now=NOW)
    teams.take_role(sales.session, sam, lee.person, Role.LEADER)
    autonomy.give_back(sales.session, rita, now=NOW)
    assert told(sales)[-1] == ("autonomy.returned", sam.person.slack_id)
    assert given.ended_at


def test_undo_follows_what_the_team_set(sales: Sales, lee: Membership, given: Autonomy) -> None:
    preferences.set_for_team(sales.session, lee, "undo", "off")
    with pytest.raises(Refused, match="Undo is off"):
        autonomy.undo(sales.session, lee.person, given, is_end=False, now=NOW)
