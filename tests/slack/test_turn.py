"""A turn of talk, whatever it is about: once, by whom, and what becomes of it when something fails."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from psycopg.errors import DeadlockDetected
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.domain import drafts, feedback, wins
from bot.errors import Refused
from bot.models import Draft, HandledRequest, Person, Win, Workspace
from bot.sandbox import Request, payloads
from bot.sandbox.shapes import user_json
from bot.slack import wins as page
from bot.slack.bolt import GONE, SORRY
from bot.slack.commands import Commands
from bot.slack.pages import gather
from bot.slack.root import COMMANDS
from bot.slack.said import Kind, Said, closed
from bot.slack.turn import Turn
from tests.office import Office
from tests.slack.talk import fills, form, hears, presses

LINE = "/win 48k Acme: annual plan because we brought the CFO in early"


def last_request(office: Office) -> Request:
    assert office.sandbox.last_request is not None
    return office.sandbox.last_request


# ── once ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_command_delivered_twice_is_acted_on_once(west: Office) -> None:
    west.rita.types(LINE)
    again = west.sandbox.resend(last_request(west))
    assert (again.status, again.body) == (200, "")
    assert len(west.posted()) == 1


def test_a_command_typed_twice_is_two_acts(west: Office) -> None:
    west.rita.types(LINE)
    west.rita.types(LINE)
    west.rita.clicks("Yes, another one")
    assert len(west.posted()) == 2


def test_a_command_that_was_refused_can_be_delivered_again(west: Office) -> None:
    west.rita.types("/win 48k Acme: plan for @dana")
    refused = last_request(west)
    west.lee.types("/pace team add @dana")
    assert "Logged as win 1" in west.sandbox.resend(refused).body


def at_once(office: Office, *requests: Request) -> list[int]:
    with ThreadPoolExecutor(len(requests)) as threads:
        return [answer.status for answer in threads.map(office.sandbox.resend, requests)]


def test_one_command_delivered_four_times_at_once_is_acted_on_once(west: Office) -> None:
    with west.sandbox.workspace.lock:
        fields = parse_qs(command_of(west, "48k Acme: plan"))
    body = urlencode(fields, doseq=True)
    west.sandbox.signed(body)
    assert at_once(west, *[last_request(west)] * 4) == [200] * 4
    assert len(west.posted()) == 1


def command_of(office: Office, text: str) -> str:
    office.rita.types("/win help")
    fields = {name: values[0] for name, values in parse_qs(last_request(office).body).items()}
    return urlencode(fields | {"text": text, "trigger_id": "of.another.command"})


def test_two_clicks_at_once_on_a_question_log_one_win(west: Office) -> None:
    west.rita.types("/win 48.000 Acme: plan")
    question = west.rita.last("wins")
    west.rita.clicks("$48,000", on=question)
    assert at_once(west, *[last_request(west)] * 3) == [200] * 3
    assert len(west.posted()) == 1


def test_two_clicks_at_once_on_undo_take_one_win_back_once(west: Office) -> None:
    west.rita.types(LINE)
    west.rita.types("/win 5k Globex: seat")
    west.rita.clicks("Undo")
    assert at_once(west, *[last_request(west)] * 3) == [200] * 3
    assert [post.split(",")[0] for post in west.posted()] == ["🔔 @rita closed Acme (annual plan)"]


def test_two_answers_to_one_question_are_one_win(west: Office) -> None:
    west.rita.types("/win 10k Acme: plan")
    question = west.rita.types("/win 480k Globex: plan")
    assert question is not None
    west.rita.clicks("Yes, post it", on=question)
    at_once(west, *[last_request(west)] * 2)
    assert west.rita.answer is not None
    assert west.rita.answer.plain.startswith("That was answered already, or ")
    assert len(west.posted()) == 2


def test_a_key_pressed_while_the_form_is_sent_leaves_nothing_that_waits(
    west: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, is_pressed, is_sent = drafts.replace, Event(), Event()

    def keep_late(*given: Any, **named: Any) -> None:
        is_pressed.set()
        is_sent.wait(0.5)  # in vain where one waits for the other, as it should be
        replace(*given, **named)

    west.rita.types("/win")
    fills(west.rita, amount="48k", account="Acme")
    monkeypatch.setattr(drafts, "replace", keep_late)
    with ThreadPoolExecutor() as requests:
        pressed = requests.submit(west.sandbox.resend, last_request(west))
        assert is_pressed.wait(3)
        assert west.rita.submits()
        is_sent.set()
        assert pressed.result().status == 200
    assert (west.count(Win), west.count(Draft)) == (1, 0)


def test_people_who_log_at_once_get_a_number_each(west: Office) -> None:
    acts = [(who, seats) for who in (west.rita, west.sam, west.mia, west.lee) for seats in ("a seat", "two seats")]
    with ThreadPoolExecutor(len(acts)) as threads:
        list(threads.map(lambda act: act[0].types(f"/win 5k Acme: {act[1]}"), acts))
    assert west.sandbox.troubles == []
    with west.bot.database.reading() as session:
        assert sorted(session.scalars(select(Win.number))) == list(range(1, 9))


# ── late, and from elsewhere ─────────────────────────────────────────────────────────────────────────────


def test_a_question_can_be_answered_days_later(west: Office) -> None:
    west.rita.types("/win 48.000 Acme: plan")
    west.clock.wait(days=20)
    assert "closed Wed 18 Nov" in presses(west.rita, "$48,000")


def test_a_question_that_was_forgotten_is_answered_in_words(west: Office) -> None:
    west.rita.types("/win 48.000 Acme: plan")
    west.clock.wait(days=31)
    west.bot.scheduler.tick()
    assert presses(west.rita, "$48,000") == (
        "That was answered already, or I forgot it after 30 days, so this click did nothing. "
        "If it isn't done yet, please type it again."
    )
    assert "Logged as win 1" in hears(west.rita, "/win 48k Acme: plan")


def test_a_button_of_an_earlier_version_is_answered_in_words(west: Office) -> None:
    west.rita.types(LINE)
    west.rita.last("wins").blocks[-1]["elements"][0]["action_id"] = "win.frame"
    assert presses(west.rita, "Undo") == GONE


def test_a_form_of_an_earlier_version_is_answered_in_words(west: Office) -> None:
    west.rita.types("/win")
    assert west.rita.form is not None
    west.rita.form.definition["callback_id"] = "win.old"
    west.rita.fills("Amount", "48k")
    assert not west.rita.submits()
    assert west.rita.form.errors == {"Amount": GONE}


def test_one_cannot_answer_the_question_of_another(west: Office) -> None:
    west.rita.types("/win 48.000 Acme: plan")
    west.rita.clicks("$48,000")
    payload = json.loads(parse_qs(last_request(west).body)["payload"][0])
    west.rita.types("/win 49.000 Acme: plan")
    question = payload["actions"][0]["value"].partition(":")[0]
    payload["user"]["id"] = west.sam.id
    payload["actions"][0]["value"] = f"{int(question) + 1}:0"
    west.sandbox.signed(urlencode({"payload": json.dumps(payload)}))
    assert len(west.posted()) == 1


# ── who is nobody here ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("traits", "answer"),
    [
        ({"guest": True}, "I work with full members of this workspace, and Gus Guest is a guest."),
        ({"ultra_guest": True}, "I work with full members of this workspace, and Gus Guest is a guest."),
        ({"stranger": True}, "I work with people of this workspace, and Gus Guest is of another one."),
        ({"bot": True}, "I work with people, and Gus Guest is an app."),
    ],
)
@pytest.mark.parametrize("line", ["/win 48k Acme: plan", "/win", "/pace", "/pace xyzzy", "/pace team new West"])
def test_whoever_is_no_full_member_is_refused_whatever_is_typed(
    office: Office, traits: dict[str, Any], answer: str, line: str
) -> None:
    gus = office.sandbox.add_person("gus", "Gus Guest", **traits)
    gus.joins("wins")
    assert hears(gus, line).splitlines()[0] == answer
    assert office.count(Win) == office.count(Draft) == office.count(HandledRequest) == 0


@pytest.mark.parametrize(
    ("traits", "answer"),
    [
        ({"guest": True}, "I work with full members of this workspace, and Gus Guest is a guest."),
        ({"stranger": True}, "I work with people of this workspace, and Gus Guest is of another one."),
        ({"bot": True}, "I work with people, and Gus Guest is an app."),
        ({"deleted": True}, "Gus Guest has left this workspace."),
    ],
)
def test_nobody_but_full_members_is_added_to_a_team_and_of_a_refused_list_nobody(
    west: Office, traits: dict[str, Any], answer: str
) -> None:
    west.sandbox.add_person("gus", "Gus Guest", **traits)
    assert hears(west.lee, "/pace team add @dana @gus").startswith(answer)
    assert "Dana" not in hears(west.lee, "/pace team show")


def test_whoever_another_organisation_has_in_a_shared_channel_is_refused_what_they_press(west: Office) -> None:
    gus = west.sandbox.add_person("gus", "Gus Guest", stranger=True)
    gus.joins("wins")
    west.rita.types("/obstacle a demo laptop by Friday")
    west.delivers()
    refusal = "I work with people of this workspace, and Gus Guest is of another one."
    for _ in range(2):
        assert presses(gus, "I'll take it") == refusal
        gus.reloads()
    assert "who can?" in west.posted()[-1]
    assert (west.count(Workspace), west.count(Person)) == (1, 4)


def test_a_guest_who_clicks_a_button_is_refused(west: Office) -> None:
    gus = west.sandbox.add_person("gus", "Gus Guest", guest=True)
    gus.joins("wins")
    west.rita.types(LINE)
    west.rita.clicks("Undo")
    payload = json.loads(parse_qs(last_request(west).body)["payload"][0])
    west.rita.types(LINE)
    payload["user"]["id"] = gus.id
    payload["actions"][0]["value"] = "2"
    west.sandbox.signed(urlencode({"payload": json.dumps(payload)}))
    assert len(west.posted()) == 1
    assert gus.answer is None or "guest" in gus.answer.plain


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/checkin @sam away", "I know no @sam for check-ins."),
        ("/checkin 1 #wins", "I read “#wins”, and don't know what that changes."),
        ("/pace vision @sam", "I know no @sam for a north star."),
        ("/pace start @sam", "I know no @sam here."),
        ("/pace settings thanks @sam", "I read “@sam”, which thanks can't be."),
        ("/pace team set morning off @sam", "I read “off @sam”, which morning can't be."),
        ("/pace team set zone #wins", "I know no time zone “#wins”."),
        ("/pace digest channel @sam", "I read “@sam” but no channel that Slack shows me."),
    ],
)
def test_who_and_what_is_mentioned_is_named_in_a_refusal_as_it_was_typed(west: Office, line: str, answer: str) -> None:
    assert hears(west.lee, line).startswith(answer)


def test_somebody_whom_slack_does_not_show_is_not_counted_in(west: Office) -> None:
    answer = west.sandbox.signed(command_of(west, "48k Acme with <@U99999999|ghost>"))
    assert "Slack doesn't show me the person that you mention" in answer.json()["text"]
    assert west.posted() == []


def test_a_new_name_is_known_within_a_day(west: Office) -> None:
    west.rita.types("/win 5k Acme: seat")
    west.rita.user.name = "Margherita Rossi"
    west.clock.wait(days=1)
    assert "· Margherita Rossi ·" in hears(west.rita, "/win list")


@pytest.mark.parametrize(
    ("of_teams", "answer"),
    [
        (["T0HOME", "T0SANDBOX"], "Your day, Wed 18 Nov"),
        (["T0HOME"], "I work with people of this workspace, and Rita Rossi is of another one."),
    ],
)
def test_a_colleague_whose_first_workspace_is_another_of_the_company_is_a_full_member(
    west: Office, of_teams: list[str], answer: str
) -> None:
    shape = user_json(west.sandbox.workspace, west.rita.user)
    shape |= {"team_id": "T0HOME", "enterprise_user": {"id": west.rita.id, "teams": of_teams}}
    west.rita.bot.sends_event(payloads.event(west.sandbox.workspace, {"type": "user_change", "user": shape}))
    assert hears(west.rita, "/pace").startswith(answer)


def test_whoever_lives_by_a_zone_that_is_newer_than_ours_is_served_by_utc(west: Office) -> None:
    shape = user_json(west.sandbox.workspace, west.rita.user) | {"tz": "America/Atlantis"}
    shape["profile"]["real_name"] = "Margherita Rossi"
    west.rita.bot.sends_event(payloads.event(west.sandbox.workspace, {"type": "user_change", "user": shape}))
    with west.bot.database.reading() as session:
        rita = session.scalars(select(Person).where(Person.slack_id == west.rita.id)).one()
        assert (rita.name, rita.zone) == ("Margherita Rossi", "UTC")
    assert hears(west.rita, "/pace").startswith("Your day, Wed 18 Nov")


def test_a_form_without_any_values_is_empty_in_whichever_way_slack_says_so() -> None:
    for state in ({"values": []}, {"values": {}}, {}):
        view = {"id": "V1", "callback_id": "win.form", "state": state}
        assert closed({"team": {"id": "T1"}, "user": {"id": "U1"}, "view": view}).values == {}


# ── when Slack does not answer ───────────────────────────────────────────────────────────────────────────


def test_a_command_of_people_who_are_known_is_answered_while_slack_is_down(west: Office) -> None:
    west.sandbox.down = True
    assert "Logged as win 1" in hears(west.rita, LINE)
    west.sandbox.down = False
    assert len(west.posted()) == 1


def test_the_first_word_said_while_slack_is_down_is_answered_and_handed_back(office: Office) -> None:
    office.sandbox.down = True
    assert hears(office.rita, LINE).splitlines() == [SORRY, "You typed:", LINE]


def test_the_form_that_slack_could_not_open_is_kept(west: Office) -> None:
    west.sandbox.down = True
    assert hears(west.rita, "/win Acme: renewal").startswith("Slack didn't open the form this time.")
    west.sandbox.down = False
    west.rita.types("/win")
    assert form(west.rita)["Account"] == "Acme"


def test_a_form_sent_while_slack_is_down_is_logged_though_the_confirmation_is_lost(west: Office) -> None:
    west.rita.types("/win")
    fills(west.rita, amount="48k", account="Acme")
    west.sandbox.down = True
    assert west.rita.submits()
    west.sandbox.down = False
    assert len(west.posted()) == 1


def test_a_click_whose_answer_is_lost_is_acted_on_once(west: Office) -> None:
    west.rita.types("/win 48.000 Acme: plan")
    west.sandbox.down = True
    west.rita.clicks("$48,000")
    west.sandbox.down = False
    assert west.rita.trouble is None
    assert len(west.posted()) == 1
    west.rita.clicks("$48,000")
    assert len(west.posted()) == 1


def test_a_click_that_could_not_be_acted_on_shows_slack_s_own_sign_of_trouble(office: Office) -> None:
    office.rita.types(LINE)
    office.clock.wait(days=2)
    office.sandbox.down = True
    office.rita.clicks("Make a team")
    assert office.rita.trouble is not None


def test_no_link_unfurls_in_an_answer_that_comes_as_a_direct_message(west: Office) -> None:
    west.rita.opens_home()
    west.rita.clicks("Promise something")
    fills(west.rita, to_whom=["@sam"], what_do="Read https://acme.com/plan", by_when="2026-11-20")
    assert west.rita.submits()
    assert "https://acme.com/plan" in west.rita.dms[-1].plain
    sent = next(said for method, said in reversed(west.sandbox.calls) if method == "chat.postMessage")
    assert [str(sent.get(f"unfurl_{what}")) for what in ("links", "media")] in (["False"] * 2, ["0"] * 2)


# ── errors in the middle ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def broken(west: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """West, in a week in which recording a win fails half-way."""
    record = wins.record

    def fail(*given: Any, **named: Any) -> None:
        record(*given, **named)
        raise LookupError("a mistake of ours, half-way")

    monkeypatch.setattr(wins, "record_serving", fail)
    return west


def test_an_error_in_the_middle_is_said_in_words_and_leaves_nothing(broken: Office) -> None:
    handled = broken.count(HandledRequest)
    assert hears(broken.rita, LINE).splitlines() == [SORRY, "You typed:", LINE]
    assert broken.count(Win) == 0
    assert broken.count(HandledRequest) == handled
    assert broken.posted() == []


@pytest.mark.parametrize(
    ("domain", "act", "line", "answer"),
    [
        (wins, "record_serving", LINE, "Logged as win 1"),
        (feedback, "give", "/feedback @sam saw: the call; did: lost the thread; try: a pause", "Given: 1"),
    ],
)
def test_an_act_that_met_another_one_is_done_once_more(
    west: Office, monkeypatch: pytest.MonkeyPatch, domain: ModuleType, act: str, line: str, answer: str
) -> None:
    whole, deadlocks = getattr(domain, act), [OperationalError("", {}, DeadlockDetected())]

    def meet(*given: Any, **named: Any) -> Any:
        done = whole(*given, **named)
        if deadlocks:
            raise deadlocks.pop()
        return done

    monkeypatch.setattr(domain, act, meet)
    assert answer in hears(west.rita, line)
    assert not deadlocks


def test_what_failed_can_be_delivered_again_once_it_works(west: Office) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wins, "record_serving", None)
        west.rita.types(LINE)
    assert "Logged as win 1" in west.sandbox.resend(last_request(west)).body


def test_what_goes_on_behind_an_offer_is_logged_as_the_turn_that_it_is(
    broken: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    broken.dana.types(LINE)
    capsys.readouterr()
    assert SORRY in presses(broken.dana, "Join West")
    turns = [line.partition("kind=")[2] for line in capsys.readouterr().err.splitlines() if "event=turn " in line]
    assert [line.split()[:3] for line in turns] == [
        ["command", "name=/win", "outcome=failed"],
        ["click", "name=team.join", "outcome=done"],
    ]


def test_an_error_behind_a_click_leaves_the_question(broken: Office) -> None:
    broken.rita.types("/win 48.000 Acme: plan")
    assert presses(broken.rita, "$48,000") == SORRY
    assert "Which one is it?" in broken.rita.sees("wins")[0].plain
    assert broken.count(Draft) == 1


def test_an_error_behind_a_form_leaves_the_form_open(broken: Office) -> None:
    broken.rita.types("/win")
    fills(broken.rita, amount="48k", account="Acme")
    assert not broken.rita.submits()
    assert broken.rita.form is not None
    assert broken.rita.form.errors == {"Amount": SORRY}
    assert form(broken.rita)["Account"] == "Acme"


# ── the house's own rules ────────────────────────────────────────────────────────────────────────────────


@contextmanager
def turn_of(office: Office) -> Iterator[Turn]:
    said = Said(Kind.COMMAND, "/win", "T0SANDBOX", office.rita.id, once="command:1")
    client = WebClient("xoxb-of-the-tests", base_url=office.sandbox.api_url)
    turn = Turn(said, office.bot.database, client, Commands("", COMMANDS), now=office.clock.now())
    with turn:
        turn.admit()
        yield turn


@pytest.mark.parametrize("door", ["reading", "writing"])
def test_slack_cannot_be_called_inside_a_transaction(west: Office, door: str) -> None:
    with turn_of(west) as turn:
        with pytest.raises(RuntimeError, match="inside a transaction"), getattr(turn, door)():
            _ = turn.client
        assert turn.client is not None


@pytest.fixture
def held(west: Office, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many connections for reading are taken, at each call of Slack."""
    found: list[int] = []

    def counting(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            found.append(west.bot.database.engines[-1].pool.checkedout())  # type: ignore[attr-defined]
            return call(*given, **named)

        return counted

    monkeypatch.setattr(WebClient, "api_call", counting(WebClient.api_call))
    monkeypatch.setattr(WebhookClient, "send_dict", counting(WebhookClient.send_dict))
    return found


def test_nothing_is_read_any_more_while_an_answer_is_on_its_way(west: Office, held: list[int]) -> None:
    west.lee.types("/pace standards new behaviour: Call back within the hour")
    west.clock.wait(hours=3)
    west.delivers()
    asked = next(message for message in west.rita.dms if "Are you in?" in message.plain)
    west.lee.types("/pace standards edit 1 behaviour: Call back within the day")
    held.clear()
    west.rita.clicks("I'm in", on=asked)
    assert held == [0]


def test_nothing_is_read_any_more_while_a_form_opens_after_an_offer(west: Office, held: list[int]) -> None:
    zoe = west.sandbox.add_person("zoe", "Zoe Zed")
    west.sandbox.add_channel("east", [zoe])
    zoe.types("/goal new", in_="east")
    held.clear()
    zoe.clicks("Make a team of this channel")
    assert zoe.form is not None
    assert not any(held)


def test_what_is_read_for_one_purpose_is_still_there_for_another_within_it(west: Office) -> None:
    """As where a page asks for its team while it reads; Slack is not asked before the outer reading is over."""
    with turn_of(west) as turn, turn.reading() as session:
        with turn.reading() as again:
            assert again is session
        assert turn.membership(session).person_id == turn.person.id
        with pytest.raises(RuntimeError, match="inside a transaction"):
            _ = turn.client


def test_whoever_is_taken_out_of_the_team_between_reading_and_acting_is_refused(west: Office) -> None:
    with turn_of(west) as turn:
        with turn.reading() as session:
            assert turn.membership(session).team.name == "West"
        west.lee.types("/pace team remove @rita")
        with pytest.raises(Refused, match="in no team"), turn.writing() as session:
            turn.membership(session)
        with pytest.raises(Refused, match="in no team"), turn.reading() as session:
            turn.membership(session)


def test_no_page_calls_slack_inside_a_transaction(west: Office) -> None:
    for line in ("/win", "/win 48k", "/win list", "/win edit 1", "/win 5k Acme with @dana for @mia", "/pace team show"):
        west.rita.types(line)
        west.rita.closes() if west.rita.form else None
    assert all("went wrong" not in message.plain for message in west.rita.sees("wins"))


def test_two_pages_cannot_claim_one_name() -> None:
    with pytest.raises(ValueError, match="which another page has"):
        gather([page, page])
