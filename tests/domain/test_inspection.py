"""What is looked at: one thing a week for a team, changed and taken back, and its pattern told without names."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain import inspection, preferences
from bot.errors import Refused
from bot.models import OutboxMessage
from tests.domain.conftest import West
from tests.sales import NOW, Sales

WEEK = timedelta(days=7)


def posts(west: West) -> list[str]:
    rows = select(OutboxMessage).where(OutboxMessage.kind.startswith("inspection.")).order_by(OutboxMessage.id)
    return [row.kind for row in west.session.scalars(rows) if not row.is_gone]


def test_it_is_said_once_a_week_and_said_again_it_is_changed(west: West) -> None:
    first = inspection.announce(west.session, west.lee, "next steps", now=NOW)
    again = inspection.announce(west.session, west.lee, "next steps after demos", now=NOW + timedelta(hours=1))
    assert again.id == first.id
    assert posts(west) == ["inspection.announced"]
    later = inspection.announce(west.session, west.lee, "proposals", now=NOW + WEEK)
    assert [row.what for row in inspection.listed(west.session, west.lee.team, limit=9)] == [
        "proposals",
        "next steps after demos",
    ]
    assert later.id != first.id


def test_what_was_seen_stands_beneath_it_and_can_be_changed(west: West) -> None:
    row = inspection.announce(west.session, west.lee, "next steps", now=NOW)
    inspection.conclude(west.session, west.lee, "They lack a date", now=NOW)
    inspection.conclude(west.session, west.lee, "Most lack a date", now=NOW)
    assert posts(west) == ["inspection.announced", "inspection.concluded"]
    beneath = west.session.scalar(select(OutboxMessage.thread_key).where(OutboxMessage.kind == "inspection.concluded"))
    assert beneath == inspection.key(row)
    assert row.seen == "Most lack a date"


def test_it_is_taken_back_step_by_step_and_can_be_said_anew(west: West) -> None:
    inspection.announce(west.session, west.lee, "next steps", now=NOW)
    inspection.conclude(west.session, west.lee, "They lack a date", now=NOW)
    inspection.undo(west.session, west.lee, now=NOW)
    assert posts(west) == ["inspection.announced"]
    inspection.undo(west.session, west.lee, now=NOW)
    assert posts(west) == []
    with pytest.raises(Refused, match="nothing to take back"):
        inspection.undo(west.session, west.lee, now=NOW)
    assert inspection.announce(west.session, west.lee, "proposals", now=NOW).seen == ""
    assert posts(west) == ["inspection.announced"]


def test_it_stays_the_weeks_when_the_team_begins_its_weeks_on_another_day(west: West) -> None:
    row = inspection.announce(west.session, west.lee, "next steps", now=NOW)
    preferences.set_for_team(west.session, west.lee, "workweek", "Sun-Thu")
    assert inspection.conclude(west.session, west.lee, "They lack a date", now=NOW).id == row.id
    with pytest.raises(Refused, match="which is this week's"):
        inspection.announce(west.session, west.lee, "proposals", now=NOW)


def test_last_weeks_pattern_can_still_be_said_and_an_older_one_not(west: West) -> None:
    row = inspection.announce(west.session, west.lee, "next steps", now=NOW)
    assert inspection.conclude(west.session, west.lee, "They lack a date", now=NOW + WEEK).id == row.id
    with pytest.raises(Refused, match="Nothing was announced"):
        inspection.conclude(west.session, west.lee, "They lack a date", now=NOW + 2 * WEEK)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Rita never sets a date", "Rita"),
        ("it is always rita", "rita"),
        ("RITA's demos go cold", "RITA"),
        ("@rita goes cold", "@rita"),
        ("the deals of Rossi", "Rossi"),
        ("Will forgets the date", "Will"),
    ],
)
def test_a_pattern_that_names_somebody_of_the_team_is_refused(sales: Sales, west: West, said: str, found: str) -> None:
    west.rita.person.name = "Rita Rossi"
    sales.rep("Will Ng", west.lee)
    inspection.announce(west.session, west.lee, "next steps", now=NOW)
    with pytest.raises(Refused, match=f"I read “{found}”"):
        inspection.conclude(west.session, west.lee, said, now=NOW)
    with pytest.raises(Refused, match="without names"):
        inspection.announce(west.session, west.lee, said, now=NOW)


@pytest.mark.parametrize("said", ["Demos will go cold", "Samples help", "Lee's own deals lack a date", "Ng is short"])
def test_a_word_that_is_no_name_of_others_is_fine(sales: Sales, west: West, said: str) -> None:
    sales.rep("Will Ng", west.lee)
    inspection.announce(west.session, west.lee, "next steps", now=NOW)
    assert inspection.conclude(west.session, west.lee, said, now=NOW).seen == said


def test_only_a_leader_says_it(west: West) -> None:
    for act in (inspection.announce, inspection.conclude):
        with pytest.raises(Refused, match="Only a leader"):
            act(west.session, west.rita, "next steps", now=NOW)
    with pytest.raises(Refused, match="Only a leader"):
        inspection.undo(west.session, west.rita, now=NOW)


def test_where_the_team_has_it_off_nothing_is_posted(west: West) -> None:
    preferences.set_for_team(west.session, west.lee, "inspection", "off")
    inspection.announce(west.session, west.lee, "next steps", now=NOW)
    inspection.conclude(west.session, west.lee, "They lack a date", now=NOW)
    assert posts(west) == []
