"""The weekly digest, as a team reads it, as leaders see it before, and as who leads above hears of it."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.models import Win
from tests.office import Message, Office
from tests.sales import many
from tests.slack.talk import hears, presses
from tests.slack.test_limits import refused_by_slack

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 16, 30, tzinfo=BERLIN)
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=BERLIN)


def comes(office: Office, moment: datetime) -> None:
    """The clock is ticked until then, and everything due is delivered."""
    office.clock.to(moment)
    assert office.bot.scheduler.tick() == []
    office.delivers()


def digests(office: Office, channel: str = "wins") -> list[Message]:
    """What stands in the channel that is one, by its openings; threads left out."""
    seen = [message for message in office.dana.sees(in_=channel) if not message.ephemeral]
    return [message for message in seen if "16 Nov to" in message.plain and not message.thread_ts]


def thread(post: Message) -> list[str]:
    return [reply.plain for reply in post.replies]


@pytest.fixture
def busy(west: Office) -> Office:
    """West on a good Wednesday, once everything of it is in the channel."""
    comes(west, west.clock.now())
    for who, line in (
        (west.lee, "/goal new 300k this quarter for the team"),
        (west.lee, "/pace vision set The first call of every clinic"),
        (west.rita, "/win 48k Acme: annual plan because the CFO was in early"),
        (west.sam, "/win 12k Initech: starter"),
        (west.mia, "/obstacle Legal: a yes on clause 7"),
        (west.rita, "/kudos @sam for staying late"),
    ):
        hears(who, line)
    hears(west.sam, "/obstacle removed 4 Legal agreed")
    return west


# ── in the channel ───────────────────────────────────────────────────────────────────────────────────────


def test_on_friday_the_channel_reads_its_week(busy: Office) -> None:
    comes(busy, FRIDAY)
    (post,) = digests(busy)
    assert post.plain.splitlines()[:6] == [
        "🗓️ West's week, Mon 16 Nov to Sun 22 Nov",
        "⭐ The first call of every clinic",
        "🔔 2 wins: $60,000. The biggest: Acme (annual plan), $48,000, by Rita Rossi",
        "🎯 $60,000 of $300,000 this quarter, 20 %. $240,000 to go in 29 working days: $8,276 a day",
        "🧹 1 obstacle removed with the help of Sam O'Neil",
        "👏 1 kudos, to Sam O'Neil",
    ]
    chart = post.blocks[-1]
    assert chart["type"] == "data_visualization"
    assert "<@" not in post.text


def test_the_thread_has_it_one_by_one(busy: Office) -> None:
    comes(busy, FRIDAY)
    (post,) = digests(busy)
    assert thread(post) == [
        "The wins\n"
        "• Wed 18 Nov · Initech (starter), $12,000, by Sam O'Neil\n"
        "• Wed 18 Nov · Acme (annual plan), $48,000, by Rita Rossi · because the CFO was in early",
        "Out of the way\n• a yes on clause 7, for Mia Sato, by Sam O'Neil: Legal agreed",
        "Thanks\n• Wed 18 Nov · Rita Rossi → Sam O'Neil: for staying late",
    ]


def test_where_slack_has_no_charts_it_is_a_picture(busy: Office) -> None:
    busy.sandbox.refuses_blocks("data_visualization")
    comes(busy, FRIDAY)
    (post,) = digests(busy)
    assert post.blocks[-1]["type"] == "image"


def test_a_week_without_wins_is_arithmetic_and_what_comes_next(west: Office) -> None:
    comes(west, west.clock.now())
    for who, line in (
        (west.lee, "/goal new 300k this quarter for the team"),
        (west.lee, "/goal new 40 demos this month for the team"),
        (west.rita, "/goal new 20 demos this month"),
        (west.rita, "/goal demos +11"),
        (west.lee, "/pace inspect next steps after demos"),
    ):
        hears(who, line)
    comes(west, FRIDAY)
    (post,) = digests(west)
    assert post.plain.splitlines()[1] == (
        "No wins this week. 11 demos. $300,000 to go in 29 working days: $10,345 a day. "
        "Monday we look at next steps after demos."
    )
    for verdict in ("behind", "slipping", "Rita"):
        assert verdict not in post.plain


def test_a_win_undone_on_friday_evening_is_taken_out_and_then_it_stands(busy: Office) -> None:
    busy.clock.to(FRIDAY.replace(hour=16, minute=10))
    hears(busy.mia, "/win 5k Globex: a deal")
    comes(busy, FRIDAY)
    assert "3 wins" in digests(busy)[0].plain
    hears(busy.mia, "/pace undo")
    comes(busy, FRIDAY.replace(hour=17))
    (post,) = digests(busy)
    assert "2 wins" in post.plain
    assert "Globex" not in thread(post)[0]
    comes(busy, MONDAY)
    hears(busy.rita, "/win reverse 2")
    comes(busy, MONDAY.replace(hour=12))
    assert "2 wins" in digests(busy)[0].plain


def test_who_is_not_celebrated_is_not_named(busy: Office) -> None:
    hears(busy.rita, "/pace settings wins off")
    hears(busy.sam, "/pace settings thanks off")
    comes(busy, FRIDAY)
    (post,) = digests(busy)
    told = "\n".join([post.plain, *thread(post)])
    assert "2 wins: $60,000" in told
    assert "Acme" not in told
    assert "🧹 1 obstacle removed\n" in f"{told}\n"
    assert "Thanks" not in told


def test_wins_in_another_currency_alone_are_told_in_it(west: Office) -> None:
    hears(west.rita, "/win €48k Acme: annual plan")
    assert "🔔 1 win: €48,000\n" in f"{hears(west.lee, '/pace digest')}\n"


def test_a_team_that_begins_on_sunday_looks_on_sunday(west: Office) -> None:
    hears(west.lee, "/pace team set workweek Sun-Thu")
    hears(west.lee, "/goal new 300k this quarter for the team")
    hears(west.lee, "/pace inspect next steps after demos")
    assert "Sunday we look at next steps after demos." in hears(west.lee, "/pace digest")


def test_a_team_that_begins_on_sunday_has_one_week_wherever_it_is_told(west: Office) -> None:
    hears(west.lee, "/pace inspect next steps after demos")
    hears(west.lee, "/pace team set workweek Sun-Thu")
    west.clock.to(datetime(2026, 11, 22, 10, tzinfo=BERLIN))
    hears(west.rita, "/win 48k Acme: annual plan")
    hears(west.rita, "/no Globex: frozen")
    hears(west.lee, "/pace inspect proposals")
    west.clock.to(MONDAY)
    assert "Sun 22 Nov to Sat 28 Nov" in hears(west.lee, "/pace digest")
    assert "🔔 1 win: $48,000" in hears(west.lee, "/pace digest")
    assert "this week: 1 win, $48,000" in hears(west.rita, "/win list week")
    assert "1. Rita Rossi · $48,000" in hears(west.rita, "/pace board value week")
    assert "This week: 1 no beside 1 win." in hears(west.rita, "/no")
    listed = hears(west.rita, "/pace inspect list")
    assert "Sun 22 Nov" in listed
    assert "proposals" in listed
    assert "next steps after demos" in listed


def test_more_thanks_than_fit_are_counted(west: Office) -> None:
    for nth in range(52):
        west.rita.types(f"/kudos @sam for demo {nth}")
    comes(west, west.clock.now())
    comes(west, FRIDAY)
    (post,) = digests(west)
    assert "52 kudos, to Sam O'Neil" in post.plain
    assert thread(post)[0].endswith("… and 2 more")


def test_two_hundred_wins_fit(west: Office) -> None:
    hears(west.rita, "/win 1k Acme: a plan because it was needed")
    with west.bot.database.writing() as session:
        many(session, session.scalars(select(Win)).one(), 200)
    comes(west, west.clock.now())
    comes(west, FRIDAY)
    (post,) = digests(west)
    (listed,) = thread(post)
    assert "200 wins: $200,000" in post.plain
    assert listed.endswith("… and 100 more: /win list week")


def test_of_long_words_as_many_are_told_as_slack_takes(west: Office) -> None:
    hears(west.rita, f"/win 1k Acme: {'& plan ' * 40} because {'& it was needed ' * 20}")
    for nth in range(40):
        west.rita.types(f"/kudos @sam @mia for demo {nth} {'& more ' * 40}")
    with west.bot.database.writing() as session:
        many(session, session.scalars(select(Win)).one(), 100)
    comes(west, west.clock.now())
    comes(west, FRIDAY)
    (post,) = digests(west)
    assert len(thread(post)) == 2
    for listed in thread(post):
        assert re.search(r"… and \d+ more", listed)
    assert refused_by_slack(west) == []


def test_it_has_a_channel_of_its_own_where_one_is_set(busy: Office) -> None:
    week = busy.sandbox.add_channel("week", [busy.dana, busy.lee])
    answer = busy.lee.types("/pace digest channel here", in_="week")
    assert answer
    assert "#wins → #week" in answer.plain
    comes(busy, FRIDAY)
    assert digests(busy) == []
    assert len(digests(busy, "week")) == 1
    assert week.name in hears(busy.lee, "/pace digest channel")
    assert week.name in hears(busy.lee, "/pace digest channel off")


def test_what_belongs_under_a_posted_digest_stays_there_when_the_next_ones_get_another_channel(west: Office) -> None:
    week = west.sandbox.add_channel("week", [west.dana, west.lee])
    west.lee.types("/pace digest channel here", in_="week")
    hears(west.rita, "/win 48k Acme: annual plan")
    comes(west, FRIDAY)
    west.lee.archives("week")
    hears(west.rita, "/kudos @sam for staying late")
    comes(west, FRIDAY + timedelta(minutes=20))
    hears(west.lee, "/pace digest channel #wins")
    week.archived = False
    comes(west, FRIDAY + timedelta(minutes=40))
    (post,) = digests(west, "week")
    assert "staying late" in thread(post)[-1]


def test_in_a_channel_with_another_organisation_a_leader_has_to_allow_it(busy: Office) -> None:
    busy.sandbox.add_channel("partners", [busy.lee, busy.dana], ext_shared=True)
    answer = busy.lee.types("/pace digest channel #partners", in_="wins")
    assert answer
    assert "shared with another organisation" in answer.plain
    busy.lee.clicks("Post it there", on=answer)
    comes(busy, FRIDAY)
    assert len(digests(busy, "partners")) == 1


def test_where_its_channel_is_archived_the_leader_is_told(busy: Office) -> None:
    busy.sandbox.add_channel("week", [busy.dana, busy.lee])
    busy.lee.types("/pace digest channel here", in_="week")
    busy.lee.archives("week")
    comes(busy, FRIDAY)
    comes(busy, FRIDAY.replace(minute=45))
    (told,) = [message.plain for message in busy.lee.dms if "could not be posted" in message.plain]
    assert "#week is archived. Open it again, or choose another one: /pace digest channel #week" in told


# ── before it is posted ──────────────────────────────────────────────────────────────────────────────────


def test_a_leader_sees_what_is_coming_and_skips_it(busy: Office) -> None:
    shown = hears(busy.lee, "/pace digest")
    assert "2 wins: $60,000" in shown
    assert "▓▓░░░░░░░░ 20 %" in shown
    assert "It goes to #wins Fri 20 Nov, 16:30 Berlin time." in shown
    assert "Only leaders and managers see this preview" in shown
    assert "Skipped" in presses(busy.lee, "Skip this week")
    assert "Skipped this week" in hears(busy.lee, "/pace digest")
    comes(busy, FRIDAY)
    assert digests(busy) == []


def test_a_skip_is_taken_back_with_a_click_or_in_words(busy: Office) -> None:
    hears(busy.lee, "/pace digest skip")
    assert "is on again: it comes Fri 20 Nov" in presses(busy.lee, "Don't skip it")
    hears(busy.lee, "/pace digest skip")
    assert "is on again" in hears(busy.lee, "/pace digest unskip")
    comes(busy, FRIDAY)
    assert len(digests(busy)) == 1


def test_posted_at_once_it_is_not_posted_again_on_friday(busy: Office) -> None:
    assert "goes to #wins now" in hears(busy.lee, "/pace digest post")
    busy.delivers()
    comes(busy, FRIDAY)
    assert len(digests(busy)) == 1
    assert "posted already" in hears(busy.lee, "/pace digest post")
    assert "As posted in #wins" in hears(busy.lee, "/pace digest")


def test_what_is_corrected_once_the_week_is_over_is_said_to_be(busy: Office) -> None:
    comes(busy, FRIDAY)
    busy.sandbox.add_channel("week", [busy.dana, busy.lee])
    busy.lee.types("/pace digest channel here", in_="week")
    comes(busy, MONDAY)
    hears(busy.rita, "/win 30k Hooli")
    before = hears(busy.rita, "/pace digest last")
    assert "🎯 $60,000 of $300,000" in before
    assert "As posted in #wins." in before
    hears(busy.rita, "/win reverse 2")
    after = hears(busy.rita, "/pace digest last")
    assert "1 win: $12,000" in after
    assert "As it stands now; the post in #wins tells how it stood then." in after


def test_what_is_corrected_by_the_end_of_the_week_is_corrected_in_the_post(busy: Office) -> None:
    comes(busy, FRIDAY)
    hears(busy.sam, "/win edit 3 on 17 Nov")
    hears(busy.lee, "/goal edit 1 by 31 Jan")
    assert "As it stands now; the post in #wins follows." in hears(busy.rita, "/pace digest last")
    comes(busy, FRIDAY.replace(hour=17))
    assert "As posted in #wins." in hears(busy.rita, "/pace digest last")
    (post,) = digests(busy)
    assert "• Tue 17 Nov · Initech" in thread(post)[0]
    assert "by Sun 31 Jan" in post.plain


def test_others_read_the_last_one_and_decide_nothing(busy: Office) -> None:
    assert "has had no digest yet. The first comes Fri 20 Nov, 16:30 Berlin time." in hears(busy.rita, "/pace digest")
    assert "Only a leader of the team or a manager of the team can" in hears(busy.rita, "/pace digest skip")
    comes(busy, FRIDAY)
    assert "2 wins: $60,000" in hears(busy.rita, "/pace digest")
    assert "Post now" not in hears(busy.rita, "/pace digest")


def test_a_colleague_of_another_team_does_not_see_it(busy: Office) -> None:
    busy.sandbox.add_channel("east", [busy.dana])
    busy.dana.types("/pace team new East", in_="east")
    assert "You're not in that team" in hears(busy.dana, "/pace digest West")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/pace digest on Thu at 15:00", "digest: Fri 16:30 → Thu 15:00. The next one comes Thu 19 Nov, 15:00 Berlin"),
        ("/pace digest on Mon 9:00", "The next one comes Mon 23 Nov, 9:00 Berlin time."),
        ("/pace digest off", "Fri 16:30 → off. Nothing is posted by itself"),
        ("/pace team set digest Thu 15:00", "digest: Fri 16:30 → Thu 15:00"),
        ("/pace digest on Friday", "I read “friday”, which digest can't be. Try /pace team set digest Fri 16:30"),
        ("/pace digest on no day", "I read “no day”, which digest can't be. Try /pace team set digest Fri 16:30"),
        ("/pace digest Wset", "I know no team called Wset"),
        ("/pace digest channel nowhere", "no channel that Slack shows me"),
        ("/pace digest unskip", "isn't skipped"),
        ("/pace digest post", "There is nothing to tell yet"),
    ],
)
def test_it_is_set_in_words(west: Office, line: str, told: str) -> None:
    assert told in hears(west.lee, line)


def test_an_empty_week_says_that_nothing_is_posted(west: Office) -> None:
    assert "Nothing to tell of West yet this week" in hears(west.lee, "/pace digest")
    comes(west, west.clock.now())
    comes(west, FRIDAY)
    assert digests(west) == []


# ── above ────────────────────────────────────────────────────────────────────────────────────────────────


def _told_above(office: Office) -> list[str]:
    return [message.plain for message in office.dana.dms if "The teams below North" in message.plain]


@pytest.fixture
def north(busy: Office) -> Office:
    busy.sandbox.add_channel("north", [busy.dana, busy.lee])
    busy.dana.types("/pace team new North", in_="north")
    busy.lee.types("/pace team set under North", in_="wins")
    comes(busy, busy.clock.now())
    return busy


def test_who_leads_above_hears_on_monday_how_the_teams_did(north: Office) -> None:
    comes(north, FRIDAY)
    assert _told_above(north) == []
    comes(north, MONDAY)
    comes(north, MONDAY.replace(hour=15))
    (told,) = _told_above(north)
    assert "• West: 2 wins, $60,000 · 20 % of $300,000 this quarter" in told
    assert "Rita" not in told


def test_the_director_reads_the_digest_of_a_team_below(north: Office) -> None:
    comes(north, FRIDAY)
    assert "2 wins: $60,000" in hears(north.dana, "/pace digest West")


def test_with_a_word_it_is_not_sent(north: Office) -> None:
    hears(north.dana, "/pace settings rollup off")
    comes(north, FRIDAY)
    comes(north, MONDAY.replace(hour=15))
    assert _told_above(north) == []
