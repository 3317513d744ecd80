"""Messages that Slack does not take: told to the leader once, and posted by themselves once it is mended."""

from datetime import datetime

import pytest

from bot.delivery import verdict
from bot.domain import trouble
from bot.outbox import housekeeping
from tests.office import BEGIN, Office
from tests.slack.talk import hears, presses

FOLLOWS = "Then what waits follows by itself: a win for two days, most else for a week."
REMOVED = f"I'm not in #wins any more. Type /invite @Pacesetter there. {FOLLOWS}"
FRIDAY_EVENING = datetime(2026, 11, 20, 17, 55, tzinfo=BEGIN.tzinfo)
MONDAY_MORNING = datetime(2026, 11, 23, 8, 35, tzinfo=BEGIN.tzinfo)


def _ticks(office: Office, **span: float) -> None:
    """The worker's ten minutes, or more, are over."""
    office.clock.wait(**(span or {"minutes": 10}))
    office.bot.scheduler.tick()
    office.delivers()


def _passes_until(office: Office, moment: datetime) -> None:
    """The worker has worked until then."""
    while office.clock.now() < moment:
        _ticks(office, hours=3)
    office.clock.to(moment)
    _ticks(office)


def _told(office: Office) -> list[str]:
    """The lines that Lee got of it, alone or among other things of a morning."""
    lines = [line for message in office.lee.dms for line in message.plain.splitlines()]
    return [line for line in lines if "could not be posted" in line]


def _loses_the_bot(office: Office) -> None:
    with office.sandbox.workspace.lock:
        office.wins.members.remove(office.sandbox.workspace.app.user_id)


def _brings_the_bot_back(office: Office) -> None:
    with office.sandbox.workspace.lock:
        office.wins.members.append(office.sandbox.workspace.app.user_id)


def test_the_leader_is_told_once_a_day_that_the_bot_was_removed_from_the_channel(west: Office) -> None:
    west.delivers()
    _loses_the_bot(west)
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    _ticks(west)
    assert _told(west) == [f"1 message for West could not be posted. {REMOVED}"]
    _ticks(west)
    west.rita.types("/win 20k Globex", in_="wins")
    _ticks(west)
    assert len(_told(west)) == 1


def test_what_waited_is_posted_once_the_bot_is_back(west: Office) -> None:
    west.delivers()
    _loses_the_bot(west)
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    _ticks(west)
    _brings_the_bot_back(west)
    _ticks(west)
    assert len([text for text in west.posted() if "Acme" in text]) == 1


def test_a_burst_that_waited_is_posted_whole_and_in_order_once_the_bot_is_back(west: Office) -> None:
    west.delivers()
    _loses_the_bot(west)
    for number in range(1, 6):
        west.rita.types(f"/win {number}k Acme: plan {number}", in_="wins")
    west.delivers()
    _ticks(west)
    _brings_the_bot_back(west)
    _ticks(west)
    *_, burst = [message for message in west.dana.sees("wins") if message.replies]
    assert [f"plan {number}" in reply.plain for number, reply in enumerate(burst.replies, 4)] == [True, True]


def test_what_waited_is_posted_in_the_channel_that_the_leader_chooses_instead(west: Office) -> None:
    bell = west.sandbox.add_channel("bell", [west.lee, west.rita, west.dana])
    west.delivers()
    _loses_the_bot(west)
    west.mia.types("/kudos @rita for the demo", in_="wins")
    for number in range(1, 6):
        west.rita.types(f"/win {number}k Acme: plan {number}", in_="wins")
    west.delivers()
    west.lee.types("/pace team set wins here", in_="bell")
    _ticks(west)
    thanks, first, second, burst = bell.messages
    assert "the demo" in thanks.plain
    assert "plan 1" in first.plain
    assert "plan 2" in second.plain
    assert len(burst.replies) == 3
    assert not _told(west)


def test_a_team_whose_channel_is_archived_moves_to_another_and_everything_follows(west: Office) -> None:
    bell = west.sandbox.add_channel("bell", [west.lee, west.rita, west.dana])
    west.delivers()
    west.lee.archives("wins")
    west.lee.types("/pace vision set Go there", in_="bell")
    west.rita.types("/obstacle a laptop by Thursday", in_="bell")
    west.rita.types("/win 48k Acme: plan", in_="bell")
    west.delivers()
    _ticks(west)
    [told] = _told(west)
    assert "#wins is archived. Open it again, or choose another one: /pace team set channel #west." in told
    answer = west.lee.types("/pace team set channel #bell", in_="bell")
    assert answer
    assert answer.plain == "West, channel: #wins → #bell."
    _ticks(west)
    north_star, obstacle, win = bell.messages
    assert "Go there" in north_star.plain
    assert "a laptop" in obstacle.plain
    assert "plan" in win.plain


def test_what_helps_is_named_for_the_channel_that_is_blocked(west: Office) -> None:
    west.sandbox.add_channel("bell", [west.lee, west.rita, west.dana])
    west.lee.types("/pace team set wins here", in_="bell")
    west.lee.archives("bell")
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    _ticks(west)
    [told] = _told(west)
    assert "#bell is archived. Open it again, or choose another one: /pace team set wins #bell." in told


def test_what_another_team_posts_in_a_channel_stays_there_when_its_own_team_moves(west: Office) -> None:
    west.sandbox.add_channel("bell", [west.lee, west.rita, west.dana])
    west.sandbox.add_channel("north", [west.dana])
    west.dana.types("/pace team new North", in_="north")
    west.dana.types(f"/pace team set wins <#{west.wins.id}>", in_="north")
    west.dana.types("/goal new 10k for the team by 31 Dec", in_="north")
    west.delivers()
    _loses_the_bot(west)
    west.dana.types("/win 7k Globex: plan", in_="north")
    west.delivers()
    west.lee.types("/pace team set channel here", in_="bell")
    _brings_the_bot_back(west)
    _ticks(west)
    _ticks(west)
    assert not west.posted("bell")
    assert [text for text in west.posted() if "Globex" in text]


def test_what_stands_stays_where_it_is_when_the_leader_chooses_another_channel(west: Office) -> None:
    bell = west.sandbox.add_channel("bell", [west.lee, west.rita, west.dana])
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    west.clock.wait(hours=2)
    west.lee.types("/pace team set wins here", in_="bell")
    west.rita.types("/win edit 1 52k", in_="bell")
    west.delivers()
    [win] = [message for message in west.dana.sees("wins") if "52" in message.plain]
    assert len(win.replies) == 1
    assert not bell.messages


def test_wins_of_another_team_wait_for_their_own_channel(west: Office) -> None:
    bell = west.sandbox.add_channel("bell", [west.lee, west.rita, west.dana])
    north = west.sandbox.add_channel("north", [west.dana])
    west.dana.types("/pace team new North", in_="north")
    west.dana.types(f"/pace team set wins <#{west.wins.id}>", in_="north")
    west.delivers()
    _loses_the_bot(west)
    west.dana.types("/win 7k Globex: plan", in_="north")
    west.delivers()
    west.lee.types("/pace team set wins here", in_="bell")
    _ticks(west)
    _ticks(west)
    assert not bell.messages
    assert not north.messages
    _brings_the_bot_back(west)
    _ticks(west)
    assert [text for text in west.posted() if "Globex" in text]


def test_the_channel_that_is_named_is_the_one_that_failed(west: Office) -> None:
    west.sandbox.add_channel("bell", [west.lee, west.rita, west.dana])
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    west.lee.types("/pace team set wins here", in_="bell")
    _loses_the_bot(west)
    west.sandbox.faults.on("chat.update", "error:not_in_channel")
    west.rita.types("/win edit 1 52k", in_="bell")
    west.delivers()
    _ticks(west)
    [told] = _told(west)
    assert "I'm not in #wins any more" in told


def test_what_slack_itself_kept_from_being_posted_is_tried_again_without_advice(west: Office) -> None:
    west.delivers()
    west.sandbox.faults.on("chat.postMessage", "http:503", times=24, channel=west.wins.id)
    west.rita.types("/win 48k Acme: plan", in_="wins")
    for _ in range(25):
        west.clock.wait(minutes=6)
        west.delivers()
    assert not west.posted()
    _ticks(west)
    assert _told(west) == [
        "1 message for West could not be posted. Slack itself had trouble. "
        "There is nothing to do: I try again, a win for two days, most else for a week."
    ]
    _ticks(west)
    assert len([text for text in west.posted() if "Acme" in text]) == 1


def test_what_could_not_be_posted_for_days_is_news_no_more(west: Office) -> None:
    west.delivers()
    _loses_the_bot(west)
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    west.clock.wait(days=3)
    _brings_the_bot_back(west)
    _ticks(west)
    assert not [text for text in west.posted() if "Acme" in text]
    assert not _told(west)


def test_an_edit_of_a_message_from_long_ago_is_told_of_and_follows_once_it_can(west: Office) -> None:
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    west.clock.wait(days=7)
    west.sandbox.faults.on("chat.update", "error:not_in_channel", channel=west.wins.id)
    west.rita.types("/win edit 1 52k", in_="wins")
    west.delivers()
    _ticks(west)
    assert len(_told(west)) == 1
    _ticks(west)
    assert [text for text in west.posted() if "52" in text]


def test_an_edit_that_cannot_be_shown_for_a_month_is_tried_no_more_and_told_of_once(west: Office) -> None:
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    west.sandbox.faults.on("chat.update", "error:is_archived", times=None, channel=west.wins.id)
    west.rita.types("/win edit 1 52k", in_="wins")
    west.delivers()
    tries = 0
    for _ in range(30):
        assert _tries(west, "chat.update") > tries
        tries = _tries(west, "chat.update")
        _ticks(west)
        _ticks(west, minutes=23 * 60 + 50)
    tries = _tries(west, "chat.update")
    _ticks(west)
    assert _tries(west, "chat.update") == tries
    assert len(_told(west)) == 1


def _tries(office: Office, method: str) -> int:
    return sum(called == method for called, _ in office.sandbox.calls)


def test_a_leader_is_told_once_a_day_whatever_fails_and_wherever(west: Office) -> None:
    bell = west.sandbox.add_channel("bell", [west.lee, west.rita, west.dana])
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    for place in (west.wins.id, bell.id, west.sam.id):
        west.sandbox.faults.on("chat.postMessage", "error:account_inactive", times=None, channel=place)
    west.sandbox.faults.on("chat.update", "error:account_inactive", times=None)
    west.rita.types("/win edit 1 52k", in_="wins")
    west.mia.types("/kudos @sam for the demo", in_="wins")
    west.lee.types("/pace team set wins here", in_="bell")
    west.rita.types("/win 20k Globex: seat", in_="wins")
    west.delivers()
    for _ in range(4):
        _ticks(west)
    [told] = _told(west)
    assert told.startswith("3 messages for West could not be posted. Slack doesn't let me post (account_inactive).")
    west.clock.wait(days=1)
    _ticks(west)
    assert len(_told(west)) == 1
    west.rita.types("/win 30k Initech: seat", in_="wins")
    west.delivers()
    _ticks(west)
    _ticks(west)
    assert [told[:10] for told in _told(west)] == ["3 messages", "4 messages"]


def test_a_line_that_had_nothing_left_to_tell_does_not_count_as_told(west: Office) -> None:
    west.delivers()
    _loses_the_bot(west)
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    west.bot.scheduler.tick()
    _brings_the_bot_back(west)
    with west.bot.database.writing() as session:
        housekeeping.retry_parked(session, housekeeping.Filter())
    west.delivers()
    assert not _told(west)
    _loses_the_bot(west)
    west.rita.types("/win 20k Globex: seat", in_="wins")
    west.delivers()
    _ticks(west)
    assert len(_told(west)) == 1


# ── days that nobody works ───────────────────────────────────────────────────────────────────────────────


def test_trouble_of_a_weekend_is_told_in_one_line_and_what_still_makes_sense_follows(west: Office) -> None:
    west.lee.types("/pace digest off", in_="wins")
    west.delivers()
    west.clock.to(FRIDAY_EVENING)
    _loses_the_bot(west)
    west.rita.types("/promise to the team the price list by Wednesday", in_="wins")
    west.rita.types("/win 5k Acme: plan", in_="wins")
    west.delivers()
    _passes_until(west, MONDAY_MORNING)
    assert _told(west) == [f"1 message for West could not be posted. {REMOVED}"]
    _brings_the_bot_back(west)
    _ticks(west)
    [promise] = west.posted()
    assert "the price list" in promise
    assert len(_told(west)) == 1


def test_what_was_mended_on_a_day_off_follows_that_day_and_nobody_is_told(west: Office) -> None:
    west.lee.types("/pace digest off", in_="wins")
    west.delivers()
    west.clock.to(FRIDAY_EVENING)
    west.clock.wait(minutes=10)
    _loses_the_bot(west)
    west.rita.types("/win 5k Acme: plan", in_="wins")
    west.delivers()
    _ticks(west, hours=16)
    _brings_the_bot_back(west)
    _ticks(west)
    assert len(west.posted()) == 1
    _passes_until(west, MONDAY_MORNING)
    assert not _told(west)


def test_a_leader_who_is_away_keeps_nothing_from_being_posted(west: Office) -> None:
    west.lee.types("/pace away until Friday", in_="wins")
    west.delivers()
    _loses_the_bot(west)
    west.rita.types("/win 5k Acme: plan", in_="wins")
    west.delivers()
    _ticks(west)
    _brings_the_bot_back(west)
    _ticks(west)
    assert len(west.posted()) == 1
    assert not _told(west)


# ── what is said of each error ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("word", ["not_authed", "team_access_not_granted", "no_permission", "is_archived"])
def test_what_people_can_mend_is_told_to_the_leader_and_follows_once_it_is_mended(west: Office, word: str) -> None:
    west.delivers()
    west.sandbox.faults.on("chat.postMessage", f"error:{word}", times=None, channel=west.wins.id)
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    _ticks(west)
    [told] = _told(west)
    assert told.startswith("1 message for West could not be posted. ")
    assert told.endswith(FOLLOWS)
    assert (f"({word})" in told) == (word in trouble.TOKEN)
    west.sandbox.faults.clear()
    _ticks(west)
    assert [text for text in west.posted() if "Acme" in text]


def test_a_channel_that_takes_no_posts_is_told_of_with_what_to_do(west: Office) -> None:
    west.sandbox.faults.on("chat.postMessage", "error:restricted_action_read_only_channel", channel=west.wins.id)
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    _ticks(west)
    [told] = _told(west)
    assert (
        "The settings of #wins don't let me post there. Change them, or choose another channel: "
        "/pace team set channel #west." in told
    )


def test_an_error_of_ours_is_told_to_the_leader_without_the_hope_that_it_goes_away(west: Office) -> None:
    west.delivers()
    west.sandbox.faults.on("chat.postMessage", "error:invalid_blocks", channel=west.wins.id)
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    for _ in range(3):
        _ticks(west)
    assert _told(west) == [
        "1 message for West could not be posted. That is an error of mine (invalid_blocks). "
        "Whoever installed me can run python -m bot doctor, which says what to do."
    ]


def test_each_trouble_of_a_team_has_its_own_line_in_the_one_message(west: Office) -> None:
    bell = west.sandbox.add_channel("bell", [west.lee, west.rita, west.dana])
    west.lee.types("/pace team set wins here", in_="bell")
    west.delivers()
    _loses_the_bot(west)
    west.lee.archives("bell")
    for number in range(1, 3):
        west.rita.types(f"/win {number}k Acme: plan {number}", in_="wins")
    west.rita.types("/promise to the team the price list by Friday", in_="wins")
    west.delivers()
    _ticks(west)
    assert not bell.messages
    assert _told(west) == [
        "2 messages for West could not be posted. #bell is archived. Open it again, or choose another one: "
        f"/pace team set wins #bell. {FOLLOWS}",
        f"1 message for West could not be posted. {REMOVED}",
    ]


def test_direct_messages_that_were_switched_off_follow_once_they_are_on_again(west: Office) -> None:
    west.delivers()
    west.sandbox.faults.on("chat.postMessage", "error:messages_tab_disabled", times=None, channel=west.lee.id)
    _loses_the_bot(west)
    west.rita.types("/win 48k Acme: plan", in_="wins")
    west.delivers()
    _ticks(west)
    _ticks(west)
    assert not _told(west)
    west.sandbox.faults.clear()
    _ticks(west)
    assert len(_told(west)) == 1


def test_whoever_runs_it_is_told_what_to_do_about_each_error_that_stays() -> None:
    assert housekeeping.ADVICE.keys() >= trouble.TOLD | verdict.PERMANENT


def test_of_what_no_further_try_will_change_a_leader_hears_unless_it_concerns_one_person_or_one_post() -> None:
    of_people = {"cannot_dm_bot", "is_inactive", "user_disabled", "user_not_found", "user_not_visible"}
    of_posts = {
        "cannot_reply_to_message",
        "cant_delete_message",
        "cant_update_message",
        "compliance_exports_prevent_deletion",
        "edit_window_closed",
        "thread_not_found",
    }
    assert of_people | of_posts == verdict.PERMANENT - trouble.TOLD


# ── a channel that another organisation was let into ─────────────────────────────────────────────────────


def test_what_another_organisation_would_read_waits_for_the_leaders_word(west: Office) -> None:
    west.delivers()
    west.lee.connects("wins")
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    _ticks(west)
    assert not west.posted()
    [told] = _told(west)
    assert told.startswith(
        "1 message for West could not be posted. #wins is connected to another organisation, which would read it there."
    )
    _ticks(west)
    assert not west.posted()
    assert presses(west.lee, "Post there all the same") == "Thank you. What still waits follows within ten minutes."
    _ticks(west)
    assert [text for text in west.posted() if "Acme" in text]


def test_what_waits_for_the_leaders_word_is_said_to_wait(west: Office) -> None:
    west.delivers()
    hears(west.rita, "/win 48k Acme: plan")
    west.delivers()
    west.lee.connects("wins")
    waits = "once a leader of West agrees, as another organisation reads it there."
    assert f"It goes to #wins {waits}" in hears(west.rita, "/win 20k Globex: plan")
    assert f"Its post in #wins follows {waits}" in hears(west.rita, "/win edit 1 52k")
    assert f"It goes to #wins {waits}" in hears(west.rita, "/kudos @sam for the deck")
    assert f"It goes to #wins {waits}" in hears(west.rita, "/promise to the team the price list by Friday")
    assert f"It goes to #wins {waits}" in hears(west.lee, "/pace board post value")
    assert f"It goes to #wins Fri 20 Nov, 16:30 Berlin time {waits}" in hears(west.lee, "/pace digest")
    assert f"West's digest goes to #wins now {waits}" in hears(west.lee, "/pace digest post")
    west.delivers()
    _ticks(west)
    presses(west.lee, "Post there all the same")
    assert "It goes to #wins." in hears(west.rita, "/win 5k Initech: plan")


def test_what_stands_there_is_not_changed_and_still_taken_back(west: Office) -> None:
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    west.lee.connects("wins")
    west.rita.types("/win edit 1 52k", in_="wins")
    assert "52" not in "".join(west.posted())
    west.rita.types("/win undo", in_="wins")
    assert not west.posted()


def test_it_is_posted_once_the_other_organisation_is_out_again_and_asked_about_at_the_next(west: Office) -> None:
    west.delivers()
    west.lee.connects("wins")
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    west.lee.disconnects("wins")
    _ticks(west)
    _ticks(west)
    assert [text for text in west.posted() if "Acme" in text]
    west.lee.connects("wins")
    west.rita.types("/win 20k Globex", in_="wins")
    assert not [text for text in west.posted() if "Globex" in text]


def test_where_a_leader_agreed_to_it_before_nothing_waits(office: Office) -> None:
    office.sandbox.add_channel("with-globex", [office.lee, office.dana], ext_shared=True)
    answer = office.lee.types("/pace team new West", in_="with-globex")
    office.lee.clicks("Make it here all the same", on=answer)
    office.lee.connects("with-globex")
    office.lee.types("/win 48k Acme", in_="with-globex")
    assert [text for text in office.posted("with-globex") if "Acme" in text]
