"""The guided form of a team: three screens, nothing half-done, nothing lost."""

from datetime import timedelta

import pytest

from bot.domain import drafts
from bot.sandbox import Channel
from bot.slack.bolt import SORRY
from tests.office import Office
from tests.slack.talk import form, hears


@pytest.fixture
def opened(office: Office) -> Office:
    """Lee has the first screen open."""
    office.lee.types("/pace team new")
    return office


@pytest.fixture
def second(opened: Office) -> Office:
    """Lee is at the second screen."""
    opened.lee.fills("Name", "West")
    assert opened.lee.submits()
    return opened


def team(office: Office) -> list[str]:
    return hears(office.lee, "/pace team show").splitlines()


def text(office: Office) -> str:
    assert office.lee.form is not None
    return office.lee.form.text


def test_a_team_is_made_in_three_screens(second: Office) -> None:
    second.lee.fills("They sell", ["@rita", "@sam"])
    second.lee.fills("They run it", ["@mia"])
    second.lee.fills("They coach", ["@dana"])
    second.lee.fills("… these", ["@rita"])
    assert second.lee.submits()
    assert text(second).splitlines()[1:6] == [
        "West, in USD, on Berlin time",
        "• Leaders: you",
        "• Reps: you, Rita Rossi and Sam O'Neil",
        "• Managers: Mia Sato",
        "• Coaches: Dana Diaz, of Rita Rossi",
    ]
    assert second.lee.submits()
    assert second.lee.form is None
    assert second.lee.last("wins").plain.startswith("West is made: you lead it, and #wins is its channel.")
    assert team(second) == [
        "West · #wins · 5 people · USD · Berlin time",
        "• Dana Diaz, coach of Rita Rossi",
        "• Lee Chen, leader and rep",
        "• Mia Sato, manager",
        "• Rita Rossi, rep",
        "• Sam O'Neil, rep",
    ]


def test_a_mistake_behind_the_last_screen_which_has_no_field_is_told_in_words(
    second: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    second.lee.submits()
    with monkeypatch.context() as patch:
        patch.setattr("bot.domain.teams.found", None)
        second.lee.submits()
    assert second.lee.last("wins").plain == SORRY
    assert second.lee.trouble is None
    assert second.lee.submits()
    assert second.lee.submits()
    assert team(second)[0] == "West · #wins · 1 person · USD · Berlin time"


def test_everybody_hears_what_the_preview_shows(second: Office) -> None:
    second.lee.fills("They sell", ["@rita"])
    second.lee.submits()
    told = "Lee Chen added you to West. /win posts to #wins: try /win 48k Acme: annual plan."
    assert told in text(second)
    second.lee.submits()
    second.delivers()
    assert second.rita.dms[-1].plain.startswith(told)


def test_the_first_screen_proposes_the_name_of_the_channel(opened: Office) -> None:
    assert form(opened.lee) == {"Name": "Wins", "Currency": "USD"}


def test_nothing_is_made_before_the_last_screen(second: Office) -> None:
    second.lee.fills("They sell", ["@rita"])
    second.lee.submits()
    second.delivers()
    assert "You're in no team yet" in hears(second.rita, "/pace team show")
    assert second.rita.dms == []


def test_what_was_entered_comes_back_after_closing(second: Office) -> None:
    second.lee.fills("They sell", ["@rita"])
    second.lee.closes()
    second.lee.closes()
    second.lee.types("/pace team new")
    assert form(second.lee)["Name"] == "West"
    second.lee.submits()
    assert form(second.lee)["They sell, as you do"] == "@rita"


def test_a_screen_that_one_went_back_to_takes_what_is_changed_there(second: Office) -> None:
    second.lee.closes()
    second.lee.fills("Name", "North")
    assert second.lee.submits()
    assert second.lee.submits()
    assert "North, in USD" in text(second)


def test_an_unfinished_team_waits_on_home(second: Office) -> None:
    second.lee.closes()
    second.lee.closes()
    second.lee.opens_home()
    second.lee.clicks("Finish your team")
    assert form(second.lee)["Name"] == "West"
    for _ in range(3):
        assert second.lee.submits()
    assert "West · #wins" in team(second)[0]
    assert "Finish your team" not in second.lee.opens_home().text


def test_a_team_that_was_made_leaves_no_draft(second: Office) -> None:
    second.lee.submits()
    second.lee.submits()
    north = second.sandbox.add_channel("north", [second.lee])
    second.lee.types("/pace team new", in_=north)
    assert form(second.lee)["Name"] == "North"


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("Name", "West", "There is a team called West already. Try another name, such as West 2."),
        ("Currency", "XYZ", "I know no currency “XYZ”. Three letters name it, such as EUR."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(west: Office, field: str, value: str, error: str) -> None:
    north = west.sandbox.add_channel("north", [west.dana])
    west.dana.types("/pace team new", in_=north)
    west.dana.fills(field, value)
    assert not west.dana.submits()
    assert west.dana.form
    assert west.dana.form.errors == {field: error}


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"They coach": ["@sam"]}, {"… these of those who sell": "Whom do they coach? Name somebody who sells."}),
        ({"… these": ["@sam"]}, {"They coach": "Who coaches them?"}),
        (
            {"They coach": ["@sam"], "… these": ["@rita"]},
            {"… these of those who sell": "Rita Rossi: not among those who sell. Add them there as well."},
        ),
        (
            {"They sell": ["@sam"], "They coach": ["@sam"], "… these": ["@sam"]},
            {"They coach": "Sam O'Neil can't coach themselves."},
        ),
        (
            {"They lead": ["@gus"]},
            {"They lead it beside you": "I work with full members of this workspace, and Gus is a guest."},
        ),
    ],
)
def test_people_who_cannot_be_what_they_shall_be_are_said_at_their_field(
    second: Office, fields: dict[str, list[str]], errors: dict[str, str]
) -> None:
    second.sandbox.add_person("gus", "Gus", guest=True)
    for label, people in fields.items():
        second.lee.fills(label, people)
    assert not second.lee.submits()
    assert second.lee.form
    assert second.lee.form.errors == errors


def test_the_leader_can_be_coached_as_well(second: Office) -> None:
    second.lee.fills("They coach", ["@sam"])
    second.lee.fills("… these", ["@lee"])
    assert second.lee.submits()
    assert "• Coaches: Sam O'Neil, of Lee Chen" in text(second)


def test_a_name_taken_meanwhile_makes_nothing_and_loses_nothing(second: Office) -> None:
    second.lee.fills("They sell", ["@rita"])
    second.lee.submits()
    second.dana.types("/pace team new West", in_=second.sandbox.add_channel("east", [second.dana]))
    assert second.lee.submits()
    assert second.lee.form is None
    assert second.lee.last("wins").plain == (
        "There is a team called West already. Try another name, such as West 2. "
        "Nothing was made, and what you entered is kept: /pace team new shows it again."
    )
    second.lee.types("/pace team new")
    second.lee.fills("Name", "West Coast")
    second.lee.submits()
    assert form(second.lee)["They sell, as you do"] == "@rita"


def test_pressing_twice_makes_one_team(second: Office) -> None:
    second.lee.submits()
    second.lee.submits()
    request = second.sandbox.last_request
    assert request is not None
    heard = len(second.lee.sees("wins"))
    second.sandbox.resend(request)
    assert len(second.lee.sees("wins")) == heard
    assert len(team(second)) == 2


def test_what_was_entered_too_long_ago_is_said_to_be_gone(second: Office) -> None:
    second.lee.submits()
    with second.bot.database.writing() as session:
        drafts.prune(session, now=second.clock.now() + timedelta(days=31))
    assert second.lee.submits()
    told = "What was entered on the first screen is gone. /pace team new begins anew."
    assert second.lee.last("wins").plain == told


# ── where ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_channel_with_a_team_gets_no_form(west: Office) -> None:
    assert "This channel is already the one of West" in hears(west.lee, "/pace team new")
    assert west.lee.form is None


def test_the_bot_joins_the_channel_only_at_the_end(office: Office) -> None:
    quiet = office.sandbox.add_channel("quiet", [office.lee], bot_is_in=False)
    office.lee.types("/pace team form", in_=quiet)
    office.lee.submits()
    office.lee.submits()
    assert office.sandbox.workspace.app.user_id not in quiet.members
    office.lee.submits()
    assert office.sandbox.workspace.app.user_id in quiet.members


def test_a_private_channel_is_asked_for_an_invitation_before_anything_is_typed(office: Office) -> None:
    private = office.sandbox.add_channel("secret", [office.lee], private=True, bot_is_in=False)
    answer = office.lee.types("/pace team new", in_=private)
    assert answer
    assert "/invite @Pacesetter" in answer.plain
    assert office.lee.form is None


@pytest.fixture
def shared(office: Office) -> Channel:
    return office.sandbox.add_channel("with-globex", [office.lee], ext_shared=True)


def test_a_shared_channel_is_asked_about_before_the_form_opens(office: Office, shared: Channel) -> None:
    question = office.lee.types("/pace team new", in_=shared)
    assert question
    assert "shared with another organisation" in question.plain
    assert office.lee.form is None
    office.lee.clicks("Make it here all the same", on=question)
    for _ in range(3):
        assert office.lee.submits()
    assert "With Globex is made" in office.lee.last(shared).plain


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────


def crowd(office: Office, size: int) -> list[str]:
    return [f"@p{nth}" for nth in range(size) if office.sandbox.add_person(f"p{nth}", f"Person {nth}")]


def test_more_people_than_slack_lets_look_up_are_refused_at_their_field(second: Office) -> None:
    second.lee.fills("They sell", crowd(second, 31))
    assert not second.lee.submits()
    assert second.lee.form
    (error,) = second.lee.form.errors.values()
    assert error.startswith("31 of them are new to me, and Slack lets me look up 30 in one go.")


def test_a_team_of_three_hundred_whom_the_bot_knows_is_made_at_once(second: Office) -> None:
    people = crowd(second, 300)
    for begin in range(0, 300, 25):
        hears(second.dana, f"/kudos {' '.join(people[begin : begin + 25])} for the move")
    second.lee.fills("They sell", people)
    assert second.lee.submits()
    assert "Person 18 and 281 more" in text(second)
    assert second.lee.submits()
    assert team(second)[0].startswith("West · #wins · 301 people")
