"""How a win is celebrated: as big as it is, with one fact, with the names as people set them, a few posts at a time."""

import pytest

from tests.office import Message, Office
from tests.slack.history import MONTHS, sold
from tests.slack.talk import hears, presses


def celebrations(office: Office) -> list[Message]:
    office.delivers()
    return [message for message in office.dana.sees("wins") if not message.ephemeral]


# ── as big as it is ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def usual(west: Office) -> Office:
    """West has sold ten deals, of $1,000 each."""
    sold(west, west.lee, 1000, *range(40, 50))
    return west


@pytest.mark.parametrize(
    ("amount", "begin"),
    [
        ("900", "🔔 @rita closed Acme (plan), $900."),
        ("1k", "🔔 @rita closed Acme (plan), $1,000."),
        ("3k", "A big one for West\n🎉 @rita closed Acme (plan), $3,000."),
        ("10k", "One for West's history\n🏆 @rita closed Acme (plan), $10,000."),
    ],
)
def test_a_big_win_looks_bigger_than_a_small_one(usual: Office, amount: str, begin: str) -> None:
    usual.rita.types(f"/win {amount} Acme: plan")
    (post,) = celebrations(usual)
    # The opening goes on from the ten before.
    assert post.plain.replace(" won ", " closed ").startswith(begin)


def test_before_ten_deals_every_win_looks_alike(west: Office) -> None:
    sold(west, west.lee, 1000, *range(40, 49))
    west.rita.types("/win 90k Acme: plan")
    assert west.posted()[0].startswith("🔔 @rita")


def test_how_big_a_win_is_was_decided_when_it_was_logged(usual: Office) -> None:
    usual.rita.types("/win 3k Acme: plan")
    usual.delivers()
    sold(usual, usual.lee, 500_000, *range(20, 40))
    usual.rita.types("/win edit 11 Acme: two plans")
    (post,) = celebrations(usual)
    assert post.plain.startswith("A big one for West\n🎉")
    assert "two plans" in post.plain


# ── one fact ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "days", "fact"),
    [
        ("1,200 Acme: plan", MONTHS, "Rita Rossi's largest so far; the one before was $1,000."),
        ("$500 Acme: plan", MONTHS, "The first with Acme."),
        ("$500 help desk deal", (7, *MONTHS), "Rita Rossi has won something in each of the last 3 weeks."),
        ("$500 help desk deal", (*MONTHS, 365), "1 year to the day since Rita Rossi's first win here."),
        ("$500 help desk deal", MONTHS, "West is at $1,500 in Q4 2026."),
        ("90k Acme: plan", (), "West is at $90,000 in Q4 2026."),
    ],
)
def test_a_celebration_tells_one_fact_and_the_best_there_is(
    west: Office, said: str, days: tuple[int, ...], fact: str
) -> None:
    sold(west, west.rita, 1000, *days)
    west.rita.types(f"/win {said}")
    (post,) = west.posted()
    assert post.splitlines()[1:] == [fact]


def test_the_fact_stays_when_the_record_is_beaten_later(west: Office) -> None:
    sold(west, west.rita, 1000, *MONTHS)
    west.rita.types("/win 1,200 Acme: plan")
    west.clock.wait(minutes=10)
    west.rita.types("/win 1,500 Acme: plan")
    west.rita.types("/win edit 6 Acme: two plans")
    first, second = west.posted()
    assert first.endswith("Rita Rossi's largest so far; the one before was $1,000.")
    assert second.endswith("Rita Rossi's largest so far; the one before was $1,200.")


# ── the names as people set them ─────────────────────────────────────────────────────────────────────────


def test_who_is_quiet_about_wins_is_named_and_not_notified(west: Office) -> None:
    west.rita.types("/pace settings wins quiet")
    west.rita.types("/win 48k Acme: plan")
    (post,) = celebrations(west)
    assert post.plain.startswith("🔔 Rita Rossi closed Acme (plan), $48,000.")
    assert post.notifies == set()


def test_whose_wins_are_off_sees_nothing_posted_and_everything_counted(west: Office) -> None:
    west.rita.types("/pace settings wins off")
    assert "Logged as win 1" in hears(west.rita, "/win 48k Acme: plan")
    assert west.posted() == []
    assert hears(west.mia, "/win list").startswith("West, this month: 1 win, $48,000.")


@pytest.mark.parametrize(
    ("how", "thanks"),
    [("loud", "Thanks @sam and @mia!"), ("quiet", "Thanks Sam O'Neil and @mia!"), ("off", "Thanks @mia!")],
)
def test_a_helper_is_thanked_as_they_want_to_be_named(west: Office, how: str, thanks: str) -> None:
    west.sam.types(f"/pace settings thanks {how}")
    west.rita.types("/win 48k Acme: plan with @sam @mia")
    (post,) = celebrations(west)
    assert thanks in post.plain
    assert post.notifies == {west.rita.id, west.mia.id} | ({west.sam.id} if how == "loud" else set())


# ── a burst ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def burst(west: Office) -> Office:
    """Four wins came within a minute."""
    for thousands in (1, 2, 3, 4):
        west.rita.types(f"/win {thousands}k Acme: plan")
    west.delivers()
    return west


def test_three_posts_stand_and_the_fourth_opens_one_with_a_thread(burst: Office) -> None:
    *standing, opened = celebrations(burst)
    assert [post.plain.split("$")[1][0] for post in standing] == ["1", "2", "3"]
    assert opened.plain == ("🎊 Good news keeps coming in West: 1 win ($4,000) more. It's all in the thread.")
    assert ["$4,000" in reply.plain for reply in opened.replies] == [True]


def test_later_ones_join_the_thread_and_the_post_counts_them(burst: Office) -> None:
    burst.clock.wait(minutes=4)
    burst.sam.types("/win 5k Globex: plan")
    burst.lee.types("/kudos @sam for the demo")
    assert len(celebrations(burst)) == 4
    opened = celebrations(burst)[-1]
    assert "2 wins ($9,000) and 1 kudos more." in opened.plain
    assert len(opened.replies) == 3


def test_a_correction_or_an_undo_inside_a_burst_is_told_in_its_post(burst: Office) -> None:
    burst.rita.types("/win edit 4 8k")
    assert "1 win ($8,000)" in celebrations(burst)[-1].plain
    burst.rita.types("/win undo")
    assert not any("Good news" in post or "$8,000" in post for post in burst.posted())


def test_after_a_quiet_while_posts_stand_by_themselves_again(burst: Office) -> None:
    burst.clock.wait(minutes=6)
    burst.sam.types("/win 5k Globex: plan")
    assert "Globex" in celebrations(burst)[-1].plain


# ── where the channel is not as it was ───────────────────────────────────────────────────────────────────


@pytest.fixture
def deleted(west: Office) -> Office:
    """Somebody deleted the celebration of win 1."""
    west.rita.types("/win 48k Acme: plan")
    west.delivers()
    west.sandbox.workspace.delete(celebrations(west)[0])
    return west


def test_a_deleted_celebration_hinders_no_undo(deleted: Office) -> None:
    assert presses(deleted.rita, "Undo").startswith("Taken back: Acme (plan), $48,000.")
    assert deleted.posted() == []
    assert deleted.delivers() == 0


def test_a_correction_of_a_win_whose_celebration_was_deleted_counts(deleted: Office) -> None:
    assert "Corrected win 1: Acme (plan), $52,000" in hears(deleted.rita, "/win edit 1 52k")
    assert deleted.delivers() == 0
    assert hears(deleted.rita, "/win list").startswith("West, this month: 1 win, $52,000.")


def test_a_later_correction_does_not_shout_into_the_channel_of_a_deleted_celebration(deleted: Office) -> None:
    deleted.clock.wait(hours=2)
    deleted.rita.types("/win edit 1 52k")
    deleted.rita.types("/win reverse 1")
    assert deleted.delivers() == 0
    assert not any("corrected" in post or "reversed this" in post for post in deleted.posted())


def test_a_win_counts_though_its_channel_is_archived_and_the_leader_is_told(west: Office) -> None:
    west.delivers()
    west.lee.archives("wins")
    west.sandbox.add_channel("lobby", [west.rita])
    west.rita.types("/win 48k Acme: plan", in_="lobby")
    west.delivers()
    west.bot.scheduler.tick()
    west.delivers()
    assert "#wins is archived." in west.lee.dms[-1].plain
    listed = west.rita.types("/win list", in_="lobby")
    assert listed is not None
    assert listed.plain.startswith("West, this month: 1 win, $48,000.")


def test_no_team_is_made_of_an_archived_channel(office: Office) -> None:
    office.lee.types("/win 48k Acme: plan")
    office.lee.archives("wins")
    assert "#wins is archived. Try a channel that is in use." in presses(office.lee, "Make a team of this channel")


def test_a_renamed_channel_is_the_same_channel(west: Office) -> None:
    west.lee.renames_channel("wins", "bell")
    answer = west.rita.types("/win 48k Acme: plan", in_="bell")
    assert answer is not None
    assert "It goes to #bell." in answer.plain
    assert len(west.posted("bell")) == 1
