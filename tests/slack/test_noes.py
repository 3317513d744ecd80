"""No's over the wire: five seconds each, for one pair of eyes; and the word that helps after a hard run."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.db import Base
from bot.models import Draft, No
from tests.office import Office, Person
from tests.slack.talk import form, hears, presses
from tests.slack.test_attention import BERLIN, new
from tests.slack.test_limits import LONG, refused_by_slack

PLANTED = "platypus"
MORNING = datetime(2026, 11, 19, 8, 30, tzinfo=BERLIN)


def word_to(person: Person, office: Office, moment: datetime = MORNING) -> str:
    """What they get that morning."""
    return "\n".join(message.plain for message in new(office, person, moment))


# ── logged ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_no_is_said_back_with_thanks_and_the_way_to_undo_it(west: Office) -> None:
    answer = west.rita.types("/no Globex: budget frozen until spring")
    assert answer is not None
    assert answer.ephemeral
    assert "Noted: a no from Globex (budget frozen until spring)." in answer.plain
    assert "hank" in answer.plain
    assert answer.buttons == ["Undo", "My no's"]
    assert "Taken back: a no from Globex" in presses(west.rita, "Undo")
    assert "0 no's beside 0 wins" in hears(west.rita, "/no")


def test_the_first_one_says_what_the_leader_may_hear_and_how_to_turn_it_off(west: Office) -> None:
    told = hears(west.rita, "/no 12")
    assert "After a hard run I tell Lee Chen only that a word to you would help, never why" in told
    assert "/pace settings word off" in told
    again = hears(west.rita, "/no 12 cold calls")
    assert "12 no's (cold calls). 24 no's so far" in again
    assert "Only you see this." in again
    assert "Lee" not in again


def test_who_turned_the_word_off_is_not_told_of_it(west: Office) -> None:
    hears(west.rita, "/pace settings word off")
    assert "Lee" not in hears(west.rita, "/no 12")


def test_the_same_words_never_begin_two_in_a_row(west: Office) -> None:
    openings = [hears(west.rita, "/no 1").partition("Noted")[0] for _ in range(4)]
    assert len(set(openings)) == 4


def test_a_full_stop_at_the_end_of_the_line_is_none_in_the_middle_of_a_sentence(west: Office) -> None:
    assert "a no from Globex (budget frozen)." in hears(west.rita, "/no Globex: budget frozen.")
    assert "Globex lost, $48,000 (went with Hooli Inc.)." in hears(west.rita, "/no 48k Globex: went with Hooli Inc.")


def test_a_verb_with_words_behind_it_is_a_no(west: Office) -> None:
    assert "a no from Globex (show)" in hears(west.rita, "/no show at Globex")
    assert "a no (list price too high)" in hears(west.rita, "/no list price too high")
    assert "a no (undo is not enough)" in hears(west.rita, "/no undo is not enough")


def test_an_amount_is_a_lost_deal(west: Office) -> None:
    assert "Noted: Globex lost, $48,000 (went with a competitor)." in hears(
        west.rita, "/no 48k Globex: went with a competitor"
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/no 48.000 Globex", "several ways: $48,000 and $48"),
        ("/no 501", "I take 500 at once"),
        ("/no 0", "nothing to log"),
        ("/no 501. cold calls", "I take 500 at once"),
        ("/no 20k", "not which deal was lost"),
        ("/no -5k Globex", "no lost deal is worth"),
        ("/no undo", "Nothing to undo"),
    ],
)
def test_what_is_no_no_is_refused_with_a_way_on(west: Office, line: str, why: str) -> None:
    assert why in hears(west.rita, line)
    assert "0 no's" in hears(west.rita, "/no")


def test_history_says_what_a_yes_takes(west: Office) -> None:
    for nth in range(5):
        hears(west.rita, "/no 14")
        west.clock.wait(minutes=1)
        hears(west.rita, f"/win 1k Acme {nth}: plan")
        west.clock.wait(minutes=1)
    assert "Your last five wins took 14 no's each, you're at 12." in hears(west.rita, "/no 12")
    assert "This week: 82 no's beside 5 wins." in hears(west.rita, "/no")


def test_what_helped_with_a_like_no_is_offered(west: Office) -> None:
    west.sam.types("/win 48k Acme: annual plan because the budget was frozen and we billed in spring")
    told = hears(west.rita, "/no Globex: budget frozen until spring")
    assert "What helped with something like it:" in told
    assert "Sam O'Neil" in told
    assert "we billed in spring" in told


def test_more_than_a_page_is_listed_to_the_last(west: Office) -> None:
    for number in range(1, 18):
        hears(west.rita, f"/no {number} calls")
    first = hears(west.rita, "/no list")
    assert "17 no's (calls)" in first
    assert "a no (calls)" not in first
    assert "Wed 18 Nov · a no (calls)" in presses(west.rita, "2 more")


def test_who_is_in_no_team_logs_none_and_is_told_how_to(west: Office) -> None:
    assert "You're in no team yet" in hears(west.dana, "/no Globex: frozen")
    assert "This week: 0 no's" in hears(west.dana, "/no")


def test_after_joining_a_no_is_typed_again_as_nothing_was_kept_of_it(west: Office) -> None:
    line = "/no Globex: the budget is frozen until spring"
    answer = west.dana.types(line)
    assert answer is not None
    assert answer.plain.splitlines() == [
        "You're in no team yet. This channel is the one of West. "
        "Use the button, then type it again: I kept nothing of it.",
        "[Join West]",
    ]
    west.dana.closes()
    assert presses(west.dana, "Join West").startswith("You're in West now.")
    assert west.count(Draft) == 0
    assert west.count(No) == 0
    assert "Noted: a no from Globex" in hears(west.dana, line)


# ── nobody else ever sees them ───────────────────────────────────────────────────────────────────────────


def everything_seen_by(office: Office, person: Person) -> str:
    """Every message that reaches them, their Home, and what they can ask for."""
    office.delivers()
    seen = [message.plain for message in (*person.sees(in_="wins"), *person.dms)]
    home = person.opens_home()
    lines = ("", " list", " undo")
    asked = [hears(person, f"/no{line}") for line in lines]
    for line in ("", "lessons budget", "scorecard @rita", "board", "scorecard", "digest", "brief", "aim show"):
        answer = person.types(f"/pace {line}".strip())
        asked.append(answer.plain if answer else "")
    form = person.form.text if person.form else ""
    return "\n".join([*seen, home.text if home else "", *asked, form])


def test_no_word_of_a_no_or_an_aim_reaches_anybody_else(
    west: Office, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    west.rita.types(f"/no 48k {PLANTED} & Sons: {PLANTED} budget", in_="wins")
    west.rita.types(f"/no 12 {PLANTED} calls", in_="wins")
    west.rita.types(f"/pace aim A {PLANTED} of my own", in_="wins")
    west.rita.types("/pace aim")
    west.rita.fills("What do you work for?", f"Two {PLANTED}s")
    west.rita.closes()
    west.rita.types("/no 48.000 platypus and more of it", in_="wins")
    for day in range(1, 4):
        west.clock.wait(days=1)
        west.bot.scheduler.tick()
        for person in (west.lee, west.sam, west.dana):
            assert PLANTED not in everything_seen_by(west, person), (day, person.name)
    streams = capsys.readouterr()
    assert PLANTED not in "".join([streams.out, streams.err, caplog.text])
    assert PLANTED in hears(west.rita, "/no").lower()


def test_no_word_of_a_no_or_an_aim_is_in_the_database(west: Office) -> None:
    west.rita.types(f"/no 48k {PLANTED} & Sons: {PLANTED} budget")
    west.rita.types(f"/pace aim A {PLANTED} of my own")
    west.rita.types("/pace aim")
    west.rita.fills("What do you work for?", f"Two {PLANTED}s")
    west.rita.closes()
    with west.bot.database.reading() as session:
        rows = [
            str(row) for table in Base.metadata.sorted_tables for row in session.execute(text(f"SELECT * FROM {table}"))
        ]
    assert not [row for row in rows if PLANTED in row]


def test_home_shows_this_weeks_beside_the_wins_to_oneself_alone(west: Office) -> None:
    hears(west.rita, "/no 12 calls")
    hears(west.rita, "/win 5k Acme: plan")
    mine, lees = west.rita.opens_home(), west.lee.opens_home()
    assert mine
    assert lees
    assert "This week: 12 no's beside 1 win." in mine.text
    assert "12 no's" not in lees.text


# ── the word that helps ──────────────────────────────────────────────────────────────────────────────────


def test_a_leader_hears_only_that_a_word_would_help_and_what_they_owe_first(west: Office) -> None:
    west.lee.types("/promise @rita the price list by today")
    west.clock.to(MORNING)
    west.rita.types("/no 12 cold calls")
    told = word_to(west.lee, west, MORNING + timedelta(days=1))
    assert "A word to Rita Rossi would help today. First: you owe Rita Rossi 1 promise." in told
    assert "Why, I tell nobody: that is for Rita Rossi to say." in told
    assert "12" not in told
    assert "no's" not in told
    assert "hard run" not in " ".join(message.plain for message in west.rita.dms)
    assert not [message for message in west.sam.dms if "would help" in message.plain]


def test_an_obstacle_of_the_same_day_has_no_age_yet(west: Office) -> None:
    west.clock.to(MORNING)
    west.rita.types("/obstacle private: I was shouted at")
    west.rita.types("/no 12 cold calls")
    west.lee.types("/obstacle take 1")
    assert "First: obstacle 1 is new." in word_to(west.lee, west, west.clock.now())


def test_the_notice_leads_to_a_word_between_the_two_and_to_a_talk(west: Office) -> None:
    west.rita.types("/no 12")
    word_to(west.lee, west)
    west.lee.clicks("Write to Rita Rossi", on=west.lee.dms[-1])
    assert form(west.lee)["Where?"] == "To Rita Rossi alone"
    west.lee.closes()
    west.lee.clicks("Coach Rita Rossi", on=west.lee.dms[-1])
    assert west.lee.form
    assert "With Rita Rossi" in west.lee.form.text


def test_what_is_shared_goes_along_and_nothing_else(west: Office) -> None:
    assert "Lee Chen may read how many no's you had" in hears(west.rita, "/no share")
    west.rita.types("/pace aim A house by the sea")
    told = hears(west.rita, f"/no 12 {PLANTED}")
    assert "how many they are, Lee Chen may read" in told
    said = word_to(west.lee, west)
    assert "Rita Rossi shares with you: 12 no's in 5 working days." in said
    assert "What Rita Rossi shares goes only to those whom Rita Rossi chose." in said
    assert "house" not in said
    assert PLANTED not in said


def test_that_there_were_none_is_no_reproach(west: Office) -> None:
    west.rita.types("/no share")
    for nth in range(6):
        west.rita.types(f"/win 1k Acme {nth}: plan on {12 + nth} Nov")
    west.clock.to(datetime(2026, 11, 24, 10, tzinfo=BERLIN))
    west.bot.scheduler.tick()
    west.delivers()
    said = word_to(west.lee, west, datetime(2026, 11, 25, 8, 30, tzinfo=BERLIN))
    assert "A word to Rita Rossi would help today." in said
    assert "no's" not in said


def test_a_shared_aim_goes_along(west: Office) -> None:
    west.rita.types("/pace aim A house by <the> sea")
    assert "Lee Chen may read your aim" in hears(west.rita, "/pace aim share")
    west.rita.types("/no 12")
    said = word_to(west.lee, west)
    assert "Rita Rossi works for: A house by <the> sea" in said
    assert "12 no's" not in said


@pytest.mark.parametrize("line", ["/pace settings word off", "/win 5k Acme: plan", "/no undo", "/pace team leave"])
def test_what_has_changed_by_the_morning_is_not_told(west: Office, line: str) -> None:
    west.rita.types("/no 12", in_="wins")
    west.clock.wait(minutes=1)
    west.rita.types(line, in_="wins")
    assert "would help" not in word_to(west.lee, west)


def test_what_the_team_turned_off_by_the_morning_is_not_told(west: Office) -> None:
    west.rita.types("/no 12")
    west.lee.types("/pace team set word off", in_="wins")
    assert "would help" not in word_to(west.lee, west)


def test_private_again_is_private(west: Office) -> None:
    west.rita.types("/no share")
    assert hears(west.rita, "/no private") == "Your no's are yours alone."
    west.rita.types("/no 12")
    assert "12 no's" not in word_to(west.lee, west)


def test_of_a_leader_the_director_hears(west: Office) -> None:
    north = west.sandbox.add_channel("north", [west.dana, west.lee])
    west.dana.types("/pace team new North", in_=north.name)
    west.dana.types("/pace team add @lee", in_=north.name)
    west.lee.types("/pace team set under North", in_="wins")
    assert "I tell Dana Diaz only that a word to you would help" in hears(west.lee, "/no 12")
    tomorrow = datetime(2026, 11, 19, 8, 30, tzinfo=ZoneInfo("America/New_York"))
    assert "A word to Lee Chen would help today." in word_to(west.dana, west, tomorrow)
    west.dana.clicks("Write to Lee Chen", on=west.dana.dms[-1])
    assert west.dana.form


@pytest.mark.parametrize("line", ["/no {}", "/no 48k {}", "/no 12 {}", "/no {}: no", "/pace aim {}"])
@pytest.mark.parametrize("long", [LONG, "\U0001f600" * 500, "&" * 500, "9" * 3000])
def test_long_words_are_answered(west: Office, line: str, long: str) -> None:
    assert hears(west.rita, line.format(long))
    west.rita.opens_home()
    hears(west.rita, "/no")
    assert refused_by_slack(west) == []


def test_what_is_shared_no_longer_is_told_no_longer_where_it_stands(west: Office) -> None:
    hears(west.rita, "/pace aim A house by the sea")
    hears(west.rita, "/pace aim share")
    hears(west.rita, "/no share")
    west.rita.types("/no 12")
    assert "A house by the sea" in word_to(west.lee, west)
    hears(west.rita, "/pace aim unshare")
    hears(west.rita, "/no private")
    west.delivers()
    told = " ".join(message.plain for message in west.lee.dms)
    assert "word to Rita" in told
    assert "A house by the sea" not in told
    assert "12 no's" not in told
