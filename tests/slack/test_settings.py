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
        "• /pace settings notices off: I send you nothing",
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("winz quiet", "I know no setting “winz”. Did you mean wins?"),
        ("qqq", f"I know no setting “qqq”. There are {', '.join(PERSON)}."),
        ("wins shouted", "I read “shouted”, which wins can't be. It can be loud or quiet or off."),
    ],
)
def test_what_is_unknown_is_answered_with_what_there_is(office: Office, words: str, answer: str) -> None:
    line = f"/pace settings {words}"
    assert says(office, line).splitlines() == [answer, "You typed:", line]


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
