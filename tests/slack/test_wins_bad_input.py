"""What people type when they are in a hurry: answered in words that read well, with nothing lost and nobody pinged."""

# ruff: noqa: RUF001  people's typography is what is tested

import pytest

from tests.office import Office
from tests.slack.talk import form, hears, presses

EXAMPLE = "Try /win 48k Acme"


WHICH = (
    "Which win? /win list shows their numbers. Then: /win edit 17. "
    "A new win begins with its amount, as in /win 48k Acme: annual plan."
)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("-5k Acme", "I read -$5,000. A win is worth more than zero. Try /win 48k Acme."),
        ("0 Acme", "I read $0. A win is worth more than zero. Try /win 48k Acme."),
        (
            "999999999999999 Acme",
            "I read $999,999,999,999,999. The most that I take for one win is $1,000,000,000,000. Try /win 48k Acme.",
        ),
        (
            "12345678901234567890 Acme",
            "I read $12,345,678,901,234,567,890. The most that I take for one win is $1,000,000,000,000. "
            "Try /win 48k Acme.",
        ),
        (
            "48k Acme on 20 Nov 2026",
            "I read 20 Nov 2026 as the closing date, which is still to come. "
            "A win is logged once it is closed. Try /win 48k Acme on 18 Nov.",
        ),
        ("48k Acme with @channel", "A group can't be thanked in a win, people can. Try with @sam @lee."),
        ("48k Acme on 31 Feb", "There is no 31 February. Try 28 Feb 2026."),
        (
            "48k Acme for @dana",
            "Dana Diaz is not in West, so a win can't be logged for them there. "
            "A leader can add them first, as in /pace team add @rita.",
        ),
        (
            "48k Acme tomorrow",
            "I read 19 Nov 2026 as the closing date, which is still to come. "
            "A win is logged once it is closed. Try /win 48k Acme on 18 Nov.",
        ),
        (
            "48k Acme: plan next friday",
            "I read 27 Nov 2026 as the closing date, which is still to come. "
            "A win is logged once it is closed. Try /win 48k Acme on 18 Nov.",
        ),
        *(
            (
                f"48k Acme {said} @sma",
                "I read “@sma”, but no mention: choose the name that Slack offers as you type it, "
                "as in /win 48k Acme with @sam. What is no name goes in quotes.",
            )
            for said in ("with", "for", "thanks to")
        ),
        *(
            (said, f"Did you mean /win {meant}? A win begins with its amount, as in /win 48k Acme: annual plan.")
            for said, meant in (
                ("correct 31 20k", "edit 31 20k"),
                ("Change 31 to 20k", "edit 31 to 20k"),
                ("delete 24", "undo 24"),
                ("undo 24 please", "undo 24"),
                ("reverse 24 20k", "reverse 24"),
            )
        ),
        ("edit suite licences 48k", WHICH),
        ("edit Acme 50k", WHICH),
        ("edit", "Which win? /win list shows their numbers. Then: /win edit 17."),
        ("reverse", "Which win? /win list shows their numbers. Then: /win reverse 17."),
        ("reverse 99", "I know no win 99 in West. /win list shows those of this month."),
    ],
)
def test_a_refusal_says_what_was_read_what_is_wrong_and_what_would_work(west: Office, said: str, answer: str) -> None:
    assert hears(west.rita, f"/win {said}").splitlines() == [answer, "You typed:", f"/win {said}"]
    assert west.posted() == []


def test_shares_above_the_whole_are_refused(west: Office) -> None:
    assert hears(west.rita, "/win 48k Acme with @sam 80 % @mia 40 %").startswith(
        "The shares come to 120 %; together they can be 100 % at most. Try with @sam 30 %."
    )


def test_nothing_typed_opens_the_form(west: Office) -> None:
    assert west.rita.types("/win") is None
    assert west.rita.form is not None
    assert west.rita.form.title == "Log a win"


@pytest.mark.parametrize(
    ("said", "notice", "held"),
    [
        (
            "48k",
            "I read $48,000, but not what was won. An account or what they bought is enough.",
            {"Amount": "$48,000"},
        ),
        (
            "Acme: renewal",
            "I read no amount in that. 48k, $48,000 or €12.5k would do.",
            {"Account": "Acme", "What they bought": "renewal"},
        ),
        (
            "12 demos",
            "I read no amount in that. 48k, $48,000 or €12.5k would do.",
            {"What they bought": "12 demos"},
        ),
        ("🎉🎉🎉", "I read no amount in that. 48k, $48,000 or €12.5k would do.", {"What they bought": "🎉🎉🎉"}),
    ],
)
def test_what_is_missing_is_named_in_a_form_that_holds_the_rest(
    west: Office, said: str, notice: str, held: dict[str, str]
) -> None:
    assert west.rita.types(f"/win {said}") is None
    assert west.rita.form is not None
    assert west.rita.form.text.splitlines()[1] == notice
    filled = {label: value for label, value in form(west.rita).items() if value}
    assert filled == held | {"Closed on": "2026-11-18", "Whose win is it?": "@rita"}


def test_the_form_keeps_every_part_of_an_unfinished_line(west: Office) -> None:
    west.rita.types("/win Acme: renewal on 31 Oct with @sam for @mia because of the CFO")
    assert form(west.rita) == {
        "Amount": "",
        "Account": "Acme",
        "What they bought": "renewal",
        "Closed on": "2026-10-31",
        "What made it work?": "of the CFO",
        "Who helped?": "@sam",
        "Whose win is it?": "@mia",
    }


def test_a_bare_amount_in_doubt_is_asked_about_before_the_form_opens(west: Office) -> None:
    west.rita.types("/win 48.000")
    west.rita.clicks("$48,000")
    assert form(west.rita)["Amount"] == "$48,000"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("20k help desk deal", "help desk deal, $20,000"),
        ("list price deal 48k", "list price deal, $48,000"),
        ("Change Healthcare 50k", "Change Healthcare, $50,000"),
        ("48k edit suite", "edit suite, $48,000"),
        ("48k Acme: “@home plan”", "Acme (@home plan), $48,000"),
        ("48k Acme: sam@acme.com seats", "Acme (sam@acme.com seats), $48,000"),
        ("48k Acme: plan for “next friday”", "Acme (plan for “next friday”), $48,000"),
        ("🎉🎉🎉 48k 👩‍🚀🚀 :tada:", "🎉🎉🎉 👩‍🚀🚀 :tada:, $48,000"),
        ("48k *bold_~", "*bold_~, $48,000"),
        ("48k <tag> & co", "<tag> & co, $48,000"),
        ("48k O'Neil: plan", "O'Neil (plan), $48,000"),
        ("48k O’Neil: “gold” plan", "O’Neil (“gold” plan), $48,000"),
        ("48k  Acme:   plan — phase 2", "Acme (plan — phase 2), $48,000"),
        ("48k חברה: תוכנית שנתית", "חברה (תוכנית שנתית), $48,000"),
        ("48k شركة: عقد سنوي", "شركة (عقد سنوي), $48,000"),
        ("48k Acme with 2-year term", "Acme with 2-year term, $48,000"),
        ("48k Acme &amp; Sons: plan", "Acme &amp; Sons (plan), $48,000"),
    ],
)
def test_unusual_text_is_a_win_and_told_as_it_was_typed(west: Office, said: str, told: str) -> None:
    assert f"Logged as win 1: {told}," in hears(west.rita, f"/win {said}")
    assert told in west.posted()[0]


@pytest.mark.parametrize(
    "crowd", ["<!channel>", "@channel", "@everyone", "@here", "<!here|here>", "<!subteam^S1|@reps>", "#wins"]
)
def test_no_text_makes_the_bot_notify_a_crowd(west: Office, crowd: str) -> None:
    for line in (
        f"/win 48k {crowd} deal",
        f"/win 48k Acme: plan because {crowd} said so",
        f"/win -5k {crowd}",
        f"/win reverse {crowd}",
        f"/win 48.000 {crowd}",
        f"/pace {crowd}",
        f"/pace help {crowd}",
        f"/pace team add {crowd}",
        f"/pace team {crowd}",
    ):
        west.rita.types(line)
        west.rita.closes() if west.rita.form else None
    west.lee.types(f"/pace team new {crowd}")
    west.delivers()
    everything = [*west.rita.sees("wins"), *west.lee.sees("wins"), *west.rita.dms]
    assert len(everything) > 10
    assert set().union(*(message.notifies for message in everything)) <= {west.rita.id}


def test_the_notification_line_of_a_celebration_is_as_harmless_as_its_blocks(west: Office) -> None:
    west.rita.types("/win 48k Acme: plan because <!channel> <@U00000005> said so")
    west.delivers()
    text = west.dana.last("wins").text
    assert "<!channel>" not in text
    assert "<@U00000005>" not in text


def test_somebody_mentioned_in_the_reason_is_named_and_not_notified(west: Office) -> None:
    west.rita.types("/win 48k Acme: plan because @dana made the call")
    assert "Why it worked: @dana made the call" in west.posted()[0]
    assert west.dana.last("wins").notifies == {west.rita.id}


# ── nothing is lost ──────────────────────────────────────────────────────────────────────────────────────


def test_three_thousand_characters_are_handed_back_when_they_are_too_many(west: Office) -> None:
    story = ("how we won it & why " * 150)[:2900].strip()
    answer = hears(west.rita, f"/win 48k Acme: {story}")
    assert answer.startswith(f"What was won is {len(story):,} characters; I keep at most 500.")
    assert "Try /win 48k Acme: annual plan because we brought the CFO in early." in answer
    assert story in answer.replace("\n", "")
    assert west.posted() == []


def test_a_long_reason_is_kept_and_told(west: Office) -> None:
    story = ("we listened & wrote back <within> the hour, " * 50)[:2000].strip()
    assert "Logged as win 1" in hears(west.rita, f"/win 48k Acme: plan because {story}")
    assert "we listened & wrote back <within> the hour" in west.posted()[0]


def test_a_line_refused_after_a_question_leaves_the_question_that_holds_it(west: Office) -> None:
    west.rita.types("/win 48.000 Acme: plan for @dana because of a long story")
    assert "Dana Diaz is not in West" in presses(west.rita, "$48,000")
    assert "I read: 48.000 Acme: plan" in west.rita.sees("wins")[0].plain


def test_a_question_names_people_as_they_are_called(west: Office) -> None:
    assert "I read: 48.000 Acme with @sam" in hears(west.rita, "/win 48.000 Acme with @sam")
