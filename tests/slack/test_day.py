"""`/pace` with nothing behind it: my day, as a rep, a leader and somebody in no team read it."""

import pytest

from bot.sandbox.blocks import controls
from bot.slack.day import SAID
from bot.slack.first_weeks import BUTTONS
from bot.slack.pages import TABLES
from tests.office import Office, Person
from tests.slack.talk import hears, presses


def lines(person: Person) -> list[str]:
    return hears(person, "/pace").splitlines()


def test_a_day_tells_promises_goals_what_waits_and_the_next_checkin_in_this_order(west: Office) -> None:
    west.rita.types("/promise @sam review the Acme deck by Friday", in_="wins")
    west.rita.types("/promise @sam the price list by today", in_="wins")
    west.rita.types("/goal new 12 demos by EOQ", in_="wins")
    west.sam.types("/ask @rita a reference by Monday", in_="wins")
    west.bot.scheduler.tick()
    told = hears(west.rita, "/pace")
    order = [
        "Your day, Wed 18 Nov",
        "the price list · to Sam O'Neil · due today",
        "review the Acme deck · to Sam O'Neil · due Fri 20 Nov",
        "12 demos",
        "Sam O'Neil asks you for a reference",
        "Next check-in: Friday look back",
        "/pace help shows everything that I know.",
    ]
    places = [told.find(words) for words in order]
    assert -1 not in places, (told, places)
    assert places == sorted(places)
    assert hears(west.rita, "/pace day") == told


def test_the_day_tells_that_there_is_feedback_and_nothing_of_it_for_a_week(west: Office) -> None:
    line = "from Lee Chen, Wed 18 Nov"
    hears(west.lee, "/feedback @rita saw: the silence; did: they named the price; try: wait even longer")
    told = hears(west.rita, "/pace")
    assert "Feedback for you" in told
    assert line in told
    assert "silence" not in told
    assert line not in hears(west.lee, "/pace")
    west.rita.clicks("Open")
    assert west.rita.form is not None
    assert "the silence" in west.rita.form.text
    west.clock.wait(days=8)
    assert line not in hears(west.rita, "/pace")


def test_the_day_tells_of_three_pieces_of_feedback_and_where_all_are(west: Office) -> None:
    for nth, giver in enumerate((west.lee, west.sam, west.mia, west.lee), 1):
        hears(giver, "/feedback @rita saw: the silence; did: they named the price; try: wait even longer")
        told = hears(west.rita, "/pace")
        assert told.count(", Wed 18 Nov\n[Open]") == min(nth, 3)
        assert ("… and 1 more: /feedback list" in told) == (nth == 4)


def test_an_empty_day_says_so_and_what_to_do(west: Office) -> None:
    west.lee.types("/pace team set morning off", in_="wins")
    told = hears(west.mia, "/pace")
    assert "Nothing is due and nothing waits for you." in told or "Next check-in" in told
    assert "You're in no team yet." not in told


def test_who_is_in_no_team_reads_the_way_into_one(office: Office) -> None:
    assert "You're in no team yet. /pace team in your team's channel shows the way into one." in lines(office.dana)


def test_a_leader_reads_the_number_of_the_team_and_the_first_weeks(west: Office) -> None:
    west.lee.types("/goal new 300k this quarter for the team", in_="wins")
    west.bot.scheduler.tick()
    west.clock.wait(days=1)
    told = hears(west.lee, "/pace")
    assert "West: " in told
    assert "$300,000 this quarter" in told
    assert "Your first weeks, today: Say where the team is going." in told
    assert "$300,000" not in hears(west.rita, "/pace")


def test_a_promise_is_kept_by_the_button_of_its_line(west: Office) -> None:
    west.rita.types("/promise @sam the price list by today", in_="wins")
    hears(west.rita, "/pace")
    assert "Kept" in presses(west.rita, "Kept")
    assert "the price list" not in hears(west.rita, "/pace")
    told = hears(west.sam, "/pace")
    assert "Rita Rossi says it is done: the price list" in told
    presses(west.sam, "Done for me")
    assert "the price list" not in hears(west.sam, "/pace")


def test_what_is_in_the_way_waits_until_its_last_word(west: Office) -> None:
    west.rita.types("/obstacle a demo laptop with @sam", in_="wins")
    west.sam.types("/obstacle take 1", in_="wins")
    assert "Rita Rossi waits for a demo laptop" in hears(west.sam, "/pace")
    west.sam.types("/obstacle removed 1 it is on your desk", in_="wins")
    assert "Is it really gone? a demo laptop" in hears(west.rita, "/pace")
    west.rita.types("/obstacle gone 1", in_="wins")
    assert "a demo laptop" not in hears(west.rita, "/pace") + hears(west.sam, "/pace")


def test_of_what_is_private_a_day_says_only_that_it_is_there(west: Office) -> None:
    west.rita.types("/obstacle my territory is too thin private", in_="wins")
    west.lee.types("/obstacle take 1", in_="wins")
    told = hears(west.lee, "/pace")
    assert "territory" not in told
    assert "Rita Rossi waits for a private obstacle" in told


def test_a_request_for_coaching_waits_without_its_topic(west: Office) -> None:
    west.rita.types("/coach me on pricing talk", in_="wins")
    told = hears(west.lee, "/pace")
    assert "Rita Rossi asks to be coached" in told
    assert "pricing" not in told
    assert "asks to be coached" not in hears(west.sam, "/pace")


def test_standards_wait_for_a_word_until_it_is_said(west: Office) -> None:
    west.lee.types("/pace standards new Answer every lead within 4 hours", in_="wins")
    assert "1 standard of West you said nothing to yet" in hears(west.rita, "/pace")
    assert "Answer every lead within 4 hours" in presses(west.rita, "Read them")
    west.rita.types("/pace standards in 1", in_="wins")
    assert "standard" not in hears(west.rita, "/pace")


def test_a_full_day_stays_short(west: Office) -> None:
    for number in range(9):
        west.rita.types(f"/promise @sam thing {number} by Friday", in_="wins")
        west.rita.types(f"/goal new {number + 2} things{number} by EOQ", in_="wins")
        west.sam.types(f"/ask @rita matter {number} by Monday", in_="wins")
    told = hears(west.rita, "/pace")
    assert "… and 6 more: /promise mine" in told
    assert "… and 5 more: /goal" in told
    assert "… and 4 more: they are on App Home" in told
    assert west.sandbox.troubles == []


def test_what_a_full_day_leaves_to_app_home_is_there_and_answered_from_there(west: Office) -> None:
    for number in range(5):
        west.sam.types(f"/ask @rita matter {number} by Monday", in_="wins")
    west.lee.types("/goal new 20 demos by 30 Nov for @rita", in_="wins")
    west.lee.types("/pace standards new Answer every lead within 4 hours", in_="wins")
    assert "… and 2 more: they are on App Home" in hears(west.rita, "/pace")
    home = west.rita.opens_home()
    assert home
    told = home.text[home.text.find("Waiting for your word") :]
    assert told.find("Are you in? 20 demos") < told.find("1 standard of West you said nothing to yet")
    assert "Are you in? 20 demos" in told
    west.rita.types("/goal 6 in", in_="wins")
    west.rita.types("/pace standards in 7", in_="wins")
    home = west.rita.opens_home()
    assert home
    assert "Waiting for your word" not in home.text


def test_a_leader_of_many_teams_reads_where_the_numbers_of_the_others_are(west: Office) -> None:
    for number in range(4):
        west.sandbox.add_channel(f"t{number}", [west.lee])
        west.lee.types(f"/pace team new T{number}", in_=f"t{number}")
        west.lee.types(f"/goal new {number + 1}00k this quarter for the team", in_=f"t{number}")
    told = hears(west.lee, "/pace")
    assert "… and 1 more: /goal list team in its team's channel" in told
    hidden = next(number for number in range(4) if f"T{number}: " not in told)
    assert f"${hidden + 1}00,000" in west.lee.types("/goal list team", in_=f"t{hidden}").plain


@pytest.mark.parametrize("act", [act for _, _, act in SAID.values()] + [act for _, act in BUTTONS.values()])
def test_every_button_of_a_day_and_of_first_weeks_is_some_pages(act: str) -> None:
    assert act in TABLES.actions


def test_every_button_that_a_day_shows_is_some_pages(west: Office) -> None:
    west.rita.types("/promise @sam the price list by today", in_="wins")
    west.rita.types("/goal new 12 demos by EOQ", in_="wins")
    west.bot.scheduler.tick()
    answer = west.rita.types("/pace", in_="wins")
    assert answer
    names = {control.element["action_id"] for control in controls(answer.blocks)}
    assert names <= TABLES.actions.keys()
    assert {"promise.keep", "goal.show", "checkin.answer"} <= names


def test_home_tells_the_day_in_the_same_order(west: Office) -> None:
    west.rita.types("/promise @sam the price list by today", in_="wins")
    west.rita.types("/goal new 12 demos by EOQ", in_="wins")
    west.lee.types("/pace standards new Answer every lead within 4 hours", in_="wins")
    west.rita.types("/obstacle a demo laptop", in_="wins")
    west.bot.scheduler.tick()
    view = west.rita.opens_home()
    assert view
    order = ("the price list", "12 demos", "1 standard of West", "a demo laptop", "Next check-in")
    places = [view.text.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
