"""A coaching talk taken back: what it caused goes along, and what came of it since keeps it standing."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from bot import outbox
from bot.db import Database
from bot.domain import coaching, commitments, teams
from bot.domain.coaching import Entry, Notes, Undone
from bot.errors import Refused
from bot.models import CoachingSession, Commitment, CommitmentSource, CommitmentState, Person
from bot.vault import Vault
from tests.domain.conftest import West
from tests.domain.test_coaching import DAY, NOTES, talk, whom
from tests.office import KEY
from tests.sales import NOW, TODAY, Sales

MINUTE = timedelta(minutes=1)
FRIDAY = TODAY + 2 * DAY


def undo(west: West, held: CoachingSession, *, after: timedelta = MINUTE, is_noted: bool = True) -> Undone:
    return coaching.undo(west.session, held.coach, held, is_noted=is_noted, now=NOW + after)


def talks(west: West) -> list[int]:
    return list(west.session.scalars(select(CoachingSession.number).order_by(CoachingSession.id)))


def prepared(west: West, *, days_ago: int = 0) -> CoachingSession:
    said = Entry(notes=Notes(focus="skill:resilience"), preparation="patience")
    return coaching.save(west.session, west.lee.person, west.rita, said, now=NOW - days_ago * DAY)


def promised(west: West, *, asks: bool = False) -> Commitment:
    """In a talk of now, by the leader or as the leader asks for it."""
    act = commitments.ask if asks else commitments.promise
    lee, rita, source = west.lee.person, [west.rita.person], CommitmentSource.COACHING
    return act(west.session, lee, rita, "the deck", FRIDAY, now=NOW, source=source, team=west.lee.team)[0]


def asks(west: West, *, days_ago: int = 0) -> None:
    coaching.ask(west.session, west.rita, "pricing", now=NOW - days_ago * DAY)


def waiting(west: West) -> int:
    return len(coaching.requests_to(west.session, west.lee.person))


# ── what goes along ──────────────────────────────────────────────────────────────────────────────────────


def test_a_talk_that_is_taken_back_is_gone_and_the_next_is_due_as_before(west: West) -> None:
    talk(west, west.lee.person, west.rita, days_ago=20)
    talk(west, west.lee.person, west.sam)
    held = talk(west, west.lee.person, west.rita)
    told = f"coaching:{held.id}"
    assert outbox.is_wanted(west.session, told)
    assert whom(west, west.lee.person) == []
    assert undo(west, held) == Undone()
    assert talks(west) == [1, 2]
    assert not outbox.is_wanted(west.session, told)
    assert whom(west, west.lee.person) == ["Rita"]


def test_promises_that_were_made_in_it_go_along_and_those_of_other_talks_stay(west: West) -> None:
    talk(west, west.lee.person, west.rita)
    first, asked = promised(west), promised(west, asks=True)
    later = coaching.save(west.session, west.lee.person, west.rita, Entry(notes=NOTES), now=NOW + MINUTE)
    lee, rita = west.lee.person, [west.rita.person]
    second = commitments.promise(
        west.session, lee, rita, "a list", FRIDAY, now=NOW + MINUTE, source=CommitmentSource.COACHING
    )[0]
    assert undo(west, later, after=2 * MINUTE).promises == 1
    assert [each.state for each in (first, asked, second)] == ["open", "asked", "taken back"]
    earlier = west.session.scalars(select(CoachingSession)).one()
    assert [each.text for each in coaching.promises_of(west.session, earlier)] == ["the deck", "the deck"]
    assert undo(west, earlier, after=3 * MINUTE).promises == 2
    assert {each.state for each in (first, asked)} == {CommitmentState.TAKEN_BACK}


def test_the_request_that_it_answered_waits_again(west: West) -> None:
    asks(west)
    held = talk(west, west.lee.person, west.rita)
    assert waiting(west) == 0
    undo(west, held)
    assert waiting(west) == 1


def test_a_request_that_another_talk_answers_too_stays_closed(west: West) -> None:
    asks(west)
    held = talk(west, west.lee.person, west.rita)
    twice = coaching.save(west.session, west.lee.person, west.rita, Entry(notes=NOTES), now=NOW + MINUTE)
    undo(west, held, after=2 * MINUTE)
    assert waiting(west) == 0
    undo(west, twice, after=3 * MINUTE)
    assert waiting(west) == 1


def test_who_asked_anew_meanwhile_has_asked_once(west: West) -> None:
    asks(west)
    held = talk(west, west.lee.person, west.rita)
    coaching.ask(west.session, west.rita, "discounts", now=NOW + MINUTE)
    undo(west, held, after=2 * MINUTE)
    (request,) = coaching.requests_to(west.session, west.lee.person)
    assert coaching.get_request(west.session, west.lee.person, request.id)[1] == "discounts"


def test_a_request_that_was_withdrawn_stays_so(west: West) -> None:
    asks(west, days_ago=1)
    coaching.withdraw(west.session, west.rita, now=NOW - MINUTE)
    undo(west, talk(west, west.lee.person, west.rita))
    assert waiting(west) == 0


def test_a_rating_alone_goes_along_so_that_nothing_says_there_was_one(west: West) -> None:
    held = talk(west, west.lee.person, west.rita)
    coaching.reply(west.session, west.rita.person, held, "", 1, now=NOW)
    undo(west, held)
    assert talks(west) == []


# ── what was prepared ────────────────────────────────────────────────────────────────────────────────────


def test_what_was_prepared_is_taken_back_by_itself(west: West) -> None:
    undo(west, prepared(west), is_noted=False)
    assert talks(west) == []


def test_what_was_prepared_before_the_talk_stands_without_its_notes(west: West) -> None:
    held = prepared(west, days_ago=2)
    notes = Notes(looked="the Acme call", focus="skill:resilience")
    talk(west, west.lee.person, west.rita, held=held, notes=notes, preparation="patience")
    coaching.reply(west.session, west.rita.person, held, "", 2, now=NOW)
    assert undo(west, held).is_prepared
    assert coaching.prepared(west.session, west.lee.person, west.rita) is held
    assert coaching.notes_of(west.session, held) == Notes(focus="skill:resilience")
    assert coaching.preparation_of(west.session, held) == "patience"
    assert (held.held_on, held.usefulness) == (None, None)
    assert not coaching.may_read(west.session, west.rita.person, held)


def test_what_was_prepared_in_the_same_breath_goes_with_the_talk(west: West) -> None:
    held = talk(west, west.lee.person, west.rita, preparation="patience")
    assert not undo(west, held).is_prepared
    assert talks(west) == []


def test_a_click_means_the_talk_or_what_was_prepared_and_never_the_other(west: West) -> None:
    held = prepared(west, days_ago=2)
    talk(west, west.lee.person, west.rita, held=held, preparation="patience")
    with pytest.raises(Refused, match="You have noted that talk since"):
        undo(west, held, is_noted=False)
    undo(west, held)
    with pytest.raises(Refused, match="taken back already"):
        undo(west, held)
    assert talks(west) == [held.number]


# ── what stands ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("minutes", "stands"), [(59, False), (60, False), (61, True)])
def test_the_hour_counts_from_the_notes_and_not_from_what_was_prepared(west: West, minutes: int, stands: bool) -> None:
    held = prepared(west, days_ago=2)
    talk(west, west.lee.person, west.rita, held=held)
    if stands:
        with pytest.raises(Refused, match=r"so it stands. `/coach edit 1` corrects"):
            undo(west, held, after=minutes * MINUTE)
    else:
        undo(west, held, after=minutes * MINUTE)
    assert bool(talks(west)) is stands


def test_a_talk_to_which_the_rep_added_words_stands(west: West) -> None:
    held = talk(west, west.lee.person, west.rita)
    coaching.reply(west.session, west.rita.person, held, "that helped", None, now=NOW)
    with pytest.raises(Refused, match="Rita has added words to it since"):
        undo(west, held)
    assert talks(west) == [held.number]


@pytest.mark.parametrize("since", ["kept", "moved", "accepted", "declined"])
def test_a_talk_stands_with_a_promise_to_which_more_was_said(west: West, since: str) -> None:
    held = talk(west, west.lee.person, west.rita)
    promise = promised(west, asks=since in ("accepted", "declined"))
    lee, rita, soon = west.lee.person, west.rita.person, NOW + MINUTE
    match since:
        case "kept":
            commitments.keep(west.session, lee, promise, now=soon)
        case "moved":
            commitments.move(west.session, lee, promise, FRIDAY + 3 * DAY, now=soon)
        case "accepted":
            commitments.accept(west.session, rita, promise, now=soon)
        case "declined":
            commitments.decline(west.session, rita, promise, "it is Sam's", now=soon)
    with pytest.raises(Refused, match=f"Promise {promise.number}, made in it, can't be taken back any more"):
        undo(west, held, after=2 * MINUTE)
    assert held.noted_at is not None


def test_nobody_takes_back_the_talk_of_another(sales: Sales, west: West) -> None:
    cora = teams.add_coach(sales.session, west.lee, sales.person("Cora"), [west.rita.person], now=NOW)
    held = talk(west, west.lee.person, west.rita)
    for person in (cora.person, west.rita.person):
        with pytest.raises(Refused, match="Only who held that talk"):
            coaching.undo(west.session, person, held, is_noted=True, now=NOW)
    assert coaching.latest_by(west.session, cora.person, now=NOW) is None


def test_a_second_click_at_the_same_moment_hears_that_it_is_taken_back(database_url: str) -> None:
    with closing(Database(database_url, Vault([KEY]))) as database:
        with database.writing() as session:
            sales = Sales(session)
            lee = sales.team("West", sales.person("Lee"))
            said = Entry(notes=NOTES, preparation="patience")
            held_id = coaching.save(session, lee.person, sales.rep("Rita", lee), said, now=NOW).id
        meeting = Barrier(2, timeout=10)

        def click(_: int) -> str:
            try:
                with database.writing() as session:
                    lee = session.scalars(select(Person).where(Person.name == "Lee")).one()
                    held = coaching.get_by_id(session, lee, held_id)
                    if database.engine.dialect.name != "sqlite":
                        meeting.wait()
                    coaching.undo(session, lee, held, is_noted=True, now=NOW)
            except Refused as refusal:
                return refusal.message
            return ""

        with ThreadPoolExecutor(2) as threads:
            answers = sorted(threads.map(click, range(2)))
    assert answers == ["", "That talk was taken back, with all that was noted of it."]


def test_a_request_of_after_an_earlier_talk_of_the_day_waits_again(west: West) -> None:
    talk(west, west.lee.person, west.rita)
    coaching.ask(west.session, west.rita, "pricing", now=NOW + MINUTE)
    held = coaching.save(west.session, west.lee.person, west.rita, Entry(notes=NOTES), now=NOW + 2 * MINUTE)
    assert waiting(west) == 0
    undo(west, held, after=3 * MINUTE)
    assert waiting(west) == 1
