"""Settings of a person: in a form or in words, for oneself alone."""

import pytest

from bot.domain.preferences import PERSON
from tests.office import Office

WINS, THANKS = "How your wins are celebrated", "How you are named"
LOUD = "loud: the post names you and notifies you"
QUIET = "quiet: the post names you and does not notify you"


def says(office: Office, text: str) -> str:
    answer = office.rita.types(text, in_="wins")
    assert answer
    return answer.plain


def test_the_form_shows_every_preference_with_what_is_chosen(office: Office) -> None:
    says(office, "/pace settings thanks quiet")
    office.rita.types("/pace settings", in_="wins")
    form = office.rita.form
    assert form
    assert len(form.labels) == len(PERSON)
    assert form.value(WINS) == LOUD
    assert form.value(THANKS) == QUIET
    assert "Only you see these settings" in form.text


def test_submitting_the_form_sets_what_was_changed_and_says_so(office: Office) -> None:
    office.rita.types("/pace settings", in_="wins")
    office.rita.fills(WINS, QUIET)
    assert office.rita.submits()
    answer = office.rita.answer
    assert answer
    assert answer.plain == "wins: loud → quiet. From now on the post names you and does not notify you."
    assert says(office, "/pace settings wins").startswith("wins, how your wins are celebrated: quiet")


def test_submitting_it_unchanged_changes_nothing(office: Office) -> None:
    office.rita.types("/pace settings", in_="wins")
    assert office.rita.submits()
    assert office.rita.answer
    assert office.rita.answer.plain == "Nothing changed: it was set so already."


def test_closing_the_form_loses_nothing_and_sets_nothing(office: Office) -> None:
    office.rita.types("/pace settings", in_="wins")
    office.rita.fills(WINS, QUIET)
    office.rita.closes()
    assert ": loud," in says(office, "/pace settings wins")
    office.rita.types("/pace settings", in_="wins")
    assert office.rita.form
    assert office.rita.form.value(WINS) == QUIET
    assert office.rita.submits()
    assert ": quiet," in says(office, "/pace settings wins")


@pytest.mark.parametrize("words", ["wins off", "Wins OFF", "wins: off", "wins = off", "wins to off", "wins\u00a0off"])
def test_a_value_is_set_in_words_and_said_back(office: Office, words: str) -> None:
    answer = says(office, f"/pace settings {words}")
    assert answer == "wins: loud → off. From now on nothing is posted; your wins count all the same."


def test_a_name_alone_says_how_it_is_and_what_it_can_be(office: Office) -> None:
    assert says(office, "/pace settings notices").splitlines() == [
        f"notices, {PERSON['notices'].about}: on, I send you a direct message.",
        "• /pace settings notices off: I send you none of these; App Home shows what waits for you",
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("winz quiet", "I know no setting “winz”. Did you mean /pace settings wins?"),
        ("qqq", f"I know no setting “qqq”. There are {', '.join(PERSON)}. Try /pace settings wins quiet."),
        (
            "wins shouted",
            "I read “shouted”, which wins can't be. It can be loud or quiet or off: /pace settings wins quiet.",
        ),
    ],
)
def test_what_is_unknown_is_answered_with_what_there_is(office: Office, words: str, answer: str) -> None:
    line = f"/pace settings {words}"
    assert says(office, line).splitlines() == [answer, "You typed:", line]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("notices off", "notices: on → off. From now on I send you none of these; App Home shows what waits for you."),
        ("board off", "board: on → off. From now on the board omits you; /pace board has your line."),
        ("word off", "word: on → off. From now on I tell your leader of no hard run of yours."),
        (
            "dms 9 a day",
            "dms: off → 9 a day. From now on I send you at most 9 a day, fewer where your team has it so, and what is "
            "over it joins the next one.",
        ),
    ],
)
def test_an_answer_is_a_sentence_that_says_no_more_than_is_true(office: Office, typed: str, answer: str) -> None:
    assert says(office, f"/pace settings {typed}") == answer


def test_the_example_of_a_refusal_works_where_it_is_shown(office: Office) -> None:
    refused = "I read “never”, which quiet can't be. "
    hint = "Try /pace settings quiet 18:00-8:30 or /pace settings quiet off."
    assert says(office, "/pace settings quiet never").startswith(refused + hint)
    assert says(office, "/pace settings quiet 18:00-8:30").startswith("quiet: team → 18:00-8:30.")
    office.rita.types("/pace settings", in_="wins")
    office.rita.fills("When I keep quiet", "never")
    assert not office.rita.submits()
    form = office.rita.form
    assert form
    assert refused + "Try 18:00-8:30 or off." in str(form.errors)
    office.rita.fills("When I keep quiet", "off")
    assert office.rita.submits()


def test_the_form_shows_no_signs_of_markup(office: Office) -> None:
    office.rita.types("/pace settings", in_="wins")
    assert office.rita.form
    assert "`" not in office.rita.form.text


def test_one_persons_settings_are_not_anothers(office: Office) -> None:
    says(office, "/pace settings wins off")
    answer = office.sam.types("/pace settings wins", in_="wins")
    assert answer
    assert ": loud," in answer.plain


def test_a_guest_has_no_settings(office: Office) -> None:
    gus = office.sandbox.add_person("gus", "Gus Guest", guest=True)
    gus.joins("wins")
    answer = gus.types("/pace settings wins off", in_="wins")
    assert answer
    assert "full members" in answer.plain
