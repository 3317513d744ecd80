"""Attention: when unprompted messages come, how many, and how what waited is told together."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.office import BEGIN, Message, Office, Person

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = BERLIN) -> datetime:
    """On that day of November; the office begins on Wednesday the 18th."""
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


def new(office: Office, person: Person, moment: datetime | None = None) -> list[Message]:
    """The messages that somebody gets as the worker looks at that moment."""
    before = len(person.dms)
    if moment:
        office.clock.to(moment)
    office.delivers()
    return person.dms[before:]


def logs_for(office: Office, handle: str, account: str, moment: datetime | None = None) -> None:
    if moment:
        office.clock.to(moment)
    office.sam.types(f"/win 5k {account}: plan for @{handle}", in_="wins")


def test_what_is_logged_at_night_is_told_when_work_begins(west: Office) -> None:
    new(west, west.mia)
    logs_for(west, "mia", "Acme", at(18, 23, zone=TOKYO))
    assert new(west, west.mia) == []
    assert new(west, west.mia, at(19, 8, 29, zone=TOKYO)) == []
    (told,) = new(west, west.mia, at(19, 8, 30, zone=TOKYO))
    assert told.plain.startswith("Sam O'Neil logged a win for you: Acme (plan), $5,000.")


def test_before_a_weekend_it_is_told_after_it(west: Office) -> None:
    new(west, west.mia)
    logs_for(west, "mia", "Acme", at(20, 23, zone=TOKYO))
    assert new(west, west.mia, at(22, 12, zone=TOKYO)) == []
    assert len(new(west, west.mia, at(23, 8, 30, zone=TOKYO))) == 1


def test_of_six_in_a_day_two_come_and_the_rest_as_one_the_next_morning(west: Office) -> None:
    new(west, west.rita)
    came = []
    for hour in range(9, 15):
        logs_for(west, "rita", f"Account {hour}", at(23, hour))
        came += new(west, west.rita)
    assert len(came) == 2
    (together,) = new(west, west.rita, at(24, 8, 30))
    lines = [line for line in together.plain.splitlines() if line]
    why = "I keep what can wait to 2 a day, 5 a week: /pace settings dms says how often I write to you."
    assert lines[0] == f"4 things for you. {why}"
    told = [line.split("you: ")[1].split(" (")[0] for line in lines if "logged a win for you" in line]
    assert told == ["Account 11", "Account 12", "Account 13", "Account 14"]


def test_what_is_due_today_is_said_today_however_few_messages_somebody_wants(west: Office) -> None:
    new(west, west.rita)  # the welcome, which is this week's
    west.rita.types("/pace settings dms 1 a day, 1 a week")
    west.rita.types("/promise @sam the deck by Friday")
    west.sam.types("/obstacle a laptop by Friday")
    west.rita.types("/obstacle take 2")
    west.clock.to(at(20, 8, 30))
    assert west.bot.scheduler.tick() == []
    west.bot.scheduler.tick()
    (together,) = new(west, west.rita)
    assert "Due Fri 20 Nov, your promise to Sam O'Neil: the deck." in together.plain
    assert "Sam O'Neil needs this by Fri 20 Nov, 19:00 Berlin time, and you have it." in together.plain


def test_what_was_undone_while_it_waited_is_not_told(west: Office) -> None:
    new(west, west.rita)
    logs_for(west, "rita", "Acme", at(18, 19))
    logs_for(west, "rita", "Globex")
    west.delivers()
    west.sam.types("/pace undo", in_="wins")
    (told,) = new(west, west.rita, at(19, 8, 30))
    assert "Acme" in told.plain
    assert "Globex" not in told.plain


def test_what_is_undone_after_it_was_told_together_is_taken_out(west: Office) -> None:
    new(west, west.rita)
    for account in ("Acme", "Globex", "Initech"):
        logs_for(west, "rita", account, at(19, 8, 10))
    (told,) = new(west, west.rita, at(19, 8, 30))
    assert "Initech" in told.plain
    west.sam.types("/pace undo", in_="wins")
    assert new(west, west.rita) == []
    shown = west.rita.dms[-1].plain
    assert "2 things for you" in shown
    assert "Initech" not in shown


def test_the_buttons_of_what_is_told_together_work(west: Office) -> None:
    new(west, west.rita)
    for account in ("Acme", "Globex"):
        logs_for(west, "rita", account, at(18, 19))
    (told,) = new(west, west.rita, at(19, 8, 30))
    west.rita.clicks("Edit", on=told)
    assert west.rita.form
    assert west.rita.form.value("What they bought") == "plan"


def test_a_leader_gets_what_can_wait_as_one_the_next_morning(west: Office) -> None:
    logs_for(west, "lee", "Acme")
    logs_for(west, "lee", "Globex")
    assert new(west, west.lee) == []
    assert new(west, west.lee, BEGIN + timedelta(hours=6)) == []
    (together,) = new(west, west.lee, at(19, 8, 30))
    assert "2 things for you. I keep what can wait to 1 a day" in together.plain
    assert together.plain.index("Acme") < together.plain.index("Globex")


def test_a_leader_hears_at_once_what_cannot_wait(west: Office) -> None:
    logs_for(west, "lee", "Acme")
    west.delivers()
    with west.sandbox.workspace.lock:
        west.wins.members.remove(west.sandbox.workspace.app.user_id)
    west.rita.types("/win 5k Globex", in_="wins")
    west.delivers()
    west.clock.wait(minutes=10)
    west.bot.scheduler.tick()
    (told,) = new(west, west.lee)
    assert "Acme" in told.plain
    assert "1 message for West could not be posted." in told.plain


# ── set ──────────────────────────────────────────────────────────────────────────────────────────────────


def says(person: Person, line: str) -> str:
    answer = person.types(line, in_="wins")
    assert answer
    return answer.plain


def test_one_can_be_written_to_less_often(west: Office) -> None:
    new(west, west.rita)
    assert says(west.rita, "/pace settings dms 1 a day, 3 a week") == (
        "dms: off → 1 a day, 3 a week. From now on I send you at most 1 a day, 3 a week, fewer where your team has it "
        "so, and what is over it joins the next one."
    )
    logs_for(west, "rita", "Acme")
    assert new(west, west.rita) == []
    logs_for(west, "rita", "Globex", at(19, 8, 20))
    (told,) = new(west, west.rita, at(19, 8, 30))
    assert "I keep what can wait to 1 a day, 3 a week" in told.plain


def test_what_waits_for_quiet_hours_comes_once_they_are_turned_off(west: Office) -> None:
    new(west, west.rita)
    logs_for(west, "rita", "Acme", at(18, 20))
    assert new(west, west.rita) == []
    says(west.rita, "/pace settings quiet off")
    assert len(new(west, west.rita)) == 1


def test_what_waits_for_somebody_away_comes_once_they_are_back(west: Office) -> None:
    new(west, west.rita)
    says(west.rita, "/pace away 3 days")
    logs_for(west, "rita", "Acme")
    assert new(west, west.rita) == []
    says(west.rita, "/pace back")
    assert len(new(west, west.rita)) == 1


def test_the_settings_show_how_often(west: Office) -> None:
    assert "2 a day, 5 a week, unless it says otherwise" in says(west.rita, "/pace settings dms")
    west.rita.types("/pace settings", in_="wins")
    assert west.rita.form
    west.rita.fills("How many messages I send you unasked", "1 a day")
    assert west.rita.submits()
    assert "at most 1 a day" in says(west.rita, "/pace settings dms")


def test_a_leader_sets_it_for_the_team(west: Office) -> None:
    assert says(west.lee, "/pace team set dms 3 a day") == "West, dms: 2 a day, 5 a week → 3 a day."
    assert says(west.lee, "/pace team set dms off") == "West, dms: 3 a day → off."
    assert says(west.lee, "/pace team set morning off") == "West, morning: on → off."
    logs_for(west, "lee", "Acme")
    assert len(new(west, west.lee)) == 1


def test_what_no_limit_can_be_is_answered_with_one_that_can(west: Office) -> None:
    assert (
        "I read “often”, which dms can't be. Try /pace settings dms 1 a day, 3 a week or /pace settings dms off."
        in says(west.rita, "/pace settings dms often")
    )
