"""`/pace undo`: the last that somebody said is taken back, whatever it was, and said by name."""

import re

import pytest

from bot.slack.root import NOTHING_TO_UNDO as NOTHING
from tests.office import Office
from tests.slack.talk import hears
from tests.slack.test_obstacles import on
from tests.slack.test_once import again
from tests.slack.test_turn import last_request

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
    assert hears(west.rita, "/pace undo") == NOTHING
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


# ── what no button undoes ────────────────────────────────────────────────────────────────────────────────

STAYS = (
    (
        ("/win 48k Acme: plan", "/win edit 2 52k"),
        "Win 2 was changed .* .* stands. /win undo 2 takes it back whole",
    ),
    (("/win 48k Acme: plan", "/win reverse 2"), "Win 2 is reversed, and that can't be undone"),
    (
        ("/promise @sam the deck by Friday", "/promise move 2 to Thursday"),
        "Promise 2 was moved .* /promise undo 2",
    ),
    (("/promise @sam the deck by Friday", "/promise move 2 to Monday"), "Promise 2 was moved .* /promise drop 2 legal"),
    (
        ("/win 48k Acme: plan", "/promise keep 1"),
        "You said that promise 1 is kept, .* /win undo 2 takes back what you said before it",
    ),
    (
        ("/kudos @sam for the demo", "/promise keep 1"),
        "You said that promise 1 is kept, .* /kudos undo takes back what you said before it",
    ),
)


@pytest.mark.parametrize(("lines", "told"), STAYS, ids=[lines[-1] for lines, _ in STAYS])
def test_what_cannot_be_undone_is_said_so_and_nothing_before_it_is_undone(
    west: Office, lines: tuple[str, ...], told: str
) -> None:
    hears(west.rita, "/promise @sam the price list by Friday")
    for line in lines:
        west.clock.wait(minutes=1)
        hears(west.rita, line)
    before = hears(west.rita, "/win list"), hears(west.rita, "/promise list"), hears(west.rita, "/kudos list")
    assert re.match(told, hears(west.rita, "/pace undo"))
    assert (hears(west.rita, "/win list"), hears(west.rita, "/promise list"), hears(west.rita, "/kudos list")) == before


def test_what_was_said_after_a_win_was_changed_is_undone_and_then_the_win_whole_by_its_number(west: Office) -> None:
    for line in ("/win 48k Acme: annual plan", "/win edit 1 52k", "/kudos @sam for the demo"):
        hears(west.rita, line)
        west.clock.wait(minutes=1)
    assert "kudos to Sam" in hears(west.rita, "/pace undo")
    assert "Win 1 was changed" in hears(west.rita, "/pace undo")
    assert "Acme" in hears(west.rita, "/win undo 1")
    assert hears(west.rita, "/pace undo") == NOTHING


def test_a_promise_that_was_accepted_stands_and_so_does_what_was_said_before(west: Office) -> None:
    hears(west.lee, "/ask @rita a price by Friday")
    hears(west.rita, "/win 48k Acme: annual plan")
    west.clock.wait(minutes=1)
    hears(west.rita, "/promise accept 1")
    assert hears(west.rita, "/pace undo").startswith("Promise 1 was accepted since, and that can't be undone")
    assert "Acme" in hears(west.rita, "/win list")


# ── whose act, and of what ───────────────────────────────────────────────────────────────────────────────


def test_days_away_are_undone_by_whoever_said_them(west: Office) -> None:
    hears(west.rita, "/win 48k Acme: annual plan")
    hears(west.lee, "/kudos @sam for the demo")
    west.clock.wait(minutes=1)
    hears(west.lee, "/pace away @rita Friday")
    assert "Acme" in hears(west.rita, "/pace undo")
    assert "Fri 20 Nov" in hears(west.rita, "/pace away list")
    assert "Rita Rossi is not away" in hears(west.lee, "/pace undo")
    assert "kudos to Sam" in hears(west.lee, "/pace undo")


def test_the_parts_of_a_check_in_are_not_undone_alone(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos this month")
    on(west, 20, 15, 5)
    hears(west.rita, "/checkin answer 1: 48k Acme; 2: 3; 3: nothing")
    assert hears(west.rita, "/pace undo").startswith("Goal 1 stands too long")
    on(west, 23, 9, 5)
    hears(west.rita, "/checkin answer 1: close Globex; 2: I need a laptop by Friday; 3: send the deck by Friday")
    west.clock.wait(minutes=2)
    hears(west.rita, "/pace undo")
    assert "2 · 🔒 private, raised by you" in hears(west.rita, "/obstacle list")


def test_what_was_asked_of_two_people_is_taken_back_from_each_by_name(west: Office) -> None:
    hears(west.rita, "/ask @lee @sam a price by Friday")
    asked = [hears(west.rita, "/pace undo") for _ in range(2)]
    assert asked == ["Taken back: a price, asked of Lee Chen.", "Taken back: a price, asked of Sam O'Neil."]


def test_a_promise_of_which_one_part_was_released_stands_again_by_its_number(west: Office) -> None:
    hears(west.rita, "/promise @sam @mia the deck by Friday")
    hears(west.sam, "/promise release 1")
    hears(west.rita, "/promise drop 1 legal needs longer")
    assert "stands as before" in hears(west.rita, "/promise undo 1")


# ── several teams ────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_said_in_a_team_that_has_undo_off_hides_nothing(west: Office) -> None:
    west.sandbox.add_channel("east", [west.dana, west.rita, west.lee])
    west.dana.types("/pace team new East", in_="east")
    west.dana.types("/pace team add @rita", in_="east")
    west.dana.types("/pace team set undo off", in_="east")
    said = (("/win {}k Acme: plan", "Acme"), ("/kudos @lee for the {}. demo", "kudos"), ("/no Globex: {}", "no from"))
    for act, told in said:
        west.rita.types(act.format(1), in_="wins")
        west.clock.wait(minutes=1)
        west.rita.types(act.format(2), in_="east")
        assert told in west.rita.types("/pace undo", in_="wins").plain
    assert west.rita.types("/pace undo", in_="wins").plain == NOTHING


def test_where_undo_is_off_everywhere_it_is_said_so(west: Office) -> None:
    hears(west.lee, "/pace team set undo off")
    hears(west.rita, "/win 48k Acme: annual plan")
    assert hears(west.rita, "/pace undo").startswith("Undo is off in West")


def test_what_was_said_in_a_team_that_one_has_left_hides_nothing(west: Office) -> None:
    hears(west.rita, "/win 48k Acme: annual plan")
    hears(west.rita, "/goal new 12 demos this month")
    hears(west.rita, "/pace away Friday")
    hears(west.lee, "/pace team remove @rita")
    assert hears(west.rita, "/pace undo") == NOTHING


def test_an_undo_that_is_delivered_again_is_not_answered_anew(west: Office) -> None:
    hears(west.rita, "/win 48k Acme: annual plan")
    hears(west.rita, "/pace undo")
    seen = len(west.rita.sees())
    assert again(west, last_request(west)) == [200]
    assert len(west.rita.sees()) == seen
