"""Wins taken back within the hour, and corrected or reversed in the open afterwards."""

import pytest

from tests.office import Message, Office
from tests.slack.talk import fills, form, hears, presses


@pytest.fixture
def won(west: Office) -> Office:
    """Rita logged win 1, which stands in the channel."""
    west.rita.types("/win 48k Acme: annual plan on 31 Oct with @sam 30 % because of the CFO")
    west.delivers()
    return west


def thread(office: Office) -> list[str]:
    """What the thread of the celebration says."""
    office.delivers()
    return [reply.plain for reply in celebration(office).replies]


def celebration(office: Office) -> Message:
    return next(message for message in office.dana.sees("wins") if not message.ephemeral)


# ── within the hour ──────────────────────────────────────────────────────────────────────────────────────


def test_undoing_within_the_hour_takes_the_celebration_away(won: Office) -> None:
    assert presses(won.rita, "Undo") == (
        "Taken back: Acme (annual plan), $48,000. It counts nowhere, and its post is gone."
    )
    assert won.posted() == []
    assert hears(won.rita, "/win list quarter").startswith("West, this quarter: 0 wins, $0.")


def test_a_win_undone_before_it_was_posted_is_never_posted(west: Office) -> None:
    west.rita.types("/win 48k Acme: plan")
    west.rita.clicks("Undo")
    assert west.posted() == []
    posted = [body["channel"] for method, body in west.sandbox.calls if method.startswith("chat.")]
    assert west.wins.id not in posted


def test_undo_in_words_means_the_latest(won: Office) -> None:
    won.rita.types("/win 5k Globex: seat")
    assert hears(won.rita, "/win undo").startswith("Taken back: Globex (seat), $5,000.")
    assert hears(won.rita, "/win undo").startswith("Taken back: Acme (annual plan), $48,000.")
    assert hears(won.rita, "/win undo").startswith("Nothing to undo: ")


@pytest.mark.parametrize("command", ["/pace undo 1", "/win undo 1"])
def test_undo_with_a_number_means_that_win(won: Office, command: str) -> None:
    won.rita.types("/win 5k Globex: seat")
    assert hears(won.rita, command).startswith("Taken back: Acme (annual plan), $48,000.")
    assert len(won.posted()) == 1


@pytest.mark.parametrize("command", ["/pace undo kudos", "/pace undo my last win", "/win undo kudos"])
def test_undo_of_what_is_no_win_s_number_is_refused_with_the_way(won: Office, command: str) -> None:
    assert hears(won.rita, command).startswith(
        "I take back what you said last with /pace undo, and a win by its number, as in /win undo 17. "
        "For thanks there is /kudos undo."
    )
    assert len(won.posted()) == 1


@pytest.mark.parametrize("act", ["/win reverse", "/win edit", "/win undo", "/pace undo"])
def test_a_number_longer_than_any_win_has_is_answered_in_words(won: Office, act: str) -> None:
    answer = hears(won.rita, f"{act} 99999999999999999999999")
    assert answer.startswith("I know no win 999999999… in West. /win list shows those of this month.")


def test_the_standing_of_a_win_undone_is_out_of_the_next_celebration(won: Office) -> None:
    won.rita.clicks("Undo")
    won.rita.types("/win 5k Globex: seat")
    assert won.posted()[0].endswith("West is at $5,000 in Q4 2026.")


def sums(office: Office) -> list[str]:
    """Where the team stands, as each celebration has it."""
    return [post.splitlines()[-1] for post in office.posted()]


@pytest.fixture
def thrice(west: Office) -> Office:
    """Wins 1 to 3, each posted before the next."""
    for line in ("10k Acme: plan", "20k Globex: plan", "5k Initech: plan"):
        west.rita.types(f"/win {line}")
        west.delivers()
    assert sums(west) == [
        "West is at $10,000 in Q4 2026.",
        "West is at $30,000 in Q4 2026.",
        "West is at $35,000 in Q4 2026.",
    ]
    return west


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("undo 2", ["$10,000 in Q4", "$15,000 in Q4"]),
        ("edit 2 8k", ["$10,000 in Q4", "$18,000 in Q4", "$23,000 in Q4"]),
        ("edit 2 on 30 Sep", ["$10,000 in Q4", "$20,000 in Q3", "$15,000 in Q4"]),
    ],
)
def test_what_is_taken_back_of_a_win_is_out_of_the_celebrations_after_it(
    thrice: Office, act: str, told: list[str]
) -> None:
    hears(thrice.rita, f"/win {act}")
    assert sums(thrice) == [f"West is at {each} 2026." for each in told]


def test_a_celebration_keeps_the_standing_of_its_own_day_whatever_came_since(thrice: Office) -> None:
    thrice.clock.wait(days=10)
    hears(thrice.rita, "/win edit 1 because the CFO was in early")
    assert "Why it worked" in thrice.posted()[0]
    assert sums(thrice)[0] == "West is at $10,000 in Q4 2026."


def test_undoing_twice_is_answered_with_how_things_stand(won: Office) -> None:
    confirmation = won.rita.last("wins")
    for message in won.rita.sees("wins"):
        confirmation = message if "Undo" in message.buttons else confirmation
    block_id = confirmation.blocks[-1]["block_id"]
    won.rita.acts(confirmation, block_id, "win.undo")
    confirmation.blocks[-1:] = [{"type": "actions", "block_id": block_id, "elements": [UNDO]}]
    answer = won.rita.clicks("Undo", on=confirmation)
    assert answer is not None
    assert answer.plain == "Win 1 was undone already; it counts nowhere any more."


UNDO = {"type": "button", "action_id": "win.undo", "value": "1", "text": {"type": "plain_text", "text": "Undo"}}


def test_undo_after_the_hour_is_refused_with_the_way_on(won: Office) -> None:
    won.clock.wait(minutes=60, seconds=1)
    assert presses(won.rita, "Undo") == (
        "That was said more than 60 minutes ago, so I can't undo win 1 as if it had not been said. "
        "/win reverse 1 takes it out of the numbers and says so in its thread."
    )
    assert hears(won.rita, "/pace undo").startswith("That was said more than 60 minutes ago")
    assert len(won.posted()) == 1


def test_a_win_can_be_undone_to_the_last_minute_of_the_hour(won: Office) -> None:
    won.clock.wait(minutes=60)
    assert presses(won.rita, "Undo").startswith("Taken back")


def test_whose_wins_are_not_posted_is_not_told_that_they_are(west: Office) -> None:
    west.rita.types("/pace settings wins off")
    assert "It counts, and is not posted in #wins." in hears(west.rita, "/win 48k Acme: plan")
    assert "It counts, and is not posted in #wins." in hears(west.rita, "/win edit 1 52k")
    assert "It goes to #wins." in hears(west.sam, "/win 5k Globex: seat")


def test_correcting_within_the_hour_edits_the_celebration_and_says_no_more(won: Office) -> None:
    won.rita.clicks("Edit")
    won.rita.fills("Amount", "52k")
    assert won.rita.submits()
    assert "Corrected win 1: Acme (annual plan), $52,000" in won.rita.last("wins").plain
    assert "$52,000." in won.posted()[0]
    assert celebration(won).edited
    assert thread(won) == []


# ── the form of a correction ─────────────────────────────────────────────────────────────────────────────


def test_the_form_of_a_correction_holds_the_win_as_it_stands(won: Office) -> None:
    won.rita.types("/win edit 1")
    assert won.rita.form is not None
    assert won.rita.form.title == "Correct a win"
    assert form(won.rita) == {
        "Amount": "$48,000",
        "Account": "Acme",
        "What they bought": "annual plan",
        "Closed on": "2026-10-31",
        "What made it work?": "of the CFO",
        "Who helped?": "@sam",
    }


def test_a_correction_left_comes_back_and_leaves_the_form_of_new_wins_alone(won: Office) -> None:
    won.rita.types("/win edit 1")
    won.rita.fills("Amount", "52k")
    won.rita.closes()
    won.rita.types("/win")
    assert form(won.rita)["Amount"] == ""
    won.rita.closes()
    won.rita.types("/win edit 1")
    assert form(won.rita)["Amount"] == "52k"
    assert won.rita.submits()
    won.rita.types("/win edit 1")
    assert form(won.rita)["Amount"] == "$52,000"


def test_a_correction_of_nothing_changes_nothing(won: Office) -> None:
    won.rita.types("/win edit 1")
    won.rita.submits()
    assert won.rita.last("wins").plain == "Nothing changed."
    assert not celebration(won).edited


def test_a_correction_that_says_nothing_of_helpers_keeps_them_and_their_shares(won: Office) -> None:
    won.clock.wait(hours=2)
    won.rita.types("/win edit 1")
    won.rita.fills("Amount", "52k")
    won.rita.submits()
    assert thread(won) == ["Rita Rossi corrected this win.\n• Amount: $48,000 → $52,000"]


# ── corrections in words ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("52k", "Acme (annual plan), $52,000, closed Sat 31 Oct"),
        ("Globex: seats", "Globex (seats), $48,000, closed Sat 31 Oct"),
        ("52k Acme: annual plan on 2 Nov", "Acme (annual plan), $52,000, closed Mon 2 Nov"),
        ("€52k", "Acme (annual plan), €52,000, closed Sat 31 Oct"),
        ("\n52k", "Acme (annual plan), $52,000, closed Sat 31 Oct"),
        ("to 52k", "Acme (annual plan), $52,000, closed Sat 31 Oct"),
        ("Acme to 52k", "Acme (annual plan), $52,000, closed Sat 31 Oct"),
        ("amount 52k", "Acme (annual plan), $52,000, closed Sat 31 Oct"),
        ("Amount: to 52k", "Acme (annual plan), $52,000, closed Sat 31 Oct"),
        ("account Acme Corp", "Acme Corp (annual plan), $48,000, closed Sat 31 Oct"),
        ("account to Acme Corp 52k on 2 Nov", "Acme Corp (annual plan), $52,000, closed Mon 2 Nov"),
        ("title Acme seats", "Acme (Acme seats), $48,000, closed Sat 31 Oct"),
    ],
)
def test_a_correction_in_words_changes_what_it_speaks_of_and_nothing_else(won: Office, words: str, told: str) -> None:
    assert f"Corrected win 1: {told}" in hears(won.rita, f"/win edit 1 {words}")
    assert "Why it worked: of the CFO\nThanks @sam (30 %)!" in won.posted()[0]


@pytest.mark.parametrize("words", ["1 because the demo went well", "1\nbecause the demo went well"])
def test_a_correction_in_words_may_be_of_the_reason_alone(won: Office, words: str) -> None:
    assert "Corrected win 1: Acme (annual plan), $48,000" in hears(won.rita, f"/win edit {words}")
    assert "Why it worked: the demo went well" in won.posted()[0]


@pytest.mark.parametrize(
    ("words", "stray", "amount"),
    [
        ("fourty", "fourty", "$48,000"),
        ("amount fourty", "fourty", "$48,000"),
        ("make it 52k", "make it", "$52,000"),
        ("12 seats", "12 seats", "$48,000"),
    ],
)
def test_words_that_correct_nothing_clear_open_the_form_with_what_was_understood(
    won: Office, words: str, stray: str, amount: str
) -> None:
    assert won.rita.types(f"/win edit 1 {words} on 2 Nov") is None
    assert won.rita.form is not None
    assert f"I don't know what “{stray}” corrects." in won.rita.form.text
    shown = form(won.rita)
    assert (shown["Amount"], shown["What they bought"], shown["Closed on"]) == (amount, "annual plan", "2026-11-02")
    assert won.posted()[0].startswith("🔔 @rita closed Acme (annual plan), $48,000.")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("account 7 Eleven", "7 Eleven (annual plan), $48,000"),
        ("account to 3M", "3M (annual plan), $48,000"),
        ("title 48k licence deal", "Acme (48k licence deal), $48,000"),
        ("title: to the moon", "Acme (to the moon), $48,000"),
        ("To Go Foods: lunch", "To Go Foods (lunch), $48,000"),
        ("account to Acme Corp 52k", "Acme Corp (annual plan), $52,000"),
    ],
)
def test_a_correction_of_a_part_that_is_named_changes_nothing_else(won: Office, words: str, told: str) -> None:
    assert told in hears(won.rita, f"/win edit 1 {words}")


@pytest.mark.parametrize("words", ["Acme", "account", "to"])
def test_a_correction_that_says_nothing_new_opens_the_form(won: Office, words: str) -> None:
    assert won.rita.types(f"/win edit 1 {words}") is None
    assert form(won.rita)["What they bought"] == "annual plan"


def test_without_a_number_the_newest_wins_of_the_account_are_offered(won: Office) -> None:
    won.rita.types("/win 30k Acme: seats")
    won.rita.types("/win 30k Globex: seats")
    won.sam.types("/win 6k Acme: support")
    question = won.rita.types("/win edit acme 52k")
    assert question is not None
    assert question.plain.splitlines()[0] == "Which win of Acme do you mean?"
    assert question.buttons == ["2: $30,000, seats", "1: $48,000, annual plan"]
    assert "Corrected win 1: Acme (annual plan), $52,000" in presses(won.rita, "1: $48,000, annual plan")


def test_an_account_alone_opens_the_form_of_the_win_that_is_chosen(won: Office) -> None:
    won.rita.types("/win edit Acme")
    won.rita.clicks("1: $48,000, annual plan")
    assert form(won.rita)["Amount"] == "$48,000"


def test_whose_win_it_is_is_not_corrected(won: Office) -> None:
    assert hears(won.rita, "/win edit 1 for @mia").startswith("Whose win it is can't be corrected.")
    assert won.posted()[0].startswith("🔔 @rita closed Acme (annual plan)")


def test_a_correction_in_words_that_is_in_doubt_is_asked_about(won: Office) -> None:
    won.rita.types("/win edit 1 52.000")
    assert "Corrected win 1: Acme (annual plan), $52,000" in presses(won.rita, "$52,000")


def test_a_correction_in_words_can_be_wrong_like_any_other(won: Office) -> None:
    assert hears(won.rita, "/win edit 1 -5k").startswith("I read -$5,000. A win is worth more than zero.")


# ── after the hour, in the open ──────────────────────────────────────────────────────────────────────────


def test_a_correction_after_the_hour_is_told_in_the_thread(won: Office) -> None:
    won.clock.wait(hours=2)
    answer = won.rita.types("/win edit 1 52k Globex: seats on 2 Nov with @mia because of the demo")
    assert answer is not None
    assert answer.buttons == ["Edit"]
    assert thread(won) == [
        "Rita Rossi corrected this win.\n"
        "• Account: Acme → Globex\n"
        "• What: annual plan → seats\n"
        "• Amount: $48,000 → $52,000\n"
        "• Why it worked: of the CFO → of the demo\n"
        "• Closed on: Sat 31 Oct → Mon 2 Nov\n"
        "• Who helped was changed"
    ]
    assert "closed Globex (seats), $52,000." in celebration(won).plain


def test_a_correction_that_takes_something_away_says_so(won: Office) -> None:
    won.clock.wait(hours=2)
    won.rita.types("/win edit 1")
    fills(won.rita, account="", what_made="")
    assert won.rita.submits()
    assert thread(won) == [
        "Rita Rossi corrected this win.\n• Account: Acme → nothing\n• Why it worked: of the CFO → nothing"
    ]


def test_in_the_thread_of_a_burst_it_is_said_which_win_was_changed(west: Office) -> None:
    for thousands in (1, 2, 3, 4, 5):
        west.rita.types(f"/win {thousands}k Acme: plan")
    west.clock.wait(hours=2)
    west.rita.types("/win reverse 5")
    west.rita.types("/win edit 4 9k")
    west.delivers()
    burst = [message for message in west.dana.sees("wins") if not message.ephemeral][-1]
    assert [reply.plain for reply in burst.replies][-2:] == [
        "Rita Rossi reversed the win Acme (plan), $5,000. It is out of every number.",
        "Rita Rossi corrected the win Acme (plan), $9,000.\n• Amount: $4,000 → $9,000",
    ]


def test_a_leader_may_correct_a_win_and_the_thread_says_who_did(won: Office) -> None:
    won.clock.wait(hours=2)
    won.lee.types("/win edit 1 €52k")
    assert thread(won) == ["Lee Chen corrected this win.\n• Amount: $48,000 → €52,000\n• Currency: USD → EUR"]


def test_reversing_takes_a_win_out_of_every_number_and_says_so(won: Office) -> None:
    won.clock.wait(days=30)
    assert hears(won.rita, "/win reverse 1") == (
        "Reversed: Acme (annual plan), $48,000. It is out of every number, and its thread says so."
    )
    assert won.posted() == ["@rita's win Acme (annual plan), $48,000, was reversed. It no longer counts."]
    assert thread(won) == ["Rita Rossi reversed this win. It is out of every number."]
    assert hears(won.rita, "/win list quarter").startswith("West, this quarter: 0 wins, $0.")


@pytest.mark.parametrize("act", ["/win reverse 1", "/win edit 1", "/win edit 1 52k"])
def test_what_was_reversed_is_not_changed_any_more(won: Office, act: str) -> None:
    won.rita.types("/win reverse 1")
    assert hears(won.rita, act).startswith("Win 1 was reversed already; it counts nowhere any more.")


@pytest.mark.parametrize("label", ["Undo", "Edit"])
def test_a_click_on_a_message_of_last_month_is_answered_with_how_things_stand_now(won: Office, label: str) -> None:
    won.clock.wait(days=31)
    won.lee.types("/win reverse 1")
    assert presses(won.rita, label) == "Win 1 was reversed already; it counts nowhere any more."


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        ("/win edit 1", "Only its owner or a leader of the team can change a win."),
        ("/win edit 1 52k", "Only its owner or a leader of the team can change a win."),
        ("/win reverse 1", "Only its owner or a leader of the team can reverse a win."),
    ],
)
def test_a_win_is_changed_by_its_owner_or_a_leader_only(won: Office, act: str, refusal: str) -> None:
    assert hears(won.sam, act).startswith(refusal)
    assert celebration(won).plain.startswith("🔔 @rita closed Acme (annual plan), $48,000.")


def test_somebody_of_another_team_finds_nothing_to_change(won: Office) -> None:
    won.sandbox.add_channel("east", [won.dana])
    won.dana.types("/pace team new East", in_="east")
    answer = won.dana.types("/win reverse 1", in_="east")
    assert answer is not None
    assert answer.plain.startswith("I know no win 1 in East.")
