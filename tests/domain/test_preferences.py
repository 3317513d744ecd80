"""Preferences: read in words, kept where they differ from the default, honoured by whatever speaks by itself."""

import re
from collections.abc import Mapping

import pytest
from sqlalchemy import func, select

from bot.domain import kudos, preferences, teams, wins
from bot.domain.preferences import PERSON, TEAM, Preference
from bot.errors import Refused
from bot.models import Membership, OutboxMessage, PersonPreference, TeamPreference
from bot.outbox import ANSWER
from bot.slack import blocks
from bot.slack.pages import TABLES
from tests.sales import NOW, Sales

KINDS = [("team", name, kind) for name, kind in TEAM.items()] + [
    ("person", name, kind) for name, kind in PERSON.items()
]


WELCOMES = ("Rita", "Sam")


def told(sales: Sales) -> list[str]:
    """The kinds of message that stand or will, in their order, after the welcomes with which West began."""
    kinds = select(OutboxMessage.kind).where(OutboxMessage.is_gone.is_(False)).order_by(OutboxMessage.id)
    return list(sales.session.scalars(kinds))[len(WELCOMES) :]


def turn(sales: Sales, member: Membership, name: str, words: str) -> None:
    preferences.set_for_person(sales.session, member.person, name, words)


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("undo", "30", 30),
        ("undo", "30 minutes", 30),
        ("undo", "45m", 45),
        ("undo", "2 Hours", 120),
        ("undo", "off", 0),
        ("tiers", "1 3 10", [1, 3, 10]),
        ("tiers", "2, 4 and 8 times", [2, 4, 8]),
        ("tiers", "off", []),
        ("ask", "3 times", 3),
        ("ask", "5x", 5),
        ("ask", "off", 0),
        ("burst", "3 posts in 5 minutes", [3, 5]),
        ("burst", "4 10", [4, 10]),
        ("burst", "2 within 1 hour", [2, 60]),
        ("burst", "off", []),
        ("dms", "2 a day, 5 a week", [2, 5]),
        ("dms", "5 per week and 1 per day", [1, 5]),
        ("dms", "3/day", [3, None]),
        ("dms", "4 messages a week", [None, 4]),
        ("dms", "off", []),
    ],
)
def test_a_value_is_read_as_people_say_it(name: str, words: str, value: object) -> None:
    assert preferences.read(TEAM, name, words) == value


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("undo", "90 days"),
        ("undo", "0"),
        ("undo", "2000"),
        ("undo", "-5"),
        ("undo", "soon"),
        ("undo", "1e3"),
        ("tiers", "10 3 1"),
        ("tiers", "1 1 3"),
        ("tiers", "1 3"),
        ("tiers", "0 1 2"),
        ("ask", "a lot"),
        ("ask", "0"),
        ("burst", "3"),
        ("burst", "3 posts in 5 days"),
        ("burst", "0 posts in 5 minutes"),
        ("dms", "5"),
        ("dms", "0 a day"),
        ("dms", "1 a day, 2 a day"),
        ("dms", "1 a day, please"),
        ("dms", "1 a day, 1000 a week"),
        ("burst", ""),
    ],
)
def test_what_it_cannot_be_is_refused_with_an_example(name: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        preferences.read(TEAM, name, words, "/pace team set")
    assert f"/pace team set {TEAM[name].example}" in refusal.value.message


def test_what_a_person_cannot_choose_is_refused_with_what_they_can() -> None:
    with pytest.raises(Refused, match="`loud` or `quiet` or `off`"):
        preferences.read(PERSON, "wins", "shouted")


@pytest.mark.parametrize(("whose", "name", "kind"), KINDS)
def test_every_preference_reads_its_own_example_and_its_off_word(whose: str, name: str, kind: Preference) -> None:
    kinds: Mapping[str, Preference] = {"team": TEAM, "person": PERSON}[whose]
    example_name, _, words = kind.example.partition(" ")
    assert example_name == name
    assert kind.say(preferences.read(kinds, name, words))
    if kind.off is not None:
        assert kind.say(preferences.read(kinds, name, "off")) == "off"


@pytest.mark.parametrize(("whose", "name", "kind"), KINDS)
def test_every_preference_reads_what_it_says(whose: str, name: str, kind: Preference) -> None:
    kinds: Mapping[str, Preference] = {"team": TEAM, "person": PERSON}[whose]
    assert preferences.read(kinds, name, kind.say(kind.default)) == kind.default


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(Refused, match="Did you mean `/pace settings thanks`"):
        preferences.find_name("thank")
    with pytest.raises(Refused, match=r"There are \*wins\*.* Try `/pace settings wins quiet`\."):
        preferences.find_name("qqq")


@pytest.mark.parametrize(("whose", "name", "kind"), KINDS)
def test_every_refusal_shows_a_value_that_works_as_it_is_typed_and_in_a_field(
    whose: str, name: str, kind: Preference
) -> None:
    kinds: Mapping[str, Preference] = {"team": TEAM, "person": PERSON}[whose]
    with pytest.raises(Refused, match=f"`/pace settings {kind.example}`"):
        preferences.read(kinds, name, ",", "/pace settings")
    with pytest.raises(Refused) as entered:
        preferences.read(kinds, name, ",")
    for value in re.findall(r"`([^`]+)`", entered.value.message):
        preferences.read(kinds, name, value)


@pytest.mark.parametrize("kind", PERSON.values(), ids=PERSON)
def test_a_choice_is_a_whole_sentence_behind_from_now_on_and_fits_into_the_form(kind: Preference) -> None:
    for value, meaning in kind.choices.items():
        assert len(f"{value}: {meaning}".replace("`", "")) <= blocks.OPTION_LIMIT
        assert meaning.split()[0] in ("I", "the", "your", "you", "nothing"), meaning


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_set_back_to_the_default_is_kept_no_longer(sales: Sales, lee: Membership) -> None:
    turn(sales, lee, "wins", "quiet")
    turn(sales, lee, "wins", "off")
    assert preferences.of_person(sales.session, lee.person_id)["wins"] == "off"
    turn(sales, lee, "wins", "loud")
    preferences.set_for_team(sales.session, lee, "undo", "30")
    preferences.set_for_team(sales.session, lee, "undo", "1 hour")
    assert preferences.of_team(sales.session, lee.team)["undo"] == 60
    for table in (PersonPreference, TeamPreference):
        assert sales.session.scalar(select(func.count()).select_from(table)) == 0


def test_what_one_sets_is_nobody_elses(sales: Sales, lee: Membership, rita: Membership) -> None:
    turn(sales, rita, "wins", "quiet")
    both = preferences.of_people(sales.session, lee.person_id, rita.person_id)
    assert [both[who.person_id]["wins"] for who in (lee, rita)] == ["loud", "quiet"]


def test_a_rep_sets_nothing_for_the_team(sales: Sales, rita: Membership) -> None:
    with pytest.raises(Refused, match="Only a leader of the team or a manager of the team"):
        preferences.set_for_team(sales.session, rita, "undo", "30")


def test_only_a_leader_lets_another_organisation_read_the_wins(sales: Sales, lee: Membership, rita: Membership) -> None:
    with pytest.raises(Refused, match="Only a leader"):
        preferences.allow_shared(sales.session, rita, "C9")
    preferences.allow_shared(sales.session, lee, "C9")
    preferences.allow_shared(sales.session, lee, "C8")
    assert preferences.is_shared_allowed(sales.session, lee.team, "C9")
    assert not preferences.is_shared_allowed(sales.session, lee.team, "C7")


# ── honoured ─────────────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_message_can_be_turned_down() -> None:
    covered = frozenset[str]().union(*(kind.turns_down for kind in (*PERSON.values(), *TEAM.values())))
    asked_for = {name for name, kind in TABLES.messages.items() if kind.manner is ANSWER}
    loose = TABLES.messages.keys() - covered - asked_for
    assert not loose, f"say in preferences/tables.py which preference turns these down: {', '.join(sorted(loose))}"


def test_whose_wins_are_off_is_not_celebrated_and_counts(sales: Sales, rita: Membership) -> None:
    turn(sales, rita, "wins", "off")
    win = sales.win(rita, 1000)
    assert win.is_standing
    assert told(sales) == []


def test_what_is_corrected_or_reversed_stays_off_the_channel_too(sales: Sales, rita: Membership) -> None:
    turn(sales, rita, "wins", "off")
    win = sales.win(rita, 1000)
    later = win.recorded_at.replace(hour=20)
    sales.amend(rita, win, 2000, now=later)
    wins.reverse(sales.session, rita, win, now=later)
    assert told(sales) == []


def test_a_correction_is_told_beneath_a_celebration_that_stands(sales: Sales, rita: Membership) -> None:
    win = sales.win(rita, 1000)
    sales.amend(rita, win, 2000, now=win.recorded_at.replace(hour=20))
    assert told(sales) == ["win.celebrated", "win.amended"]


@pytest.mark.parametrize(
    ("words", "messages"), [("on", ["win.celebrated", "win.logged_for"]), ("off", ["win.celebrated"])]
)
def test_a_win_that_somebody_logged_for_me_is_told_me_unless_i_said_no(
    sales: Sales, lee: Membership, rita: Membership, words: str, messages: list[str]
) -> None:
    turn(sales, rita, "notices", words)
    facts = wins.facts_of(sales.win(lee, 1000))
    wins.record(sales.session, lee, facts, now=NOW, owner=rita.person)
    assert told(sales)[1:] == messages


@pytest.mark.parametrize(("words", "messages"), [("on", ["team.welcomed"]), ("off", [])])
def test_a_welcome_is_sent_unless_i_said_no(sales: Sales, lee: Membership, words: str, messages: list[str]) -> None:
    mia = sales.person("Mia")
    preferences.set_for_person(sales.session, mia, "notices", words)
    teams.add(sales.session, lee, mia, now=NOW)
    assert told(sales) == messages


def test_who_wants_no_thanks_in_a_channel_is_not_named_in_one(sales: Sales, lee: Membership, rita: Membership) -> None:
    turn(sales, rita, "thanks", "off")
    given = kudos.give(sales.session, lee.person, lee.team, [rita.person], "the demo", now=NOW)
    assert given.undone_at is None
    assert told(sales) == []


def test_kudos_to_several_are_given_where_one_of_them_wants_them(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    sam = sales.rep("Sam", lee)
    turn(sales, rita, "thanks", "off")
    kudos.give(sales.session, lee.person, lee.team, [rita.person, sam.person], "the demo", now=NOW)
    assert told(sales)[-1] == "kudos.given"
