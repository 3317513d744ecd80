"""Teams: made in a channel, and joined, also on the way to something else."""

import pytest

from bot.sandbox import Channel
from tests.office import Office
from tests.slack.talk import form, hears, presses


def test_a_team_made_in_a_channel_has_the_speaker_as_its_leader(office: Office) -> None:
    assert hears(office.lee, "/pace team new West") == (
        "West is made: you lead it, and #wins is its channel. "
        "Next: /pace team add @somebody, then /win 48k Acme: annual plan."
    )
    assert hears(office.lee, "/pace team show").splitlines() == [
        "West · #wins · 1 person · USD · Berlin time",
        "• Lee Chen, leader and rep",
    ]


@pytest.mark.parametrize(
    ("said", "name"), [("O'Neil & Söhne", "O'Neil & Söhne"), ("West  Coast", "West Coast"), ("@rita", "@rita")]
)
def test_a_team_is_called_as_it_was_typed(office: Office, said: str, name: str) -> None:
    assert hears(office.lee, f"/pace team new {said}").startswith(f"{name} is made")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("new East", "This channel is already the one of West, and a channel has one team. Join it with"),
        ("shwo", "I know no shwo for a team. Did you mean /pace team show? Try /pace team new West,"),
        ("join", "You're in West already."),
    ],
)
def test_what_cannot_be_done_with_a_team_is_answered_with_what_can(west: Office, said: str, answer: str) -> None:
    assert hears(west.lee, f"/pace team {said}").startswith(answer)


def test_a_name_of_another_team_is_refused(west: Office) -> None:
    east = west.sandbox.add_channel("east", [west.dana])
    answer = west.dana.types("/pace team new west", in_=east)
    assert answer is not None
    assert answer.plain.startswith("There is a team called west already. Try another name, such as west 2.")


@pytest.mark.parametrize("name", ["Österreich", "österreich", "ÖSTERREICH"])
def test_a_team_is_found_by_its_name_in_whatever_case_and_there_is_one_of_it(office: Office, name: str) -> None:
    office.lee.types("/pace team new Österreich", in_="wins")
    assert hears(office.lee, f"/pace team show {name}").startswith("Österreich · #wins")
    answer = office.dana.types(f"/pace team new {name}", in_=office.sandbox.add_channel("east", [office.dana]))
    assert answer is not None
    assert answer.plain.startswith(f"There is a team called {name} already.")


def test_a_name_that_is_too_long_is_refused_and_handed_back(office: Office) -> None:
    answer = hears(office.lee, f"/pace team new {'West ' * 20}")
    assert answer.startswith("That name is 99 characters; I keep at most 60. Try a short one, such as West.")
    assert "You typed:\n/pace team new West West" in answer


# ── where a team may live ────────────────────────────────────────────────────────────────────────────────


def test_a_team_is_made_in_no_direct_message(office: Office) -> None:
    answer = office.lee.types("/pace team new West", in_="@pacesetter")
    assert answer is not None
    assert answer.plain.startswith("A team lives in a channel, and this is a direct message.")


@pytest.fixture
def shared(office: Office) -> Channel:
    """A channel with people of another organisation in it."""
    return office.sandbox.add_channel("with-globex", [office.lee, office.dana], ext_shared=True, bot_is_in=False)


def test_in_a_shared_channel_a_team_is_made_only_once_somebody_says_so(office: Office, shared: Channel) -> None:
    question = office.lee.types("/pace team new West", in_=shared)
    assert question is not None
    assert question.plain.startswith("#with-globex is shared with another organisation, which would read your wins")
    assert office.sandbox.workspace.app.user_id not in shared.members
    office.lee.clicks("Make it here all the same", on=question)
    (answer,) = office.lee.sees(shared)
    assert answer.plain.startswith("West is made: you lead it, and #with-globex is its channel.")
    assert office.sandbox.workspace.app.user_id in shared.members


def test_a_shared_channel_is_asked_about_once(office: Office, shared: Channel) -> None:
    office.lee.clicks("Make it here", on=office.lee.types("/pace team new West", in_=shared))
    office.sandbox.add_channel("bell", [office.lee])
    office.lee.types("/pace team set wins #bell", in_=shared)
    answer = office.lee.types("/pace team set wins here", in_=shared)
    assert answer is not None
    assert answer.plain == "West, wins: #bell → #with-globex."


def test_a_win_typed_in_a_shared_channel_waits_until_a_team_is_made_there(office: Office, shared: Channel) -> None:
    offer = office.lee.types("/win 48k Acme: plan", in_=shared)
    assert offer is not None
    office.lee.clicks("Make a team of this channel", on=offer)
    office.lee.clicks("Make it here all the same")
    office.lee.clicks("Make a team of this channel", on=offer)
    office.delivers()
    assert office.dana.last(shared).plain.startswith("🔔 @lee closed Acme")


def test_the_bot_joins_a_public_channel_by_itself(office: Office) -> None:
    quiet = office.sandbox.add_channel("west-coast", [office.lee], bot_is_in=False)
    answer = office.lee.types("/pace team new West Coast", in_=quiet)
    assert answer is not None
    assert answer.plain.startswith("West Coast is made")
    office.lee.types("/win 48k Acme: plan", in_=quiet)
    office.delivers()
    assert office.lee.last(quiet).plain.startswith("🔔 @lee closed Acme")


def test_the_bot_asks_to_be_invited_to_a_private_channel(office: Office) -> None:
    private = office.sandbox.add_channel("secret", [office.lee], private=True, bot_is_in=False)
    answer = office.lee.types("/pace team new West", in_=private)
    assert answer is not None
    assert answer.plain.startswith("I'm not in this channel and can't join it by myself. Type /invite @Pacesetter here")


# ── in no team yet ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("root", ["", "/pace "])
def test_a_win_typed_in_no_team_goes_on_after_joining_the_channel_s(west: Office, root: str) -> None:
    line = f"{root}/win" if not root else "/pace win"
    offer = west.dana.types(f"{line} 48k Acme: annual plan because of the CFO")
    assert offer is not None
    assert offer.plain.splitlines() == ["You're in no team yet. This channel is the one of West.", "[Join West]"]
    assert "Logged as win 1: Acme (annual plan), $48,000" in presses(west.dana, "Join West")
    joined, logged = [message.plain for message in west.dana.sees() if message.ephemeral]
    assert joined.startswith("You're in West now. /win posts to #wins: try ")
    assert logged.startswith("Logged as win 1: Acme (annual plan),")
    assert west.posted()[0].startswith("🔔 @dana closed Acme (annual plan), $48,000.")


def test_a_win_typed_in_a_channel_without_a_team_goes_on_after_making_one(office: Office) -> None:
    offer = office.rita.types("/win 48k Acme: annual plan")
    assert offer is not None
    assert offer.plain.splitlines() == [
        "You're in no team yet, and this channel has none.",
        "[Make a team of this channel]",
    ]
    assert "Logged as win 1" in presses(office.rita, "Make a team")
    assert hears(office.rita, "/pace team show").splitlines()[1:] == ["• Rita Rossi, leader and rep"]


def test_the_form_of_a_win_opens_after_joining(west: Office) -> None:
    west.dana.types("/win")
    west.dana.clicks("Join West")
    west.dana.fills("Amount", "48k")
    west.dana.fills("Account", "Acme")
    assert west.dana.submits()
    assert west.posted()[0].startswith("🔔 @dana closed Acme, $48,000.")


def test_an_unfinished_win_opens_its_form_after_joining(west: Office) -> None:
    west.dana.types("/win Acme: renewal")
    west.dana.clicks("Join West")
    assert form(west.dana)["Account"] == "Acme"


def test_a_question_is_asked_after_joining(west: Office) -> None:
    west.dana.types("/win 48.000 Acme: plan")
    assert "Which one is it?" in presses(west.dana, "Join West")
    assert "Logged as win 1" in presses(west.dana, "$48,000")


def test_a_win_refused_after_joining_is_handed_back(west: Office) -> None:
    west.dana.types("/win -48k Acme: a long story")
    assert presses(west.dana, "Join West").splitlines()[1:] == ["You typed:", "/win -48k Acme: a long story"]


def test_of_two_who_make_a_team_of_one_channel_the_second_joins_it(office: Office) -> None:
    office.rita.types("/win 48k Acme: plan")
    office.sam.types("/win 20k Globex: plan")
    office.rita.clicks("Make a team")
    assert "Logged as win 2: Globex (plan)" in presses(office.sam, "Make a team")
    assert hears(office.sam, "/pace team show").splitlines()[1:] == [
        "• Rita Rossi, leader and rep",
        "• Sam O'Neil, rep",
    ]


def test_clicking_an_offer_twice_logs_the_win_once(west: Office) -> None:
    west.dana.types("/win 48k Acme: plan")
    west.dana.clicks("Join West")
    request = west.sandbox.last_request
    assert request is not None
    west.sandbox.resend(request)
    assert west.dana.answer is not None
    assert west.dana.answer.plain.startswith("That was answered already, or ")
    assert len(west.posted()) == 1


def test_clicking_an_offer_twice_leaves_the_question_that_it_led_to(west: Office) -> None:
    west.dana.types("/win 48.000 Acme: plan")
    west.dana.clicks("Join West")
    request = west.sandbox.last_request
    assert request is not None
    asked = west.dana.answer
    west.sandbox.resend(request)
    west.dana.clicks("$48,000", on=asked)
    assert len(west.posted()) == 1


def test_in_a_direct_message_there_is_no_channel_to_join_and_the_line_comes_back(west: Office) -> None:
    answer = west.dana.types("/win 48k Acme: plan", in_="@pacesetter")
    assert answer is not None
    assert answer.plain.splitlines() == [
        "You're in no team yet. Type /pace team in your team's channel to join it or to make one.",
        "You typed:",
        "/win 48k Acme: plan",
    ]


def test_showing_no_team_offers_one(west: Office) -> None:
    answer = west.dana.types("/pace team")
    assert answer is not None
    assert answer.buttons == ["Join West"]
    assert presses(west.dana, "Join West").startswith("West · #wins · 5 people")


# ── in several teams ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def both(west: Office) -> Office:
    """Rita is in West and in East, which lives in #east."""
    west.sandbox.add_channel("east", [west.dana, west.rita])
    west.dana.types("/pace team new East", in_="east")
    west.dana.types("/pace team add @rita", in_="east")
    return west


def test_a_win_is_that_of_the_channel_s_team(both: Office) -> None:
    both.rita.types("/win 48k Acme: plan", in_="east")
    assert both.posted() == []
    assert both.posted("east")[0].endswith("East is at $48,000 in Q4 2026.")


def test_elsewhere_a_win_is_that_of_the_first_team(both: Office) -> None:
    both.rita.types("/win 48k Acme: plan", in_="@pacesetter")
    assert both.posted()[0].endswith("West is at $48,000 in Q4 2026.")


def test_a_win_typed_where_a_team_celebrates_is_that_team_s(both: Office) -> None:
    both.sandbox.add_channel("bell", [both.dana, both.rita])
    both.dana.types("/pace team set wins #bell", in_="east")
    both.rita.types("/win 48k Acme: plan", in_="bell")
    assert both.posted("bell")[0].endswith("East is at $48,000 in Q4 2026.")


def test_a_channel_is_first_its_own_team_s_and_then_of_those_who_celebrate_there(both: Office) -> None:
    both.dana.types("/pace team set wins #wins", in_="east")
    both.lee.types("/pace team set wins #east", in_="wins")
    both.rita.types("/win 48k Acme: plan", in_="east")
    assert both.posted()[0].endswith("East is at $48,000 in Q4 2026.")


def test_a_form_is_that_of_the_team_in_whose_channel_it_was_opened(both: Office) -> None:
    both.rita.types("/win", in_="east")
    both.rita.fills("Amount", "48k")
    both.rita.fills("Account", "Acme")
    both.rita.submits()
    assert len(both.posted("east")) == 1


def test_numbers_of_wins_count_within_a_team(both: Office) -> None:
    both.rita.types("/win 48k Acme: plan")
    answer = both.rita.types("/win 48k Acme: plan", in_="east")
    assert answer is not None
    assert answer.plain.startswith("Logged as win 1")


def test_a_win_typed_in_a_shared_channel_goes_on_once_both_questions_are_answered(
    office: Office, shared: Channel
) -> None:
    first = office.lee.types("/win 48k Acme: annual plan", in_=shared)
    office.lee.clicks("Make a team of this channel", on=first)
    office.lee.clicks("Make it here all the same")
    assert "Logged as win 1: Acme (annual plan), $48,000" in office.lee.last(shared).plain
