"""Standards, as people set them, are asked about them, agree, and see them differently."""

import pytest

from tests.office import Office, Person
from tests.slack.talk import hears, presses, refused_at

LEADS = "Answer every inbound lead within 4 working hours"
WAIT = {"hours": 1}
"""Until what was set together is asked about, and it is working time in London too."""
NEXT_MORNING = {"hours": 24}
"""When a leader hears what could wait."""


@pytest.fixture
def agreed(west: Office) -> Office:
    """West once Lee set two standards, and its people were asked."""
    hears(west.lee, f"/pace standards new {LEADS}")
    hears(west.lee, "/pace standards new 12 demos a week")
    west.clock.wait(**WAIT)
    west.delivers()
    return west


def asked(person: Person) -> str:
    """The newest question in the person's direct messages."""
    return person.dms[-1].plain


# ── set ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_standard_in_words_is_said_back_and_asks_the_leader_and_yours(west: Office) -> None:
    answer = hears(west.lee, f"/pace standards new {LEADS}")
    assert f"Set: 1 Behaviour: {LEADS}" in answer
    assert "And yours?" in answer
    assert "✓ You're in." in presses(west.lee, "I'm in")
    assert "1 of 4 are in; Lee Chen is in." in hears(west.rita, "/pace standards")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("12 demos a week", "1 Performance: 12 demos a week"),
        ("work ethic: Prepared 5 minutes before every call", "1 Work ethic: Prepared 5 minutes before every call"),
        ("Behaviour: 3 thank-yous a week", "1 Behaviour: 3 thank-yous a week"),
    ],
)
def test_the_kind_is_what_is_said_else_what_the_number_suggests(west: Office, line: str, said: str) -> None:
    assert said in hears(west.lee, f"/pace standards new {line}")


def test_the_form_sets_a_number_and_the_leaders_own(west: Office) -> None:
    west.lee.types("/pace standards new")
    west.lee.fills("Kind", "Performance: what comes out")
    west.lee.fills("What do we expect of each other?", "A pipeline that holds")
    west.lee.fills("Its number, if it has one", "20k")
    west.lee.fills("… of", "new pipeline")
    west.lee.fills("How often?", "a month")
    west.lee.fills("A number of your own, if you go for another", "30k")
    assert west.lee.submits()
    listed = hears(west.sam, "/pace standards")
    assert "1 Performance: A pipeline that holds ($20,000 of new pipeline a month)" in listed
    assert "Lee Chen is in with $30,000." in listed


def test_a_number_that_can_be_read_twice_or_has_no_period_is_refused_at_its_field(west: Office) -> None:
    west.lee.types("/pace standards new")
    west.lee.fills("Kind", "Performance: what comes out")
    west.lee.fills("What do we expect of each other?", "A pipeline that holds")
    west.lee.fills("Its number, if it has one", "48.000")
    assert list(refused_at(west.lee)) == ["Its number, if it has one"]
    west.lee.fills("Its number, if it has one", "48k")
    assert list(refused_at(west.lee)) == ["How often?"]


def test_a_form_that_was_closed_comes_back(west: Office) -> None:
    west.lee.types("/pace standards new")
    west.lee.fills("What do we expect of each other?", LEADS)
    west.lee.closes()
    west.lee.types("/pace standards new")
    assert west.lee.form is not None
    assert west.lee.form.value("What do we expect of each other?") == LEADS


def test_a_form_that_comes_back_says_what_somebody_else_changed_meanwhile(agreed: Office) -> None:
    hears(agreed.lee, "/pace team add @sam as leader")
    agreed.lee.types("/pace standards edit 1")
    agreed.lee.fills("What do we expect of each other?", "Answer within 5 hours")
    agreed.lee.closes()
    hears(agreed.sam, "/pace standards edit 1 Answer within 2 hours")
    agreed.lee.types("/pace standards edit 1")
    assert agreed.lee.form is not None
    told = "Sam O'Neil changed it since you began. It reads now: 1 Behaviour: Answer within 2 hours"
    assert told in agreed.lee.form.text
    assert agreed.lee.form.value("What do we expect of each other?") == "Answer within 5 hours"
    agreed.lee.closes()
    hears(agreed.lee, "/pace standards edit 1 Answer within 3 hours")
    agreed.lee.types("/pace standards edit 1")
    assert agreed.lee.form.value("What do we expect of each other?") == "Answer within 3 hours"


def test_a_form_that_was_only_looked_at_leaves_nothing_unfinished(agreed: Office) -> None:
    agreed.lee.types("/pace standards edit 2")
    agreed.lee.fills("How often?", "a month")
    agreed.lee.fills("How often?", "a week")
    agreed.lee.closes()
    home = agreed.lee.opens_home()
    assert home is not None
    assert "Finish your standard" not in home.text


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("new behaviour:", "I read no words"),
        ("new " + "x" * 3001, "3,001 characters; I keep at most 300"),
        ("drop", "Which one?"),
        ("edit banana", "Which one?"),
        ("drop 99", "I know no standard 99"),
        ("in", "Which one are you in with?"),
        ("in banana", "no number of a standard"),
        ("in 2 and 1", "I read standard 2, and behind it nothing like with 15"),
        ("in 1 with 15", "has no number"),
        ("in 2 with plenty", "no number like 12"),
        ("in 2 with 99999999999999999999999", "no number like 12"),
        ("differ", "no number of a standard"),
        ("99", "I know no standard 99"),
        ("nwe", "Did you mean /pace standards new?"),
    ],
)
def test_what_cannot_be_done_is_answered_with_what_to_do(agreed: Office, line: str, hint: str) -> None:
    assert hint in hears(agreed.lee, f"/pace standards {line}")


def test_a_rep_sets_changes_and_drops_none(agreed: Office) -> None:
    for line in ("new Be nice", "new", "edit 1 Be nice", "edit 1", "drop 1"):
        assert "Only a leader of the team or a manager" in hears(agreed.rita, f"/pace standards {line}")


def test_text_can_notify_nobody(west: Office) -> None:
    hears(west.lee, "/pace standards new Help <!channel> and @everyone within a day")
    west.clock.wait(**WAIT)
    west.delivers()
    assert west.rita.dms[-1].notifies <= {west.rita.id}
    assert "@everyone" in asked(west.rita)


# ── asked and answered ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_set_together_is_asked_in_one_message(agreed: Office) -> None:
    about = [message.plain for message in agreed.rita.dms if "Are you in?" in message.plain]
    assert len(about) == 1
    assert "Lee Chen set 2 standards for everybody in West, the leader included." in about[0]
    assert LEADS in about[0]
    assert "12 demos a week" in about[0]
    assert not [message for message in agreed.lee.dms if "Are you in?" in message.plain]


def test_an_answer_shows_in_the_message_and_cannot_be_doubled(agreed: Office) -> None:
    message = agreed.rita.dms[-1]
    agreed.rita.clicks("I'm in", on=message)
    agreed.rita.clicks("I'm in", on=message)
    agreed.delivers()
    assert asked(agreed.rita).count("✓ You're in.") == 1
    assert "1 of 4 are in" in hears(agreed.sam, "/pace standards 1")


def test_a_different_view_goes_to_the_leader_alone(agreed: Office) -> None:
    agreed.rita.clicks("I see it differently", on=agreed.rita.dms[-1])
    agreed.rita.fills("What do you see differently?", "Fridays are for follow-up")
    assert agreed.rita.submits()
    agreed.clock.wait(**NEXT_MORNING)
    agreed.delivers()
    notice = asked(agreed.lee)
    assert "Rita Rossi sees standard 1 differently." in notice
    assert "Fridays" not in notice
    assert "• Rita Rossi: “Fridays are for follow-up”" in presses(agreed.lee, "Read it")
    assert "Fridays" in hears(agreed.rita, "/pace standards")
    for line in ("/pace standards", "/pace standards 1"):
        assert "Fridays" not in hears(agreed.sam, line)
        assert "Rita" not in hears(agreed.sam, line)


def test_a_former_leader_reads_no_view_any_more(agreed: Office) -> None:
    hears(agreed.lee, "/pace team add @sam as leader")
    hears(agreed.rita, "/pace standards differ 1 Fridays are for follow-up")
    agreed.clock.wait(**NEXT_MORNING)
    agreed.delivers()
    hears(agreed.lee, "/pace team remove @sam as leader")
    assert "Fridays" not in presses(agreed.sam, "Read it")


def test_a_view_that_was_not_sent_comes_back(agreed: Office) -> None:
    agreed.rita.clicks("I see it differently", on=agreed.rita.dms[-1])
    agreed.rita.fills("What do you see differently?", "Fridays are for follow-up")
    agreed.rita.closes()
    home = agreed.rita.opens_home()
    assert home is not None
    agreed.rita.clicks("Finish what you see differently", on=home)
    assert agreed.rita.form is not None
    assert agreed.rita.form.value("What do you see differently?") == "Fridays are for follow-up"


def test_the_leader_reads_by_name_who_is_in_differs_and_is_silent(agreed: Office) -> None:
    hears(agreed.rita, "/pace standards in 2 with 15")
    hears(agreed.sam, "/pace standards differ 2 Ten is plenty")
    listed = hears(agreed.lee, "/pace standards")
    assert "In: Rita Rossi · Differently: Sam O'Neil · Still to answer: Lee Chen and Mia Sato" in listed
    assert "✓ You're in, with 15 of your own." in hears(agreed.rita, "/pace standards 2")


def test_all_at_once_can_be_agreed_in_words(agreed: Office) -> None:
    assert LEADS in hears(agreed.rita, "/pace standards in all")
    assert "Nothing waits for your answer" in hears(agreed.rita, "/pace standards in all")


def test_a_change_is_asked_again_and_a_late_click_hears_how_it_reads_now(agreed: Office) -> None:
    hears(agreed.rita, "/pace standards in 2")
    old = agreed.sam.dms[-1]
    hears(agreed.lee, "/pace standards edit 2 14 demos a week")
    hears(agreed.lee, "/pace standards edit 1 Answer within a day")
    answer = agreed.sam.clicks("I'm in", on=old)
    assert answer is not None
    assert "Standard 1 has changed since. It reads now:" in answer.plain
    agreed.clock.wait(**WAIT)
    agreed.delivers()
    assert "14 demos a week" in asked(agreed.rita)
    assert "✓" not in asked(agreed.rita)
    assert "You haven't answered yet." in hears(agreed.rita, "/pace standards 2")


def test_every_message_about_a_standard_follows_its_wording(agreed: Office) -> None:
    hears(agreed.rita, "/pace standards differ 1 Fridays are for follow-up")
    agreed.clock.wait(**NEXT_MORNING)
    agreed.delivers()
    hears(agreed.lee, "/pace standards edit 1 Answer within a day")
    agreed.clock.wait(**NEXT_MORNING)
    agreed.delivers()
    told = {person: [message.plain for message in person.dms] for person in (agreed.lee, agreed.sam)}
    assert not [text for text in told[agreed.sam] if LEADS in text]
    assert len([text for text in told[agreed.sam] if "Answer within a day" in text]) == 1
    assert "Settled: standard 1 reads otherwise now." in told[agreed.lee]
    hears(agreed.lee, "/pace standards drop 1")
    hears(agreed.lee, "/pace standards drop 2")
    agreed.delivers()
    assert not [message for message in agreed.sam.dms if "Are you in?" in message.plain]


def test_a_view_of_a_standard_that_was_dropped_is_settled(agreed: Office) -> None:
    hears(agreed.rita, "/pace standards differ 1 Fridays are for follow-up")
    agreed.clock.wait(**NEXT_MORNING)
    agreed.delivers()
    hears(agreed.lee, "/pace standards drop 1")
    agreed.delivers()
    assert "Settled" in asked(agreed.lee)


def test_a_director_reads_the_standards_of_a_team_below_and_counts(agreed: Office) -> None:
    north = agreed.sandbox.add_channel("north", [agreed.dana])
    agreed.dana.types("/pace team new North", in_=north)
    refused = agreed.dana.types("/pace standards list West", in_=north)
    assert refused
    assert "You're not in that team" in refused.plain
    hears(agreed.lee, "/pace team set under North")
    hears(agreed.rita, "/pace standards differ 1 Fridays are for follow-up")
    answer = agreed.dana.types("/pace standards list West", in_=north)
    assert answer
    assert f"1 Behaviour: {LEADS}\n0 of 4 are in." in answer.plain
    assert "Rita" not in answer.plain


def test_a_late_wish_to_differ_hears_how_it_reads_now_and_keeps_what_was_typed(agreed: Office) -> None:
    message = agreed.rita.dms[-1]
    agreed.rita.clicks("I see it differently", on=message)
    agreed.rita.fills("What do you see differently?", "Fridays are for follow-up")
    hears(agreed.lee, "/pace standards edit 1 Answer within a day")
    assert "It reads now: Answer within a day" in str(refused_at(agreed.rita))
    agreed.rita.closes()
    agreed.rita.types("/pace standards differ 1")
    assert agreed.rita.form is not None
    assert agreed.rita.form.value("What do you see differently?") == "Fridays are for follow-up"
    agreed.rita.closes()
    late = agreed.rita.clicks("I see it differently", on=message)
    assert late is not None
    assert "Standard 1 has changed since." in late.plain


def test_a_click_on_what_was_dropped_is_answered(agreed: Office) -> None:
    message = agreed.rita.dms[-1]
    hears(agreed.lee, "/pace standards drop 1")
    answer = agreed.rita.clicks("I'm in", on=message)
    assert answer is not None
    assert "Standard 1 was dropped meanwhile" in answer.plain
    agreed.delivers()
    assert LEADS not in asked(agreed.rita)


def test_whoever_was_removed_answers_no_more(agreed: Office) -> None:
    message = agreed.rita.dms[-1]
    hears(agreed.lee, "/pace team remove @rita")
    answer = agreed.rita.clicks("I'm in", on=message)
    assert answer is not None
    assert "You're not in West" in answer.plain


def test_a_newcomer_is_asked_about_everything_that_holds(agreed: Office) -> None:
    nina = agreed.sandbox.add_person("nina", "Nina")
    nina.joins(agreed.wins)
    nina.types("/pace team join", in_="wins")
    agreed.clock.wait(minutes=1)
    assert agreed.bot.scheduler.tick() == []
    agreed.delivers()
    assert "What we expect of each other in West, 2 standards. Are you in?" in asked(nina)


def test_a_team_without_standards_says_what_to_do(west: Office) -> None:
    assert "/pace standards new" in hears(west.lee, "/pace standards")
    assert "Its leaders set them" in hears(west.rita, "/pace standards")


def test_twenty_standards_come_in_pages_that_slack_takes(west: Office) -> None:
    west.delivers()  # the welcomes
    for number in range(20):
        hears(west.lee, f"/pace standards new Number {number} " + "<&> *bold* " * 25)
    assert "[10 more]" in hears(west.rita, "/pace standards")
    assert "Number 19" in presses(west.rita, "10 more")
    west.clock.wait(**WAIT)
    west.delivers()
    assert "Number 19" in asked(west.rita)
    assert west.sandbox.troubles == []


def test_what_is_too_long_to_be_told_with_a_welcome_is_begun_there(west: Office) -> None:
    for number in range(20):
        hears(west.lee, f"/pace standards new Number {number} " + "<&> *bold* " * 25)
    west.clock.wait(**WAIT)
    west.delivers()
    assert "Number 8" in asked(west.rita)
    assert west.sandbox.troubles == []
