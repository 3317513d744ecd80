"""How often the ways most used ask the database: each is held to a number, and none grows with what there is."""

from datetime import date

import pytest
from sqlalchemy import select

from bot import outbox
from bot.domain import attention, goals, teams
from bot.models import Membership, Person, Role, Win
from bot.outbox import Settled
from bot.slack.pages import TABLES
from bot.slack.wins import messages
from tests.notes import Notes
from tests.office import Office
from tests.office import Person as Visitor
from tests.slack.talk import hears
from tests.statements import asked, begun

YEAR_END = date(2026, 12, 31)


def statements_of(office: Office, line: str, who: str = "rita") -> int:
    """Once it was said before, so that all are known."""
    with asked(office.bot.database) as statements:
        assert "wrong" not in hears(getattr(office, who), line)
    return len(statements)


def set_goals(office: Office, count: int) -> None:
    """Rita's, each of which a win moves."""
    now = office.clock.now()
    with office.bot.database.writing() as session:
        mine = select(Membership).join(Membership.person).where(Person.slack_id == office.rita.id)
        rita = session.scalars(mine).one()
        for number in range(count):
            facts = goals.Facts(10**8 + number, "", "USD", now.date(), YEAR_END)
            goals.set_goal(session, rita, facts, now=now, owner=rita.person)


def lead(office: Office, count: int, begin: int = 0) -> None:
    """Lee leads so many more teams, each with Rita and Sam."""
    now = office.clock.now()
    with office.bot.database.writing() as session:
        people = {each.slack_id: each for each in session.scalars(select(Person))}
        lee = people[office.lee.id]
        for nth in range(begin, begin + count):
            led = teams.found(session, lee, f"Team {nth}", f"C9{nth}", now=now)
            for rep in (office.rita, office.sam):
                teams.add(session, led, people[rep.id], (Role.REP,), now=now)


@pytest.fixture
def selling(west: Office) -> Office:
    """West, where Rita spoke and sold before."""
    hears(west.rita, "/win 48k Acme: annual plan")
    west.delivers()
    return west


def visits(person: Visitor, office: Office) -> int:
    with asked(office.bot.database) as statements:
        person.opens_home()
    return len(statements)


def test_who_speaks_and_what_they_are_in_their_team_is_one_question(selling: Office) -> None:
    assert statements_of(selling, "/pace help") <= 1


def test_a_win_asks_nineteen_times(selling: Office) -> None:
    """Five to know who speaks, where, and whether it was said before; fourteen for the win, its past, post and undo."""
    assert statements_of(selling, "/win 20k Acme: more seats") <= 19


def test_a_win_takes_one_transaction_to_be_understood_and_one_to_be_recorded(selling: Office) -> None:
    with begun(selling.bot.database) as transactions:
        hears(selling.rita, "/win 20k Acme: more seats")
    assert len(transactions) == 2


def test_a_win_of_a_new_account_asks_for_its_place_in_the_book_as_well(selling: Office) -> None:
    assert statements_of(selling, "/win 20k Zebra: a first deal") <= 21


def test_a_win_costs_no_more_questions_however_many_goals_it_moves(selling: Office) -> None:
    """Lock, sums and steps for all of them at once; each step that is reached is a row of its own."""
    set_goals(selling, 1)
    one = statements_of(selling, "/win 20k Acme: more seats")
    set_goals(selling, 4)
    assert one <= 28
    assert statements_of(selling, "/win 21k Acme: still more seats") <= one


def test_an_undo_costs_the_same_however_many_wins_came_after_it(selling: Office) -> None:
    def undone(after: int) -> int:
        hears(selling.rita, "/win 10k Acme: seats")
        for nth in range(after):
            hears(selling.sam, f"/win {nth + 1}k Hooli: plan {after}")
        return statements_of(selling, "/win undo")

    assert undone(6) <= undone(2) + 1


def test_a_list_of_goals_costs_the_same_however_long_it_is(selling: Office) -> None:
    set_goals(selling, 3)
    few = statements_of(selling, "/goal list")
    set_goals(selling, 27)
    assert few <= 12
    assert statements_of(selling, "/goal list") <= few


def test_a_leader_who_coaches_is_not_asked_about_each_of_them_for_a_goal_of_the_team(selling: Office) -> None:
    hears(selling.lee, "/goal new 12 demos by EOQ for the team")
    one = statements_of(selling, "/goal 1", who="lee")
    for rep in ("rita", "sam", "mia"):
        hears(selling.lee, f"/pace team add @lee as coach of @{rep}")
    assert statements_of(selling, "/goal 1", who="lee") <= one


def test_the_board_asks_at_most_twelve_times(selling: Office) -> None:
    assert statements_of(selling, "/pace board") <= 12


def test_home_asks_each_card_a_few_questions(selling: Office) -> None:
    """Eighteen cards."""
    selling.rita.opens_home()
    assert visits(selling.rita, selling) <= 60


def test_home_of_a_leader_grows_by_the_few_teams_that_it_names_and_not_with_all(selling: Office) -> None:
    """Of at most five teams the cards say who leads them and what they sold; whom to coach is asked for all at once."""
    selling.lee.opens_home()
    assert visits(selling.lee, selling) <= 76
    lead(selling, 5)
    several = visits(selling.lee, selling)
    assert several <= 115
    lead(selling, 5, begin=5)
    assert visits(selling.lee, selling) <= several + 5  # with whom an aim is shared, team by team


def test_what_a_celebration_says_is_asked_in_four_questions(selling: Office) -> None:
    """The win with its people, how each wants to be named, the team's year, the team's total."""
    with asked(selling.bot.database) as statements, selling.bot.database.reading() as session:
        messages.celebration(session, 1)
    assert len(statements) <= 4


def test_delivery_asks_no_more_for_each_of_fifty_messages_of_a_channel_than_for_one(selling: Office) -> None:
    """To look what is due, claim and mark takes seven statements at most, and they are shared where many are due."""
    assert delivering(selling, "one", 1) <= 30
    assert delivering(selling, "many", 50) <= 30 + 50 * 12


def test_a_cycle_over_a_hundred_workspaces_asks_no_more_than_over_one(west: Office) -> None:
    """What is due, whose it is, and how it ended is asked and written for all of them at once."""
    notes = Notes(west.bot.database, west.clock)
    for nth in range(1, 102):
        notes.show(nth, "Note", "C1", workspace="T1" if nth == 1 else f"T{nth}")
    one = cycle(west, ["T1"])
    assert one <= 10
    assert cycle(west, [f"T{nth}" for nth in range(2, 102)]) <= one


def cycle(office: Office, workspaces: list[str]) -> int:
    """How often it is asked to take one message of each of these workspaces and to write down that it was sent."""
    database, now, real_now = office.bot.database, office.clock.now(), office.clock.real_now()
    orders = dict.fromkeys(workspaces, 20)
    with asked(office.bot.database) as statements:
        with database.writing() as session:
            leased = outbox.lease_workspaces(session, "anna", workspaces, real_now=real_now)
            attention.admit_all(session, leased, TABLES.messages, now)
        with database.reading() as session:
            candidates = outbox.candidates(session, orders, now=now, real_now=real_now)
        with database.writing() as session:
            claims = outbox.claim(session, candidates, "anna", now=now, real_now=real_now)
        with database.writing() as session:
            assert outbox.mark(session, [Settled(claim, "C1", "1.0") for claim in claims], now=now) == []
    assert [claim.workspace_id for claim in claims] == workspaces
    return len(statements)


def delivering(office: Office, name: str, count: int) -> int:
    """The celebration of one win so many times."""
    now = office.clock.now()
    with office.bot.database.writing() as session:
        win = session.scalars(select(Win)).first()
        assert win
        for nth in range(count):
            team, key = win.team, f"win:{name}:{nth}"
            outbox.show(
                session,
                "win.celebrated",
                key,
                workspace_id=team.workspace_id,
                recipient=team.wins_channel_id,
                due_at=now,
                win_id=win.id,
            )
    with asked(office.bot.database) as statements:
        assert office.delivers() == 0
    return len(statements)
