"""A coaching talk taken back by whoever noted it: by its button, in a line, once, and never by another."""

import pytest

from bot.sandbox import payloads
from tests.office import Office, Person
from tests.slack.talk import form, hears, presses
from tests.slack.test_coaching import LINE, NEXT_MORNING, SECRET, everything_said, opens_notes, shown

WHOLE_HOUR = {"minutes": 61}


def told_of_talks(person: Person) -> list[str]:
    return [message.plain for message in person.dms if "notes of your talk" in message.plain]


def clicks(west: Office, person: Person, action: str, value: str) -> str:
    """Once more on the button of a confirmation that the answer has replaced, or of somebody else's."""
    button = {"type": "button", "action_id": action, "block_id": "b", "value": value}
    post = west.sandbox.workspace.post(west.wins, west.lee.id, "x", [], by_bot=False)
    person.bot.sends_interaction(payloads.click(west.sandbox.workspace, person.user, post, button))
    return person.sees()[-1].plain


# ── taken back ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_talk_is_taken_back_with_its_notes_and_what_the_rep_was_told(west: Office) -> None:
    hears(west.lee, "/pace team set undo 24 hours")
    hears(west.lee, LINE)
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    assert told_of_talks(west.rita)
    answer = presses(west.lee, "Undo")
    assert answer == "Taken back: talk 1 with Rita Rossi, and its notes are deleted."
    west.delivers()
    assert not told_of_talks(west.rita)
    assert "No talk yet" in hears(west.rita, "/coach history")
    assert "No talk yet" in hears(west.lee, "/coach history")
    assert "I know no talk 1" in hears(west.rita, "/coach show 1")
    assert SECRET not in everything_said(west)


def test_a_talk_of_which_the_rep_was_not_told_yet_is_never_told_of(west: Office) -> None:
    hears(west.lee, LINE)
    presses(west.lee, "Undo")
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    assert not told_of_talks(west.rita)


def test_a_second_click_hears_that_it_is_taken_back_already(west: Office) -> None:
    hears(west.lee, LINE)
    presses(west.lee, "Undo")
    for action, value in (("coaching.undo", "1:noted"), ("coaching.open", "1")):
        answer = clicks(west, west.lee, action, value)
        assert answer == "That talk was taken back, with all that was noted of it."


def test_the_line_takes_back_the_last_one_or_that_of_a_number(west: Office) -> None:
    for name in ("rita", "sam", "mia"):
        hears(west.lee, f"/coach @{name} looked: a call")
        west.clock.wait(minutes=1)
    assert "talk 3 with Mia" in hears(west.lee, "/coach undo")
    assert "talk 1 with Rita" in hears(west.lee, "/coach undo 1")
    assert "talk 2 with Sam" in hears(west.lee, "/coach undo")
    assert "Nothing to undo" in hears(west.lee, "/coach undo")
    assert "I know no talk 1" in hears(west.lee, "/coach undo 1")


def test_promises_and_the_answered_request_go_along(west: Office) -> None:
    hears(west.lee, "/pace team set undo 24 hours")
    hears(west.rita, f"/coach me on {SECRET}")
    hears(west.lee, "/coach @rita looked: a call; promise: the deck by Friday; ask: a plan by Friday")
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    notices = " ".join(message.plain for message in west.rita.dms)
    assert "the deck" in notices
    assert "a plan" in notices
    assert "has had a talk since" in " ".join(message.plain for message in west.lee.dms)
    assert "What was promised or asked for in it is taken back too." in presses(west.lee, "Undo")
    west.delivers()
    notices = " ".join(message.plain for message in west.rita.dms)
    assert "the deck" not in notices
    assert "a plan" not in notices
    assert "has had a talk since" not in " ".join(message.plain for message in west.lee.dms)
    home = west.lee.opens_home()
    assert home is not None
    assert "Rita Rossi asks to be coached" in home.text


def test_what_was_prepared_is_taken_back_and_stands_when_the_talk_is(west: Office) -> None:
    hears(west.lee, f"/coach @rita prep: {SECRET}")
    assert "what you prepared for Rita Rossi is deleted" in presses(west.lee, "Undo")
    hears(west.lee, f"/coach @rita prep: {SECRET}")
    west.clock.wait(days=1)
    hears(west.lee, "/coach @rita looked: a call")
    assert "You have noted that talk since" in clicks(west, west.lee, "coaching.undo", "2:prepared")
    assert "What you had prepared stands, for your eyes alone." in clicks(west, west.lee, "coaching.undo", "2:noted")
    assert "taken back already" in clicks(west, west.lee, "coaching.undo", "2:noted")
    assert "I know no talk" in hears(west.rita, "/coach show 2")
    west.lee.types("/coach @rita")
    assert form(west.lee)["Your preparation, for your eyes alone"] == SECRET
    assert not form(west.lee)["What we looked at"]


def test_what_was_begun_in_a_form_of_it_is_offered_no_more(west: Office) -> None:
    hears(west.lee, LINE)
    opens_notes(west.rita)
    west.rita.fills("Your own words", f"{SECRET} helped")
    west.rita.closes()
    opens_notes(west.lee)
    west.lee.fills("What went well", f"{SECRET} again")
    west.lee.closes()
    hears(west.lee, "/coach undo")
    for person in (west.rita, west.lee):
        home = person.opens_home()
        assert home is not None
        assert "Finish your" not in home.text


def test_a_form_that_is_still_open_says_that_the_talk_is_gone(west: Office) -> None:
    hears(west.lee, LINE)
    opens_notes(west.rita)
    west.rita.fills("Your own words", "it helped")
    hears(west.lee, "/coach undo")
    assert not west.rita.submits()
    assert "That talk was taken back" in shown(west.rita)


# ── what stands ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_talk_is_taken_back_within_the_teams_time_alone(west: Office) -> None:
    hears(west.lee, LINE)
    west.clock.wait(**WHOLE_HOUR)
    answer = presses(west.lee, "Undo")
    assert answer == "That was said more than 60 minutes ago, so it stands. /coach edit 1 corrects what you wrote."
    hears(west.lee, "/pace team set undo off")
    assert "Undo is off in West, so it stands." in hears(west.lee, "/coach undo 1")
    assert SECRET in opens_notes(west.rita)


def test_a_correction_offers_no_undo_of_the_whole_talk(west: Office) -> None:
    hears(west.lee, LINE)
    west.clock.wait(minutes=1)
    hears(west.lee, "/coach edit 1 well: the pause")
    assert [button for button in west.lee.sees()[-1].buttons if button == "Undo"] == []


def test_a_talk_with_a_reply_or_an_accepted_promise_stands_and_says_why(west: Office) -> None:
    hears(west.lee, f"{LINE}; ask: a plan by Friday")
    hears(west.rita, "/promise accept 2")
    answer = presses(west.lee, "Undo")
    assert answer == (
        "Promise 2, made in it, can't be taken back any more, so the talk stands. "
        "/promise show 2 shows how that is, /coach edit 1 corrects your notes."
    )
    hears(west.rita, f"/coach reply 1 4: {SECRET} helped")
    answer = hears(west.lee, "/coach undo")
    assert answer == "Rita Rossi has added words to it since, so it stands. /coach edit 1 corrects your notes."
    assert SECRET in opens_notes(west.rita)


@pytest.mark.parametrize(
    ("handle", "refused"),
    [
        ("rita", "Only who held that talk can change its notes, or take it back."),
        ("sam", "that is yours to read"),
        ("mia", "that is yours to read"),
    ],
)
def test_nobody_else_takes_it_back_by_any_road(west: Office, handle: str, refused: str) -> None:
    hears(west.lee, "/pace team add @sam as coach of @rita")
    hears(west.lee, "/pace team add @mia as leader")
    hears(west.lee, LINE)
    person = getattr(west, handle)
    for value in ("1:noted", "1:prepared"):
        assert refused in clicks(west, person, "coaching.undo", value)
    assert refused in hears(person, "/coach undo 1")
    assert "Nothing to undo" in hears(person, "/coach undo")
    assert SECRET in opens_notes(west.rita)
    assert SECRET in opens_notes(west.lee)
