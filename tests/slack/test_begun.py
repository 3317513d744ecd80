"""What stands in a form that was begun: kept if it is more than what the form opened with, whichever form it is."""

import json

import pytest

from tests.office import Office, Person
from tests.slack.talk import form


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
