"""The form of a win: opened, left, filled in, refused at the field."""

import pytest

from tests.office import Office
from tests.slack.talk import fills, form


@pytest.fixture
def opened(west: Office) -> Office:
    """Rita has the empty form open."""
    west.rita.types("/win")
    return west


def test_a_form_filled_in_is_a_win(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Acme", what_they="annual plan", what_made="the CFO was in early")
    opened.rita.fills("Who helped?", ["@sam"])
    assert opened.rita.submits()
    assert opened.rita.form is None
    assert "Logged as win 1: Acme (annual plan), $48,000" in opened.rita.last("wins").plain
    assert opened.posted() == [
        "🔔 @rita closed Acme (annual plan), $48,000.\n"
        "Why it worked: the CFO was in early\n"
        "Thanks @sam!\n"
        "West is at $48,000 in Q4 2026."
    ]


def test_a_confirmation_of_a_form_is_seen_only_by_who_filled_it(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Acme")
    opened.rita.submits()
    assert opened.rita.last("wins").ephemeral
    assert opened.sam.sees("wins") == []


def test_a_confirmation_reaches_whoever_left_the_channel_by_direct_message(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Acme")
    opened.rita.leaves("wins")
    assert opened.rita.submits()
    assert "Logged as win 1: Acme, $48,000" in opened.rita.dms[-1].plain


def test_a_form_may_log_a_win_for_somebody_else(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Acme", whose="@mia")
    opened.rita.submits()
    assert "🔔 @mia closed Acme" in opened.posted()[0]


def test_a_form_takes_any_currency(opened: Office) -> None:
    fills(opened.rita, amount="€12.5k", account="Acme")
    opened.rita.submits()
    assert "Acme, €12,500" in opened.rita.last("wins").plain


@pytest.mark.parametrize(
    ("fields", "field", "error"),
    [
        ({"amount": "a lot", "account": "Acme"}, "Amount", "I read “a lot” but no amount. Try 48k or 48,000."),
        (
            {"amount": "48.000", "account": "Acme"},
            "Amount",
            "I can read “48.000” as $48,000 and $48. Write it without the doubt, as in 48,000.",
        ),
        (
            {"amount": "-5k", "account": "Acme"},
            "Amount",
            "I read -$5,000. A win is worth more than zero. Try /win 48k Acme.",
        ),
        ({"amount": "48k"}, "Account", "I read an amount, but not what was won. Try /win 48k Acme: annual plan."),
        (
            {"amount": "48k", "account": "Acme", "closed": "2026-11-20"},
            "Closed on",
            "I read 20 Nov 2026 as the closing date, which is still to come. "
            "A win is logged once it is closed. Try /win 48k Acme on 18 Nov.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_form_stays(
    opened: Office, fields: dict[str, str], field: str, error: str
) -> None:
    fills(opened.rita, **fields)
    assert not opened.rita.submits()
    assert opened.rita.form is not None
    assert opened.rita.form.errors == {field: error}
    assert opened.posted() == []


def test_a_form_refused_can_be_mended_and_sent(opened: Office) -> None:
    fills(opened.rita, amount="a lot", account="Acme")
    opened.rita.submits()
    opened.rita.fills("Amount", "48k")
    assert opened.rita.submits()
    assert len(opened.posted()) == 1


# ── left and taken up again ──────────────────────────────────────────────────────────────────────────────


def test_a_closed_form_comes_back_as_it_was_left(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Acme", what_made="the CFO", closed="2026-10-31", whose="@mia")
    opened.rita.fills("Who helped?", ["@sam"])
    left = form(opened.rita)
    opened.rita.closes()
    opened.rita.types("/win")
    assert form(opened.rita) == left


def test_what_was_entered_comes_back_even_where_slack_does_not_tell_that_the_form_was_closed(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Acme", closed="2026-10-31")
    left = form(opened.rita)
    opened.rita.form.definition["notify_on_close"] = False  # type: ignore[union-attr]
    opened.rita.closes()
    opened.rita.types("/win")
    assert form(opened.rita) == left


def test_a_form_logged_is_not_brought_back(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Acme")
    opened.rita.submits()
    opened.rita.types("/win")
    assert form(opened.rita)["Amount"] == form(opened.rita)["Account"] == ""


def test_a_key_press_that_is_told_after_the_submission_brings_nothing_back(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Acme")
    typing = opened.sandbox.last_request
    assert typing is not None
    opened.rita.submits()
    assert opened.sandbox.resend(typing).status == 200
    opened.rita.types("/win")
    assert form(opened.rita)["Amount"] == form(opened.rita)["Account"] == ""


def test_a_form_that_was_refused_goes_on_keeping_what_is_typed(opened: Office) -> None:
    fills(opened.rita, amount="a lot", account="Acme")
    assert not opened.rita.submits()
    opened.rita.fills("Amount", "48k")
    opened.rita.closes()
    opened.rita.types("/win")
    assert form(opened.rita)["Amount"] == "48k"


def test_a_form_emptied_is_forgotten(opened: Office) -> None:
    fills(opened.rita, amount="48k", closed="2026-10-31")
    opened.rita.fills("Amount", "")
    opened.rita.closes()
    opened.rita.types("/win")
    assert form(opened.rita)["Closed on"] == "2026-11-18"


def test_a_form_closed_untouched_opens_with_the_new_day(opened: Office) -> None:
    opened.rita.closes()
    opened.clock.wait(days=1)
    opened.rita.types("/win")
    assert form(opened.rita)["Closed on"] == "2026-11-19"


def test_a_form_is_brought_back_only_to_who_left_it(opened: Office) -> None:
    fills(opened.rita, amount="48k")
    opened.rita.closes()
    opened.sam.types("/win")
    assert form(opened.sam)["Amount"] == ""


def test_an_unfinished_line_comes_back_after_its_form_was_closed(west: Office) -> None:
    west.rita.types("/win Acme: renewal with @sam 30 % because of the CFO")
    west.rita.closes()
    west.rita.types("/win")
    west.rita.fills("Amount", "48k")
    assert west.rita.submits()
    assert "Acme (renewal), $48,000." in west.posted()[0]
    assert "Thanks @sam (30 %)!" in west.posted()[0]


def test_an_unfinished_line_takes_nothing_away_from_the_form_that_was_left(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Acme", what_made="a long story")
    opened.rita.closes()
    opened.rita.types("/win 20k")
    assert (form(opened.rita)["Amount"], form(opened.rita)["Account"]) == ("$20,000", "")
    opened.rita.closes()
    opened.rita.types("/win")
    assert form(opened.rita)["Amount"] == "$20,000"
    opened.rita.fills("Account", "Globex")
    assert opened.rita.submits()
    opened.rita.types("/win")
    assert form(opened.rita)["What made it work?"] == "a long story"


def test_a_line_begins_with_nothing_of_the_one_before(west: Office) -> None:
    for line in ("hooli", "50k", "9ok Globex"):
        west.rita.types(f"/win {line}")
        shown, told = form(west.rita), west.rita.form
        west.rita.closes()
    assert told is not None
    assert "I read no amount in that." in told.text
    assert (shown["Amount"], shown["Account"], shown["What they bought"]) == ("", "", "9ok Globex")


def test_changing_a_questioned_amount_uses_up_no_other_form(opened: Office) -> None:
    opened.rita.types("/win 10k Acme: plan")
    fills(opened.rita, amount="48k", account="Initech", what_made="a long story")
    opened.rita.closes()
    opened.rita.types("/win 480k Globex")
    opened.rita.clicks("Change it")
    opened.rita.fills("Amount", "28k")
    assert opened.rita.submits()
    assert "Globex, $28,000" in opened.rita.last("wins").plain
    opened.rita.types("/win")
    assert (form(opened.rita)["Account"], form(opened.rita)["What made it work?"]) == ("Initech", "a long story")


def test_a_question_that_was_being_changed_is_asked_as_it_was_and_changed_as_it_was_left(opened: Office) -> None:
    opened.rita.types("/win 10k Acme: plan")
    question = opened.rita.types("/win 480k Globex: plan")
    opened.rita.clicks("Change it", on=question)
    opened.rita.fills("Amount", "28k")
    opened.rita.closes()
    opened.rita.clicks("Change it", on=question)
    assert form(opened.rita)["Amount"] == "28k"
    opened.rita.closes()
    opened.rita.clicks("Yes, post it", on=question)
    assert "Globex (plan), $480,000" in opened.rita.last("wins").plain


def test_a_line_typed_meanwhile_leaves_the_form_as_it_was(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Globex")
    opened.rita.closes()
    opened.rita.types("/win 5k Acme: seat")
    opened.rita.types("/win")
    assert form(opened.rita)["Account"] == "Globex"


# ── where Slack does not play along ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fault", ["error:expired_trigger_id", "garbled"])
def test_where_slack_does_not_open_the_form_that_is_said_and_the_line_handed_back(west: Office, fault: str) -> None:
    west.sandbox.faults.on("views.open", fault)
    answer = west.rita.types("/win Acme: renewal")
    assert answer is not None
    assert answer.plain.splitlines() == [
        "Slack didn't open the form this time. Please try once more.",
        "You typed:",
        "/win Acme: renewal",
    ]


def test_a_win_sent_twice_from_one_form_is_logged_once(opened: Office) -> None:
    fills(opened.rita, amount="48k", account="Acme")
    opened.rita.submits()
    request = opened.sandbox.last_request
    assert request is not None
    assert opened.sandbox.resend(request).status == 200
    assert len(opened.posted()) == 1
