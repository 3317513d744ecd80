"""What stands in a form that was begun, across a change of version."""

import json

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
