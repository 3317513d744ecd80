"""Wins, as people log them in a line and celebrate them."""

from itertools import pairwise

import pytest

from tests.office import Office
from tests.slack.talk import hears, presses

LINE = "/win 48k Acme: annual plan because we brought the CFO in early"


def test_a_win_typed_in_one_line_is_said_back_to_its_owner(west: Office) -> None:
    answer = west.rita.types(LINE)
    assert answer is not None
    assert answer.ephemeral
    assert answer.plain.splitlines()[:2] == [
        "Logged as win 1: Acme (annual plan), $48,000, closed Wed 18 Nov (Berlin time).",
        "It goes to #wins.",
    ]
    assert answer.buttons == ["Undo", "Edit"]


def test_names_and_addresses_of_which_slack_makes_links_are_kept_as_they_were_typed(west: Office) -> None:
    west.rita.types("/win 48k Booking.com: annual plan because jo@acme.com said yes on https://acme.com/a?b=1&c=2.")
    assert west.posted() == [
        "🔔 @rita closed Booking.com (annual plan), $48,000.\n"
        "Why it worked: jo@acme.com said yes on https://acme.com/a?b=1&c=2.\n"
        "West is at $48,000 in Q4 2026."
    ]
    west.rita.types("/win 5k https://hooli.com/deal: seats")
    assert "https://hooli.com/deal (seats)" in west.posted()[1]


def test_a_win_is_celebrated_once_in_the_channel_of_the_team(west: Office) -> None:
    west.rita.types(LINE)
    assert west.posted() == west.posted()
    assert west.posted() == [
        "🔔 @rita closed Acme (annual plan), $48,000.\n"
        "Why it worked: we brought the CFO in early\n"
        "West is at $48,000 in Q4 2026."
    ]


def test_a_full_stop_at_the_end_of_the_line_is_none_in_the_middle_of_a_sentence(west: Office) -> None:
    assert "Acme (annual plan), $48,000" in hears(west.rita, "/win 48k Acme: annual plan.")
    assert "Supplies Ltd., $2,000" in hears(west.rita, "/win 2k Supplies Ltd.")
    assert [text.splitlines()[0] for text in west.posted()] == [
        "🔔 @rita closed Acme (annual plan), $48,000.",
        "🔔 @rita won Supplies Ltd., $2,000.",
    ]


def test_a_celebration_notifies_its_owner_and_the_helpers_and_nobody_else(west: Office) -> None:
    west.rita.types("/win 48k Acme with @sam @mia: because @dana said so")
    west.delivers()
    assert west.dana.last("wins").notifies == {west.rita.id, west.sam.id, west.mia.id}
    assert "Thanks @sam and @mia!" in west.posted()[0]


def test_the_notification_of_a_celebration_says_all_that_a_screen_reader_needs(west: Office) -> None:
    west.rita.types(LINE)
    west.delivers()
    text = west.dana.last("wins").text
    assert "*Acme* (annual plan), $48,000." in text
    assert "the CFO in early" in text


def test_two_celebrations_in_a_row_never_open_alike(west: Office) -> None:
    for _ in range(4):
        west.rita.types("/win 5k Acme: seat")
        west.clock.wait(minutes=10)
    openings = [post.split()[2] for post in west.posted()]
    assert len(openings) == 4
    assert all(one != other for one, other in pairwise(openings))


def test_the_same_command_works_behind_the_root(west: Office) -> None:
    assert hears(west.rita, "/pace win 48k Acme: annual plan").startswith("Logged as win 1: Acme (annual plan)")


def test_an_account_once_named_is_known_without_a_colon(west: Office) -> None:
    west.rita.types("/win 48k Acme: annual plan")
    assert "win 2: Acme (extra seats), $5,000" in hears(west.rita, "/win 5k acme extra seats")


def test_where_the_account_is_not_known_the_confirmation_asks_for_it(west: Office) -> None:
    west.rita.types("/win 20k help desk deal")
    assert west.rita.last("wins").buttons == ["Undo", "Edit", "Which account?"]
    west.rita.clicks("Which account?")
    west.rita.fills("Account", "Globex")
    assert west.rita.submits()
    assert "🔔 @rita closed Globex (help desk deal), $20,000." in west.posted()[0]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("yesterday", "Tue 17 Nov"),
        ("on 31 Oct", "Sat 31 Oct"),
        ("on 15 Dec 2025", "Mon 15 Dec 2025"),
        ("on Monday", "Mon 16 Nov"),
    ],
)
def test_a_closing_date_is_said_back_as_an_absolute_day(west: Office, said: str, day: str) -> None:
    assert f"closed {day} (Berlin time)" in hears(west.rita, f"/win 48k Acme: plan {said}")


def test_the_closing_date_decides_the_quarter(west: Office) -> None:
    west.rita.types("/win 10k Acme: plan")
    west.rita.types("/win 20k Acme: plan on 30 Sep")
    assert [post.splitlines()[-1] for post in west.posted()] == [
        "West is at $10,000 in Q4 2026.",
        "West is at $20,000 in Q3 2026.",
    ]


def test_today_is_the_day_of_the_team_and_not_of_who_types(west: Office) -> None:
    west.clock.wait(hours=8)  # 17:00 in Berlin, where Lee made the team; the next day in Tokyo
    assert "closed Wed 18 Nov (Berlin time)" in hears(west.mia, "/win 5k Acme: plan")


def test_another_currency_is_kept_as_said_and_stays_out_of_the_totals(west: Office) -> None:
    west.rita.types("/win 10k Acme: plan")
    answer = hears(west.rita, "/win €12.5k Globex: plan")
    assert "Globex (plan), €12,500" in answer
    assert "I keep EUR as you said it; it stays out of West's totals, which are in USD." in answer
    assert west.posted()[-1].endswith("West is at $10,000 in Q4 2026.")


def test_shares_are_kept_and_the_team_counts_the_win_once(west: Office) -> None:
    west.rita.types("/win 10k Acme: plan with @sam 30 %")
    assert west.posted()[0].endswith("Thanks @sam (30 %)!\nWest is at $10,000 in Q4 2026.")


# ── for somebody else ────────────────────────────────────────────────────────────────────────────────────


def test_a_win_for_somebody_else_is_hers_and_she_is_told(west: Office) -> None:
    west.delivers()
    assert "$20,000, closed Wed 18 Nov (Berlin time), for Rita Rossi." in hears(
        west.sam, "/win 20k Initech: plan for @rita"
    )
    assert "🔔 @rita closed Initech (plan), $20,000." in west.posted()[0]
    assert west.rita.dms[-1].plain.startswith("Sam O'Neil logged a win for you: Initech (plan), $20,000.")


def test_whoever_a_win_was_logged_for_can_amend_it_from_the_message_that_told_her(west: Office) -> None:
    west.sam.types("/win 20k Initech: plan for @rita")
    west.delivers()
    west.rita.clicks("Edit", on=west.rita.dms[-1])
    west.rita.fills("Amount", "22k")
    assert west.rita.submits()
    assert "$22,000" in west.posted()[0]


def test_whoever_a_win_was_logged_for_can_say_that_it_is_not_hers(west: Office) -> None:
    west.sam.types("/win 20k Initech: plan for @rita")
    west.delivers()
    assert "It is out of every number" in presses(west.rita, "Not mine: reverse it")
    assert "was reversed. It no longer counts." in west.posted()[0]


def test_whoever_a_win_was_logged_for_reads_how_it_stands(west: Office) -> None:
    west.delivers()
    west.sam.types("/win 20k Initech: plan for @rita")
    west.delivers()
    hears(west.lee, "/win edit 1 22k")
    west.delivers()
    assert west.rita.dms[-1].plain.startswith("Sam O'Neil logged a win for you: Initech (plan), $22,000.")
    hears(west.lee, "/win reverse 1")
    west.delivers()
    assert west.rita.dms[-1].plain == (
        "Sam O'Neil logged a win for you: Initech (plan), $22,000. It was reversed, and counts nowhere any more."
    )
    assert not west.rita.dms[-1].buttons


def test_a_win_reversed_before_its_owner_heard_of_it_is_not_told(west: Office) -> None:
    west.sam.types("/win 20k Initech: plan for @rita")
    hears(west.lee, "/win reverse 1")
    west.delivers()
    assert not any("logged a win" in told.plain for told in west.rita.dms)


def test_a_win_undone_is_gone_from_the_messages_of_whom_it_was_for(west: Office) -> None:
    west.sam.types("/win 20k Initech: plan for @rita")
    west.delivers()
    west.sam.clicks("Undo")
    west.delivers()
    assert not any("logged a win" in told.plain for told in west.rita.dms)


# ── the list ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_the_wins_of_the_month_newest_first_with_their_sum(west: Office) -> None:
    west.rita.types("/win 10k Acme: plan on 3 Nov")
    west.sam.types("/win 20k Globex: plan")
    west.sam.types("/win 40k Initech: plan on 31 Oct")
    assert hears(west.mia, "/win list").splitlines() == [
        "West, this month: 2 wins, $30,000.",
        "2 Wed 18 Nov · Sam O'Neil · Globex · $20,000",
        "1 Tue 3 Nov · Rita Rossi · Acme · $10,000",
    ]


@pytest.mark.parametrize(
    ("period", "head"),
    [
        ("week", "West, this week: 1 win, $20,000."),
        ("quarter", "West, this quarter: 3 wins, $70,000."),
        ("Quarter", "West, this quarter: 3 wins, $70,000."),
    ],
)
def test_the_list_can_be_that_of_another_period(west: Office, period: str, head: str) -> None:
    west.rita.types("/win 10k Acme: plan on 3 Nov")
    west.sam.types("/win 20k Globex: plan")
    west.sam.types("/win 40k Initech: plan on 31 Oct")
    assert hears(west.mia, f"/win list {period}").splitlines()[0] == head


def test_an_empty_list_says_how_the_next_win_is_logged(west: Office) -> None:
    assert hears(west.mia, "/win list").splitlines() == [
        "West, this month: 0 wins, $0.",
        "The next one is a line away: /win 48k Acme: annual plan.",
    ]


def test_a_long_list_is_turned_page_by_page(west: Office) -> None:
    for number in range(17):
        west.rita.types(f"/win {number + 1}k Acme: seat")
    assert hears(west.mia, "/win list").splitlines()[-1] == "[2 more]"
    assert [line.split()[0] for line in presses(west.mia, "2 more").splitlines()[1:]] == ["2", "1"]


def test_a_win_whose_name_begins_like_a_verb_is_a_win(west: Office) -> None:
    for line in ("list of demands signed 20k", "20k help desk deal", "undo button licence 5k"):
        assert "Logged as win" in hears(west.rita, f"/win {line}")
