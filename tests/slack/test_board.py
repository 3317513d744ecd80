"""The board and the teams below, as reps, leaders and directors ask for them; and what they find on App Home."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from bot.domain import goals, teams
from bot.domain.goals import Facts
from bot.models import Goal, Person, Team
from bot.sandbox.limits import check_view
from bot.sandbox.person import Person as Client
from bot.slack import blocks
from bot.slack.pages import TABLES
from bot.slack.turn import Visit
from bot.worktime import quarter_of
from tests.office import Office
from tests.slack.talk import hears, home, presses
from tests.statements import asked

BAD_INPUT = {
    "/pace board nonsense": "I read “nonsense”, which is no team, no time and no way to rank. Try /pace board",
    "/pace board teams nonsense": "which is no team",
    "/pace board value <!channel> *x*": "which is no team",
    "/pace board post East": "A board goes to its own team",
    f"/pace board {'x' * 2900}": "which is no team",
}


@pytest.mark.parametrize("line", BAD_INPUT)
def test_what_cannot_be_is_answered_with_what_to_do_instead(west: Office, line: str) -> None:
    assert BAD_INPUT[line] in hears(west.lee, line)


@pytest.mark.parametrize("name", ["The Hunters", "For Growth", "Hunters of the North"])
@pytest.mark.parametrize("before", ["", "value ", "month for ", "by value for the "])
def test_a_team_whose_name_begins_as_a_sentence_goes_on_is_found(west: Office, name: str, before: str) -> None:
    hears(west.lee, f"/pace team set name {name}")
    assert name in hears(west.lee, f"/pace board {before}{name}")
    assert f"/pace team set under {name} in its channel" in hears(west.lee, f"/pace board teams {before}{name}")


@pytest.fixture
def running(west: Office) -> Office:
    """A quarter in which Rita, Sam and Mia have goals, and came some way."""
    for who, line in (
        (west.rita, "/goal new 100k this quarter"),
        (west.sam, "/goal new 20k this quarter private"),
        (west.mia, "/goal new 20 demos this quarter"),
        (west.rita, "/win 48k Acme: plan"),
        (west.sam, "/win 19k Initech: plan with @rita 10%"),
        (west.mia, "/goal demos +9"),
    ):
        hears(who, line)
    return west


@pytest.fixture
def north(running: Office) -> Office:
    """Dana leads North, under which West stands."""
    running.sandbox.add_channel("north", [running.dana, running.lee])
    running.dana.types("/pace team new North", in_="north")
    running.lee.types("/pace team set under North", in_="wins")
    return running


def answered(person: Client, line: str, in_: str) -> str:
    answer = person.types(line, in_=in_)
    assert answer
    return answer.plain


# ── the board ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rep_reads_the_upper_part_and_the_own_line(running: Office) -> None:
    assert hears(running.rita, "/pace board").splitlines() == [
        "West, this quarter, by percent of their own target",
        "1. Rita Rossi · 49 %",
        "You: 49 %, place 1. Only you see this line.",
        "The upper part stands here. Percent is of each one's own target; of a longer goal this quarter counts, by "
        "their own working days and steps. Private goals stay out, and so do targets for less than half of the time "
        "until today. Not counted: 2 without a target that counts here.",
    ]
    assert "You: 45 %, place 2. Only you see this line." in hears(running.mia, "/pace board")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("value", "this quarter, by value\n1. Rita Rossi · $49,900\n2. Sam O'Neil · $17,100\nYou: $17,100, place 2."),
        ("by value this week", "this week, by value"),
        ("month value West", "this month, by value"),
        ("value for the last 30 days", "the last 30 days, by value"),
        ("IMPROVED", "most improved\nNobody is past their own earlier figure yet."),
        ("improved month", "You: after as many working days last month you had no wins to compare with."),
        ("improved 30d", "Each against what they won in the 30 days before, up to as many of their own working days."),
        ("percent", "You: no target of yours counts here"),
    ],
)
def test_how_it_ranks_and_over_which_time_is_said_in_any_order(running: Office, words: str, told: str) -> None:
    assert told in hears(running.sam, f"/pace board {words}")


def test_names_on_it_notify_nobody(running: Office) -> None:
    hears(running.lee, "/pace board post value")
    board = next(text for text in running.posted() if "by value" in text)
    assert "@" not in board
    assert "1. Rita Rossi · $49,900" in board
    assert "You" not in board


def test_only_a_leader_posts_it_in_words_or_by_a_click(running: Office) -> None:
    assert "Only a leader of the team can post the board" in hears(running.rita, "/pace board post")
    assert "[Post it to the team]" not in hears(running.rita, "/pace board")
    hears(running.lee, "/pace board month")
    assert "It goes to #wins" in presses(running.lee, "Post it to the team")
    assert any("West, this month, by percent" in text for text in running.posted())


def test_posted_again_on_the_same_day_it_is_brought_up_to_date_where_it_stands(running: Office) -> None:
    hears(running.lee, "/pace board post value")
    running.posted()
    hears(running.mia, "/win 90k Globex: plan")
    running.clock.wait(hours=1)
    hears(running.lee, "/pace board post value")
    (board,) = [text for text in running.posted() if "by value" in text]
    assert "1. Mia Sato · $90,000" in board


def test_who_turned_it_off_is_in_no_post_not_even_in_one_that_waits(running: Office) -> None:
    hears(running.lee, "/pace board post value")
    hears(running.rita, "/pace settings board off")
    assert not any("1. Rita" in text for text in running.posted())
    told = hears(running.rita, "/pace board value")
    assert "1. Sam O'Neil" in told
    assert "You: $49,900, place 1. Only you see this line." in told


def test_a_team_without_a_board_says_so_kindly(running: Office) -> None:
    hears(running.lee, "/pace team set board off")
    for line in ("/pace board", "/pace board value", "/pace board post"):
        assert "West keeps no board. /pace scorecard shows how you stand" in hears(running.lee, line)
    hears(running.lee, "/pace team set board value")
    assert "by value" in hears(running.rita, "/pace board")


def test_people_of_another_team_see_no_board_of_it(north: Office) -> None:
    north.sandbox.add_channel("east", [north.dana])
    eva = north.sandbox.add_person("eva", "Eva East")
    eva.joins(north.sandbox.channel("east"))
    north.dana.types("/pace team new East", in_="east")
    north.dana.types("/pace team add @eva", in_="east")
    assert "You're not in that team" in answered(eva, "/pace board West", "east")
    assert "1. Rita Rossi" in answered(north.dana, "/pace board West", "north")


# ── teams below ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_director_sees_sums_of_teams_and_nobodys_goals(north: Office) -> None:
    hears(north.lee, "/goal new 300k this quarter for the team")
    hears(north.rita, "/win €9k Umbrella: plan")
    north.dana.types("/win 3k Zenith: plan", in_="north")
    north.dana.types("/goal new 1m this quarter for the team", in_="north")
    assert answered(north.dana, "/pace board teams", "north").splitlines() == [
        "North with the team below, this quarter: $70,000, $3,000 of it North's own (€9,000 not in it) · "
        "7 % of $1,000,000 this quarter, too few deals to judge",
        "• West: $67,000 (€9,000 not in it) · 22 % of $300,000 this quarter, too few deals to judge",
        "Sums of teams. The goals of their people are between them and their leaders.",
    ]
    assert "$70,000 of $1,000,000" in answered(north.dana, "/goal", "north")
    assert "I know no goal 1 of yours" in answered(north.dana, "/goal 1", "north")


def test_the_board_of_a_team_above_says_what_it_comes_to_with_those_below(north: Office) -> None:
    assert "North with the team below, this quarter: $67,000" in answered(north.dana, "/pace board", "north")


def test_a_rep_reads_of_no_goal_of_the_team_above_in_a_confirmation(north: Office) -> None:
    north.dana.types("/goal new 1m this quarter for the team", in_="north")
    assert "1,000,000" not in hears(north.rita, "/win 5k Hooli: plan")


def test_teams_below_are_for_those_who_lead_and_manage(north: Office) -> None:
    assert "Only a leader of the team" in hears(north.rita, "/pace board teams")
    assert "West has no teams below it. A leader of one says /pace team set under West" in hears(
        north.lee, "/pace board teams"
    )
    assert "West has no teams below it." in answered(north.dana, "/pace board teams West", "north")
    assert "Only a leader" in hears(north.lee, "/pace board teams North")


# ── App Home, and how much of all this there can be ──────────────────────────────────────────────────────


def test_a_leader_finds_the_goal_of_the_team_and_a_director_the_teams_below(north: Office) -> None:
    hears(north.lee, "/goal new 300k this quarter for the team")
    assert "What you lead\nWest: 6 $300,000 this quarter · $67,000 of $300,000, 22 %" in home(north.lee)
    told = home(north.dana)
    assert "North with the team below, this quarter: $67,000\n• West: $67,000 · 22 % of $300,000" in told
    assert "What you lead" not in home(north.rita)


def test_a_slip_is_on_the_leaders_home_once_the_leader_was_told(running: Office) -> None:
    assert "A word to" not in home(running.lee)
    with running.bot.database.writing() as session:
        goal = session.scalars(select(Goal).where(Goal.number == 1)).one()
        goal.slipped_on, goal.leader_told_at = running.clock.now().date(), running.clock.now()
    assert "A word to Rita Rossi would help: 1 $100,000 this quarter · $49,900 of $100,000" in home(running.lee)
    assert "A word to" not in home(running.rita)


@pytest.fixture
def vast(north: Office) -> Office:
    """North with fifty teams more below it, and two hundred goals."""
    now = north.clock.now()
    quarter = quarter_of(now.date())
    with north.bot.database.writing() as session:
        top = session.scalars(select(Team).where(Team.name == "North")).one()
        rows = {row.slack_id: row for row in session.scalars(select(Person))}
        dana, rita = rows[north.dana.id], rows[north.rita.id]
        target = Facts(1_000_000_00, "revenue", "USD", quarter.first, quarter.last)
        for number in range(50):
            led = teams.found(session, rita, f"Team & Sons {number} " + "x" * 40, f"CX{number:06}", now=now)
            led.team.parent_id = top.id
            goals.set_goal(session, led, target, now=now, owner=None)
        by = teams.memberships_of(session, dana)[0]
        for _ in range(200):
            goals.set_goal(session, by, target, now=now, owner=dana)
    return north


def test_fifty_teams_and_two_hundred_goals_fit_and_can_be_read_to_the_last(vast: Office) -> None:
    told = answered(vast.dana, "/pace board teams", "north")
    shown = told.count("• ")
    for rest in ("31 more", "11 more"):
        vast.dana.clicks(rest, on=vast.dana.last("north"))
        shown += vast.dana.last("north").plain.count("• ")
    assert shown == 51
    with visiting(vast) as visit:
        view = blocks.home([*TABLES.home["goals"](visit), *TABLES.home["board"](visit)])
    check_view(view, "home")
    assert "… and 41 more: `/pace board teams North`" in str(view)
    assert "1. " in answered(vast.dana, "/pace board West", "north")
    assert vast.sandbox.troubles == []


def test_home_takes_as_many_questions_for_fifty_teams_as_for_one(north: Office, request: pytest.FixtureRequest) -> None:
    hears(north.lee, "/goal new 300k this quarter for the team")
    for line in ("/goal new 1m this quarter for the team", *["/goal new 100k this quarter"] * 5):
        north.dana.types(line, in_="north")
    few = questions(north)
    request.getfixturevalue("vast")
    assert questions(north) == few


def questions(office: Office) -> int:
    """How often Dana's cards of goals and teams ask the database."""
    with visiting(office) as visit, asked(office.bot.database) as statements:
        assert all(TABLES.home[card](visit) for card in ("goals", "board"))
    return len(statements)


@contextmanager
def visiting(office: Office) -> Iterator[Visit]:
    """Dana on her App Home."""
    with office.bot.database.reading() as session:
        dana = session.scalars(select(Person).where(Person.slack_id == office.dana.id)).one()
        yield Visit(session, dana, teams.memberships_of(session, dana), office.clock.now())


def test_a_board_of_last_quarter_is_gone_with_it(running: Office) -> None:
    running.clock.wait(days=60)
    assert "The first place is still free." in hears(running.rita, "/pace board value")
