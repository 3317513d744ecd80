"""`/pace undo` presses the button that takes back what somebody did last, and says by name what that was."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.models import Undo
from bot.slack.root import NOTHING_TO_UNDO
from tests.office import Office
from tests.slack.talk import hears, home, presses
from tests.slack.test_obstacles import on
from tests.slack.test_once import again
from tests.slack.test_turn import last_request

NOTHING = NOTHING_TO_UNDO.replace("`", "")
OFFERING = (
    ("rita", "/win 90k Umbrella: platform", "Umbrella"),
    ("rita", "/kudos @sam for the demo", "kudos to Sam O'Neil for the demo"),
    ("rita", "/no Globex: too late", "a no from Globex"),
    ("rita", "/goal new 40 calls by EOQ", "40 calls"),
    ("rita", "/goal demos +2", "+2 demos"),
    ("rita", "/promise @sam the deck by Friday", "the deck"),
    ("rita", "/ask @lee a price by Friday", "a price, asked of Lee Chen"),
    ("rita", "/promise drop 2 legal needs longer", "your promise to Sam O'Neil stands as before: the price list"),
    ("rita", "/obstacle a laptop by Friday", "5 is no obstacle any more"),
    ("rita", "/feedback @sam saw: a; did: b; try: c", "feedback to Sam O'Neil"),
    ("rita", "/pace away Friday", "you're not away Fri 20 Nov"),
    ("rita", "/coach me on pricing talk", "nobody is asked any more"),
    ("rita", "/pace hours Thu 14:00-16:00 in 30 minutes", "hours 5"),
    ("lee", "/coach @rita looked: the Acme call; well: the silence; work on: the price", "with Rita Rossi"),
    ("lee", "/pace cheer dm @rita that silence was brave", "what you said to Rita Rossi"),
    ("lee", "/pace cheer @rita that silence was brave", "kudos to Rita Rossi"),
    ("lee", "/pace autonomy @rita I trust you with the north", "about Rita Rossi"),
    ("lee", "/pace inspect next steps after demos", "next steps after demos"),
    ("lee", "/pace team off 28 Dec to 30 Dec", "West works Mon 28 Dec"),
)
OFFERING_NONE = (
    "/win edit 3 52k",
    "/win reverse 3",
    "/promise move 2 to Thursday",
    "/promise keep 2",
    "/ask @lee @sam a price by Friday",
    "/no share",
    "/pace settings thanks quiet",
    "/kudos undo",
)
ASKED = (
    "/win 48.000 Globex: seats",
    "/win 48k Acme: annual plan",
    "/win edit Acme 900k",
    "/win",
    "/obstacle call: Acme's CFO",
    "/goal",
    "/win list",
    "/win edit 3 52k something odd",
    "/win edit 3 48k",
    "/goal edit 1 12 demos this month",
    "/pace settings thanks loud",
    "/win 0k Acme",
    "/kudos",
)


@pytest.fixture
def busy(west: Office) -> Office:
    """Rita has a goal, a promise and a win; Lee a win."""
    for line in ("/goal new 12 demos this month", "/promise @sam the price list by Friday"):
        hears(west.rita, line)
    hears(west.rita, "/win 48k Acme: annual plan")
    hears(west.lee, "/win 48k Hooli: annual plan")
    return west


def offered(west: Office) -> set[tuple[int, str, str]]:
    """Whose last act is taken back by which button."""
    with west.bot.database.reading() as session:
        return {(row.person_id, row.action, row.value) for row in session.scalars(select(Undo))}


@pytest.mark.parametrize(("who", "line", "told"), OFFERING, ids=[line for _, line, _ in OFFERING])
def test_the_last_act_is_undone_by_name_and_nothing_before_it(busy: Office, who: str, line: str, told: str) -> None:
    person = getattr(busy, who)
    before = hears(person, "/win list")
    hears(person, line)
    first = offered(busy)
    assert told in hears(person, "/pace undo")
    assert hears(person, "/pace undo") == NOTHING
    [(person_id, action, value)] = first - offered(busy)
    with busy.bot.database.writing() as session:  # as another undo, at the same moment, had read it
        session.add(Undo(person_id=person_id, action=action, value=value, done_at=busy.clock.now()))
    assert "on my side" not in hears(person, "/pace undo")
    assert hears(person, "/win list") == before


@pytest.mark.parametrize("line", OFFERING_NONE)
def test_where_nothing_takes_back_the_last_act_nothing_before_it_is_undone(busy: Office, line: str) -> None:
    hears(busy.rita, "/kudos @sam for the demo")
    hears(busy.rita, line)
    before = [hears(busy.rita, f"/{what} list") for what in ("win", "promise", "kudos")]
    assert hears(busy.rita, "/pace undo") == NOTHING
    assert [hears(busy.rita, f"/{what} list") for what in ("win", "promise", "kudos")] == before


@pytest.mark.parametrize("line", ASKED)
def test_what_is_only_asked_shown_or_refused_changes_nothing_of_what_is_undone(busy: Office, line: str) -> None:
    hears(busy.rita, "/kudos @sam for the demo")
    busy.rita.types(line)
    home(busy.rita)
    assert "kudos to Sam O'Neil" in hears(busy.rita, "/pace undo")


@pytest.mark.parametrize(
    "line",
    [
        "/pace team set undo 60 minutes",
        "/pace team add @sam",
        "/pace team join",
        "/pace team add @sam as coach of @rita",
        "/pace digest on Fri at 15:00",
        "/pace digest skip",
        "/checkin 1 off",
        "/checkin new Monday intention on Mon at 9:00",
    ],
)
def test_what_is_so_already_changes_nothing_of_what_is_undone(busy: Office, line: str) -> None:
    hears(busy.lee, line)
    hears(busy.lee, "/kudos @sam for the demo")
    hears(busy.lee, line)
    assert "kudos to Sam O'Neil" in hears(busy.lee, "/pace undo")


def test_what_was_not_logged_twice_is_still_undone(busy: Office) -> None:
    hears(busy.rita, "/win 20k Umbrella: seats")
    hears(busy.rita, "/win 20k Umbrella: seats")
    presses(busy.rita, "No")
    assert "Umbrella" in hears(busy.rita, "/pace undo")


def test_a_win_is_still_undone_after_a_question_about_its_account(busy: Office) -> None:
    hears(busy.rita, "/win 20k Acmee: seats")
    assert (
        "Undo the win" in busy.rita.answer.buttons
        if presses(busy.rita, "Yes, the same") and busy.rita.answer
        else False
    )
    assert "$20,000" in hears(busy.rita, "/pace undo")


def test_what_was_done_more_than_a_week_ago_is_not_undone_unseen(west: Office) -> None:
    hears(west.rita, "/obstacle Legal: a yes on clause 7 by 18 Dec")
    on(west, 27, 10)
    assert hears(west.rita, "/pace undo") == NOTHING


def test_the_parts_of_a_check_in_are_not_undone_alone(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos this month")
    on(west, 20, 15, 5)
    hears(west.rita, "/checkin answer 1: 48k Acme; 2: 3; 3: nothing")
    assert hears(west.rita, "/pace undo") == NOTHING


def test_an_answer_to_a_question_is_the_act_that_is_undone(west: Office) -> None:
    hears(west.rita, "/kudos @sam for the demo")
    hears(west.rita, "/win 48.000 Acme: plan")
    presses(west.rita, "$48,000")
    assert "Acme" in hears(west.rita, "/pace undo")


def test_the_lines_that_are_named_where_nothing_is_undone_work_as_they_stand(west: Office) -> None:
    assert hears(west.rita, "/pace undo") == NOTHING
    lines = re.findall(r"`(/[^`]+)`", NOTHING_TO_UNDO)
    assert len(lines) == 4
    for line in lines:
        assert hears(west.rita, line).startswith("Nothing to undo: ")


def test_what_an_earlier_version_offered_is_as_if_it_had_offered_nothing(west: Office) -> None:
    hears(west.rita, "/kudos @sam for the demo")
    with west.bot.database.writing() as session:
        for row in session.scalars(select(Undo)):
            row.action = "kudos.of_old"
    assert hears(west.rita, "/pace undo") == NOTHING


# ── where, when, and how often ───────────────────────────────────────────────────────────────────────────


def test_the_undo_of_a_kind_takes_its_last_and_says_where_undo_is_off(west: Office) -> None:
    west.sandbox.add_channel("east", [west.dana, west.rita])
    for line in ("/pace team new East", "/pace team add @rita", "/pace team set undo off"):
        west.dana.types(line, in_="east")
    for act, undo in (
        ("/win 5k Acme: plan", "/win undo"),
        ("/kudos @sam for it", "/kudos undo"),
        ("/no 3", "/no undo"),
    ):
        west.rita.types(act, in_="wins")
        west.clock.wait(minutes=1)
        west.rita.types(act, in_="east")
        for place in ("east", "wins"):
            answer = west.rita.types(undo, in_=place)
            assert answer is not None
            assert answer.plain.startswith("Undo is off in East"), undo
            answer = west.rita.types("/pace undo", in_=place)
            assert answer is not None
            assert answer.plain == NOTHING


def test_a_director_takes_back_a_cheer(west: Office) -> None:
    west.dana.types("/pace team new North", in_=west.sandbox.add_channel("north", [west.dana, west.lee]))
    hears(west.lee, "/pace team set under North")
    assert "On its way to Lee Chen" in hears(west.dana, "/pace cheer dm @lee that silence was brave")
    assert "what you said to Lee Chen" in hears(west.dana, "/pace undo")


def test_a_ramp_stays_as_there_is_no_undo_beneath_it(west: Office) -> None:
    for line in ("/win 40k Acme: plan on 20 Sep", "/win 30k Hooli: plan on 20 Jun", "/goal new 100k this quarter"):
        hears(west.rita, line)
    presses(west.rita, "Use the ramp")
    assert hears(west.rita, "/pace undo") == NOTHING
    assert "of $55,000" in hears(west.rita, "/goal 3")


def test_a_goal_that_was_kept_as_it_is_is_still_undone(west: Office) -> None:
    for line in ("/win 40k Acme: plan on 20 Sep", "/win 30k Hooli: plan on 20 Jun", "/goal new 100k this quarter"):
        hears(west.rita, line)
    presses(west.rita, "Keep it")
    assert "100,000" in hears(west.rita, "/pace undo")


def test_days_away_are_undone_by_whoever_said_them_even_past_midnight(west: Office) -> None:
    hears(west.rita, "/kudos @lee for the demo")
    west.clock.to(datetime(2026, 11, 18, 23, 50, tzinfo=ZoneInfo("Europe/Berlin")))
    hears(west.lee, "/pace away @sam today")
    west.clock.wait(minutes=15)
    assert "Sam O'Neil is not away Wed 18 Nov" in hears(west.lee, "/pace undo")
    assert "That was said more than 60 minutes ago" in hears(west.rita, "/pace undo")


def test_what_is_too_late_to_undo_is_said_so_each_time(west: Office) -> None:
    hears(west.rita, "/win 48k Acme: annual plan")
    hears(west.rita, "/kudos @sam for the demo")
    west.clock.wait(minutes=61)
    for _ in range(2):
        assert hears(west.rita, "/pace undo").startswith("That was said more than 60 minutes ago")
    assert "Acme" in hears(west.rita, "/win list")


def test_of_two_undos_at_once_one_is_refused_in_words(west: Office) -> None:
    hears(west.rita, "/win 48k Acme: annual plan")
    hears(west.rita, "/pace undo 99")
    said = last_request(west).body.replace("undo+99", "undo")
    twice = [re.sub("trigger_id=[^&]*", f"trigger_id={nth}", said) for nth in (1, 2)]
    with ThreadPoolExecutor(2) as threads:
        answers = [json.loads(answer.body)["text"] for answer in threads.map(west.sandbox.signed, twice)]
    done, refused = sorted(answers, key=lambda told: "Taken back: *Acme*" not in told)
    assert done.startswith("Taken back")
    assert refused in (NOTHING_TO_UNDO, "Win 1 was undone already; it counts nowhere any more.")


def test_an_undo_that_is_delivered_again_is_not_answered_anew(west: Office) -> None:
    hears(west.rita, "/win 48k Acme: annual plan")
    hears(west.rita, "/pace undo")
    seen = len(west.rita.sees())
    assert again(west, last_request(west)) == [200]
    assert len(west.rita.sees()) == seen
