"""What stands in a form that was begun: kept if it is more than what the form opened with, whichever form it is."""

import json

import pytest
from sqlalchemy import select

from bot.models import Draft
from tests.office import Office, Person
from tests.slack.talk import form, hears, presses


def opened_by_an_earlier_version(person: Person) -> None:
    """As forms were before each carried the kind of its draft."""
    assert person.form
    carried = json.loads(person.form.definition["private_metadata"])
    del carried["draft"]
    person.form.definition["private_metadata"] = json.dumps(carried)


def test_a_form_that_an_earlier_version_opened_leaves_nothing_that_breaks_home(west: Office) -> None:
    west.rita.types("/ask @lee a price for Acme by Friday")
    west.lee.types("/promise decline 1")
    opened_by_an_earlier_version(west.lee)
    west.lee.fills("Why?", "it is Sam's account")
    west.lee.closes()
    assert west.lee.opens_home()
    assert west.sandbox.troubles == []


def test_a_form_that_an_earlier_version_opened_still_does_what_it_is_for(west: Office) -> None:
    west.lee.types("/pace inspect")
    opened_by_an_earlier_version(west.lee)
    west.lee.fills(next(iter(form(west.lee))), "next steps after demos")
    assert west.lee.submits()
    assert "next steps after demos" in west.posted()[-1]


def test_a_question_that_an_earlier_version_asked_is_answered_in_words(west: Office) -> None:
    hears(west.rita, "/goal new 300k this quarter")
    hears(west.rita, "/goal 1 +48.000")
    with west.bot.database.writing() as session:
        draft = session.scalars(select(Draft)).one()
        draft.data = {"text": "1 +48.000", "typed_at": west.clock.now().isoformat(), "goal": None, "amount": None}
    assert "That was answered already, or I forgot it" in presses(west.rita, "$48,000")


def test_people_chosen_for_a_promise_come_back(west: Office) -> None:
    for line, label in (("/promise", "To whom?"), ("/ask", "Whom do you ask?")):
        west.rita.types(line)
        west.rita.fills(label, ["@sam", "@mia"])
        west.rita.closes()
        west.rita.types(line)
        assert form(west.rita)[label] == "@sam, @mia"


def test_a_line_leaves_what_was_begun_about_what_was_seen(west: Office) -> None:
    hears(west.lee, "/pace inspect next steps")
    west.lee.types("/pace inspect")
    west.lee.fills("What did you see in “next steps”, as a pattern?", "half of them had none")
    west.lee.closes()
    hears(west.lee, "/pace inspect discounts")
    west.lee.types("/pace inspect")
    assert list(form(west.lee).values()) == ["discounts", "half of them had none"]


def test_a_goal_out_of_sight_loses_nothing_that_was_begun(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos this month")
    west.rita.types("/goal edit 1")
    hears(west.lee, "/pace team remove @rita")
    west.rita.fills("Why this number?", "two more reps")
    west.rita.closes()
    hears(west.lee, "/pace team add @rita")
    west.rita.types("/goal edit 1")
    assert form(west.rita)["Why this number?"] == "two more reps"


BEFORE = (
    "/pace aim A house by the sea",
    "/pace inspect next steps",
    "/goal new 300k this quarter for team because we grow",
    "/win 48k Acme: annual plan because we brought the CFO in early",
    "/pace vision set The team that customers call first",
)
FORMS = (
    "/pace aim",
    "/pace inspect",
    "/pace settings",
    "/pace away",
    "/goal new",
    "/goal edit 1",
    "/goal close 1",
    "/goal 1 needs",
    "/win",
    "/win edit 2",
    "/kudos @sam",
    "/feedback @sam",
    "/coach @rita",
    "/checkin new",
    "/checkin edit 1",
    "/pace vision edit",
    "/pace standards new",
    "/obstacle",
    "/promise @sam",
    "/ask @sam",
    "/pace cheer @rita",
)


@pytest.mark.parametrize("line", FORMS)
def test_a_form_that_was_closed_as_it_opened_was_not_begun(west: Office, line: str) -> None:
    for said in BEFORE:
        west.lee.types(said)
    west.lee.types(line)
    assert form(west.lee)
    west.lee.closes()
    home = west.lee.opens_home()
    assert home
    assert [label for label in home.buttons if label.startswith("Finish")] == []
