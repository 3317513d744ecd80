"""The north star, as people say, see, change and mend it, in words and in forms."""

import pytest

from tests.office import Office, Person
from tests.slack.talk import hears, presses

STATEMENT = "Where is the team going?"
WHAT = "What is it?"
CHANGE, TYPO = "A change, with its reason", "A typo fix: nobody is told"
CLINICS = "The first call of every clinic"
GROUPS = "The partner of every group of clinics"
BECAUSE = "because market: clinics merge opens: one contract for twenty sites"


@pytest.fixture
def aimed(west: Office) -> Office:
    """West once Lee said where it is going."""
    hears(west.lee, f"/pace vision set {CLINICS} value: an answer within the hour")
    return west


def values(person: Person) -> dict[str, str]:
    assert person.form is not None, "no form is open"
    return {label: person.form.value(label) for label in person.form.labels}


def is_refused(person: Person) -> str:
    """The error of the form that was submitted."""
    assert not person.submits()
    assert person.form is not None
    (error,) = person.form.errors.values()
    return error


# ── said for the first time ──────────────────────────────────────────────────────────────────────────────


def test_a_leader_without_one_gets_the_form_and_others_a_kind_word(west: Office) -> None:
    assert "It is for Lee Chen to say" in hears(west.rita, "/pace vision")
    assert west.rita.form is None
    west.lee.types("/pace vision")
    assert list(values(west.lee)) == [
        STATEMENT,
        "What we bring to the market",
        "How we approach it",
        "Where we stand among competitors",
        "What we assume about the economy",
    ]


def test_what_is_said_in_the_form_is_announced_with_its_parts(west: Office) -> None:
    west.lee.types("/pace vision")
    west.lee.fills(STATEMENT, CLINICS)
    west.lee.fills("What we assume about the economy", "Flat until spring")
    assert west.lee.submits()
    assert west.lee.form is None
    (post,) = west.posted()
    assert post.startswith(f"🧭 West has a north star, said by Lee Chen:\n> {CLINICS}\n")
    assert "What we assume about the economy\nFlat until spring" in post


def test_what_is_said_in_words_is_shown_to_everybody_of_the_team(aimed: Office) -> None:
    shown = hears(aimed.rita, "/pace vision")
    assert f"> {CLINICS}" in shown
    assert "What we bring to the market\nan answer within the hour" in shown
    assert "Said by Lee Chen on Wed 18 Nov." in shown
    assert "[Edit]" not in shown
    assert "[Edit]" in hears(aimed.lee, "/pace vision")


def test_text_can_notify_nobody(west: Office) -> None:
    hears(west.lee, "/pace vision set Everything for <!channel> and @everyone")
    west.delivers()
    assert west.dana.last("wins").notifies == set()
    assert "@everyone" in west.posted()[-1]


def test_a_rep_and_a_guest_do_not_write_it(aimed: Office) -> None:
    for line in (f"set {GROUPS}", f"change {GROUPS} {BECAUSE}", f"typo {GROUPS}", "edit"):
        assert "Only a leader of the team can say where" in hears(aimed.rita, f"/pace vision {line}")
    gus = aimed.sandbox.add_person("gus", "Gus Guest", guest=True)
    gus.joins(aimed.wins)
    assert "Gus Guest is a guest" in hears(gus, "/pace vision")


def test_what_is_empty_or_too_long_is_refused(west: Office) -> None:
    assert "Where are you going?" in hears(west.lee, "/pace vision set value: an answer within the hour")
    assert "3,100 characters; I keep at most 600" in hears(west.lee, f"/pace vision set {'x' * 3100}")
    west.lee.types("/pace vision set")
    west.lee.fills(STATEMENT, "   ")
    assert "Where are you going?" in is_refused(west.lee)
    assert west.posted() == []


def test_a_second_first_one_is_told_how_to_change_it(aimed: Office) -> None:
    assert "/pace vision change" in hears(aimed.lee, f"/pace vision set {GROUPS}")


def test_an_unknown_word_gets_the_nearest(aimed: Office) -> None:
    assert "Did you mean /pace vision history?" in hears(aimed.lee, "/pace vision histroy")


# ── changed ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_in_words_is_told_with_reason_opening_and_wins(aimed: Office) -> None:
    aimed.rita.types("/win 48k Acme: annual plan because we brought the CFO in early")
    assert "hears why in its channel" in hears(aimed.lee, f"/pace vision change {GROUPS} {BECAUSE} wins: 1")
    assert aimed.posted()[-1].splitlines()[:7] == [
        "🧭 Lee Chen changed where West is going:",
        f"> {GROUPS}",
        "What we bring to the market",
        "an answer within the hour",
        f"Until now: {CLINICS}",
        "What moved: the market. clinics merge",
        "What it opens: one contract for twenty sites",
    ]
    assert "Acme, $48,000 because we brought the CFO in early" in aimed.posted()[-1]


def test_a_win_that_is_undone_is_a_reason_for_it_no_more(aimed: Office) -> None:
    aimed.rita.types("/win 48k Acme: annual plan because we brought the CFO in early")
    hears(aimed.lee, f"/pace vision change {GROUPS} {BECAUSE} wins: 1")
    assert "Acme, $48,000" in aimed.posted()[-1]
    hears(aimed.rita, "/win undo")
    assert "Acme" not in aimed.posted()[-1]


def test_a_change_that_names_an_unknown_win_is_refused(aimed: Office) -> None:
    assert "no win that stands with the number 9" in hears(aimed.lee, f"/pace vision change {GROUPS} {BECAUSE} wins: 9")


def test_a_change_without_a_reason_is_asked_for_it_in_a_form(aimed: Office) -> None:
    aimed.lee.types(f"/pace vision change {GROUPS}")
    assert aimed.lee.form is not None
    assert f"> {GROUPS}" in aimed.lee.form.text
    aimed.lee.fills("What moved?", "The competition")
    aimed.lee.fills("What happened?", "Two of them merged")
    aimed.lee.fills("What does it open for us?", "Their unhappy customers")
    assert aimed.lee.submits()
    assert "What moved: the competition. Two of them merged" in aimed.posted()[-1]


def test_a_change_in_the_form_asks_for_the_reason_on_a_second_screen(aimed: Office) -> None:
    aimed.rita.types("/win 48k Acme: annual plan because we brought the CFO in early")
    aimed.lee.types("/pace vision edit")
    assert values(aimed.lee)[STATEMENT] == CLINICS
    aimed.lee.fills(STATEMENT, GROUPS)
    aimed.lee.fills(WHAT, CHANGE)
    assert aimed.lee.submits()
    aimed.lee.fills("What moved?", "Technology")
    aimed.lee.fills("What happened?", "Their systems speak to each other now")
    aimed.lee.fills("What does it open for us?", "One login for twenty sites")
    aimed.lee.fills("Why can this team do it? Two or three of its wins", ["1 Acme: we brought the CFO in early"])
    assert aimed.lee.submits()
    assert aimed.lee.form is None
    assert "• Acme, $48,000" in aimed.posted()[-1]


def test_goals_of_the_team_that_change_with_it_are_told(aimed: Office) -> None:
    number = hears(aimed.lee, "/goal new 100 demos by 31 Dec for the team").split("oal ", 1)[1].split()[0].strip(",:.*")
    hears(aimed.lee, f"/pace vision change {GROUPS} {BECAUSE} goals: {number}")
    assert f"Goals that change with it: {number} (100 demos by 31 Dec)" in aimed.posted()[-1]


def test_a_form_that_was_closed_comes_back_on_both_screens(aimed: Office) -> None:
    aimed.lee.types("/pace vision edit")
    aimed.lee.fills(STATEMENT, GROUPS)
    aimed.lee.fills(WHAT, CHANGE)
    assert aimed.lee.submits()
    aimed.lee.fills("What happened?", "Clinics merge")
    aimed.lee.closes()
    aimed.lee.closes()
    home = aimed.lee.opens_home()
    assert home is not None
    aimed.lee.clicks("Finish your north star", on=home)
    assert values(aimed.lee)[STATEMENT] == GROUPS
    assert aimed.lee.submits()
    assert values(aimed.lee)["What happened?"] == "Clinics merge"


def test_a_form_that_was_only_looked_at_leaves_nothing_unfinished(aimed: Office) -> None:
    aimed.lee.types("/pace vision edit")
    aimed.lee.fills(STATEMENT, GROUPS)
    aimed.lee.fills(STATEMENT, CLINICS)
    aimed.lee.closes()
    home = aimed.lee.opens_home()
    assert home is not None
    assert "Finish your north star" not in home.text


def test_of_two_leaders_at_once_the_second_is_told_and_loses_nothing(aimed: Office) -> None:
    hears(aimed.lee, "/pace team add @sam as leader")
    for leader, where in ((aimed.lee, GROUPS), (aimed.sam, "The quiet number one")):
        leader.types("/pace vision edit")
        leader.fills(STATEMENT, where)
        leader.fills(WHAT, CHANGE)
    hears_lee = f"/pace vision change {GROUPS} {BECAUSE}"
    aimed.lee.closes()
    hears(aimed.lee, hears_lee)
    assert f"Lee Chen changed it meanwhile. It reads now: {GROUPS}" in is_refused(aimed.sam)
    aimed.sam.closes()
    aimed.sam.types("/pace vision edit")
    assert values(aimed.sam)[STATEMENT] == "The quiet number one"
    assert aimed.sam.form is not None
    assert f"It reads now: {GROUPS}" in aimed.sam.form.text


# ── mended ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_typo_fix_edits_what_the_channel_was_told_and_tells_nobody(aimed: Office) -> None:
    before = len(aimed.posted())
    assert "nobody is told" in hears(aimed.lee, f"/pace vision typo {CLINICS}s")
    assert len(aimed.posted()) == before
    assert f"> {CLINICS}s" in aimed.posted()[-1]


def test_a_typo_fix_that_differs_much_is_asked_about(aimed: Office) -> None:
    assert "more than a typo" in hears(aimed.lee, f"/pace vision typo {GROUPS}")
    assert "Mended" in presses(aimed.lee, "Only a typo")
    assert f"> {GROUPS}" in aimed.posted()[-1]


def test_what_turned_out_to_be_a_change_is_asked_for_its_reason(aimed: Office) -> None:
    hears(aimed.lee, f"/pace vision typo {GROUPS}")
    aimed.lee.clicks("It's a change")
    assert "What moved?" in values(aimed.lee)


def test_a_typo_fix_in_the_form_that_differs_much_is_asked_about_there(aimed: Office) -> None:
    aimed.lee.types("/pace vision edit")
    aimed.lee.fills(STATEMENT, GROUPS)
    aimed.lee.fills(WHAT, TYPO)
    assert aimed.lee.submits()
    assert list(values(aimed.lee)) == [WHAT]
    assert aimed.lee.submits()
    assert aimed.lee.form is None
    assert f"> {GROUPS}" in aimed.posted()[-1]


def test_a_part_is_emptied_in_words(aimed: Office) -> None:
    hears(aimed.lee, "/pace vision typo value: -")
    presses(aimed.lee, "Only a typo")
    assert "What we bring" not in hears(aimed.rita, "/pace vision")


def test_with_its_announcement_off_nothing_is_said_of_the_channel(west: Office) -> None:
    hears(west.lee, "/pace team set vision off")
    assert "West has a north star, on /pace vision and App Home:" in hears(west.lee, f"/pace vision set {CLINICS}")
    hears(west.lee, "/pace team set vision on")
    assert "channel" not in hears(west.lee, f"/pace vision typo {CLINICS}s")
    hears(west.lee, "/pace team set vision off")
    west.lee.types(f"/pace vision change {GROUPS}")
    assert west.lee.form is not None
    assert "channel" not in west.lee.form.text
    west.lee.closes()
    assert "channel" not in hears(west.lee, f"/pace vision change {GROUPS} {BECAUSE}")
    assert west.posted() == []


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_version_is_readable_with_its_reason_a_page_at_a_time(aimed: Office) -> None:
    for number in range(11):
        hears(aimed.lee, f"/pace vision change Onward, take {number} {BECAUSE}")
    listed = hears(aimed.rita, "/pace vision history")
    assert "12 Wed 18 Nov · Lee Chen · changed because of the market: Onward, take 10" in listed
    assert "[2 more]" in listed
    assert f"1 Wed 18 Nov · Lee Chen · first said: {CLINICS}" in presses(aimed.rita, "2 more")
    whole = hears(aimed.rita, "/pace vision history 2")
    assert "What moved: the market. clinics merge" in whole
    assert "no version 99" in hears(aimed.rita, "/pace vision history 99")


def test_a_team_reads_its_own_and_beneath_it_that_of_the_team_above(aimed: Office) -> None:
    north = aimed.sandbox.add_channel("north", [aimed.dana, aimed.rita])
    aimed.dana.types("/pace team new North", in_=north)
    aimed.dana.types("/pace vision set Number one of the north", in_=north)
    hears(aimed.lee, "/pace team set under North")
    shown = hears(aimed.rita, "/pace vision")
    assert shown.index(CLINICS) < shown.index("North, the team above") < shown.index("Number one of the north")
    assert "Number one" in hears(aimed.rita, "/pace vision show North")
    answer = aimed.dana.types("/pace vision show West", in_=north)
    assert answer
    assert CLINICS in answer.plain


def test_a_team_that_is_not_mine_and_not_above_is_none_of_mine(aimed: Office) -> None:
    east = aimed.sandbox.add_channel("east", [aimed.dana])
    aimed.dana.types("/pace team new East", in_=east)
    assert "You're not in that team" in hears(aimed.rita, "/pace vision show East")


def test_it_stands_first_on_home_and_its_leader_is_asked_for_it_there(west: Office) -> None:
    home = west.lee.opens_home()
    assert home is not None
    west.lee.clicks("Say where", on=home)
    west.lee.fills(STATEMENT, CLINICS)
    assert west.lee.submits()
    assert home.text.startswith(f"Where we are going\n> {CLINICS}")


def test_where_home_has_several_each_stands_under_the_name_of_its_team_as_it_is(aimed: Office) -> None:
    lab = aimed.sandbox.add_channel("lab", [aimed.lee])
    aimed.lee.types("/pace team new R&D", in_=lab)
    aimed.lee.types("/pace vision set Lines that never wait", in_=lab)
    home = aimed.lee.opens_home()
    assert home is not None
    assert home.text.startswith(f"Where we are going\nWest\n> {CLINICS}\nR&D\n> Lines that never wait")


def test_a_rep_of_a_team_without_one_reads_nothing_of_it_on_home(west: Office) -> None:
    home = west.rita.opens_home()
    assert home is not None
    assert "Where we are going" not in home.text


def test_it_greets_who_is_added_and_who_joins(aimed: Office) -> None:
    hears(aimed.lee, "/pace team add @dana")
    aimed.clock.wait(hours=8)  # until it is morning where Dana is
    aimed.delivers()
    assert f"Where West is going: “{CLINICS}”" in aimed.dana.dms[-1].plain
    nina = aimed.sandbox.add_person("nina", "Nina")
    nina.joins(aimed.wins)
    assert f"Where West is going: “{CLINICS}”" in hears(nina, "/pace team join")


def test_a_click_of_somebody_who_leads_no_more_is_refused(aimed: Office) -> None:
    hears(aimed.lee, "/pace team add @sam as leader")
    hears(aimed.sam, f"/pace vision typo {GROUPS}")
    hears(aimed.lee, "/pace team remove @sam as leader")
    assert "Only a leader" in presses(aimed.sam, "Only a typo")
