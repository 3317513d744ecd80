"""App Home, as each person finds it."""

import re

import pytest

from bot.db import Database
from bot.domain import teams
from bot.models import Person as Row
from bot.models import Role
from bot.slack import blocks, said
from bot.slack import home as home_page
from tests.office import Message, Office
from tests.slack.talk import home


def test_home_tells_my_month_my_team_and_what_i_can_type(west: Office) -> None:
    west.rita.types("/win 48k Acme with @sam 25%", in_="wins")
    west.mia.types("/win 12k Globex", in_="wins")
    west.lee.types("/kudos @rita for the Acme demo", in_="wins")
    told = home(west.rita)
    assert "You: $36,000 from 1 win\nWest together: $60,000" in told
    assert "• Lee Chen for the Acme demo." in told
    assert "West · #wins · 4 people · led by Lee Chen · you are a rep" in told
    assert "/kudos @sam for staying late" in told


def test_a_leader_reads_who_leads_as_you(west: Office) -> None:
    assert "led by you · you are a leader and rep" in home(west.lee)


def test_home_of_somebody_in_no_team_shows_the_ways_in(west: Office) -> None:
    told = home(west.dana)
    assert "You're in no team yet." in told
    assert "/pace team new West" in told
    assert "West together" not in told


def test_a_guest_finds_one_kind_sentence_and_nothing_else(west: Office) -> None:
    gus = west.sandbox.add_person("gus", "Gus Guest", guest=True)
    view = gus.opens_home()
    assert view is not None
    assert len(view.blocks) == 1
    assert "Hello Gus Guest, good to see you! I work with full members" in view.text


def test_home_shows_every_team_and_each_currency_once(west: Office) -> None:
    for name, currency in (("east", "EUR"), ("north", "USD")):
        west.sandbox.add_channel(name, [west.rita])
        west.rita.types(f"/pace team new {name.title()}", in_=name)
        west.rita.types(f"/pace team set currency {currency}", in_=name)
    west.rita.types("/win 8k Acme", in_="east")
    west.rita.types("/win 5k Acme", in_="wins")
    told = home(west.rita)
    assert "You: $5,000 from 1 win and €8,000 from 1 win\n" in told
    assert told.count("led by") == 3


def test_a_form_left_unfinished_waits_on_home_and_a_click_goes_on_with_it(west: Office) -> None:
    west.rita.types("/kudos @sam", in_="wins")
    west.rita.fills("For what?", "for the demo")
    west.rita.closes()
    west.rita.uses_shortcut("Win")
    west.rita.fills("Account", "Acme")
    west.rita.closes()
    assert "[Finish your win: Acme] [Finish your kudos: for the demo]" in home(west.rita)
    west.rita.clicks("Finish your kudos", on=west.rita.opens_home())
    assert west.rita.form is not None
    assert west.rita.form.value("For what?") == "for the demo"


def test_what_waits_for_one_person_is_on_nobody_elses_home(west: Office) -> None:
    west.rita.types("/kudos @sam", in_="wins")
    west.rita.fills("For what?", "for the demo")
    west.rita.closes()
    assert "Waiting for you" in home(west.rita)
    assert "Waiting for you" not in home(west.lee)


def test_home_changes_with_what_was_done_from_it(west: Office) -> None:
    view = west.rita.opens_home()
    assert view is not None
    west.rita.clicks("Log a win", on=view)
    west.rita.fills("Amount", "48k")
    west.rita.fills("Account", "Acme")
    assert west.rita.submits()
    assert "You: $48,000 from 1 win" in view.text


def test_closing_a_form_that_was_opened_on_home_leaves_it_waiting_there_at_once(west: Office) -> None:
    view = west.rita.opens_home()
    assert view is not None
    west.rita.clicks("Give kudos", on=view)
    west.rita.fills("For what?", "for the demo")
    west.rita.closes()
    assert "[Finish your kudos: for the demo]" in view.text


def test_typing_in_a_form_publishes_nothing(west: Office) -> None:
    west.rita.clicks("Give kudos", on=west.rita.opens_home())
    before = published(west)
    west.rita.fills("For what?", "for the demo")
    assert published(west) == before


def test_what_is_done_elsewhere_publishes_nothing(west: Office) -> None:
    home(west.rita)
    before = published(west)
    west.rita.types("/win 48k Acme", in_="wins")
    assert published(west) == before


def published(office: Office) -> int:
    return sum(method == "views.publish" for method, _ in office.sandbox.calls)


def test_an_act_stands_when_slack_does_not_take_the_new_home(west: Office) -> None:
    view = west.rita.opens_home()
    west.rita.clicks("Log a win", on=view)
    west.rita.fills("Amount", "48k")
    west.rita.fills("Account", "Acme")
    west.sandbox.faults.on("views.publish", "error:internal_error")
    assert west.rita.submits()
    assert "Acme" in west.posted()[-1]


def test_an_act_stands_when_the_new_home_cannot_be_made(west: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    view = west.rita.opens_home()
    west.rita.clicks("Log a win", on=view)
    west.rita.fills("Amount", "48k")
    west.rita.fills("Account", "Acme")
    monkeypatch.setattr("bot.slack.home.Visit", None)
    assert west.rita.submits()
    assert west.rita.trouble is None
    assert "Acme" in west.posted()[-1]


def test_looking_at_the_tab_of_messages_publishes_nothing(west: Office) -> None:
    before = published(west)
    west.rita._event("app_home_opened", {"type": "app_home_opened", "user": west.rita.id, "tab": "messages"})
    assert published(west) == before


@pytest.mark.parametrize("sizes", [(3, 4, 5), (60, 60, 3), (1,) * 120, (500,)])
def test_home_keeps_within_slacks_limit_and_cuts_no_card_that_needs_little(sizes: tuple[int, ...]) -> None:
    cards = [[blocks.section(f"{number}:{row}") for row in range(size)] for number, size in enumerate(sizes)]
    shown = home_page.fitted(cards)
    assert len(shown) <= blocks.HOME_BLOCKS
    if len(sizes) <= blocks.HOME_BLOCKS:
        begun = {block["text"]["text"].split(":")[0] for block in shown}
        assert begun == {str(number) for number in range(len(sizes))}


def test_home_fits_for_somebody_in_a_hundred_teams_and_more_with_as_many_kudos_and_drafts(west: Office) -> None:
    database = Database(west.settings.database_url)
    with database.writing() as session:
        rita = session.query(Row).filter_by(slack_id=west.rita.id).one()
        for number in range(120):
            teams.found(session, rita, f"Team {number}", f"CX{number:06}", now=west.clock.now())
    database.close()
    for number in range(8):
        west.lee.types(f"/kudos @rita for {'a very long reason & ' * 90}{number}", in_="wins")
    told = home(west.rita)
    assert "3 more" in told
    assert "… and 116 more" in told
    assert Role.LEADER in told
    assert west.sandbox.troubles == []


def test_a_win_that_goes_on_from_home_is_of_the_team_in_whose_channel_it_was_begun(west: Office) -> None:
    east = west.sandbox.add_channel("east", [west.dana, west.rita])
    west.dana.types("/pace team new East", in_=east)
    west.dana.types("/pace team add @rita", in_=east)
    west.rita.types("/win 1k Acme: seats", in_=east)
    west.rita.types("/win 90k Globex: annual plan", in_=east)
    west.rita.opens_home()
    west.rita.clicks("Confirm your win")
    assert west.rita.submits()
    west.rita.clicks("Yes, post it", on=west.rita.dms[-1])
    assert any("Globex" in text for text in west.posted("east"))
    assert not any("Globex" in text for text in west.posted("wins"))


def test_an_unfinished_form_goes_on_from_home_in_its_own_team(west: Office) -> None:
    east = west.sandbox.add_channel("east", [west.dana, west.rita])
    west.dana.types("/pace team new East", in_=east)
    west.dana.types("/pace team add @rita", in_=east)
    west.rita.types("/win 20k", in_=east)
    west.rita.closes()
    west.rita.opens_home()
    west.rita.clicks("Finish your win")
    west.rita.fills("Account", "Globex")
    assert west.rita.submits()
    assert any("Globex" in text for text in west.posted("east"))


# ── its tab of messages ──────────────────────────────────────────────────────────────────────────────────


def test_who_writes_to_the_bot_hears_how_to_talk_to_it(west: Office) -> None:
    answer = west.rita.types("how am I doing?", in_="@pacesetter")
    assert answer is not None
    assert "I hear commands. /pace shows your day" in answer.plain
    assert "Did you mean" not in answer.plain
    answer = west.rita.types("Win 48k Acme: annual plan with @sam", in_="@pacesetter")
    assert answer is not None
    assert answer.plain.endswith("Did you mean: /win 48k Acme: annual plan with @sam")
    assert "Acme" not in " ".join(west.posted())


def test_the_bot_answers_neither_itself_nor_what_is_written_in_a_channel(west: Office) -> None:
    west.delivers()
    assert west.rita.dms
    assert "I hear commands" not in " ".join(message.plain for message in west.rita.dms)
    assert west.rita.types("win 48k Acme", in_="wins") is None


def written(office: Office, line: str, *, thread: Message | None = None) -> Message:
    answer = office.rita.types(line, in_="@pacesetter", thread=thread)
    assert answer is not None, f"nobody answered {line!r}"
    return answer


def meant(answer: Message) -> str:
    return answer.plain.partition("Did you mean: ")[2]


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("kudos @sam for the demo", "/kudos @sam for the demo"),
        ("Kudos, @sam and @mia: for the Acme demo & more", "/kudos @sam and @mia: for the Acme demo & more"),
        (" /win 48k Acme: annual plan", "/win 48k Acme: annual plan"),
        ("win: 48k Acme", "/win 48k Acme"),
        ("Win\n48k Acme", "/win 48k Acme"),
        ("pace win 48k Acme", "/win 48k Acme"),
        ("pace", "/pace"),
        (" /Pace undo", "/pace undo"),
        ("undo", "/pace undo"),
        ("help", "/pace help"),
        ("help win", "/pace help win"),
        ("away 3 days", "/pace away 3 days"),
    ],
)
def test_the_command_that_a_message_means_works_as_it_is_shown(west: Office, line: str, command: str) -> None:
    west.rita.types("/goal new 12 demos this month", in_="wins")
    assert meant(written(west, line)) == command
    answer = west.rita.types(command, in_="wins")
    assert answer is not None
    assert not re.search("I know no|no mention|I read|Something went wrong|Nothing to undo", answer.plain)


@pytest.mark.parametrize("line", ["", "pace yourself", "help me with Acme", "winning is fun", " / "])
def test_a_message_that_begins_with_no_command_is_taken_for_none(west: Office, line: str) -> None:
    answer = written(west, line)
    assert "I hear commands" in answer.plain
    assert "Did you mean" not in answer.plain


def test_of_a_message_that_is_too_long_the_command_alone_is_shown(west: Office) -> None:
    assert meant(written(west, f"win {'y ' * 2000}")) == "/win"
    assert meant(written(west, f"away {'y ' * 2000}")) == "/pace away"


def test_who_mentions_somebody_that_slack_does_not_show_hears_how_to_talk_to_it(west: Office) -> None:
    answer = written(west, "win 5k Acme with <@U0NOBODY>")
    assert "I hear commands" in answer.plain
    assert "Did you mean" not in answer.plain


def test_a_reply_in_a_thread_is_answered_in_the_thread(west: Office) -> None:
    west.delivers()
    welcome = west.rita.dms[-1]
    assert written(west, "thanks!", thread=welcome).thread_ts == welcome.ts
    assert written(west, "thanks!").thread_ts is None


def test_a_guest_who_writes_hears_one_kind_sentence(west: Office) -> None:
    gus = west.sandbox.add_person("gus", "Gus Guest", guest=True)
    answer = gus.types("win 48k Acme", in_="@pacesetter")
    assert answer is not None
    assert answer.plain.startswith("Hello Gus Guest, good to see you! I work with full members")
    assert "Did you mean" not in answer.plain


def test_the_kind_of_place_names_the_event_of_a_message_alone() -> None:
    def name(kind: str) -> str:
        event = {"type": kind, "user": "U1", "channel": "C1", "channel_type": "C"}
        return said.event({"team_id": "T1", "event_id": "Ev1", "event": event}).name

    assert name("message") == "message.C"
    assert name("member_joined_channel") == "member_joined_channel"
