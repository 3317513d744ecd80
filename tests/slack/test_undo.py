"""`/pace undo`: the last that somebody said is taken back, whatever it was, and said by name."""

import pytest

from tests.office import Office
from tests.slack.talk import hears

SAID = (
    ("rita", "/win 90k Umbrella: platform", "Umbrella"),
    ("rita", "/kudos @sam for the demo", "kudos to Sam O'Neil for the demo"),
    ("rita", "/no Globex: too late", "a no from Globex"),
    ("rita", "/goal new 40 calls by EOQ", "40 calls"),
    ("rita", "/goal demos +2", "+2 demos"),
    ("rita", "/promise @sam the deck by Friday", "the deck"),
    ("rita", "/ask @lee a price by Friday", "a price"),
    ("rita", "/promise drop 2 legal needs longer", "your promise to Sam O'Neil stands as before: the price list"),
    ("rita", "/obstacle a laptop by Friday", "is no obstacle any more"),
    ("rita", "/feedback @sam saw: a; did: b; try: c", "feedback to Sam O'Neil"),
    ("rita", "/pace away Friday", "you're not away Fri 20 Nov"),
    ("lee", "/coach @rita looked: the Acme call; well: the silence; work on: the price", "with Rita Rossi"),
    ("lee", "/pace cheer dm @rita that silence was brave", "what you said to Rita Rossi"),
    ("lee", "/pace cheer @rita that silence was brave", "kudos to Rita Rossi"),
    ("lee", "/pace autonomy @rita I trust you with the north", "about Rita Rossi"),
    ("lee", "/pace inspect next steps after demos", "next steps after demos"),
)


@pytest.mark.parametrize(("who", "line", "told"), SAID, ids=[line for _, line, _ in SAID])
def test_the_last_that_was_said_is_undone_by_name_and_what_was_said_before_stands(
    west: Office, who: str, line: str, told: str
) -> None:
    person = getattr(west, who)
    hears(west.rita, "/goal new 12 demos this month")
    hears(west.rita, "/promise @sam the price list by Friday")
    hears(person, "/win 48k Acme: annual plan")
    west.clock.wait(minutes=1)
    hears(person, line)
    west.clock.wait(minutes=1)
    answer = hears(person, "/pace undo")
    assert told in answer
    assert "Acme: annual" not in answer
    assert "Acme" in hears(person, "/win list")
    assert "Acme" in hears(person, "/pace undo")


def test_what_can_be_dropped_at_any_time_is_no_longer_undone_after_the_hour(west: Office) -> None:
    for line in ("/obstacle a laptop by Friday", "/ask @lee a price by Friday", "/pace away Friday"):
        hears(west.rita, line)
    west.clock.wait(minutes=61)
    assert hears(west.rita, "/pace undo").startswith("Nothing to undo: nothing that you said in the last 7 days stands")
    hears(west.rita, "/win 48k Acme: annual plan")
    assert "Acme" in hears(west.rita, "/pace undo")


def test_an_obstacle_about_which_somebody_did_something_is_not_dropped_by_undo(west: Office) -> None:
    hears(west.rita, "/win 48k Acme: annual plan")
    west.clock.wait(minutes=1)
    hears(west.rita, "/obstacle a laptop by Friday")
    hears(west.sam, "/obstacle take 2")
    assert "Acme" in hears(west.rita, "/pace undo")


def test_what_came_last_and_is_too_late_is_said_so_and_nothing_before_it_undone(west: Office) -> None:
    hears(west.rita, "/win 48k Acme: annual plan")
    hears(west.rita, "/kudos @sam for the demo")
    west.clock.wait(minutes=61)
    assert hears(west.rita, "/pace undo").startswith("That was said more than 60 minutes ago")
    assert "Acme" in hears(west.rita, "/win list")


def test_each_undo_takes_the_one_before(west: Office) -> None:
    for line in ("/win 48k Acme: annual plan", "/kudos @sam for the demo", "/no Globex: too late"):
        hears(west.rita, line)
        west.clock.wait(minutes=1)
    answers = [hears(west.rita, "/pace undo") for _ in range(4)]
    assert [any(name in answer for name in ("Globex", "Sam", "Acme")) for answer in answers] == [
        True,
        True,
        True,
        False,
    ]
    assert "Globex" in answers[0]
    assert "Acme" in answers[2]
    assert answers[3].startswith("Nothing to undo")
