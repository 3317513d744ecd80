"""The week of `make demo`, played by its own clock and read as each of its five people."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.demo import DELIVER_WITHIN, Demo
from bot.demo.week import Step
from bot.sandbox import Message, Person
from tests.office import HandClock
from tests.slack.test_home import home

pytestmark = pytest.mark.simulation
BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2026, 11, 22, 14, tzinfo=BERLIN)
MONDAY = date(2026, 11, 23)
AFTERWARDS = (datetime(2026, 11, 30, 8, 30, tzinfo=BERLIN), datetime(2026, 12, 1, 8, 30, tzinfo=BERLIN))
"""Until the look back is over, and who leads has read of it."""
REPS = {"rita", "sam", "mia", "omar"}
EVERYBODY = REPS | {"lee"}
OPENS, CLOSES = time(8, 30), time(18)


@dataclass
class Seen:
    """What somebody sees, with all that it ever said, since when by their own clock."""

    who: str
    where: str
    at: datetime
    is_ephemeral: bool = False
    words: list[str] = field(default_factory=list)

    def says(self, words: str) -> bool:
        return any(words in told for told in self.words)


class Reading:
    """All that the five see, looked at after each step."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self._seen: dict[tuple[str, str, str], Seen] = {}
        self._read: dict[tuple[str, str], object] = {}

    @property
    def seen(self) -> list[Seen]:
        """Since the week began, in the order in which it came."""
        return [seen for seen in self._seen.values() if seen.at.date() >= MONDAY]

    def plays(self) -> None:
        self._look()
        for step in (*self.demo.week(), *(Step(at, ()) for at in AFTERWARDS)):
            self.demo.take(step)
            asyncio.run(self.demo.bot.delivery.drain(within=DELIVER_WITHIN))
            self._look()
            if step.at.astimezone(BERLIN).time() == CLOSES:
                self._look_at_homes()

    def _look(self) -> None:
        for person in self.demo.sandbox.people:
            for where, message in self._visible(person):
                revision = (message.text, message.blocks)
                if self._read.get((person.handle, message.ts)) != revision:
                    self._read[person.handle, message.ts] = revision
                    self._note(person, where, message.ts, message.plain, is_ephemeral=message.ephemeral)

    def _visible(self, person: Person) -> Iterator[tuple[str, Message]]:
        for where, messages in (("dm", person.dms), ("wins", person.sees(in_="wins"))):
            for message in messages:
                yield where, message
                yield from ((where, reply) for reply in message.replies)

    def _look_at_homes(self) -> None:
        for person in self.demo.sandbox.people:
            self._note(person, "home", self.demo.clock.now().isoformat(), home(person))

    def _note(self, person: Person, where: str, ts: str, words: str, *, is_ephemeral: bool = False) -> None:
        at = self.demo.clock.now().astimezone(ZoneInfo(person.tz))
        seen = self._seen.setdefault((person.handle, where, ts), Seen(person.handle, where, at, is_ephemeral))
        if words not in seen.words:
            seen.words.append(words)

    def those(self, words: str, who: str | None = None, where: str | None = None) -> list[Seen]:
        told = (each for each in self.seen if each.says(words))
        return [each for each in told if who in (None, each.who) and where in (None, each.where)]

    def readers(self, words: str) -> set[str]:
        return {seen.who for seen in self.those(words)}


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    with ExitStack() as stack:
        demo = Demo(tmp_path_factory.mktemp("week"), 0, HandClock(SUNDAY))
        stack.callback(demo.close)
        stack.enter_context(demo.answering())
        demo.play()
        reading = Reading(demo)
        reading.plays()
        yield reading


def when(seen: list[Seen]) -> list[str]:
    """By the clock of whoever sees it."""
    return [f"{each.at:%a %H:%M}" for each in seen]


# ── it runs by itself ────────────────────────────────────────────────────────────────────────────────────


def test_everything_that_people_do_in_it_is_understood(week: Reading) -> None:
    assert week.demo.sandbox.troubles == []
    answers = [words for seen in week.seen if seen.is_ephemeral for words in seen.words]
    assert len(answers) >= 25
    for refused in ("Try `", "Try /", "Something went wrong", "nothing was saved", "Which one"):
        assert [words for words in answers if refused in words] == []


# ── each gets what is theirs ─────────────────────────────────────────────────────────────────────────────


def asked(week: Reading, what: str, who: str) -> list[str]:
    """When somebody was asked that check-in, by their own clock."""
    return when([seen for seen in week.those(what, who, "dm") if seen.words[0].startswith(f"{what}: ")])


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_the_plan_is_asked_on_monday_at_nine_of_ones_own_clock_and_once(week: Reading, who: str) -> None:
    assert asked(week, "Monday plan", who) == ["Mon 09:00"]


def test_the_look_back_is_asked_on_friday_at_three_but_of_who_is_away(week: Reading) -> None:
    for who in ("rita", "lee", "sam"):
        assert asked(week, "Friday look back", who) == ["Fri 15:00"]
    # Mia was owed something else at that moment, and had both in one.
    assert "Friday look back: 3 questions" in week.those("Sam O'Neil says that this is done", "mia", "dm")[0].words[0]
    assert week.those("Friday look back", "omar", "dm") == []
    assert week.those("Away: Omar Haddad", "rita", "wins")


def test_only_who_has_not_answered_is_nudged_and_once(week: Reading) -> None:
    nudges = week.those("still waits for you", where="dm")
    assert [(seen.who, f"{seen.at:%a %H:%M}") for seen in nudges] == [("omar", "Mon 12:00"), ("mia", "Mon 08:30")]


def test_what_is_answered_late_says_so_to_its_writer_and_counts(week: Reading) -> None:
    assert week.those("after the deadline; it is marked late, and counts", "omar", "dm")
    assert week.those("Omar Haddad: two pilots in Valencia", "rita", "wins")


def test_who_leads_has_a_brief_each_morning_and_nobody_else_has_one(week: Reading) -> None:
    briefs = week.those("☀️ Your brief")
    assert {seen.who for seen in briefs} == {"lee"}
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Mon", "Tue"]
    assert when(briefs) == [f"{day} 08:30" for day in days]


def test_what_is_looked_at_is_said_on_monday_and_its_pattern_on_friday(week: Reading) -> None:
    assert when(week.those("This week Lee Chen looks at next steps after demos", "sam", "wins")) == ["Mon 07:45"]
    assert when(week.those("What we saw in next steps after demos: Demos that end", "sam", "wins")) == ["Fri 09:20"]


def test_a_promise_of_a_check_in_is_reminded_of_on_its_morning_and_ends_as_done(week: Reading) -> None:
    (reminder,) = week.those("your promise to Lee Chen: the list of renewals", "sam", "dm")
    assert when([reminder]) == ["Wed 08:30"]
    assert reminder.says("✓ Done, Lee Chen says.")


def test_an_obstacle_goes_its_way_in_the_channel(week: Reading) -> None:
    (request,) = (
        seen for seen in week.those("a laptop for demos that lasts a day", "rita", "wins") if "📦" in seen.words[0]
    )
    for stage in ("who can?", "Sam O'Neil has it", "Mia Sato has the last word", "✅ gone. Thanks, Sam O'Neil!"):
        assert request.says(stage)


def test_the_channel_reads_one_digest_on_friday_with_what_the_week_brought(week: Reading) -> None:
    (digest,) = week.those("Mon 23 Nov to Sun 29 Nov", "lee", "wins")
    assert when([digest]) == ["Fri 16:30"]
    assert digest.says("4 wins: $96,000")
    assert digest.says("2 obstacles removed with the help of Lee Chen and Sam O'Neil")
    assert digest.says("2 kudos, to Mia Sato and Omar Haddad")


# ── and nothing that is not ──────────────────────────────────────────────────────────────────────────────

FOR_SOME = {
    "their budget is frozen": {"omar"},
    "9 no's (cold calls)": {"omar"},
    "10 no's": {"omar"},
    "A word to Omar Haddad would help today": {"lee"},
    "the price list changes every week": {"mia"},
    "with a customer until tonight": {"sam"},
    "would make the job easier": {"lee"},
    "no answer to": {"lee"},
    "To cheer for": {"lee"},
    "Lee Chen has kept notes of your talk": {"mia"},
    "Your first two weeks": {"lee"},
    "your promise to Lee Chen: the list of renewals": {"sam"},
}
FOR_FORMS_ALONE = (
    "the Vandelay demo; well",
    "asking for a date",
    "fewer forms for renewals",
    "It is fixed till June",
    "a room for demos",
)
FOR_ALL = (
    "looks at next steps after demos",
    "🙏 A warm thank-you from Lee Chen to @omar",
    "Cyberdyne (second plant)",
    "answer every request in a day",
    "Lee Chen (leads): two visits to Cyberdyne",
)


@pytest.mark.parametrize("words", FOR_SOME)
def test_only_some_read(week: Reading, words: str) -> None:
    assert week.readers(words) == FOR_SOME[words]


@pytest.mark.parametrize("words", FOR_FORMS_ALONE)
def test_no_message_and_no_home_says(week: Reading, words: str) -> None:
    assert week.readers(words) == set()


@pytest.mark.parametrize("words", FOR_ALL)
def test_everybody_reads(week: Reading, words: str) -> None:
    assert week.readers(words) == EVERYBODY


def test_the_channel_never_says_who_did_not_answer(week: Reading) -> None:
    summaries = [seen for seen in week.those("look back · Fri", where="wins") if not seen.is_ephemeral]
    assert {seen.who for seen in summaries} == EVERYBODY
    # Mia did not answer and Sam skipped it: neither stands there.
    assert [words for seen in summaries for words in seen.words if "Mia" in words or "Sam" in words] == []


def test_nothing_stands_twice(week: Reading) -> None:
    for who in EVERYBODY:
        shown = [(seen.where, seen.words[-1]) for seen in week.seen if seen.who == who and not seen.is_ephemeral]
        assert [each for each in shown if shown.count(each) > 1 and each[0] != "home"] == []


def test_nobody_is_written_to_at_night(week: Reading) -> None:
    unasked = [seen for seen in week.seen if seen.where == "dm" and not seen.is_ephemeral]
    assert len(unasked) > 20
    assert [seen for seen in unasked if not OPENS <= seen.at.time() < CLOSES or seen.at.weekday() > 4] == []
