"""Being away, as people say, plan, see and take it back; and the days off of a whole team."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendars import LONGEST_NAME
from tests.office import Office
from tests.slack.talk import fills, form, hears, presses

SEES = "Teammates see that you are away and until when, and nothing else."


def home(west: Office) -> str:
    view = west.rita.opens_home()
    assert view
    return view.text


def on(west: Office, day: int, hour: int = 9) -> None:
    """A morning in November 2026 in Berlin."""
    west.clock.to(datetime(2026, 11, day, hour, tzinfo=ZoneInfo("Europe/Berlin")))


# ── said ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("3 days", "You're away Wed 18 Nov to Fri 20 Nov, 3 working days. Back on Mon 23 Nov."),
        ("tomorrow", "You're away Thu 19 Nov, 1 working day. Back on Fri 20 Nov."),
        ("until Friday", "You're away Wed 18 Nov to Fri 20 Nov, 3 working days. Back on Mon 23 Nov."),
        (
            "24 Dec\u00a0to 2 Jan",
            "You're away Thu 24 Dec to Sat 2 Jan 2027, 7 working days. Back on Mon 4 Jan 2027.",
        ),
        (
            "1 Jan 2027 to 31 Dec 2027",
            "You're away Fri 1 Jan 2027 to Fri 31 Dec 2027, 261 working days. Back on Mon 3 Jan 2028.",
        ),
        ("saturday", "You're away Sat 21 Nov, 0 working days. Back on Mon 23 Nov."),
    ],
)
def test_days_are_said_back_with_their_working_days_and_who_sees_them(west: Office, said: str, told: str) -> None:
    lines = hears(west.rita, f"/pace away {said}").splitlines()
    assert lines[0] == told
    assert lines[1].startswith(SEES)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("banana", "I read “banana”, but no days in it. Try /pace away 3 days"),
        ("31 February", "There is no 31 February. Try 28 Feb 2027."),
        ("28 Dec to 24 Dec", "24 December 2026 comes before 28 December 2026."),
        ("yesterday", "17 November 2026 is over."),
        ("5/6", "“5/6” can be 5 June 2027 or 6 May 2027"),
        ("until 1 Jan 2040", "That is more than two years ahead."),
        ("@rita @sam 3 days", "One person at a time"),
        ("3 days @rita", "One person at a time"),
        ("@channel 3 days", "One person at a time"),
    ],
)
def test_what_cannot_be_is_answered_with_the_reason_and_the_words_come_back(
    west: Office, said: str, answer: str
) -> None:
    told = hears(west.lee, f"/pace away {said}")
    assert told.startswith(answer)
    assert "You typed:" in told
    assert "You are away" not in home(west)


def test_the_day_is_that_of_where_one_is(west: Office) -> None:
    """On Wednesday evening in Berlin it is Thursday in Tokyo."""
    on(west, 18, 20)
    assert hears(west.mia, "/pace away today").startswith("You're away Thu 19 Nov, 1 working day.")
    kiran = west.sandbox.add_person("kiran", "Kiran Rao", tz="Asia/Kolkata")
    kiran.joins("wins")
    assert hears(kiran, "/pace away today").startswith("You're away Thu 19 Nov, 1 working day.")


def test_days_that_overlap_what_is_planned_are_told_as_one(west: Office) -> None:
    hears(west.rita, "/pace away 23 Nov to 25 Nov")
    answer = hears(west.rita, "/pace away 25 Nov to 27 Nov")
    assert answer.startswith("You're away Mon 23 Nov to Fri 27 Nov, 5 working days. Back on Mon 30 Nov.")
    assert presses(west.rita, "Undo") == "Taken back: you're not away Thu 26 Nov to Fri 27 Nov."
    assert "• Mon 23 Nov to Wed 25 Nov, 3 working days" in hears(west.rita, "/pace away list")


def test_the_day_of_coming_back_is_one_that_is_worked(west: Office) -> None:
    hears(west.rita, "/pace away 30 Nov to 4 Dec")
    assert "Back on Mon 7 Dec." in hears(west.rita, "/pace away 25 Nov to 27 Nov")


def test_an_undo_says_what_stands_where_the_same_days_were_said_before(west: Office) -> None:
    hears(west.rita, "/pace away until Friday")
    hears(west.lee, "/pace away @rita 2 days")
    assert presses(west.lee, "Undo") == (
        "Taken back, but Rita Rossi is away Wed 18 Nov to Thu 19 Nov all the same: that was said another time too."
    )
    hears(west.rita, "/pace away 5 days")
    assert presses(west.rita, "Undo") == "Taken back: you're not away Sat 21 Nov to Tue 24 Nov."


def test_a_late_undo_says_how_things_stand(west: Office) -> None:
    answer = west.rita.types("/pace away 3 days", in_="wins")
    assert answer
    hears(west.rita, "/pace back")
    west.rita.clicks("Undo", on=answer)
    assert west.rita.answer
    assert west.rita.answer.plain == "Those days are over, or were taken back already."


# ── seen ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_team_sees_who_is_away_and_until_when_and_the_channel_hears_nothing(west: Office) -> None:
    hears(west.rita, "/pace away until Friday")
    assert "• Rita Rossi, rep · away until Fri 20 Nov" in hears(west.sam, "/pace team show")
    assert west.posted() == []
    on(west, 23)
    assert "away until" not in hears(west.sam, "/pace team show")


def test_home_says_so_only_to_who_is_away_or_will_be(west: Office) -> None:
    assert "You are away" not in home(west)
    hears(west.rita, "/pace away 25 Nov to 27 Nov")
    assert "You will be away Wed 25 Nov to Fri 27 Nov. /pace away list shows what is planned." in home(west)
    on(west, 26)
    assert "You are away until Fri 27 Nov. /pace back ends it." in home(west)
    hears(west.rita, "/pace back")
    assert "You are away" not in home(west)


# ── back ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_back_early_is_here_from_today_on(west: Office) -> None:
    hears(west.rita, "/pace away until 27 Nov")
    on(west, 20)
    told = hears(west.rita, "/pace back")
    assert told.startswith("Welcome back! You're here from today on, Fri 20 Nov, instead of away until Fri 27 Nov.")
    assert hears(west.rita, "/pace back").startswith("You're here: I have you down as working today.")


def test_what_is_planned_is_taken_back_with_its_day_or_its_button(west: Office) -> None:
    hears(west.rita, "/pace away 23 Nov to 25 Nov")
    hears(west.rita, "/pace away 24 Dec to 2 Jan")
    assert "/pace back 24 Dec" in hears(west.rita, "/pace back")
    assert hears(west.rita, "/pace back 24 Dec") == "Taken back: you're not away Thu 24 Dec to Sat 2 Jan 2027."
    hears(west.rita, "/pace away list")
    assert presses(west.rita, "Take back") == "Taken back: you're not away Mon 23 Nov to Wed 25 Nov."
    assert hears(west.rita, "/pace away list").startswith("No absence of yours is planned.")
    assert "taken back already" in hears(west.rita, "/pace back 24 Dec")
    assert "no day in it" in hears(west.rita, "/pace back banana")


# ── in a form ────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_said_opens_a_form_with_what_is_planned(west: Office) -> None:
    hears(west.rita, "/pace away 24 Dec to 2 Jan")
    west.rita.types("/pace away", in_="wins")
    assert west.rita.form
    assert "Thu 24 Dec to Sat 2 Jan 2027, 7 working days" in west.rita.form.text
    assert SEES in west.rita.form.text
    fills(west.rita, You_are_away_from="2026-11-23", To="2026-11-27")
    assert west.rita.submits()
    assert west.rita.answer
    assert west.rita.answer.plain.startswith("You're away Mon 23 Nov to Fri 27 Nov, 5 working days.")


def test_a_form_that_ends_before_it_begins_says_so_at_its_field(west: Office) -> None:
    west.rita.types("/pace away", in_="wins")
    fills(west.rita, You_are_away_from="2026-11-27", To="2026-11-23")
    assert not west.rita.submits()
    assert west.rita.form
    assert "ends before it begins" in " ".join(west.rita.form.errors.values())


def test_a_form_that_was_closed_comes_back_as_it_was_left(west: Office) -> None:
    west.rita.types("/pace away", in_="wins")
    fills(west.rita, You_are_away_from="2026-11-23")
    west.rita.closes()
    assert "[Finish when you are away]" in home(west)
    west.rita.clicks("Finish when you are away", on=west.rita.opens_home())
    assert form(west.rita)["You are away from"] == "2026-11-23"
    fills(west.rita, To="2026-11-27")
    assert west.rita.submits()
    assert "Finish when" not in home(west)


# ── for somebody else ────────────────────────────────────────────────────────────────────────────────────


def test_a_leader_sets_a_rep_away_who_is_told_and_can_take_it_back(west: Office) -> None:
    told = hears(west.lee, "/pace away @rita 3 days")
    assert told.startswith("Rita Rossi is away Wed 18 Nov to Fri 20 Nov, 3 working days. Back on Mon 23 Nov.")
    assert "I tell Rita Rossi, who can take it back." in told
    on(west, 23, 10)  # nothing unasked before she is back
    west.delivers()
    assert "Lee Chen set you away Wed 18 Nov to Fri 20 Nov." in west.rita.dms[-1].plain


def test_it_is_said_that_a_check_in_names_the_away_in_the_channel(west: Office) -> None:
    named = "A check-in's message names in the channel who is away."
    assert named in hears(west.rita, "/pace away today")
    assert named in hears(west.lee, "/pace away @sam today")
    kept = hears(west.rita, "/pace privacy")
    assert "and directors; the channel (that you are, in a check-in's message)." in kept


def test_who_has_notices_off_is_told_nothing_and_the_leader_is_told_so(west: Office) -> None:
    hears(west.rita, "/pace settings notices off")
    told = hears(west.lee, "/pace away @rita 23 Nov to 25 Nov")
    assert "Rita Rossi has notices off, but finds it in App Home and can take it back." in told
    west.delivers()
    assert not any("set you away" in message.plain for message in west.rita.dms)
    assert "You will be away Mon 23 Nov to Wed 25 Nov." in west.rita.opens_home().text


def test_the_one_who_was_set_away_takes_it_back(west: Office) -> None:
    hears(west.lee, "/pace away @rita 23 Nov to 25 Nov")
    west.delivers()
    west.rita.clicks("Take back", on=west.rita.dms[-1])
    assert "away" not in hears(west.lee, "/pace team show")


def test_a_leader_has_a_form_for_a_rep_too(west: Office) -> None:
    west.lee.types("/pace away @rita", in_="wins")
    west.lee.fills("Rita Rossi is away from", "2026-11-23")
    fills(west.lee, To="2026-11-27")
    west.lee.closes()
    west.lee.clicks("Finish when you are away", on=west.lee.opens_home())
    assert west.lee.submits()
    west.clock.wait(hours=1)
    west.delivers()
    assert "Lee Chen set you away Mon 23 Nov to Fri 27 Nov." in west.rita.dms[-1].plain


def test_a_rep_sets_nobody_else_away(west: Office) -> None:
    told = hears(west.sam, "/pace away @rita 3 days")
    assert told.startswith("Only its owner or a leader of the team can enter an absence.")


# ── by a status ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_status_makes_nobody_away_who_did_not_ask_for_it(west: Office) -> None:
    west.rita.sets_status("Vacationing", ":palm_tree:")
    west.delivers()
    assert not any("status" in message.plain for message in west.rita.dms)
    assert "You are away" not in home(west)


def test_who_asked_for_it_is_away_while_the_status_stands(west: Office) -> None:
    hears(west.rita, "/pace settings status on")
    west.rita.sets_status("Vacationing", ":palm_tree:", datetime(2026, 11, 27, 23, 0, tzinfo=ZoneInfo("Europe/Berlin")))
    west.delivers()
    told = west.rita.dms[-1].plain
    assert told.startswith("Your Slack status says that you're away, so I keep quiet until the end of Fri 27 Nov.")
    assert SEES in told
    assert "• Rita Rossi, rep · away until Fri 27 Nov" in hears(west.sam, "/pace team show")
    west.rita.sets_status("In a meeting", ":spiral_calendar_pad:")
    assert "away until" not in hears(west.sam, "/pace team show")
    west.delivers()
    assert not any("status" in message.plain for message in west.rita.dms)


def test_a_click_on_here_ends_it_though_the_status_still_stands(west: Office) -> None:
    hears(west.rita, "/pace settings status on")
    west.rita.sets_status("Out sick", ":face_with_thermometer:")
    west.delivers()
    assert "until it changes" in west.rita.dms[-1].plain
    west.rita.clicks("I'm here", on=west.rita.dms[-1])
    west.rita.renames("Rita Bianchi")
    assert "You are away" not in home(west)


@pytest.mark.parametrize("way", ["status", "I'm here"])
def test_what_waited_for_who_was_away_is_told_once_they_are_back(west: Office, way: str) -> None:
    hears(west.rita, "/pace settings status on")
    west.rita.sets_status("OOO", "", datetime(2026, 11, 27, 23, 0, tzinfo=ZoneInfo("Europe/Berlin")))
    west.delivers()
    hears(west.sam, "/ask @rita a reference by 11 Dec")
    west.delivers()
    assert not any("a reference" in message.plain for message in west.rita.dms)
    west.clock.wait(days=1)
    if way == "status":
        west.rita.sets_status("", "")
    else:
        west.rita.clicks(way, on=next(each for each in west.rita.dms if "status" in each.plain))
    west.clock.wait(minutes=1)
    west.delivers()
    assert any("a reference" in message.plain for message in west.rita.dms)


def test_a_status_that_was_missed_is_seen_when_they_next_speak(west: Office) -> None:
    hears(west.rita, "/pace settings status on")
    west.rita.user.status_text = "OOO"
    on(west, 20)
    assert "You are away" in home(west)


# ── days off of the team ─────────────────────────────────────────────────────────────────────────────────


def test_a_leader_gives_the_team_days_off_and_takes_them_back(west: Office) -> None:
    told = hears(west.lee, "/pace team off 27 Dec to 31 Dec Winter break")
    assert told.startswith("West is off Sun 27 Dec to Thu 31 Dec (Winter break): 4 working days.")
    assert "3 working days. Back on Mon 4 Jan 2027" in hears(west.rita, "/pace away 24 Dec to 2 Jan")
    assert "• Sun 27 Dec to Thu 31 Dec Winter break" in hears(west.rita, "/pace team off")
    hears(west.lee, "/pace team off")
    answer = presses(west.lee, "Take back")
    assert answer == "Taken back: West works Sun 27 Dec to Thu 31 Dec, as on other days."
    assert "None of the team's own." in hears(west.rita, "/pace team off")


def test_days_off_that_were_said_twice_are_taken_back_one_by_one(west: Office) -> None:
    hears(west.lee, "/pace team off 27 Dec to 31 Dec Winter break")
    hears(west.lee, "/pace team off 29 Dec to 30 Dec Stocktaking")
    stays = "Taken back, but West is off Tue 29 Dec to Wed 30 Dec all the same: that was said another time too."
    assert presses(west.lee, "Undo") == stays
    hears(west.lee, "/pace team off 30 Dec to 3 Jan New year")
    assert presses(west.lee, "Undo") == ("Taken back: West works Fri 1 Jan 2027 to Sun 3 Jan 2027, as on other days.")


def test_holidays_are_listed_and_counted_where_they_are_set(west: Office) -> None:
    assert "No public holidays are kept" in hears(west.rita, "/pace team off")
    assert hears(west.lee, "/pace team set holidays de-by") == "West, holidays: off → DE-BY."
    assert "• Fri 25 Dec Christmas Day" in hears(west.rita, "/pace team off")
    assert "5 working days. Back on Mon 4 Jan 2027" in hears(west.rita, "/pace away 24 Dec to 2 Jan")


def test_a_week_from_sunday_on_counts_so(west: Office) -> None:
    assert hears(west.lee, "/pace team set workweek sun - thu") == "West, workweek: Mon-Fri → Sun-Thu."
    told = hears(west.rita, "/pace away 3 days")
    assert told.startswith("You're away Wed 18 Nov to Sun 22 Nov, 3 working days. Back on Mon 23 Nov.")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Winter break", "I read “Winter break”, but it doesn't begin with days."),
        ("31 Feb Winter break", "There is no 31 February. Try 28 Feb 2027."),
        (f"27 Dec {'x' * (LONGEST_NAME + 1)}", "That name is 61 characters"),
    ],
)
def test_days_off_that_cannot_be_are_answered_with_the_reason(west: Office, said: str, answer: str) -> None:
    assert hears(west.lee, f"/pace team off {said}").startswith(answer)


def test_a_rep_gives_the_team_no_days_off(west: Office) -> None:
    assert hears(west.rita, "/pace team off tomorrow").startswith("Only a leader of the team or a manager")


# ── quarters ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("fiscal", "told"), [("January", "$3,000 in Q4 2026"), ("February", "$2,000 in Q4 FY27")])
def test_a_win_counts_in_the_quarter_of_the_teams_own_year(west: Office, fiscal: str, told: str) -> None:
    hears(west.lee, f"/pace team set fiscal {fiscal}")
    hears(west.rita, "/win 1k Acme: annual plan on 20 Oct")
    hears(west.rita, "/win 2k Acme: two more seats")
    assert f"West is at {told}." in west.posted()[-1]
    assert f" {told[:6]}." in hears(west.rita, "/win list quarter").splitlines()[0]


def test_quiet_hours_of_ones_own_are_set_in_words_and_in_the_form(west: Office) -> None:
    assert hears(west.rita, "/pace settings quiet 20-7") == (
        "quiet: team → 20:00-7:00. From now on I keep quiet from 20:00 to 7:00 and on days that you don't work."
    )
    west.rita.types("/pace settings", in_="wins")
    west.rita.fills("When I keep quiet", "whenever")
    assert not west.rita.submits()
    west.rita.fills("When I keep quiet", "off")
    assert west.rita.submits()
    assert hears(west.rita, "/pace settings quiet").startswith("quiet, when I keep quiet")
