"""Kudos, as people give, see, list and take them back; and the one post of a burst."""

from datetime import UTC, datetime

import pytest

from bot.phrases import read_kudos
from tests.office import Office
from tests.slack.talk import hears

SAM, MIA, LEE = "<@U1|sam>", "<@U2|mia>", "<@U3|lee>"


@pytest.mark.parametrize(
    ("line", "to", "reason"),
    [
        (f"{SAM} {MIA} for staying late", ("U1", "U2"), "for staying late"),
        (f"{SAM}, {MIA} and {LEE}: because they stayed", ("U1", "U2", "U3"), "because they stayed"),
        (f"to {SAM} for standing in for {MIA}", ("U1",), "for standing in for <@U2|mia>"),
        (f"great job {SAM} for the demo with {LEE}", ("U1",), "great job for the demo with <@U3|lee>"),
        (f"{SAM} you saved the demo, ask {LEE}", ("U1",), "you saved the demo, ask <@U3|lee>"),
        (f"for {SAM} because she stayed", ("U1",), "because she stayed"),
        (f"for staying late, kudos to {SAM}", ("U1",), "for staying late"),
        (f"{SAM} great work :tada:", ("U1",), "great work :tada:"),
        (f":tada: {SAM} for the demo", ("U1",), ":tada: for the demo"),
        (f"{SAM}: :tada: for the demo", ("U1",), ":tada: for the demo"),
        (f"{SAM} for the thanks", ("U1",), "for the thanks"),
        (f"{SAM} {SAM} for twice", ("U1",), "for twice"),
        (f"{SAM} - thanks!", ("U1",), ""),
        (f"{SAM}", ("U1",), ""),
        (f"{SAM} for", ("U1",), ""),
        (f"for {SAM}", ("U1",), ""),
        (f"{SAM} because", ("U1",), ""),
        (f"{SAM} for: ", ("U1",), ""),
        (f"“{MIA} for ever”: {SAM} for the slogan", ("U1",), "“<@U2|mia> for ever”: for the slogan"),
        ("Sam for staying late", (), "Sam for staying late"),
        ("", (), ""),
    ],
)
def test_a_line_of_kudos_says_whom_and_for_what(line: str, to: tuple[str, ...], reason: str) -> None:
    said = read_kudos(line)
    assert (said.to, said.reason) == (to, reason)


def test_kudos_in_a_line_are_confirmed_and_told_in_the_channel(west: Office) -> None:
    answer = hears(west.rita, "/kudos @sam @mia for staying late on the Acme security review")
    assert "Kudos to Sam O'Neil and Mia Sato for staying late on the Acme security review." in answer
    assert "It goes to #wins." in answer
    assert west.posted() == ["👏 Rita Rossi thanks @sam and @mia for staying late on the Acme security review."]


def test_a_mention_between_quotes_thanks_nobody_and_is_named_as_it_was_typed(west: Office) -> None:
    assert "Kudos to Sam O'Neil for the “@mia rule”." in hears(west.rita, "/kudos @sam for the “@mia rule”")


def test_kudos_work_behind_pace_too(west: Office) -> None:
    assert "Kudos to Sam O'Neil because he stayed." in hears(west.rita, "/pace kudos @sam because he stayed")


def test_kudos_notify_those_who_are_thanked_and_nobody_else(west: Office) -> None:
    hears(west.rita, "/kudos @sam for helping @lee and <!channel> @everyone")
    west.delivers()
    assert west.dana.last("wins").notifies == {west.sam.id}


def test_two_kudos_in_a_row_open_differently(west: Office) -> None:
    for _ in range(3):
        hears(west.rita, "/kudos @sam for the demo")
    assert len(set(west.posted())) == 3


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("/kudos Sam for staying late", "I don't guess who is meant"),
        ("/kudos @channel for staying late", "A group can't be thanked"),
        ("/kudos #wins for staying late", "I read “#wins for staying late”"),
        ("/kudos @sam @mai for staying late", "I read “@mai”, which is no mention of anybody"),
        ("/kudos @mai, @sam and @mia for staying late", "I read “@mai”"),
        ("/kudos @sam @mai", "I read “@mai”"),
        ("/kudos great job @sam and @mai for the demo", "I read “@mai”"),
        ("/kudos @rita for being me", "Kudos go to others"),
        (
            "/kudos @pacesetter for counting",
            "Pacesetter can't be thanked here. I work with people, and Pacesetter is an app.",
        ),
    ],
)
def test_kudos_that_cannot_be_given_are_answered_with_what_to_do(west: Office, line: str, hint: str) -> None:
    assert hint in hears(west.rita, line)
    assert west.posted() == []


def test_a_guest_is_not_thanked_and_the_answer_names_the_guest(west: Office) -> None:
    west.sandbox.add_person("gus", "Gus Guest", guest=True)
    assert "Gus Guest can't be thanked here" in hears(west.rita, "/kudos @sam @gus for the catering")


def test_undo_takes_the_post_of_kudos_back(west: Office) -> None:
    hears(west.rita, "/kudos @sam for the demo")
    assert len(west.posted()) == 1
    west.rita.clicks("Undo")
    answer = west.rita.answer
    assert answer is not None
    assert "Taken back: kudos to Sam O'Neil for the demo." in answer.plain
    assert west.posted() == []


def test_kudos_undo_in_words_takes_back_the_latest(west: Office) -> None:
    hears(west.rita, "/kudos @sam for the first demo")
    hears(west.rita, "/kudos @sam for the second demo")
    assert "second" in hears(west.rita, "/kudos undo")
    assert "first" in hears(west.rita, "/kudos undo")
    assert "Nothing to undo" in hears(west.rita, "/kudos undo")


def test_what_is_thanked_for_elsewhere_goes_where_both_of_them_are(west: Office) -> None:
    west.sandbox.add_channel("east", [west.rita, west.dana])
    west.sandbox.add_channel("random", [west.rita, west.dana])
    west.dana.types("/pace team new East", in_="east")
    west.dana.types("/pace team add @rita", in_="east")
    answer = west.rita.types("/kudos @dana for the intro", in_="random")
    assert answer is not None
    assert "It goes to #east." in answer.plain


def test_somebody_without_a_team_thanks_in_the_channel_of_the_thanked(west: Office) -> None:
    west.sandbox.add_channel("elsewhere", [west.dana])
    answer = west.dana.types("/kudos @sam for the introduction", in_="elsewhere")
    assert answer is not None
    assert "It goes to #wins." in answer.plain


def test_kudos_between_people_of_no_team_say_where_to_type_them(office: Office) -> None:
    assert "Type it in the channel of a team." in hears(office.rita, "/kudos @sam for the demo")


def test_nothing_typed_opens_a_form_that_says_thanks(west: Office) -> None:
    west.rita.types("/kudos", in_="wins")
    west.rita.fills("Whom do you thank?", ["@sam", "@mia"])
    west.rita.fills("For what?", "Staying late")
    assert west.rita.submits()
    assert west.posted() == ["👏 Rita Rossi thanks @sam and @mia: Staying late."]


def test_a_person_without_a_reason_opens_the_form_with_that_person(west: Office) -> None:
    west.rita.types("/kudos @sam", in_="wins")
    assert west.rita.form is not None
    assert west.rita.form.value("Whom do you thank?") == "@sam"


def test_a_form_that_was_closed_comes_back_as_it_was_and_empty_once_it_was_sent(west: Office) -> None:
    west.rita.types("/kudos @sam", in_="wins")
    west.rita.fills("For what?", "Staying late")
    west.rita.closes()
    west.rita.types("/kudos", in_="wins")
    assert west.rita.form is not None
    assert west.rita.form.value("For what?") == "Staying late"
    assert west.rita.submits()
    west.rita.types("/kudos", in_="wins")
    assert west.rita.form.value("For what?") == ""


def test_a_line_mixes_nothing_of_another_draft_into_its_form_and_takes_nothing_from_it(west: Office) -> None:
    def reopened(line: str) -> tuple[str, str]:
        west.rita.types(line)
        assert west.rita.form is not None
        held = west.rita.form.value("Whom do you thank?"), west.rita.form.value("For what?")
        return held[0], held[1]

    reopened("/kudos @mia")
    west.rita.fills("For what?", "the Acme demo")
    west.rita.closes()
    assert reopened("/kudos @sam") == ("@sam", "")
    west.rita.fills("For what?", "staying late")
    west.rita.closes()
    assert reopened("/kudos @mia") == ("@mia", "the Acme demo")
    west.rita.fills("Whom do you thank?", ["@lee"])
    west.rita.closes()
    assert reopened("/kudos @mia") == ("@mia", "")
    west.rita.closes()
    assert reopened("/kudos @lee") == ("@lee", "the Acme demo")
    west.rita.closes()
    assert reopened("/kudos @sam") == ("@sam", "staying late")
    west.rita.closes()
    assert reopened("/kudos") == ("@sam", "staying late")


def test_a_line_of_names_alone_leaves_nothing_behind_and_hides_no_reason(west: Office) -> None:
    west.rita.types("/kudos @lee")
    west.rita.fills("For what?", "staying late")
    west.rita.closes()
    for line in ("/kudos @sam", "/kudos @mia", "/kudos @sam @mia", "/kudos @mia @sam"):
        west.rita.types(line)
        west.rita.closes()
    home = west.rita.opens_home()
    assert home is not None
    assert [label for label in home.buttons if label.startswith("Finish")] == ["Finish your kudos: staying late"]
    west.rita.types("/kudos")
    assert west.rita.form is not None
    assert west.rita.form.value("For what?") == "staying late"


def test_people_chosen_in_an_empty_form_come_back(west: Office) -> None:
    west.rita.types("/kudos")
    west.rita.fills("Whom do you thank?", ["@sam", "@mia"])
    west.rita.closes()
    west.rita.types("/kudos")
    assert west.rita.form is not None
    assert west.rita.form.value("Whom do you thank?") == "@sam, @mia"


def test_what_was_begun_for_two_comes_back_in_whatever_order_they_are_named(west: Office) -> None:
    west.rita.types("/kudos @sam @mia")
    west.rita.fills("For what?", "the demo")
    west.rita.closes()
    west.rita.types("/kudos @mia @sam")
    assert west.rita.form is not None
    assert west.rita.form.value("For what?") == "the demo"


def test_the_form_refuses_oneself_at_the_field(west: Office) -> None:
    west.rita.types("/kudos @rita", in_="wins")
    assert west.rita.form is not None
    west.rita.fills("For what?", "Being me")
    assert not west.rita.submits()
    assert "Kudos go to others" in west.rita.form.errors["Whom do you thank?"]


@pytest.mark.parametrize("letter", ["\U0001d5ea", "👏", '"', "<"])
def test_kudos_on_a_long_message_open_whatever_it_is_written_in(west: Office, letter: str) -> None:
    west.sam.types(letter * 600, in_="wins")
    west.rita.uses_shortcut("Give kudos", on=west.sam.last("wins"))
    assert west.rita.form is not None
    west.rita.fills("For what?", "All of it")
    assert west.rita.submits()


def test_whoever_is_in_several_teams_chooses_where_it_is_said(west: Office) -> None:
    west.sandbox.add_channel("east", [west.rita, west.dana])
    west.dana.types("/pace team new East", in_="east")
    west.dana.types("/pace team add @rita", in_="east")
    west.rita.types("/kudos @sam", in_="wins")
    assert west.rita.form is not None
    assert west.rita.form.value("In which team's channel?") == "West"
    west.rita.fills("In which team's channel?", "East")
    west.rita.fills("For what?", "The demo")
    assert west.rita.submits()
    assert west.posted() == []
    assert len(west.posted("east")) == 1


def test_how_somebody_is_named_follows_their_own_setting(west: Office) -> None:
    hears(west.sam, "/pace settings thanks quiet")
    hears(west.mia, "/pace settings thanks off")
    hears(west.rita, "/kudos @sam @mia for the demo")
    assert west.posted() == ["👏 Rita Rossi thanks Sam O'Neil for the demo."]
    assert west.dana.last("wins").notifies == set()


def test_kudos_to_someone_who_is_never_named_are_on_their_home_and_not_in_the_channel(west: Office) -> None:
    hears(west.mia, "/pace settings thanks off")
    assert "It isn't posted" in hears(west.rita, "/kudos @mia for the demo")
    assert west.posted() == []
    home = west.mia.opens_home()
    assert home is not None
    assert "Rita Rossi for the demo." in home.text


def test_kudos_stay_on_home_past_the_end_of_the_month_and_the_older_ones_are_a_click_away(west: Office) -> None:
    hears(west.mia, "/pace settings thanks off")
    west.clock.to(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    for number in range(7):
        hears(west.rita, f"/kudos @mia for demo {number}")
    west.clock.to(datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    home = west.mia.opens_home()
    assert home is not None
    assert "Rita Rossi for demo 6." in home.text
    assert "Rita Rossi for demo 1." not in home.text
    west.mia.clicks("2 more")
    assert west.mia.form is not None
    assert "Rita Rossi for demo 0." in west.mia.form.text


def test_the_list_of_a_month_names_nobody_who_would_rather_not_be_named(west: Office) -> None:
    hears(west.mia, "/pace settings thanks off")
    hears(west.rita, "/kudos @mia for the secret")
    hears(west.rita, "/kudos @sam @mia for the demo")
    listed = hears(west.lee, "/kudos list")
    assert listed.splitlines()[0] == "West, this month: 1 kudos."
    assert "Rita Rossi → Sam O'Neil for the demo." in listed
    assert "Mia" not in listed
    assert "secret" not in listed


def test_words_that_were_promised_not_to_be_posted_are_told_nowhere_later(west: Office) -> None:
    hears(west.rita, "/pace settings thanks off")
    assert "Your words aren't posted" in hears(west.lee, "/pace cheer @rita you were brave about your illness")
    hears(west.rita, "/pace settings thanks loud")
    hears(west.sam, "/kudos @mia for the demo")
    assert "brave" not in hears(west.mia, "/kudos list")
    assert "brave" not in hears(west.lee, "/pace digest")


def test_the_list_of_a_month_comes_in_pages(west: Office) -> None:
    for number in range(17):
        hears(west.rita, f"/kudos @sam for demo {number}")
    first = hears(west.mia, "/kudos list")
    assert "West, this month: 17 kudos." in first
    assert "demo 16." in first
    assert "demo 1." not in first
    west.mia.clicks("2 more")
    second = west.mia.answer
    assert second is not None
    assert "Rita Rossi → Sam O'Neil for demo 0." in second.plain
    assert second.buttons == []


def test_the_list_of_a_month_without_kudos_asks_for_the_first(west: Office) -> None:
    hears(west.rita, "/kudos @sam for the demo")
    west.clock.to(datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    assert "Who deserves the first?" in hears(west.rita, "/kudos list")


def test_list_is_a_verb_only_by_itself(west: Office) -> None:
    assert "Kudos to Sam O'Neil: list of accounts was perfect" in hears(
        west.rita, "/kudos @sam list of accounts was perfect"
    )


# ── bursts ───────────────────────────────────────────────────────────────────────────────────────────────


def test_much_good_news_becomes_one_post_with_the_rest_in_its_thread(west: Office) -> None:
    for line in ("/win 1k Acme", "/win 2k Globex", "/win 3k Hooli", "/win 4k Initech", "/kudos @sam for the demo"):
        hears(west.rita, line)
    posts = west.posted()
    assert len(posts) == 4
    assert posts[3] == "🎊 Good news keeps coming in West: 1 win ($4,000) and 1 kudos more. It's all in the thread."
    assert [reply.plain[:2] for reply in west.dana.last("wins").replies][-1] == "👏 "


def test_the_post_of_a_burst_is_edited_as_more_comes_and_gone_when_nothing_of_it_stands(west: Office) -> None:
    for amount in (1, 2, 3, 4):
        hears(west.rita, f"/win {amount}k Acme")
    assert "1 win ($4,000) more." in west.posted()[3]
    hears(west.rita, "/win €5k Globex")
    assert "2 wins ($4,000 and €5,000) more." in west.posted()[3]
    hears(west.rita, "/win undo")
    hears(west.rita, "/win undo")
    assert not any("Good news" in post for post in west.posted())
