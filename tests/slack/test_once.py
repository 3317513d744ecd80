"""What Slack delivers twice is acted on once; what failed is acted on when it comes again."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.models import HandledRequest, Kudos, Person, Win
from bot.sandbox import Request
from tests.office import Office
from tests.slack.talk import fills
from tests.slack.test_turn import last_request

RETRY = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}


def again(office: Office, request: Request, times: int = 1) -> list[int]:
    """The same request once more, or several times at once, as Slack marks it."""
    marked = replace(request, headers=request.headers | RETRY)
    with ThreadPoolExecutor(times) as threads:
        return [answer.status for answer in threads.map(office.sandbox.resend, [marked] * times)]


def a_command(office: Office) -> None:
    office.rita.types("/win 48k Acme: plan")


def a_form(office: Office) -> None:
    office.rita.types("/win")
    fills(office.rita, amount="48k", account="Acme")
    office.rita.submits()


def an_answer(office: Office) -> None:
    office.rita.types("/win 48.000 Acme: plan")
    office.rita.clicks("$48,000")


ACTS = [a_command, a_form, an_answer]
act = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
Act = Callable[[Office], None]


@act
@pytest.mark.parametrize("times", [1, 4], ids=["later", "at once"])
def test_what_was_acted_on_is_not_acted_on_again(west: Office, act: Act, times: int) -> None:
    act(west)
    assert again(west, last_request(west), times) == [200] * times
    assert west.count(Win) == 1
    assert len(west.posted()) == 1


@act
def test_what_was_never_answered_is_acted_on_once_by_four_at_once(
    west: Office, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("bot.domain.wins.record_serving", None)
        act(west)
    assert west.count(Win) == 0
    assert again(west, last_request(west), 4) == [200] * 4
    assert west.count(Win) == 1


@act
def test_a_repetition_two_days_later_is_still_known(west: Office, act: Act) -> None:
    act(west)
    request = last_request(west)
    west.clock.wait(hours=47)
    west.bot.scheduler.tick()
    # Signed anew, as Slack signs each delivery.
    content_type = request.headers["Content-Type"]
    assert west.sandbox.signed(request.body, headers=RETRY, content_type=content_type).status == 200
    assert west.count(Win) == 1


def test_an_event_that_was_acted_on_is_not_acted_on_again(west: Office) -> None:
    west.rita.renames("Margherita Rossi")
    before = west.count(HandledRequest)
    with west.bot.database.writing() as session:
        session.scalars(select(Person).where(Person.slack_id == west.rita.id)).one().name = "as it was"
    assert west.sandbox.retry_last_event().status == 200
    assert west.count(HandledRequest) == before
    assert name_of_rita(west) == "as it was"


def test_an_event_that_failed_is_acted_on_when_it_comes_again(west: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("bot.slack.people.refresh", None)
        west.rita.renames("Margherita Rossi")
    assert name_of_rita(west) == "Rita Rossi"
    assert west.sandbox.retry_last_event().status == 200
    assert name_of_rita(west) == "Margherita Rossi"


def name_of_rita(office: Office) -> str:
    with office.bot.database.reading() as session:
        return session.scalars(select(Person).where(Person.slack_id == office.rita.id)).one().name


def test_one_form_opened_twice_is_two_acts(west: Office) -> None:
    a_form(west)
    a_form(west)
    west.rita.clicks("Yes, another one")
    assert west.count(Win) == 2


def test_a_form_can_be_sent_again_after_it_was_refused(west: Office) -> None:
    west.rita.types("/win")
    fills(west.rita, amount="a lot", account="Acme")
    assert not west.rita.submits()
    fills(west.rita, amount="48k")
    assert west.rita.submits()
    assert west.count(Win) == 1


def test_kudos_delivered_twice_are_given_once(west: Office) -> None:
    west.rita.types("/kudos @sam for staying late")
    assert again(west, last_request(west), 3) == [200] * 3
    assert west.count(Kudos) == 1


def test_what_is_kept_of_a_request_is_no_text(west: Office) -> None:
    for do in ACTS:
        do(west)
    with west.bot.database.reading() as session:
        keys = list(session.scalars(select(HandledRequest.key)))
    assert {key.partition(":")[0] for key in keys} == {"command", "view", "form"}
    assert "Acme" not in json.dumps(keys)
