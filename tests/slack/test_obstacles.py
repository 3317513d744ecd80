"""The obstacle desk in talk: raised as a request, taken, settled, private ones kept private, all of it in words."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from bot.models import Obstacle, ObstacleKind, ObstacleState, Team
from bot.models import Person as Row
from tests.office import Office, Person
from tests.slack.talk import fills, form, hears, home, presses

LINE = "/obstacle Legal: yes or no on clause 7 of the Acme contract worth 48k by Thursday"
REQUEST = "🚧 Rita Rossi needs yes or no on clause 7 of the Acme contract from Legal by Thu 19 Nov · $48,000 · who can?"


def on(west: Office, day: int, hour: int = 9, minute: int = 0) -> None:
    west.clock.to(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")))
    west.bot.scheduler.tick()


def request(west: Office, nth: int = -1) -> str:
    return west.posted()[nth]


def dms(west: Office, person: Person) -> str:
    west.delivers()
    return "\n---\n".join(message.plain for message in person.dms)


# ── raised ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_line_is_a_request_to_the_channel_and_said_back(west: Office) -> None:
    answer = hears(west.rita, LINE).splitlines()
    assert answer[0] == f"Obstacle 1: {REQUEST.removesuffix(' · who can?')}."
    assert answer[1].endswith("sees it. Needed by Thu 19 Nov, 18:00 Berlin time.")
    assert request(west).splitlines() == [
        REQUEST,
        "Obstacle 1",
        "[I'll take it] [Update] [Removed] [Not an obstacle]",
    ]


def test_whoever_can_help_is_asked_by_name_and_the_account_is_known(west: Office) -> None:
    west.rita.types("/win 5k Acme: pilot")
    hears(west.rita, "/obstacle resource: a demo laptop for Acme with @sam cleared when it is on my desk")
    told = request(west)
    assert told.startswith(
        "📦 Rita Rossi needs a demo laptop for Acme by Fri 20 Nov · Acme · can you help, @sam?\n"
        "What would clear it: it is on my desk"
    )


def test_without_words_or_day_that_is_clear_the_form_opens_with_what_was_said(west: Office) -> None:
    west.rita.types("/obstacle a yes on clause 7 by 5/6")
    assert west.rita.form is not None
    assert form(west.rita)["What do you need?"] == "a yes on clause 7"
    assert "two ways" in west.rita.form.text
    west.rita.closes()
    west.rita.types("/obstacle")
    assert form(west.rita)["What do you need?"] == "a yes on clause 7"
    fills(west.rita, by_when="Friday 14:00")
    assert west.rita.submits()
    assert "by Fri 20 Nov" in request(west)


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("/obstacle private my pay is a month late", "My leader alone"),
        ("/obstacle @sam never sends me the deck", "My leader alone"),
        ("/obstacle my colleague Sam is lazy", "My leader alone"),
        ("/obstacle about lee: too many meetings", "Not my leader, whom it is about: who decides, below"),
        ("/obstacle private: my leader never answers me", "Not my leader, whom it is about: who decides, below"),
        ("/obstacle private: @lee never answers me", "Not my leader, whom it is about: who decides, below"),
        ("/obstacle Lee never answers me", "Not my leader, whom it is about: who decides, below"),
    ],
)
def test_what_sounds_private_is_told_to_nobody_before_that_is_clear(west: Office, line: str, who: str) -> None:
    west.rita.types(line)
    west.delivers()
    assert not west.posted()
    assert west.rita.form is not None
    assert "told nobody yet" in west.rita.form.text
    assert form(west.rita)["Who sees it?"] == who
    assert "Obstacle" not in dms(west, west.lee)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "@sam please review the Acme deck",
            "Rita Rossi asks: @sam please review the Acme deck · by Fri 20 Nov · can you help, @sam?",
        ),
        ("Sam: a quote for Acme", "needs a quote for Acme from Sam by Fri 20 Nov · who can?"),
    ],
)
def test_what_asks_a_colleague_for_something_is_posted_at_once(west: Office, line: str, said: str) -> None:
    west.rita.types(f"/obstacle {line}")
    assert said in request(west)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "Legal is slow to answer",
            "In Rita Rossi's way: Legal is slow to answer · to be gone by Fri 20 Nov · who can?",
        ),
        (
            "I can't open the portal by Thursday",
            "In Rita Rossi's way: I can't open the portal · to be gone by Thu 19 Nov",
        ),
        ("Legal takes weeks worth 48k", "In Rita Rossi's way: Legal takes weeks · to be gone by Fri 20 Nov · $48,000"),
        ("no access to the CRM", "In Rita Rossi's way: no access to the CRM"),
        ("Globex needs a security questionnaire", "In Rita Rossi's way: Globex needs a security questionnaire"),
        ("I have no access", "In Rita Rossi's way: I have no access"),
        ("waiting for the lawyers", "In Rita Rossi's way: waiting for the lawyers"),
        ("CRM down since Monday", "In Rita Rossi's way: CRM down since Monday"),
        ("Acme went silent", "In Rita Rossi's way: Acme went silent"),
        ("I need a laptop", "Rita Rossi needs a laptop by Fri 20 Nov"),
        ("no or yes on clause 7", "Rita Rossi needs no or yes on clause 7"),
        ("IT support for the demo", "Rita Rossi needs IT support for the demo"),
        ("access to the portal Legal has", "Rita Rossi needs access to the portal Legal has"),
        ("yes or no on what is open", "Rita Rossi needs yes or no on what is open by Fri 20 Nov"),
        ("the price list that is valid", "Rita Rossi needs the price list that is valid by Fri 20 Nov"),
        ("a laptop, mine is broken", "Rita Rossi needs a laptop, mine is broken by Fri 20 Nov"),
        ("Legal: is clause 7 fine", "Rita Rossi asks Legal: is clause 7 fine · by Fri 20 Nov"),
        ("please review the deck", "Rita Rossi asks: please review the deck · by Fri 20 Nov"),
        ("who can sign for Acme?", "Rita Rossi asks: who can sign for Acme? · by Fri 20 Nov"),
        ("can't reach Acme", "In Rita Rossi's way: can't reach Acme · to be gone by Fri 20 Nov"),
        ("do not have access to the CRM", "In Rita Rossi's way: do not have access to the CRM"),
        ("should have heard from Legal by now", "In Rita Rossi's way: should have heard from Legal by now"),
        ("can you review clause 7", "Rita Rossi asks: can you review clause 7 · by Fri 20 Nov"),
        ("How-to guide for the demo", "Rita Rossi needs How-to guide for the demo by Fri 20 Nov"),
        ("Will Smith's signature", "Rita Rossi needs Will Smith's signature by Fri 20 Nov"),
        (
            "IT: no access to the CRM",
            "In Rita Rossi's way: no access to the CRM · asked of IT · to be gone by Fri 20 Nov",
        ),
        (
            "from IT: no access to the CRM",
            "In Rita Rossi's way: no access to the CRM · asked of IT · to be gone by Fri 20 Nov",
        ),
        ("from IT: a laptop", "Rita Rossi needs a laptop from IT by Fri 20 Nov"),
        ("resource: whatever is free", "Rita Rossi needs whatever is free by Fri 20 Nov"),
    ],
)
def test_what_tells_what_is_wrong_is_in_the_way_and_what_names_a_thing_is_needed(
    west: Office, line: str, said: str
) -> None:
    west.rita.types(f"/obstacle {line}")
    assert said in request(west)


def test_the_answer_to_what_is_in_the_way_makes_a_sentence(west: Office) -> None:
    on(west, 23, 9, 30)
    west.rita.types("/checkin answer 1: close Acme; 2: Legal is slow to answer")
    west.lee.types("/obstacle show 1")
    assert west.lee.form is not None
    assert "In Rita Rossi's way: Legal is slow to answer · to be gone by Wed 25 Nov" in west.lee.form.text


def test_who_leads_may_be_asked_in_private_and_is_not_asked_about_themselves(west: Office) -> None:
    assert "raised in private" in hears(west.rita, "/obstacle private: @lee please look at my pay")
    west.lee.types("/obstacle Lee Chen never gets the deck in time by Friday")
    assert "In Lee Chen's way: Lee Chen never gets the deck in time" in request(west)


def test_a_form_says_what_is_wrong_at_its_field_and_loses_nothing(west: Office) -> None:
    west.rita.types("/obstacle new")
    fills(west.rita, what_do_you_need="a laptop", by_when="soonish", what_is_at="lots")
    west.rita.submits()
    assert west.rita.form is not None
    assert "soonish" in str(west.rita.form.errors) or "lots" in str(west.rita.form.errors)
    fills(west.rita, by_when="tomorrow", what_is_at="48k")
    assert west.rita.submits()
    assert "a laptop by Thu 19 Nov · $48,000" in request(west)


def test_a_message_is_raised_with_its_words(west: Office) -> None:
    west.rita.types("Legal has had clause 7 for two weeks", in_="wins")
    west.rita.uses_shortcut("Raise as an obstacle", on=west.rita.last("wins"))
    assert form(west.rita)["What do you need?"] == "Legal has had clause 7 for two weeks"


def test_a_goal_that_it_holds_back_is_one_of_ones_own(west: Office) -> None:
    west.rita.types("/goal new 12 demos by EOQ")
    hears(west.rita, "/obstacle a demo laptop for goal 1")
    assert "Holds back: goal 1" in hears(west.rita, "/obstacle 2")
    assert "I know no goal 1" in hears(west.sam, "/obstacle a demo laptop for goal 1")


def test_a_group_is_not_asked(west: Office) -> None:
    assert "A group can't be asked" in hears(west.rita, "/obstacle a laptop with <!here>")


# ── taken and removed ────────────────────────────────────────────────────────────────────────────────────


def test_it_is_taken_updated_removed_and_really_gone(west: Office) -> None:
    west.rita.types(LINE)
    west.delivers()
    assert "Obstacle 1 is yours, needed by Thu 19 Nov, 17:00 London time" in presses(west.sam, "I'll take it")
    assert "Sam O'Neil has it." in request(west)
    assert "Sam O'Neil has your obstacle 1. The next word comes by Thu 19 Nov, 18:00" in dms(west, west.rita)
    west.sam.clicks("Update")
    fills(west.sam, in_words="Legal answers tomorrow")
    assert west.sam.submits()
    west.sam.clicks("Removed")
    fills(west.sam, in_words="They signed it")
    assert west.sam.submits()
    west.delivers()
    (post,) = [message for message in west.dana.sees("wins") if not message.ephemeral]
    assert [reply.plain for reply in post.replies] == [
        "Sam O'Neil: Legal answers tomorrow",
        "Sam O'Neil says that it is removed. They signed it",
    ]
    assert "Rita Rossi has the last word" in post.plain
    on(west, 19)
    assert "says that this is done. They signed it" in dms(west, west.rita)
    assert "Obstacle 1 is gone" in presses(west.rita, "Really gone")
    assert request(west) == REQUEST.replace("who can?", "✅ gone. Thanks, Sam O'Neil!") + "\nObstacle 1"


def under_dana(west: Office) -> None:
    """Dana leads North, which stands above West."""
    west.sandbox.add_channel("north", [west.dana, west.lee])
    west.dana.types("/pace team new North", in_="north")
    hears(west.lee, "/pace team set under North")


def test_the_leader_reads_that_it_is_late_before_anybody_above_does(west: Office) -> None:
    under_dana(west)
    west.rita.types("/obstacle a yes on clause 7 by Thu 14:00")
    west.sam.types("/obstacle take 1")
    on(west, 19, 14, 5)
    told = dms(west, west.lee)
    assert "needed by Thu 19 Nov, 14:00 Berlin time; Sam O'Neil has it." in told
    assert "Unless something changes, Dana Diaz hears of it on Fri 20 Nov." in told
    assert "is late" not in dms(west, west.dana)
    on(west, 20, 16)
    assert "Dana Diaz has heard of it." in dms(west, west.lee)
    assert "An obstacle of West is late" in dms(west, west.dana)


@pytest.mark.parametrize("seen", ["", "private: "])
def test_who_raised_it_hears_that_it_is_late_and_where_it_goes(west: Office, seen: str) -> None:
    under_dana(west)
    west.rita.types(f"/obstacle {seen}a yes on clause 7 by Thu 14:00")
    west.lee.types("/obstacle take 1")
    on(west, 18, 9, 5)
    assert "Lee Chen has your obstacle 1. The next word comes by Thu 19 Nov, 14:00 Berlin time." in dms(west, west.rita)
    on(west, 19, 14, 5)
    told = dms(west, west.rita)
    assert "Lee Chen has your obstacle 1. It is late now. I told Lee Chen so." in told
    assert "The next word comes" not in told
    if seen:
        west.rita.types("/obstacle allow 1")
    west.lee.types("/obstacle up 1 a platypus of a contract")
    on(west, 20, 9)
    told = dms(west, west.rita)
    assert "Lee Chen took your obstacle 1 further, to Dana Diaz." in told
    assert "platypus" not in told
    assert "further" not in dms(west, west.sam) + dms(west, west.lee)


def test_who_raised_it_hears_that_it_went_further_by_itself(west: Office) -> None:
    under_dana(west)
    west.rita.types("/obstacle a yes on clause 7 by Thu 14:00")
    west.sam.types("/obstacle take 1")
    on(west, 19, 14, 5)
    assert "Sam O'Neil has your obstacle 1. It is late now. I told Lee Chen so." in dms(west, west.rita)
    on(west, 23, 15)
    assert "Your obstacle 1 is late, so it went further, to Dana Diaz." in dms(west, west.rita)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ("", "Rita Rossi needs this by Fri 20 Nov, 18:00 Berlin time, and it is yours, as nobody took it."),
        ("private: ", "🔒 Something private of Rita Rossi is due, and you have it."),
    ],
)
def test_what_waits_for_its_leader_is_told_once_in_the_morning(west: Office, seen: str, said: str) -> None:
    on(west, 19, 10)
    west.rita.types(f"/obstacle {seen}a yes on clause 7 by Friday")
    on(west, 19, 14, 30)
    on(west, 20, 9)
    west.delivers()
    (told,) = [message.plain for message in west.lee.dms if "and you have it" in message.plain or said in message.plain]
    assert said in told
    assert "yours now" not in told
    assert "has raised something" not in told


def test_what_its_leader_has_read_stays_when_it_is_due(west: Office) -> None:
    west.rita.types("/obstacle private: a yes on clause 7 by Friday")
    on(west, 18, 13)
    on(west, 19, 9)
    assert "Something private of Rita Rossi is yours now." in dms(west, west.lee)
    on(west, 20, 9)
    told = dms(west, west.lee)
    assert "Something private of Rita Rossi is yours now." in told
    assert "Something private of Rita Rossi is due, and you have it." in told


def test_what_came_back_before_anybody_read_so_is_not_said_to_have_gone_further(west: Office) -> None:
    under_dana(west)
    west.rita.types("/obstacle a yes on clause 7 by Thu 14:00")
    west.lee.types("/obstacle take 1")
    on(west, 19, 19)
    west.lee.types("/obstacle up 1")
    west.lee.types("/obstacle drop 1")
    on(west, 20, 9)
    assert "further" not in dms(west, west.rita)


def test_a_private_one_that_is_needed_today_is_read_today(west: Office) -> None:
    west.rita.types("/obstacle I need you to call Acme today by 11:00 private")
    on(west, 18, 9, 1)
    assert "Rita Rossi has raised something that is for you." in dms(west, west.lee)


def test_who_raised_it_is_promised_no_word_by_a_moment_that_is_over(west: Office) -> None:
    west.rita.types("/obstacle a yes on clause 7 today by 10:00")
    west.rita.types("/obstacle a yes on clause 8 by Thursday")
    on(west, 18, 11)
    west.sam.types("/obstacle take 1")
    west.sam.types("/obstacle take 2")
    told = dms(west, west.rita)
    assert "Sam O'Neil has your obstacle 1.\n" in told
    assert "Sam O'Neil has your obstacle 2. The next word comes by Thu 19 Nov, 18:00 Berlin time." in told


def test_the_age_is_shown_to_its_owner_and_the_leader_alone(west: Office) -> None:
    west.rita.types("/obstacle a laptop by 30 Nov")
    west.sam.types("/obstacle take 1")
    on(west, 20)
    for person in (west.sam, west.lee):
        assert "2 days old" in hears(person, "/obstacle 1").lower()
        assert "2 days old" in hears(person, "/obstacle list")
    for person in (west.rita, west.mia):
        assert "old" not in hears(person, "/obstacle 1")
        assert "old" not in hears(person, "/obstacle list")
    assert "old" not in request(west)


def test_everything_can_be_said_in_words(west: Office) -> None:
    west.rita.types(LINE)
    assert "is yours" in hears(west.sam, "/obstacle take 1")
    assert "is yours" in hears(west.lee, "/obstacle take 1 over")
    assert "Noted" in hears(west.mia, "/obstacle update 1 I know somebody there")
    assert "Moved: needed by Fri 20 Nov, 14:00 Berlin time." in hears(west.rita, "/obstacle move 1 Friday 14:00")
    assert "again on Thu 19 Nov, 8:30" in hears(west.lee, "/obstacle snooze 1")
    assert "Rita Rossi to say the last word" in hears(west.lee, "/obstacle removed 1 They signed it")
    assert "Open again. Lee Chen has obstacle 1." in hears(west.rita, "/obstacle still 1 It is the old PDF")
    west.lee.types("/obstacle removed 1")
    assert "is gone" in hears(west.rita, "/obstacle gone 1")
    assert "Which one?" in hears(west.rita, "/obstacle drop")
    west.rita.types("/obstacle a laptop")
    assert "Dropped: 2 is no obstacle any more" in hears(west.rita, "/obstacle drop 2")
    west.rita.types("/obstacle decision: may I give 12 % off")
    assert "Thank you" in hears(west.lee, "/obstacle decide 3 yes")


def test_words_that_only_look_like_a_verb_are_a_request(west: Office) -> None:
    assert "Obstacle 1: " in hears(west.rita, "/obstacle take Legal off the thread")
    assert "Obstacle 2: " in hears(west.rita, "/obstacle update the price list by Friday")


def test_who_leads_above_lists_what_a_team_below_shares_and_nothing_private(west: Office) -> None:
    under_dana(west)
    west.rita.types("/obstacle Legal: yes or no on clause 7 by Thursday")
    west.rita.types("/obstacle private: my territory is too large")
    listed = hears(west.dana, "/obstacle list west")
    assert "Open in West: 1." in listed
    assert "yes or no on clause 7" in listed
    assert "my territory" not in listed
    assert "private" not in listed


def test_the_list_of_a_team_that_one_is_not_in_is_no_request_to_the_channel(west: Office) -> None:
    north = west.sandbox.add_channel("north", [west.dana])
    west.dana.types("/pace team new North", in_=north)
    before = west.posted("wins")
    assert "You're not in that team" in hears(west.rita, "/obstacle list North")
    assert west.posted("wins") == before
    west.rita.types("/obstacle list price for the north", in_="wins")
    assert "needs list price for the north" in west.posted("wins")[-1]


def test_a_helper_in_no_team_takes_it_by_button_and_in_words(west: Office) -> None:
    west.rita.types(LINE)
    west.delivers()
    assert "is yours" in presses(west.dana, "I'll take it")
    assert "Noted" in west.dana.types("/obstacle update 1 Tomorrow", in_="wins").plain  # type: ignore[union-attr]


def test_a_late_click_is_answered_with_how_things_stand(west: Office) -> None:
    west.rita.types(LINE)
    west.delivers()
    old = west.mia.sees("wins")[0]
    west.sam.types("/obstacle take 1")
    assert "Sam O'Neil has obstacle 1. This changed nothing." in west.mia.clicks("I'll take it", on=old).plain  # type: ignore[union-attr]
    west.rita.types("/obstacle drop 1")
    assert "Obstacle 1 was dropped on" in hears(west.mia, "/obstacle take 1")


def test_it_goes_on_where_an_admin_deleted_its_message(west: Office) -> None:
    west.rita.types(LINE)
    west.delivers()
    west.sandbox.workspace.delete(next(message for message in west.dana.sees("wins") if not message.ephemeral))
    assert "is yours" in hears(west.sam, "/obstacle take 1")
    assert west.delivers() == 0
    assert "Sam O'Neil has it" in hears(west.rita, "/obstacle list")


def test_the_wrong_person_hears_whose_it_is(west: Office) -> None:
    west.rita.types(LINE)
    west.delivers()
    assert "Only its owner or a leader of the team can say that it is no obstacle" in presses(
        west.sam, "Not an obstacle"
    )
    west.sam.types("/obstacle removed 1")
    assert "Only Rita Rossi can say that." in hears(west.mia, "/obstacle gone 1")


def test_what_was_dropped_before_anybody_answered_stands_no_longer(west: Office) -> None:
    west.rita.types(LINE)
    west.delivers()
    presses(west.rita, "Take it back")
    assert west.posted() == []


# ── decisions, disagreements, calls ──────────────────────────────────────────────────────────────────────


def test_a_decision_is_answered_with_trust(west: Office) -> None:
    west.rita.types("/obstacle decision: may I give Acme 12 % off by Friday")
    assert "needs a decision: may I give Acme 12 % off by Fri 20 Nov · the leader to decide" in request(west)
    assert "Only its owner or a leader of the team can decide that" in presses(west.sam, "Your call, I'll back you")
    assert "Rita Rossi hears it" in presses(west.lee, "Your call, I'll back you")
    assert "✅ Lee Chen decided: Your call, I'll back you" in request(west)


def test_a_decision_is_answered_in_the_form(west: Office) -> None:
    west.rita.types("/obstacle decision: may I give Acme 12 % off by Friday")
    west.delivers()
    west.lee.clicks("Answer")
    fills(west.lee, what_would="No", in_words="The list price stands until March")
    assert west.lee.submits()
    assert "✅ Lee Chen decided: No. The list price stands until March" in request(west)


def test_a_decision_is_not_removed_but_decided_or_dropped(west: Office) -> None:
    west.rita.types("/obstacle decision: may I give Acme 12 % off by Friday")
    for person in (west.mia, west.lee, west.rita):
        told = hears(person, "/obstacle removed 1")
        assert "Lee Chen decides it, as in /obstacle decide 1 yes. This changed nothing." in told
    assert "the leader to decide" in request(west)


def test_a_call_of_which_no_time_was_said_asks_for_it(west: Office) -> None:
    for line in ("/obstacle call: Acme's CFO with @lee", "/obstacle call: Acme's CFO with @lee by Friday"):
        west.rita.types(line)
        assert west.rita.form is not None
        assert "When does the call begin?" in west.rita.form.text
        assert form(west.rita)["What do you need?"] == "Acme's CFO"
        west.rita.submits()
        assert west.rita.form is not None
        assert "When does the call begin? Say its day and time, as in Thu 14:00." in str(west.rita.form.errors)
        west.rita.closes()
    assert west.posted() == []
    west.rita.types("/obstacle")
    fills(west.rita, by_when="Thu 14:00")
    assert west.rita.submits()
    assert "Acme's CFO · Thu 19 Nov, 14:00 Berlin time" in request(west)
    assert "Say its day and time" in hears(west.rita, "/obstacle move 1 Friday")


def test_nobody_joins_a_call_who_did_not_say_so(west: Office) -> None:
    west.rita.types("/obstacle call: Acme's CFO by Fri 10:00")
    on(west, 18, 13, 5)
    assert "Lee Chen has it." in request(west)


def test_a_call_that_is_over_is_offered_to_nobody_and_is_not_late(west: Office) -> None:
    under_dana(west)
    west.rita.types("/obstacle call: Acme's CFO with @lee by Wed 10:00")
    west.delivers()
    for day, hour in ((18, 11), (18, 13), (19, 9), (20, 16)):
        on(west, day, hour, 5)
    (post,) = [message for message in west.mia.sees("wins") if not message.ephemeral]
    assert post.replies == []
    assert "will join" not in post.plain
    assert "Obstacle" not in dms(west, west.lee) + dms(west, west.dana)
    assert "· over." in post.plain
    assert "1 · " not in hears(west.rita, "/obstacle mine")


def test_of_a_call_that_somebody_said_to_join_its_raiser_is_asked_once_afterwards(west: Office) -> None:
    for line in ("/obstacle call: Acme's CFO by Wed 10:00", "/obstacle call: Globex's CFO by Wed 10:00"):
        west.rita.types(line)
    for number in (1, 2):
        west.lee.types(f"/obstacle take {number}")
    on(west, 18, 16)
    assert "Did Lee Chen join?" not in dms(west, west.rita)
    on(west, 19, 9)
    assert dms(west, west.rita).count("The call is over. Did Lee Chen join?") == 2
    assert "Obstacle 1 is gone" in hears(west.rita, "/obstacle removed 1")
    hears(west.rita, "/obstacle move 2 Fri 10:00")
    assert "Did Lee Chen join?" not in dms(west, west.rita)
    on(west, 20, 11)
    on(west, 23, 9)
    assert dms(west, west.rita).count("Did Lee Chen join?") == 1
    on(west, 27, 9)
    assert "Did Lee Chen join?" not in dms(west, west.rita)
    assert "The call of obstacle 2 was on Fri 20 Nov and is over." in hears(west.rita, "/obstacle removed 2")


def test_once_a_call_is_over_nobody_waits_for_whoever_joined_it_and_its_raiser_is_asked(west: Office) -> None:
    west.rita.types("/obstacle call: Acme's CFO by Wed 10:00 with @lee")
    west.lee.types("/obstacle take 1")
    assert "Rita Rossi waits for Acme's CFO" in hears(west.lee, "/pace")
    for day in (19, 20, 23):
        on(west, day, 9, 30)
        assert "obstacle 1" not in hears(west.lee, "/pace brief")
        assert "CFO" not in hears(west.lee, "/pace") + hears(west.lee, "/obstacle mine")
        assert "Did Lee Chen join? Acme's CFO" in hears(west.rita, "/pace")
    on(west, 25, 9, 30)
    assert "CFO" not in hears(west.rita, "/pace")


def test_on_the_day_of_a_call_its_raiser_is_not_asked_yet_whether_somebody_joined(west: Office) -> None:
    west.rita.types("/obstacle call: Acme's CFO by Wed 10:00")
    west.lee.types("/obstacle take 1")
    on(west, 18, 10, 30)
    assert "CFO" not in hears(west.rita, "/pace") + hears(west.lee, "/pace")


def test_once_a_call_has_begun_nobody_is_asked_to_join_it_any_more(west: Office) -> None:
    west.rita.types("/obstacle call: Acme's CFO by Wed 10:00 with @sam")
    assert "can you help, @sam?" in request(west)
    on(west, 18, 10, 30)
    assert "· over.\nObstacle 1" in request(west)
    assert "[" not in request(west)
    told = "The call of obstacle 1 was on Wed 18 Nov and is over. This changed nothing."
    assert told in hears(west.sam, "/obstacle take 1")


def test_a_call_that_has_begun_is_not_taken_before_it_is_looked_after(west: Office) -> None:
    west.rita.types("/obstacle call: Acme's CFO by Wed 10:00")
    west.clock.to(datetime(2026, 11, 18, 10, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    told = "The call of obstacle 1 has begun, so nobody is asked to join it any more."
    assert told in hears(west.sam, "/obstacle take 1")
    assert "[I'll join]" in request(west)


def test_whom_a_call_asks_by_name_reads_that_it_is_over_once_it_has_begun(west: Office) -> None:
    hears(west.lee, "/pace team set requests off")
    west.rita.types("/obstacle call: Acme's CFO by Wed 14:00 with @sam")
    on(west, 18, 10)
    assert "asks whether you can help" in dms(west, west.sam)
    on(west, 18, 14, 30)
    assert "The call of obstacle 1 was on Wed 18 Nov and is over." in dms(west, west.sam)
    assert "asks whether you can help" not in dms(west, west.sam)


@pytest.mark.parametrize("is_looked_after", [True, False])
def test_a_call_that_is_undone_after_it_began_leaves_no_request(west: Office, is_looked_after: bool) -> None:
    west.rita.types("/obstacle call: Acme's CFO by Wed 09:30")
    assert "Acme's CFO" in request(west)
    west.clock.to(datetime(2026, 11, 18, 9, 40, tzinfo=ZoneInfo("Europe/Berlin")))
    if is_looked_after:
        west.bot.scheduler.tick()
    assert "Dropped: 1" in hears(west.rita, "/pace undo")
    assert west.posted() == []
    assert "Obstacle 1 was dropped on Wed 18 Nov. This changed nothing." in hears(west.rita, "/obstacle drop 1")


def test_nobody_undoes_a_call_on_which_somebody_said_something(west: Office) -> None:
    west.rita.types("/obstacle call: Acme's CFO by Wed 09:30")
    west.lee.types("/obstacle update 1 I am on a train")
    on(west, 18, 9, 40)
    assert "is over. This changed nothing." in hears(west.rita, "/obstacle drop 1")
    assert "· over." in request(west)


def test_joining_is_told_as_joining(west: Office) -> None:
    west.rita.types("/obstacle call: Acme's CFO by Wed 10:00")
    west.lee.types("/obstacle removed 1")
    west.delivers()
    (post,) = [message for message in west.mia.sees("wins") if not message.ephemeral]
    assert [reply.plain.rstrip() for reply in post.replies] == ["Lee Chen says that the call was joined."]


def test_answers_have_one_space_between_their_sentences(west: Office) -> None:
    hears(west.lee, "/pace team set requests off")
    assert "with /obstacle list. Needed by" in hears(west.rita, "/obstacle a laptop by Thursday")
    assert hears(west.rita, "/obstacle take 1").endswith("Berlin time.")


def test_who_raised_one_hears_what_others_do_with_it(west: Office) -> None:
    west.rita.types("/obstacle a laptop by Thursday")
    west.sam.types("/obstacle take 1")
    on(west, 18, 9, 5)
    assert "The next word comes by Thu 19 Nov, 18:00" in dms(west, west.rita)
    west.sam.types("/obstacle move 1 31 Dec 16:00")
    on(west, 19, 9)
    told = dms(west, west.rita)
    assert "Sam O'Neil moved your obstacle 1: it's needed by Thu 31 Dec, 17:00 Berlin time now." in told
    assert "The next word comes by Thu 31 Dec, 17:00" in told
    west.lee.types("/obstacle drop 1 we have none")
    on(west, 20, 9)
    assert "Lee Chen says that your obstacle 1 is none any more. we have none" in dms(west, west.rita)
    (post,) = [message for message in west.mia.sees("wins") if not message.ephemeral]
    assert [reply.plain for reply in post.replies] == ["Lee Chen says that it is no obstacle any more. we have none"]
    west.rita.types("/obstacle a screen by Friday")
    west.rita.types("/obstacle move 2 Monday")
    west.rita.types("/obstacle drop 2")
    on(west, 23, 9)
    assert "obstacle 2" not in dms(west, west.rita)


def test_who_raised_a_private_one_hears_that_there_is_a_word_about_it(west: Office) -> None:
    west.rita.types("/obstacle private: my pay by 30 Nov")
    west.lee.types("/obstacle update 1 HR answers a platypus on Monday")
    on(west, 18, 16)
    assert "🔒 Lee Chen wrote something about your obstacle 1." in dms(west, west.rita)
    west.lee.types("/obstacle drop 1 we don't talk about a platypus")
    on(west, 19, 16)
    told = dms(west, west.rita)
    assert "🔒 Lee Chen says that your obstacle 1 is none any more." in told
    assert "platypus" not in told


def test_from_whom_one_is_taken_over_hears_it(west: Office) -> None:
    west.rita.types("/obstacle a laptop by Friday")
    west.sam.types("/obstacle take 1")
    west.lee.types("/obstacle take 1 over")
    on(west, 19, 10)
    assert "Lee Chen has obstacle 1 now, so it waits for you no longer." in dms(west, west.sam)


def test_a_day_that_is_another_one_for_the_team_is_told_with_its_hour(west: Office) -> None:
    west.mia.moves_to("America/Los_Angeles")
    on(west, 18, 18)
    assert "a laptop by Thu 19 Nov." in hears(west.mia, "/obstacle a laptop by Thursday")
    assert "a laptop by Fri 20 Nov, 3:00 Berlin time · who can?" in request(west)
    assert "a laptop by Fri 20 Nov, 3:00 Berlin time" in hears(west.sam, "/obstacle list")


def test_what_was_offered_again_stands_no_longer_once_somebody_has_it_or_it_is_gone(west: Office) -> None:
    for _ in range(3):
        west.rita.types("/obstacle a laptop by Friday")
    on(west, 18, 11, 5)
    west.delivers()
    posts = [message for message in west.mia.sees("wins") if not message.ephemeral]
    assert ["[I'll take it]" in message.replies[0].plain for message in posts] == [True] * 3
    for line in ("/obstacle take 1", "/obstacle removed 2", "/obstacle drop 3"):
        west.lee.types(line)
    west.delivers()
    posts = [message for message in west.mia.sees("wins") if not message.ephemeral]
    assert "[I'll take it]" not in " ".join(reply.plain for message in posts for reply in message.replies)


def test_words_with_a_click_are_kept(west: Office) -> None:
    west.rita.types("/obstacle a laptop by Thursday")
    west.delivers()
    hears(west.sam, "/obstacle 1")
    west.sam.clicks("Open")
    fills(west.sam, what_would="I'll take it", in_words="I bring a spare one")
    assert west.sam.submits()
    west.sam.types("/obstacle removed 1")
    west.rita.types("/obstacle gone 1 great help from Sam")
    west.delivers()
    (post,) = [message for message in west.mia.sees("wins") if not message.ephemeral]
    assert [reply.plain.rstrip() for reply in post.replies] == [
        "Sam O'Neil: I bring a spare one",
        "Sam O'Neil says that it is removed.",
        "Rita Rossi: great help from Sam",
    ]


def test_a_reminder_is_put_off_until_tomorrow_and_no_other_day(west: Office) -> None:
    west.rita.types("/obstacle a laptop by Friday")
    west.sam.types("/obstacle take 1")
    told = hears(west.sam, "/obstacle snooze 1 until Monday")
    assert "I read “until Monday”, and a reminder waits until tomorrow: /obstacle snooze 1." in told
    assert "again on Thu 19 Nov, 8:30" in hears(west.sam, "/obstacle snooze 1 until tomorrow")


def test_a_call_is_joined(west: Office) -> None:
    west.rita.types("/obstacle call: Acme's CFO wants to hear it from above with @lee by Thu 14:00")
    assert "would like company on a call" in (told := request(west))
    assert "Thu 19 Nov, 14:00 Berlin time · can you help, @lee?" in told
    presses(west.lee, "I'll join")
    assert "Lee Chen will join. " in request(west).replace("\n", " ")


def test_who_is_named_beside_the_kind_is_asked_to_help(west: Office) -> None:
    west.rita.types("/obstacle call with @lee: Acme's CFO by Thu 14:00")
    assert "Thu 19 Nov, 14:00 Berlin time · can you help, @lee?" in request(west)
    west.rita.types("/obstacle resource with @sam: a demo laptop")
    assert "can you help, @sam?" in request(west)
    hears(west.mia, "/obstacle removed 2 it is on her desk")
    west.delivers()
    assert "[Really gone]" in dms(west, west.rita)
    assert "[Really gone]" not in dms(west, west.sam)


def test_a_disagreement_is_between_its_sides_and_who_decides(west: Office) -> None:
    west.rita.types("/obstacle disagreement with @sam: who follows up Acme")
    assert west.posted() == []
    on(west, 19, 10)
    assert "Rita Rossi has raised something that is for you." in dms(west, west.sam)
    assert "Something private of Rita Rossi is yours now." in dms(west, west.lee)
    assert "follows up" not in dms(west, west.sam) + dms(west, west.lee)
    assert "Obstacle" not in dms(west, west.mia)
    west.sam.clicks("Open")
    assert west.sam.form is not None
    assert "Rita Rossi and Sam O'Neil see it differently: who follows up Acme" in west.sam.form.text
    assert "🔒 Seen by Rita Rossi, Lee Chen and Sam O'Neil, and nobody else." in west.sam.form.text
    fills(west.sam, what_would="This is how I see it", in_words="I had the first call")
    assert west.sam.submits()
    assert "Thank you" in hears(west.lee, "/obstacle decide 1 Sam keeps it, Rita joins")
    hears(west.sam, "/obstacle going 1")
    assert "is gone since" in hears(west.rita, "/obstacle going 1")


def test_one_about_the_leader_is_hidden_from_the_leader(west: Office) -> None:
    hears(west.rita, "/obstacle I am left out of the forecast about my leader decides @dana")
    assert west.posted() == []
    on(west, 18, 16)
    assert "something that is for you" in dms(west, west.dana)
    assert "Obstacle" not in dms(west, west.lee)
    assert "I know no obstacle 1" in hears(west.lee, "/obstacle 1")
    assert "forecast" not in home(west.lee) + hears(west.lee, "/obstacle list")
    west.dana.clicks("Open")
    assert west.dana.form is not None
    assert "I am left out of the forecast" in west.dana.form.text
    assert "Seen by Rita Rossi and Dana Diaz, and nobody else." in west.dana.form.text


def test_a_complaint_is_not_told_to_whom_it_is_about_as_the_other_side_of_it(west: Office) -> None:
    line = "/obstacle disagreement with @lee: I was shouted at about my leader decides @dana"
    assert "Lee Chen, as its other side, sees it" in hears(west.rita, line)
    west.rita.types("/obstacle new")
    fills(west.rita, what_do_you_need="I was shouted at", who_decides=[west.dana], with_whom=[west.lee])
    fills(west.rita, who_sees="Not my leader, whom it is about: who decides, below")
    west.rita.submits()
    assert west.rita.form is not None
    assert list(west.rita.form.errors) == ["With whom do you see it differently?"]
    on(west, 19, 16)
    assert "🔒" not in dms(west, west.lee)


def test_a_private_one_is_in_no_message_of_anybody(west: Office) -> None:
    hears(west.rita, "/obstacle I was shouted at by a platypus private")
    on(west, 20)
    on(west, 24)
    west.delivers()
    everything = "".join(
        message.text for person in west.sandbox.people for message in (*person.dms, *person.sees("wins"))
    )
    assert "Something private of Rita Rossi is " in everything
    assert "platypus" not in everything.replace("/obstacle I was shouted at by a platypus private", "")


def test_whoever_leads_above_is_named_among_its_readers_and_reads_no_more_once_the_yes_is_taken_back(
    west: Office,
) -> None:
    under_dana(west)
    hears(west.rita, "/obstacle I was shouted at by a platypus private")
    hears(west.rita, "/obstacle allow 1")
    hears(west.lee, "/obstacle up 1 please help")
    west.rita.types("/obstacle 1", in_="wins")
    assert west.rita.form is not None
    assert "Seen by Rita Rossi, Lee Chen and Dana Diaz, and nobody else." in west.rita.form.text
    west.rita.closes()
    on(west, 18, 16)
    assert "is brought to you" in dms(west, west.dana)
    assert hears(west.rita, "/obstacle keep 1") == "Noted: it goes no further, and Dana Diaz reads it no more."
    hears(west.rita, "/obstacle update 1 it was on Tuesday")
    on(west, 19, 16)
    assert "is brought to you" not in dms(west, west.dana)
    assert "I know no obstacle 1" in hears(west.dana, "/obstacle 1")
    west.rita.types("/obstacle 1", in_="wins")
    assert "Seen by Rita Rossi and Lee Chen, and nobody else." in west.rita.form.text
    west.rita.closes()
    assert hears(west.rita, "/obstacle keep 1") == "Noted: it goes no further."


def test_a_complaint_about_a_leader_never_reaches_that_leader_however_teams_are_placed(west: Office) -> None:
    under_dana(west)
    west.sandbox.add_channel("mine", [west.lee])
    hears(west.rita, "/obstacle I was shouted at by a platypus about my leader decides @mia")
    assert hears(west.rita, "/obstacle allow 1") == "Noted: Dana Diaz may hear of it."
    west.lee.types("/pace team new Mine", in_="mine")
    assert hears(west.lee, "/pace team set under Mine") == "West, under: North → Mine."
    assert hears(west.mia, "/obstacle up 1 please help") == "Dana Diaz reads it with your note."
    west.dana.types("/pace team add @lee as leader", in_="north")
    hears(west.lee, "/pace team set under North")
    assert "I know no obstacle 1" in hears(west.lee, "/obstacle 1")
    on(west, 19, 16)
    assert "🔒" not in dms(west, west.lee)
    assert "is brought to you" in dms(west, west.dana)


def test_what_nobody_was_left_to_hear_of_is_the_next_leaders(west: Office) -> None:
    hears(west.rita, LINE)
    hears(west.rita, "/obstacle I was shouted at by a platypus private")
    west.lee.leaves_slack()
    for day in (18, 19, 20):
        on(west, day, 16)
    assert "Nobody is left who hears of your obstacle 2. Raise it anew with decides @somebody." in dms(west, west.rita)
    hears(west.rita, "/pace team add @dana as leader")
    on(west, 23, 16)
    told = dms(west, west.dana)
    assert "Nobody has had this for 4 working hours, so it is yours now." in told
    assert "Something private of Rita Rossi is yours now." in told


def test_a_leader_who_comes_back_finds_what_waited(west: Office) -> None:
    hears(west.rita, LINE)
    west.lee.leaves_slack()
    on(west, 18, 16)
    west.lee.user.deleted = False
    west.lee.moves_to("Europe/Berlin")
    on(west, 19, 16)
    assert "so it is yours now" in dms(west, west.lee)


# ── shown ────────────────────────────────────────────────────────────────────────────────────────────────


def test_home_shows_what_waits_for_me_what_i_raised_and_what_nobody_has(west: Office) -> None:
    west.rita.types("/obstacle a laptop by 30 Nov")
    west.mia.types("/obstacle a screen by 30 Nov")
    west.lee.types("/obstacle take 1")
    told = home(west.lee)
    assert "Waiting for you\n1 · 📦" in told.replace("🚧", "📦")
    assert "Nobody has these yet\n2 · " in told


def test_home_leads_to_the_list_in_which_the_rest_is(west: Office) -> None:
    for number in range(1, 6):
        west.rita.types(f"/obstacle thing {number} by Friday")
        west.sam.types(f"/obstacle removed {number}")
    assert "… and 1 more: /obstacle mine" in home(west.rita)
    assert "Yours, and waiting for you: 5." in hears(west.rita, "/obstacle mine")
    assert "Raised by you" not in home(west.sam)


def test_a_helper_in_no_team_finds_what_they_took(west: Office) -> None:
    assert "Obstacles" not in home(west.dana)
    west.rita.types("/obstacle a laptop by Friday")
    west.dana.types("/obstacle take 1", in_="wins")
    assert "Yours, and waiting for you: 1." in hears(west.dana, "/obstacle mine")
    assert "Waiting for you\n1 · 🚧 Rita Rossi needs a laptop" in home(west.dana)
    assert "[Raise an obstacle]" not in home(west.dana)


def test_the_example_of_a_day_can_be_typed_on_any_day(west: Office) -> None:
    on(west, 23, 10)
    hears(west.rita, "/obstacle a laptop by Friday")
    refusal = hears(west.rita, "/obstacle move 1 soonish")
    examples = re.findall(r"Try (.+) or (.+)\.", refusal)[0]
    for example in examples:
        assert "Moved: needed by Thu 26 Nov" in hears(west.rita, f"/obstacle move 1 {example}")


def test_who_leads_alone_and_raises_one_is_not_told_of_themselves(west: Office) -> None:
    hears(west.lee, "/obstacle a laptop by Friday")
    for day in (18, 19, 20):
        on(west, day, 16)
        west.delivers()
    told = dms(west, west.lee)
    assert "so it is yours now." in told
    assert "Lee Chen knows" not in told
    assert "You need this by Fri 20 Nov" in told


def test_a_team_that_asks_nothing_in_its_channel_is_not_told_that_it_did(west: Office) -> None:
    west.lee.types("/pace team set requests off")
    told = hears(west.rita, "/obstacle a laptop by Friday")
    assert "The channel is not told of it; the team finds it with /obstacle list." in told
    assert hears(west.sam, "/obstacle update 1 I have one") == "Noted: it is kept with it."
    on(west, 18, 16)
    on(west, 19, 16)
    assert "Nobody has had this for 4 working hours, so it is yours now. Rita Rossi knows." in dms(west, west.lee)
    assert "Raised by you\n1 · " in home(west.rita)
    assert "Nobody has these yet" not in home(west.rita)


def test_whom_one_names_is_asked_where_no_channel_hears_of_it(west: Office) -> None:
    west.lee.types("/pace team set requests off")
    hears(west.mia, "/pace settings obstacles off")
    told = hears(west.rita, "/obstacle resource: a laptop with @sam @mia")
    assert "I ask Sam O'Neil. Mia Sato has obstacles off, but finds it with /obstacle list." in told
    on(west, 18, 10)
    asked = dms(west, west.sam)
    assert "Rita Rossi asks whether you can help." in asked
    assert "[I'll take it] [Update] [Open]" in asked
    assert "help" not in dms(west, west.mia)
    west.sam.clicks("I'll take it", on=west.sam.dms[-1])
    asked = dms(west, west.sam)
    assert "Sam O'Neil has obstacle 1." in asked
    assert "I'll take it" not in asked


def test_who_is_named_to_decide_is_asked_where_no_channel_hears_of_it(west: Office) -> None:
    west.lee.types("/pace team set requests off")
    assert "I ask Dana Diaz." in hears(west.rita, "/obstacle decision: 12 % off for Acme decides @dana by Friday")
    on(west, 18, 16)
    assert "Rita Rossi asks you to decide." in dms(west, west.dana)


def test_nobody_is_said_to_hear_of_what_they_turned_off(west: Office) -> None:
    hears(west.rita, "/pace settings obstacles off")
    for line in ("/obstacle a laptop by Friday", "/obstacle decision: 12 % off for Acme by Friday"):
        hears(west.rita, line)
    off = "Rita Rossi has obstacles off, but finds it in App Home."
    assert off in hears(west.sam, "/obstacle take 1")
    assert off in hears(west.lee, "/obstacle take 1 over")
    assert off in hears(west.lee, "/obstacle decide 2 your call")
    hears(west.rita, "/obstacle a desk by Friday")
    on(west, 18, 16)
    on(west, 19, 16)
    assert "so it is yours now." in dms(west, west.lee)
    assert "Rita Rossi knows" not in dms(west, west.lee)


def test_who_takes_their_own_is_not_told_that_they_hear_of_it(west: Office) -> None:
    hears(west.rita, "/obstacle a laptop by Friday")
    assert "Rita Rossi" not in hears(west.rita, "/obstacle take 1")


def thousand(west: Office) -> None:
    """A thousand open obstacles of Rita's, as long as they can be."""
    now = west.clock.now()
    with west.bot.database.writing() as session:
        team = session.scalars(select(Team)).one()
        rita = session.scalars(select(Row).where(Row.slack_id == west.rita.id)).one()
        one = {
            "team_id": team.id,
            "kind": ObstacleKind.OBSTACLE,
            "state": ObstacleState.UNOWNED,
            "raiser_id": rita.id,
            "is_private": False,
            "is_about_leader": False,
            "what": "A&B <long> " * 45,
            "asked_of": "&" * 60,
            "clears": "<" * 500,
            "other_view": "",
            "raised_at": now,
            "resolution": "",
            "is_trust": False,
            "note": "",
            "unowned_since": now,
            "needed_at": now + timedelta(days=9),
        }
        session.execute(insert(Obstacle), [one | {"number": number} for number in range(1, 1001)])
        team.last_number = 1000


def test_a_thousand_are_listed_page_by_page_and_home_says_how_many_more(west: Office) -> None:
    thousand(west)
    first = hears(west.lee, "/obstacle list")
    assert "Open in West: 1,000." in first or "Open in West: 1000." in first
    assert "[985 more]" in first
    assert len(re.findall(r"^\d+ · ", first, re.MULTILINE)) == 15
    assert "[970 more]" in presses(west.lee, "985 more")
    for person, verb in ((west.rita, "mine"), (west.lee, "list")):
        assert f"… and 996 more: /obstacle {verb}" in home(person)
    assert "[970 more]" in presses(west.rita, "985 more", on=west.rita.types("/obstacle mine"))
    hears(west.rita, "/obstacle 1000")
    assert west.sandbox.troubles == []


def test_what_another_kind_knows_and_who_else_may_say_it_is_told(west: Office) -> None:
    hears(west.rita, LINE)
    told = hears(west.lee, "/obstacle decide 1 yes")
    assert told.startswith("Obstacle 1 asks for no decision. /obstacle removed 1 says that it is gone.")
    hears(west.rita, "/obstacle disagreement with @sam: who follows up Acme")
    told = hears(west.rita, "/obstacle view 2 I had the first call")
    assert told.startswith("Only Sam O'Neil can say that. /obstacle update 2 I was there first adds how you see it.")
    assert "decides it, as in /obstacle decide 2 yes" in hears(west.rita, "/obstacle removed 2")
    hears(west.lee, "/obstacle removed 1")
    assert hears(west.lee, "/obstacle gone 1").startswith("Only Rita Rossi can say that.\n")


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("/obstacle removd 57", "/obstacle removed 57"),
        ("/obstacle close 57", "/obstacle removed 57"),
        ("/obstacle done #57.", "/obstacle removed 57"),
        ("/obstacle 57 removed", "/obstacle removed 57"),
        ("/obstacle 57 snoze", "/obstacle snooze 57"),
    ],
)
def test_a_verb_that_is_nearly_one_of_ours_is_no_request(west: Office, line: str, meant: str) -> None:
    assert f"Did you mean {meant}?" in hears(west.rita, line)
    west.delivers()
    assert not west.posted()


def test_a_request_may_begin_with_a_word_and_a_number(west: Office) -> None:
    for line in (
        "/obstacle invoice 57",
        "/obstacle clause 7 of the Acme contract",
        "/obstacle close 2 tickets at Acme",
    ):
        assert "Obstacle" in hears(west.rita, line)


def test_what_stands_in_the_channel_is_said_to_whatever_the_team_set_since(west: Office) -> None:
    west.rita.types("/obstacle a yes on clause 7 by Thursday")
    west.delivers()
    west.lee.types("/pace team set requests off")
    assert "stands in the thread of the request" in hears(west.sam, "/obstacle update 1 their lawyer is on holiday")
    assert "The channel is not told" not in hears(west.sam, "/obstacle show 1")


def test_a_call_gets_no_time_that_nobody_said_whatever_else_is_asked(west: Office) -> None:
    west.rita.types("/obstacle call: Acme's CFO with @lee worth 48.000 by Thursday")
    assert not form(west.rita)["By when?"]


def test_a_prospect_is_no_leader(west: Office) -> None:
    assert "Obstacle 1" in hears(west.rita, "/obstacle the lead from Globex needs an owner by Thursday")


def test_a_view_where_no_other_side_is_named_is_refused_in_words(west: Office) -> None:
    west.rita.types("/obstacle disagreement: who follows up Acme")
    assert "Obstacle 1 names no other side" in hears(west.rita, "/obstacle view 1 I was first")
