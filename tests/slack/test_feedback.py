"""Feedback, as it is given in a line or a form, heard of, and read by the two of it alone."""

import json

import pytest

from tests.office import Office, Person
from tests.slack.talk import form, hears, home, presses

LINE = "/feedback @rita saw: you let Acme finish; did: they named the price; try: wait even longer"
NEXT_MORNING = {"hours": 24}


def reads(person: Person, number: int = 1) -> str:
    person.types(f"/feedback show {number}")
    return person.form.text if person.form else ""


def test_feedback_in_a_line_is_told_of_without_its_words(west: Office) -> None:
    answer = hears(west.sam, LINE)
    assert "Given: 1. Rita Rossi hears that there is feedback from you" in answer
    assert "price" not in answer
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    notice = west.rita.dms[-1]
    assert "Sam O'Neil has feedback for you, for the two of you alone." in notice.plain
    assert "price" not in notice.plain
    west.rita.clicks("Open", on=notice)
    assert west.rita.form is not None
    for part in ("What I saw", "you let Acme finish", "they named the price", "wait even longer", "Sam O'Neil alone"):
        assert part in west.rita.form.text


def test_who_has_notices_off_finds_feedback_on_app_home_and_the_giver_reads_so(west: Office) -> None:
    hears(west.rita, "/pace settings notices off")
    answer = hears(west.sam, "/feedback @rita saw: a platypus; did: it paused; try: to wait")
    assert "Given: 1. Rita Rossi has notices off, but finds it in App Home." in answer
    assert "hears" not in answer
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    assert not [message for message in west.rita.dms if "feedback" in message.plain]
    told = home(west.rita)
    assert "1 Wed 18 Nov, from Sam O'Neil" in told
    assert "platypus" not in told
    west.rita.clicks("Open", on=west.rita.opens_home())
    assert west.rita.form is not None
    assert "a platypus" in west.rita.form.text


def test_home_shows_the_newest_feedback_that_one_got_lately_and_to_nobody_else(west: Office) -> None:
    for _ in range(4):
        hears(west.sam, LINE)
    assert [home(west.rita).count("from Sam O'Neil"), home(west.sam).count("Feedback for you")] == [3, 0]
    assert "Feedback for you" not in home(west.lee)
    west.clock.wait(days=31)
    assert "Feedback for you" not in home(west.rita)


def test_feedback_to_the_wrong_person_is_taken_back_with_its_words(west: Office) -> None:
    hears(west.sam, LINE)
    west.clock.wait(minutes=30)
    west.delivers()
    assert "Taken back: feedback to Rita Rossi" in presses(west.sam, "Undo")
    west.delivers()
    assert not [message for message in west.rita.dms if "feedback" in message.plain]
    assert "No feedback yet" in hears(west.rita, "/feedback list")
    assert "Nothing to undo" in hears(west.sam, "/feedback undo")


def test_feedback_is_taken_back_within_the_teams_time_alone(west: Office) -> None:
    hears(west.sam, LINE)
    west.clock.wait(minutes=61)
    assert "so it stands" in hears(west.sam, "/feedback undo")


def test_a_part_that_is_missing_is_asked_for_in_the_form(west: Office) -> None:
    west.sam.types("/feedback @rita saw: you let Acme finish; try: wait longer")
    assert form(west.sam)["What I saw"] == "you let Acme finish"
    assert form(west.sam)["What to try"] == "wait longer"
    west.sam.fills("What it did", "they named the price")
    assert west.sam.submits()
    assert "they named the price" in reads(west.rita)


def test_the_form_alone_asks_to_whom(west: Office) -> None:
    west.sam.types("/feedback")
    west.sam.fills("To whom?", [west.rita])
    for label in ("What I saw", "What it did", "What to try"):
        west.sam.fills(label, "it")
    assert west.sam.submits()
    assert "from Sam O'Neil" in hears(west.rita, "/feedback list")
    assert "to Rita Rossi" in hears(west.sam, "/feedback list")


def test_a_form_that_was_closed_comes_back(west: Office) -> None:
    west.sam.types("/feedback @rita")
    west.sam.fills("What I saw", "patience")
    west.sam.closes()
    home = west.sam.opens_home()
    assert home is not None
    west.sam.clicks("Finish your feedback", on=home)
    assert form(west.sam)["What I saw"] == "patience"
    west.sam.closes()
    hears(west.sam, LINE)
    home = west.sam.opens_home()
    assert home is not None
    assert "Finish your feedback" not in home.text


def test_nobody_but_the_two_reads_it(west: Office) -> None:
    hears(west.sam, LINE)
    assert "price" in reads(west.sam)
    for person in (west.lee, west.mia, west.dana):
        assert "I know no such feedback of yours" in hears(person, "/feedback show 1")
        assert person.form is None


@pytest.mark.parametrize("line", ["", "@rita", "@rita saw: a; did: b; try: c"])
def test_who_is_in_no_team_is_shown_the_way_into_one(west: Office, line: str) -> None:
    assert "You're in no team yet. This channel is the one of West." in hears(west.dana, f"/feedback {line}")
    assert west.dana.answer
    assert west.dana.answer.buttons == ["Join West"]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("@sam saw: a; did: b; try: c", "Feedback goes to somebody else"),
        ("@dana saw: a; did: b; try: c", "stays within a team, and Dana Diaz is in none of yours"),
        ("Rita saw: a; did: b; try: c", "Mention one person first of all"),
        ("show", "Which one?"),
        ("show 99", "I know no such feedback"),
    ],
)
def test_what_cannot_be_given_is_answered_with_what_to_do(west: Office, line: str, hint: str) -> None:
    assert hint in hears(west.sam, f"/feedback {line}")


def test_text_can_notify_nobody_and_says_nothing_too_long(west: Office) -> None:
    hears(west.sam, "/feedback @rita saw: <!channel> and @everyone; did: b; try: c")
    assert "@everyone" in reads(west.rita)
    west.sam.types(f"/feedback @rita saw: {'x' * 1001}; did: b; try: c")
    assert west.sam.form is not None
    assert "1,001 characters" in west.sam.form.text


def test_a_form_that_names_another_person_is_checked_anew(west: Office) -> None:
    west.sam.types("/feedback @rita")
    for label in ("What I saw", "What it did", "What to try"):
        west.sam.fills(label, "it")
    view = west.sam.form
    assert view is not None
    carried = json.loads(view.definition["private_metadata"]) | {"to": west.dana.id}
    view.definition["private_metadata"] = json.dumps(carried)
    assert not west.sam.submits()
