"""Coaching, as coach and rep live it: prepared, noted, read, answered, asked for; and nobody else reads any of it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bot.sandbox import payloads
from tests.office import Office, Person
from tests.slack.talk import form, hears

SECRET = "platypus"
LINE = (
    f"/coach @rita call review; looked: the {SECRET} call; well: the {SECRET} silence; work on: the {SECRET} price; "
    f"skill: communication; prep: {SECRET} first"
)
NEXT_MORNING = {"hours": 24}
BELONGS_TO = "It belongs to (its figure is shown next time)"


def shown(person: Person) -> str:
    """What stands on the open screen."""
    assert person.form is not None, "no form is open"
    return person.form.text


def coached(west: Office) -> None:
    hears(west.lee, LINE)
    west.clock.wait(**NEXT_MORNING)
    west.delivers()


def opens_notes(person: Person, number: int = 1) -> str:
    assert person.types(f"/coach show {number}") is None, "no screen was opened"
    return shown(person)


# ── written and read ─────────────────────────────────────────────────────────────────────────────────────


def test_the_form_keeps_a_talk_and_the_rep_hears_only_that_there_is_something(west: Office) -> None:
    west.lee.types("/coach @rita")
    assert "With Rita Rossi, West" in shown(west.lee)
    assert "Notes are for you and Rita Rossi alone" in shown(west.lee)
    west.lee.fills("What we looked at", f"the {SECRET} call")
    west.lee.fills("The one thing to work on", "the price")
    assert west.lee.submits()
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    notice = west.rita.dms[-1]
    assert "Lee Chen has kept notes of your talk, for the two of you alone." in notice.plain
    assert SECRET not in notice.plain
    west.rita.clicks("Open", on=notice)
    assert f"the {SECRET} call" in shown(west.rita)
    assert "Seen by you and Lee Chen alone" in shown(west.rita)


def test_the_same_is_said_in_a_line_without_being_repeated(west: Office) -> None:
    answer = hears(west.lee, LINE)
    assert "Kept: 1. Rita Rossi hears that there are notes" in answer
    assert SECRET not in answer
    notes = opens_notes(west.rita)
    assert "call review with Lee Chen" in notes
    for part in ("call", "silence", "price"):
        assert f"the {SECRET} {part}" in notes
    assert "It belongs to communication" in notes
    assert f"{SECRET} first" not in notes


def test_preparation_is_the_coachs_alone_and_becomes_the_talk(west: Office) -> None:
    assert "Rita Rossi knows nothing of it" in hears(west.lee, f"/coach @rita prep: ask about the {SECRET}")
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    assert not [message for message in west.rita.dms if "talk" in message.plain]
    assert "No talk yet" in hears(west.rita, "/coach history")
    assert "I know no talk 1" in hears(west.rita, "/coach show 1")
    west.lee.types("/coach @rita")
    assert west.lee.form is not None
    assert west.lee.form.value("Your preparation, for your eyes alone") == f"ask about the {SECRET}"
    west.lee.fills("What went well", "everything")
    assert west.lee.submits()
    assert f"{SECRET}" not in opens_notes(west.rita)
    assert "Your coaching talks, 1:" in hears(west.lee, "/coach history")


def test_preparation_keeps_what_it_is_tied_to_and_the_talk_takes_the_figure(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by EOQ")
    hears(west.lee, "/coach @rita call review; prep: ask about it; goal: 1")
    hears(west.rita, "/goal 1 +5")
    west.lee.types("/coach @rita")
    assert form(west.lee)[BELONGS_TO] == "goal 1: demos"
    assert form(west.lee)["Kind"] == "Call review"
    west.lee.fills("What went well", "everything")
    assert west.lee.submits()
    assert "goal 1: demos: 5 of 12 then" in opens_notes(west.rita, 2)


def test_a_preparation_that_was_begun_the_day_before_is_kept(west: Office) -> None:
    west.lee.types("/coach @rita")
    west.lee.fills("Your preparation, for your eyes alone", "ask about the lawyer")
    west.lee.closes()
    west.clock.wait(days=1)
    west.lee.types("/coach @rita")
    assert west.lee.submits()
    west.lee.types("/coach @rita")
    assert form(west.lee)["Your preparation, for your eyes alone"] == "ask about the lawyer"


def test_last_time_stands_on_top_with_its_figure_and_its_promises(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by EOQ")
    hears(west.rita, "/goal 1 +5")
    said = "; work on: ask for the demo; goal: 1; promise: the deck by Friday; ask: a plan by Friday"
    answer = hears(west.lee, f"/coach @rita one-to-one{said}")
    assert "Your promise is made." in answer
    assert "Rita Rossi is asked for a promise." in answer
    hears(west.rita, "/goal 1 +4")
    west.lee.types("/coach @rita")
    top = shown(west.lee)
    assert "To work on: ask for the demo" in top
    assert "goal 1: demos: 5 of 12 then, 9 of 12 now." in top
    assert "You promised: the deck, by Fri 20 Nov · open" in top
    assert "Rita Rossi was asked: a plan, by Fri 20 Nov · asked" in top


def test_a_promise_stands_with_the_talk_in_which_it_was_made_and_not_with_the_one_before(west: Office) -> None:
    hears(west.lee, "/coach @rita one-to-one; looked: the call; promise: the deck by Friday")
    west.clock.wait(days=1)
    hears(west.lee, "/coach @rita one-to-one; looked: the deck; promise: a price list by Monday")
    assert "the deck, by" in opens_notes(west.rita, 1)
    assert "price list" not in opens_notes(west.rita, 1)


def test_a_promise_stands_with_the_talk_also_once_the_next_is_prepared_and_no_more_once_taken_back(
    west: Office,
) -> None:
    hears(west.lee, "/coach @rita one-to-one; looked: the call")
    west.clock.wait(minutes=1)
    hears(west.lee, "/coach @rita prep: the price")
    west.clock.wait(minutes=1)
    hears(west.lee, "/coach edit 1 promise: the deck by Friday")
    assert "the deck, by" in opens_notes(west.rita, 1)
    hears(west.lee, "/promise undo 3")
    assert "the deck" not in opens_notes(west.rita, 1)


def test_a_step_of_the_process_has_a_figure_too(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by EOQ")
    hears(west.rita, "/goal demos +3")
    hears(west.lee, "/coach @rita work on: more of them; step: demos")
    assert "step demos: 3 in 28 days then, 3 in 28 days now." in opens_notes(west.rita, 2)


def test_a_recurring_goal_stands_as_it_stands_in_the_period_that_runs(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos a week")
    hears(west.rita, "/goal 1 +5")
    hears(west.lee, "/coach @rita work on: ask for the demo; goal: 1")
    west.clock.wait(days=7)
    west.bot.scheduler.tick()
    hears(west.rita, "/goal demos +9")
    assert "goal 1: demos: 5 of 12 then, 9 of 12 now." in opens_notes(west.rita, 2)


def test_a_goal_that_is_over_tells_what_it_came_to_in_the_end(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by 20 Nov")
    hears(west.lee, "/coach @rita work on: ask for the demo; goal: 1")
    hears(west.rita, "/goal 1 +9")
    west.clock.wait(days=4)
    assert "goal 1: demos: 0 of 12 then, 9 of 12 in the end." in opens_notes(west.rita, 2)


def test_a_standard_is_counted_as_on_the_scorecard_and_over_the_days_that_it_had(west: Office) -> None:
    hears(west.lee, "/pace standards new 20k a month")
    hears(west.rita, "/win 30k Acme: a plan")
    hears(west.lee, "/coach @rita work on: the price; standard: 1")
    hears(west.lee, "/pace standards edit 1 90k a quarter")
    figures = "$30,000 of $20,000 in 30 days then, $30,000 of $90,000 in 91 days now."
    assert figures in opens_notes(west.rita, 3)


def test_the_rep_adds_words_and_a_rating_that_stays_with_the_rep(west: Office) -> None:
    coached(west)
    opens_notes(west.rita)
    west.rita.fills("Your own words", f"{SECRET} it is")
    west.rita.fills("How useful was it?", "4")
    assert west.rita.submits()
    west.lee.types("/coach show 1")
    assert f"Rita Rossi added {SECRET} it is" in " ".join(shown(west.lee).split())
    assert "of 5" not in shown(west.lee)
    assert "Kept with talk 1" in hears(west.rita, "/coach reply 1 5")
    opens_notes(west.rita)
    assert west.rita.form is not None
    assert west.rita.form.value("Your own words") == f"{SECRET} it is"


def test_a_coach_sees_an_average_from_three_ratings_on(west: Office) -> None:
    for number, (who, rating) in enumerate([(west.rita, 3), (west.sam, 4), (west.mia, 5)], 1):
        hears(west.lee, f"/coach @{who.handle} looked: the call")
        hears(who, f"/coach reply {number} {rating}")
        west.lee.types("/coach @rita")
        assert ("4.0 of 5 for use" in shown(west.lee)) == (number == 3)


def test_notes_are_changed_by_their_writer_and_told_of_once(west: Office) -> None:
    coached(west)
    before = len(west.rita.dms)
    assert "Kept: 1" in hears(west.lee, "/coach edit 1 well: the pause")
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    assert len(west.rita.dms) == before
    notes = opens_notes(west.rita)
    assert "the pause" in notes
    assert f"the {SECRET} call" in notes
    assert "Only who held that talk can change" in hears(west.rita, "/coach edit 1 well: nothing")


def test_notes_are_changed_also_once_what_they_belong_to_is_over(west: Office) -> None:
    coached(west)
    hears(west.lee, "/pace team set skills pricing")
    assert "Kept: 1" in hears(west.lee, "/coach edit 1 well: the pause")
    west.lee.types("/coach show 1")
    assert form(west.lee)[BELONGS_TO] == "communication"
    west.lee.fills("What went well", "the silence")
    assert west.lee.submits()
    west.lee.types("/coach @sam looked: it; skill: communication")
    assert "nothing called so to work on" in shown(west.lee)


def test_a_form_that_was_changed_meanwhile_is_refused_and_keeps_what_was_entered(west: Office) -> None:
    coached(west)
    west.lee.types("/coach show 1")
    view = west.lee.form
    assert view is not None
    west.lee.fills("What went well", "all of it")
    with west.bot.database.writing() as session:
        session.execute(text("UPDATE coaching_sessions SET version = version + 1"))
    assert not west.lee.submits()
    assert view.errors
    west.lee.closes()
    west.lee.types("/coach show 1")
    assert form(west.lee)["What went well"] == "all of it"
    assert "The notes were changed since you began." in shown(west.lee)
    assert f"the {SECRET} silence" in shown(west.lee)


def test_what_was_begun_in_a_form_does_not_come_back_over_what_was_said_in_a_line_since(west: Office) -> None:
    coached(west)
    west.lee.types("/coach show 1")
    west.lee.fills("What went well", "all of it")
    west.lee.closes()
    hears(west.lee, "/coach edit 1 well: the pause")
    west.lee.types("/coach show 1")
    assert form(west.lee)["What went well"] == "the pause"
    assert "changed since" not in shown(west.lee)


def test_a_form_that_is_open_while_a_line_replies_does_not_erase_its_words(west: Office) -> None:
    coached(west)
    opens_notes(west.rita)
    west.rita.fills("How useful was it?", "4")
    hears(west.rita, "/coach reply 1 5: that helped")
    assert not west.rita.submits()
    west.rita.fills("Your own words", "more of it")
    west.rita.closes()
    assert "You changed your words since you began. They read now\nthat helped" in opens_notes(west.rita)
    assert form(west.rita)["Your own words"] == "more of it"


def test_a_form_that_was_closed_comes_back_and_is_kept_sealed(west: Office) -> None:
    west.lee.types("/coach @rita")
    west.lee.fills("What went well", f"the {SECRET}")
    west.lee.closes()
    home = west.lee.opens_home()
    assert home is not None
    assert SECRET not in home.text
    assert SECRET not in everything_kept(west)
    west.lee.clicks("Finish your coaching notes", on=home)
    assert west.lee.form is not None
    assert west.lee.form.value("What went well") == f"the {SECRET}"


@pytest.mark.parametrize(
    ("line", "notice"),
    [
        ("looked: it; on: tomorrow", "of a talk that was"),
        (f"{SECRET} about the price", "I read no part of it"),
        ("waltz; looked: it", "I know no such kind of talk"),
        ("looked: it; skill: juggling", "nothing called so to work on"),
        ("looked: it; promise: the deck", "By when?"),
        ("looked: it; promise: the deck by 3 Nov 2026", "is over"),
        (f"looked: {'x' * 2001}", "2,001 characters"),
        ("skill: communication", "nothing to keep yet"),
        ("prep: ask about it; on: yesterday", "What is prepared has no day yet"),
        ("prep: ask about it; promise: the deck by Friday", "is to know nothing of what you prepare"),
    ],
)
def test_a_line_that_cannot_be_kept_comes_back_in_the_form(west: Office, line: str, notice: str) -> None:
    west.lee.types(f"/coach @rita {line}")
    assert notice in shown(west.lee)
    assert "No talk yet" in hears(west.lee, "/coach history")


def test_what_stands_before_the_first_part_is_in_the_form_too(west: Office) -> None:
    west.lee.types(f"/coach @rita the {SECRET} price; looked: it")
    assert west.lee.form is not None
    assert west.lee.form.value("What we looked at") == f"the {SECRET} price\nit"


def test_whoever_may_not_coach_hears_why_and_gets_the_words_back_on_a_screen(west: Office) -> None:
    answer = hears(west.sam, f"/coach @rita looked: the {SECRET} call; well: all of it")
    assert "Only a leader of the team or the coach of that rep can coach somebody." in answer
    assert SECRET not in answer
    assert f"the {SECRET} call" in shown(west.sam)
    assert "Nobody coaches themselves" in hears(west.lee, "/coach @lee looked: the mirror")
    assert SECRET not in everything_kept(west)


# ── asked for, due, remembered ───────────────────────────────────────────────────────────────────────────


def test_asking_for_coaching_tells_the_leader_that_and_not_on_what(west: Office) -> None:
    answer = hears(west.rita, f"/coach me on {SECRET} talk")
    assert "Asked. Lee Chen will hear that you ask" in answer
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    notice = next(message for message in west.lee.dms if "Rita Rossi asks to be coached." in message.plain)
    assert SECRET not in notice.plain
    west.lee.clicks("Open", on=notice)
    assert f"{SECRET} talk" in shown(west.lee)
    hears(west.lee, "/coach @rita looked: the talk")
    west.delivers()
    assert "has had a talk since" in [message.plain for message in west.lee.dms if "Rita" in message.plain][-1]


def test_who_has_notices_off_is_not_said_to_hear_of_coaching(west: Office) -> None:
    hears(west.lee, "/pace team add @mia as leader")
    for person in (west.rita, west.lee):
        hears(person, "/pace settings notices off")
    finds = "has notices off, but finds it in App Home."
    answer = hears(west.rita, f"/coach me on {SECRET} talk")
    assert (
        f"Asked. Mia Sato will hear that you ask; on what is behind a button, and not in the message. Lee Chen {finds}"
        in (answer)
    )
    home = west.lee.opens_home()
    assert home is not None
    assert "Rita Rossi asks to be coached" in home.text
    assert f"Kept: 1. Rita Rossi {finds}" in hears(west.lee, "/coach @rita looked: the talk")
    home = west.rita.opens_home()
    assert home is not None
    assert "1 Wed 18 Nov" in home.text


def test_a_request_is_read_by_nobody_who_came_to_coach_after_it(west: Office) -> None:
    hears(west.rita, f"/coach me on {SECRET}")
    hears(west.lee, "/pace team add @sam as coach of @rita")
    hears(west.lee, "/pace team add @mia as leader")
    for person in (west.sam, west.mia):
        home = person.opens_home()
        assert home is not None
        assert "asks to be coached" not in home.text
    home = west.lee.opens_home()
    assert home is not None
    assert "asks to be coached" in home.text  # who was asked leads still
    hears(west.rita, f"/coach me on the {SECRET}")
    home = west.sam.opens_home()
    assert home is not None
    west.sam.clicks("Open", on=home)
    assert "Seen by Rita Rossi and Sam O'Neil alone." in shown(west.sam)


def test_a_request_names_as_its_readers_those_who_still_coach(west: Office) -> None:
    hears(west.lee, "/pace team add @mia as leader")
    hears(west.rita, f"/coach me on {SECRET}")
    hears(west.lee, "/pace team remove @mia as leader")
    hears(west.lee, "/pace team add @sam as leader")
    home = west.lee.opens_home()
    assert home is not None
    west.lee.clicks("Open", on=home)
    assert "Seen by Rita Rossi and Lee Chen alone." in shown(west.lee)
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    assert "seen by Rita Rossi and Lee Chen alone." in west.lee.dms[-1].plain


def test_a_rep_with_two_coaches_reads_both_their_names(west: Office) -> None:
    hears(west.lee, "/pace team add @mia as leader")
    west.rita.types("/coach me")
    assert "Seen by you, Lee Chen and Mia Sato alone" in shown(west.rita)


def test_a_request_that_nobody_is_left_of_whom_it_was_asked_ends_with_any_talk(west: Office) -> None:
    hears(west.rita, "/coach me on pricing")
    hears(west.lee, "/pace team add @mia as leader")
    hears(west.mia, "/pace team remove @lee")
    hears(west.mia, "/coach @rita looked: the Acme call")
    assert "asked for nothing" in hears(west.rita, "/coach me no longer")


def test_a_talk_from_before_it_or_with_somebody_who_was_not_asked_answers_no_request(west: Office) -> None:
    hears(west.lee, "/pace team add @sam as coach of @rita")
    west.clock.wait(days=1)
    hears(west.rita, "/coach me on pricing")
    hears(west.sam, "/coach @rita looked: the Acme call; on: yesterday")
    hears(west.lee, "/coach @rita looked: the Acme call")
    assert "Taken back" in hears(west.rita, "/coach me no longer")


def test_asking_can_be_taken_back_and_begun_in_a_form(west: Office) -> None:
    west.rita.types("/coach me")
    west.rita.fills("On what?", "pricing")
    assert west.rita.submits()
    assert "Taken back" in hears(west.rita, "/coach me no longer")
    assert "asked for nothing" in hears(west.rita, "/coach me no longer")


def test_from_a_cold_start_one_is_proposed_to_begin_with(west: Office) -> None:
    answer = hears(west.lee, "/coach due")
    assert answer.count("one to begin with") == 1


def test_who_was_coached_is_due_after_the_rhythm_of_the_team(west: Office) -> None:
    hears(west.lee, "/coach @rita looked: the call")
    assert "Rita" not in hears(west.lee, "/coach due")
    west.clock.wait(days=13)
    assert "Rita" not in hears(west.lee, "/coach due")
    west.clock.wait(days=1)
    assert "Rita Rossi: last Wed 18 Nov, due today" in hears(west.lee, "/coach due")
    west.lee.clicks("Coach Rita Rossi")
    assert "With Rita Rossi" in shown(west.lee)
    hears(west.lee, "/pace team set coaching off")
    assert "Nobody is due" in hears(west.lee, "/coach due")


def test_whoever_asked_comes_before_whoever_is_due(west: Office) -> None:
    hears(west.rita, "/coach me on pricing")
    told = hears(west.lee, "/coach due")
    assert told.index("Rita Rossi asks to be coached") < told.index("one to begin with")
    assert "pricing" not in told
    west.lee.clicks("Open")
    assert "pricing" in shown(west.lee)
    hears(west.lee, "/pace team set coaching off")
    assert "Rita Rossi asks to be coached" in hears(west.lee, "/coach due")
    assert "Nobody is due" in hears(west.sam, "/coach due")


def test_on_a_day_off_whoever_is_due_on_the_next_working_day_is_named(west: Office) -> None:
    hears(west.lee, "/coach @rita looked: the call")
    west.clock.wait(days=18)
    west.clock.to(west.clock.real_now().replace(hour=10))  # a Sunday
    told = hears(west.lee, "/coach due")
    assert told.startswith("Whom to coach on Mon 7 Dec:")
    assert "Rita Rossi: last Wed 18 Nov" in told


def test_home_says_who_asks_who_is_due_and_which_talks_there_were(west: Office) -> None:
    coached(west)
    hears(west.rita, f"/coach me on {SECRET}")
    for person, words in ((west.rita, "call review with Lee Chen"), (west.lee, "Rita Rossi asks to be coached")):
        home = person.opens_home()
        assert home is not None
        assert words in home.text
        assert SECRET not in home.text


# ── in confidence ────────────────────────────────────────────────────────────────────────────────────────


def everything_kept(office: Office) -> str:
    """Every row of every table, as it is stored."""
    with office.bot.database.reading() as session:
        names = inspect(session.connection()).get_table_names()
        return "\n".join(str(session.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names)


def everything_said(office: Office) -> str:
    people = (office.lee, office.rita, office.sam, office.mia, office.dana)
    return "\n".join(json.dumps(message.blocks) + message.text for person in people for message in person.sees())


def secrets_of(west: Office) -> None:
    """Everything that is confidential, by every road that leads in."""
    hears(west.lee, LINE)
    west.lee.types(f"/coach @sam prep: {SECRET}")
    west.lee.types(f"/coach @mia {SECRET} and nothing that I read")
    west.lee.fills("What went well", f"{SECRET} again")
    west.lee.closes()
    hears(west.rita, f"/coach reply 1 4: {SECRET}")
    hears(west.rita, f"/coach me on {SECRET}")
    hears(west.sam, f"/feedback @rita saw: {SECRET}; did: {SECRET}; try: {SECRET}")
    west.mia.types(f"/feedback @rita {SECRET} was all that I saw")
    west.mia.closes()
    west.sam.types(f"/coach @rita looked: {SECRET}; well: {SECRET}; work on: {SECRET}")
    west.dana.types(f"/coach @rita looked: {SECRET}; well: {SECRET}; work on: {SECRET}")
    west.dana.types(f"/feedback @rita saw: {SECRET}; did: {SECRET}; try: {SECRET}")
    west.dana.types(f"/coach me on {SECRET} and {SECRET} and {SECRET}")
    west.rita.types(f"/coach {SECRET} {SECRET} {SECRET} {SECRET} {SECRET}")
    west.clock.wait(**NEXT_MORNING)
    west.bot.scheduler.tick()
    west.delivers()


def test_no_word_of_it_is_stored_posted_or_logged(
    west: Office, database_url: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    secrets_of(west)
    assert SECRET not in everything_kept(west)
    assert SECRET not in everything_said(west)
    streams = capsys.readouterr()
    assert SECRET not in streams.out + streams.err + caplog.text
    if database_url.startswith("sqlite:///"):
        database = Path(database_url.removeprefix("sqlite:///"))
        files = list(database.parent.glob(f"{database.name}*"))
        assert files
        assert not [file.name for file in files if SECRET.encode() in file.read_bytes()]


def reads_the_talk(person: Person) -> bool:
    person.types("/coach show 1")
    return bool(person.form and SECRET in person.form.text)


def test_nobody_but_the_two_opens_it_by_any_road(west: Office) -> None:
    coached(west)
    hears(west.dana, "/pace team new North")
    for person in (west.sam, west.mia, west.dana):
        assert not reads_the_talk(person)
        for action in ("coaching.open", "coaching.new"):
            button = {
                "type": "button",
                "action_id": action,
                "block_id": "b",
                "value": "2:1" if "new" in action else "1",
            }
            channel = west.wins
            post = west.sandbox.workspace.post(channel, west.lee.id, "x", [], by_bot=False)
            click = payloads.click(west.sandbox.workspace, person.user, post, button)
            person.bot.sends_interaction(click)
            assert person.form is None, (person.handle, action)


def test_a_coach_who_is_one_no_longer_loses_it_at_once_and_the_next_gets_the_rhythm(west: Office) -> None:
    hears(west.lee, "/pace team add @dana as coach of @rita")
    hears(west.dana, LINE)
    assert reads_the_talk(west.dana)
    assert not reads_the_talk(west.lee)
    west.dana.closes()
    hears(west.lee, "/pace team remove @dana as coach")
    assert "I know no talk 1 that is yours to read" in hears(west.dana, "/coach show 1")
    assert west.dana.form is None
    history = hears(west.lee, "/coach history @rita")
    assert "call review of Dana Diaz and Rita Rossi" in history
    assert "Coaching talks of Rita Rossi, 1:" in history
    assert reads_the_talk(west.rita)


def forges(person: Person, form: str, **metadata: object) -> None:
    """Submits the form that is open as if it had been opened with other ids."""
    assert person.form is not None
    assert person.form.definition["callback_id"] == form
    carried = json.loads(person.form.definition["private_metadata"]) | metadata
    person.form.definition["private_metadata"] = json.dumps(carried)
    person.submits()


def test_a_form_that_names_anothers_talk_is_refused(west: Office) -> None:
    coached(west)
    hears(west.lee, "/coach @sam looked: another call")
    opens_notes(west.sam, 2)
    west.sam.fills("Your own words", "mine")
    forges(west.sam, "coaching.view", session=1)
    assert west.sam.form is not None
    assert west.sam.form.errors
    hears(west.lee, "/pace team add @mia as coach of @sam")
    west.mia.types("/coach @sam")
    west.mia.fills("What went well", "overwritten")
    forges(west.mia, "coaching.form", session=1, version=1)
    assert west.mia.form is not None
    assert west.mia.form.errors
    assert "overwritten" not in opens_notes(west.rita)


def test_a_key_that_is_lost_is_a_clear_word_about_that_record_and_nothing_else(west: Office) -> None:
    coached(west)
    with west.bot.database.writing() as session:
        session.execute(text("UPDATE coaching_sessions SET notes = 'deadbeef:gAAAA'"))
    answer = hears(west.rita, "/coach show 1")
    assert "This note can't be read: its key (dead…) is not among mine." in answer
    assert "Your coaching talks, 1:" in hears(west.rita, "/coach history")
    west.lee.types("/coach @rita")
    assert "This note can't be read" in shown(west.lee)


# ── what is over ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_goal_that_was_made_private_is_told_to_its_coach_no_more(west: Office) -> None:
    hears(west.lee, "/pace team add @dana as coach of @rita")
    hears(west.rita, "/goal new 12 demos by EOQ")
    hears(west.rita, "/goal 1 +5")
    hears(west.dana, "/coach @rita one-to-one; work on: ask; goal: 1")
    hears(west.rita, "/goal 1 +2")
    west.dana.types("/coach @rita")
    assert "7 of 12 now" in shown(west.dana)
    west.dana.closes()
    hears(west.rita, "/goal edit 1 private")
    hears(west.rita, "/goal 1 +2")
    west.dana.types("/coach @rita")
    assert "of 12" not in shown(west.dana)
    west.dana.closes()
    west.rita.types("/goal edit 1")
    west.rita.fills("What and how much?", "20 interviews at Globex")
    assert west.rita.submits()
    west.dana.types("/coach @rita")
    assert "Globex" not in shown(west.dana)
    west.dana.closes()
    west.dana.types("/coach show 2")
    assert form(west.dana)[BELONGS_TO] == "goal 1"


def test_who_coaches_somebody_in_another_team_reads_there_nothing_of_the_one_that_they_left(west: Office) -> None:
    west.sandbox.add_channel("north", [west.lee, west.rita])
    hears(west.lee, f"/coach @rita one-to-one; work on: the {SECRET}; promise: the deck by Friday")
    west.lee.types("/pace team new North", in_="north")
    west.lee.types("/pace team add @rita", in_="north")
    hears(west.lee, "/pace team add @sam as leader")
    hears(west.sam, "/pace team remove @lee")
    west.lee.types("/coach @rita", in_="north")
    assert SECRET not in shown(west.lee)


def test_what_is_asked_for_no_longer_is_opened_no_more(west: Office) -> None:
    hears(west.rita, f"/coach me on {SECRET}")
    hears(west.rita, "/coach me no longer")
    button = {"type": "button", "action_id": "coaching.request", "block_id": "b", "value": "1"}
    post = west.sandbox.workspace.post(west.wins, west.lee.id, "x", [], by_bot=False)
    west.lee.bot.sends_interaction(payloads.click(west.sandbox.workspace, west.lee.user, post, button))
    assert west.lee.form is None


@pytest.mark.parametrize(
    "line",
    [
        "/feedback @sam @mia saw: a; did: b; try: c",
        "/coach @sam and @mia call review; looked: a",
        "/pace autonomy @mia, @sam I trust you",
    ],
)
def test_what_is_between_two_is_about_one_at_a_time(west: Office, line: str) -> None:
    assert "I read more than one person" in hears(west.lee, line)


def test_a_number_that_begins_the_words_of_a_reply_is_no_rating(west: Office) -> None:
    coached(west)
    assert "no rating from 1 to 5" in hears(west.rita, "/coach reply 1 9: too much")
    assert "Kept with talk 1" in hears(west.rita, "/coach reply 1 2 things helped: silence")
    opens_notes(west.rita)
    assert west.rita.form is not None
    assert west.rita.form.value("Your own words") == "2 things helped: silence"
