"""Who gets credit for a win, whose book it stands in, and of which team it is."""

from typing import Any

import pytest

from tests.office import Office, Person
from tests.slack.talk import fills, hears, presses


def mine(person: Person) -> str:
    """What App Home says of the person's own wins this month."""
    view = person.opens_home()
    assert view is not None
    return next(line for line in view.text.splitlines() if line.startswith("You: "))


# ── shares ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "thanks", "ritas", "sams"),
    [
        ("with @sam", "@sam", "$100.01 from 1 win", "the first one is still to come"),
        ("with @sam 30%", "@sam (30 %)", "$70.01 from 1 win", "$30 from 1 win"),
        ("with @sam (12.5 %)", "@sam (12.5 %)", "$87.51 from 1 win", "$12.50 from 1 win"),
        ("split with @sam", "@sam (50 %)", "$50.01 from 1 win", "$50 from 1 win"),
        ("split with @sam and @mia", "@sam (33.33 %) and @mia (33.33 %)", "$33.34 from 1 win", "$33.34 from 1 win"),
        ("split with @rita @sam", "@sam (50 %)", "$50.01 from 1 win", "$50 from 1 win"),
        ("with @sam 100 %", "@sam (100 %)", "the first one is still to come", "$100.01 from 1 win"),
    ],
)
def test_credit_is_shared_out_to_the_cent_and_the_team_counts_the_win_once(
    west: Office, said: str, thanks: str, ritas: str, sams: str
) -> None:
    west.rita.types(f"/win $100.01 Acme: plan {said}")
    assert west.posted()[0].endswith(f"Thanks {thanks}!\nWest is at $100.01 in Q4 2026.")
    assert (mine(west.rita), mine(west.sam)) == (f"You: {ritas}", f"You: {sams}")


def test_what_was_understood_of_shares_is_said_back(west: Office) -> None:
    answer = hears(west.rita, "/win 90k Umbrella: plan with @sam 30% and @mia")
    assert "closed Wed 18 Nov (Berlin time), with Sam O'Neil (30 %) and Mia Sato." in answer
    answer = hears(west.lee, "/win edit 1 split with @rita @mia")
    assert "closed Wed 18 Nov (Berlin time), with Mia Sato (50 %)." in answer


def test_credit_in_another_currency_is_ones_own_too(west: Office) -> None:
    west.rita.types("/win €12.5k Globex: plan")
    assert mine(west.rita) == "You: €12,500 from 1 win"
    west.rita.types("/win 5k Acme: plan")
    assert mine(west.rita) == "You: $5,000 from 1 win and €12,500 from 1 win"


def test_a_win_logged_for_somebody_is_to_their_credit(west: Office) -> None:
    west.sam.types("/win 10k Acme: plan for @rita")
    assert (mine(west.rita), mine(west.sam)) == (
        "You: $10,000 from 1 win",
        "You: the first one is still to come",
    )


def test_who_corrects_a_win_that_was_logged_for_them_is_not_told_their_own_name(west: Office) -> None:
    west.sam.types("/win 10k Acme: plan for @rita")
    corrected = hears(west.rita, "/win edit 1 12k")
    assert "Corrected win 1: Acme (plan), $12,000, closed Wed 18 Nov (Berlin time), for you." in corrected


def test_a_helper_of_another_team_gets_personal_credit_only(west: Office) -> None:
    west.sandbox.add_channel("east", [west.dana])
    west.dana.types("/pace team new East", in_="east")
    west.rita.types("/win 10k Acme: plan with @dana 40%", in_="wins")
    assert "Thanks @dana (40 %)!\nWest is at $10,000 in Q4 2026." in west.posted()[0]
    assert mine(west.dana) == "You: $4,000 from 1 win"
    view = west.dana.opens_home()
    assert view is not None
    assert "East together: $0" in view.text


def test_a_correction_shares_the_new_amount_out(west: Office) -> None:
    west.rita.types("/win 10k Acme: plan with @sam 30%")
    west.rita.types("/win edit 1 20k")
    assert (mine(west.rita), mine(west.sam)) == ("You: $14,000 from 1 win", "You: $6,000 from 1 win")
    west.rita.types("/win edit 1 with @mia 50%")
    assert (mine(west.rita), mine(west.sam)) == ("You: $10,000 from 1 win", "You: the first one is still to come")


def test_what_was_undone_is_to_nobodys_credit(west: Office) -> None:
    west.rita.types("/win 10k Acme: plan with @sam 30%")
    west.rita.clicks("Undo")
    assert mine(west.rita) == mine(west.sam) == "You: the first one is still to come"


@pytest.mark.parametrize(
    ("traits", "answer"),
    [
        ({"guest": True}, "I work with full members of this workspace, and Gus Guest is a guest."),
        ({"stranger": True}, "I work with people of this workspace, and Gus Guest is of another one."),
        ({"bot": True}, "I work with people, and Gus Guest is an app."),
        ({"deleted": True}, "Gus Guest has left this workspace."),
    ],
)
@pytest.mark.parametrize("said", ["with @gus", "split with @gus", "for @gus"])
def test_who_is_nobody_here_gets_no_credit_and_the_answer_says_why(
    west: Office, traits: dict[str, Any], answer: str, said: str
) -> None:
    west.sandbox.add_person("gus", "Gus Guest", **traits)
    line = f"/win 10k Acme: plan {said}"
    assert hears(west.rita, line).splitlines() == [answer, "You typed:", line]
    assert west.posted() == []


def test_in_a_form_that_is_said_at_the_field(west: Office) -> None:
    gus = west.sandbox.add_person("gus", "Gus Guest", guest=True)
    west.rita.types("/win")
    fills(west.rita, amount="10k", account="Acme")
    west.rita.fills("Who helped?", [gus])
    assert not west.rita.submits()
    assert west.rita.form is not None
    assert list(west.rita.form.errors) == ["Who helped?"]


def test_who_helped_and_left_since_keeps_the_credit_when_the_win_is_corrected(west: Office) -> None:
    west.rita.types("/win 10k Acme: plan with @sam 30%")
    west.sam.leaves_slack()
    west.clock.wait(days=1)
    assert "Corrected win 1: Acme (plan), $20,000" in hears(west.rita, "/win edit 1 20k")


# ── the account book ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def spelled(west: Office) -> Office:
    """Rita sold to Acme, and Sam to "Acme Inc"."""
    west.rita.types("/win 48k Acme: annual plan")
    west.sam.types("/win 5k Acme Inc: seats")
    return west


def test_an_account_that_resembles_another_is_asked_about_and_not_guessed(spelled: Office) -> None:
    assert "Is Acme Inc the same customer as Acme?" in spelled.sam.last("wins").plain
    assert "@sam won Acme Inc (seats), $5,000." in spelled.posted()[1]


def test_one_click_makes_two_spellings_one_customer_wherever_it_is_told(spelled: Office) -> None:
    spelled.delivers()
    assert "Corrected win 2: Acme (seats), $5,000" in presses(spelled.sam, "Yes, the same")
    assert "@sam won Acme (seats), $5,000." in spelled.posted()[1]
    assert "Acme (licences)" in hears(spelled.mia, "/win 6k acme inc licences")
    assert "the same customer" not in spelled.mia.last("wins").plain


def test_a_second_click_on_the_question_is_answered_with_how_things_stand(spelled: Office) -> None:
    spelled.sam.clicks("Yes, the same")
    request = spelled.sandbox.last_request
    assert request is not None
    assert spelled.sandbox.resend(request).status == 200
    assert spelled.sam.last("wins").plain.startswith("Win 2 is of Acme now, so this click did nothing.")


@pytest.fixture
def misspelled(west: Office) -> Office:
    """Sam sold to Globex, Rita to Initech; then she is asked whether Initec, of win 3, is Initech as well."""
    west.sam.types("/win 9k Globex: plan")
    west.rita.types("/win 8k Initech: plan")
    west.rita.types("/win 5k Initec: seat")
    return west


def test_a_late_click_does_not_merge_the_account_that_the_win_has_by_now(misspelled: Office) -> None:
    asked = misspelled.rita.last("wins")
    hears(misspelled.rita, "/win edit 3 Globex: seat")
    answer = misspelled.rita.clicks("Yes, the same", on=asked)
    assert answer is not None
    assert answer.plain.startswith("Win 3 is of Globex now, so this click did nothing.")
    misspelled.delivers()
    assert "@sam closed Globex (plan), $9,000." in misspelled.posted()[0]


def test_of_a_win_that_was_taken_back_nothing_is_merged(misspelled: Office) -> None:
    asked = misspelled.rita.last("wins")
    hears(misspelled.rita, "/win undo")
    answer = misspelled.rita.clicks("Yes, the same", on=asked)
    assert answer is not None
    assert answer.plain == "Win 3 was undone already; it counts nowhere any more."


def test_a_question_that_was_asked_before_it_named_the_account_is_answered_in_words(misspelled: Office) -> None:
    asked = misspelled.rita.last("wins")
    button = asked.blocks[-1]["accessory"]
    button["value"] = button["value"].rpartition(":")[0]
    answer = misspelled.rita.clicks("Yes, the same", on=asked)
    assert answer is not None
    assert answer.plain.startswith("Win 3 is of Initec now, so this click did nothing.")


def test_an_account_like_no_other_is_not_asked_about(spelled: Office) -> None:
    assert "the same customer" not in hears(spelled.mia, "/win 6k Globex: plan")


# ── several teams ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two_teams(west: Office) -> Office:
    """Rita is in West and leads East, which has a channel of its own; #lobby is no team's."""
    west.sandbox.add_channel("east", [west.rita, west.dana])
    west.sandbox.add_channel("lobby", [west.rita])
    west.rita.types("/pace team new East", in_="east")
    return west


@pytest.mark.parametrize(("typed_in", "posted_in"), [("wins", "wins"), ("east", "east"), ("lobby", "wins")])
def test_a_win_is_of_the_channels_team_else_of_my_first(two_teams: Office, typed_in: str, posted_in: str) -> None:
    answer = two_teams.rita.types("/win 5k Acme: plan", in_=typed_in)
    assert answer is not None
    assert f"It goes to #{posted_in}." in answer.plain
    assert len(two_teams.posted(posted_in)) == 1


def test_the_channel_of_a_team_that_is_not_mine_is_no_reason_to_be_in_it(two_teams: Office) -> None:
    two_teams.sam.joins("east")
    answer = two_teams.sam.types("/win 5k Acme: plan", in_="east")
    assert answer is not None
    assert "It goes to #wins." in answer.plain
    assert two_teams.posted("east") == []


def test_a_win_is_undone_in_its_own_team_from_anywhere(two_teams: Office) -> None:
    two_teams.rita.types("/win 5k Acme: plan", in_="east")
    answer = two_teams.rita.types("/pace undo", in_="wins")
    assert answer is not None
    assert answer.plain.startswith("Taken back: Acme (plan), $5,000.")
    assert two_teams.posted("east") == []
