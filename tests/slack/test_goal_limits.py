"""However many goals there are, and however long their words, what the bot makes of them is within Slack's limits."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.domain import goals
from bot.models import Membership, Person
from tests.office import Office
from tests.slack.talk import fills, hears
from tests.slack.test_limits import LONG, refused_by_slack
from tests.statements import asked

MANY = 200


def set_goals(office: Office, count: int) -> None:
    """Rita sets so many goals with the longest words that are taken."""
    now = office.clock.now()
    with office.bot.database.writing() as session:
        mine = select(Membership).join(Membership.person).where(Person.slack_id == office.rita.id)
        rita = session.scalars(mine).one()
        for number in range(count):
            what, why = LONG[: goals.LONGEST["what"]], LONG[: goals.LONGEST["why"]]
            year_end = datetime(2026, 12, 31, tzinfo=UTC).date()
            facts = goals.Facts(10**8 + number, what, None, now.date(), year_end, why=why)
            goals.set_goal(session, rita, facts, now=now, owner=rita.person)


@pytest.fixture
def driven(west: Office) -> Office:
    """West, where Rita has 200 goals."""
    set_goals(west, MANY)
    return west


def test_home_of_somebody_with_two_hundred_goals_fits_and_costs_no_more_questions(driven: Office) -> None:
    with asked(driven.bot.database) as statements:
        home = driven.rita.opens_home()
    assert home
    assert "… and 195 more" in home.text
    assert 1 <= len([each for each in statements if "progress" in each]) <= 3
    assert refused_by_slack(driven) == []


def test_two_hundred_goals_are_listed_to_the_last_and_each_is_shown(driven: Office) -> None:
    assert f"Your goals in West: {MANY}." in hears(driven.rita, "/goal")
    driven.rita.clicks("185 more")
    hears(driven.rita, f"/goal {MANY}")
    assert refused_by_slack(driven) == []


@pytest.mark.parametrize(
    "line", ["{}", "new {}", "new 12 {}", "new 12 demos by EOQ because {}", "1 +2 {}", "1 +{}", "{} +2"]
)
@pytest.mark.parametrize("long", [LONG, LONG.replace(" ", ""), "😀" * 3000, "&" * 3000, "9" * 3000])
def test_three_thousand_characters_are_answered(west: Office, line: str, long: str) -> None:
    hears(west.rita, "/goal new 12 demos by EOQ")
    west.rita.types("/goal " + line.format(long), in_="wins")
    assert refused_by_slack(west) == []


def test_what_is_told_of_the_longest_goal_fits(west: Office) -> None:
    set_goals(west, 1)
    for moment in (datetime(2026, 12, 14, 9, 0, tzinfo=UTC), datetime(2027, 1, 1, 12, 0, tzinfo=UTC)):
        west.clock.to(moment)
        west.bot.scheduler.tick()
        west.clock.wait(days=4)
        assert refused_by_slack(west) == []
    assert len(west.rita.dms) >= 2


def test_the_longest_goal_is_changed_in_its_form(driven: Office) -> None:
    hears(driven.rita, "/goal 1")
    driven.rita.clicks("Change it")
    fills(driven.rita, why_this_number="Because")
    assert driven.rita.submits()
    assert refused_by_slack(driven) == []
