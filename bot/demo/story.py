"""Three weeks in the life of West, and the week after: who says what, in the words in which people say it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.sandbox import Channel, Message, NotVisible, Person, Sandbox
from bot.worktime import Calendar, local_day

HERE = "Europe/Berlin"
"""Where most of them are."""
PEOPLE = (
    ("rita", "Rita Rossi", "Europe/Berlin"),
    ("lee", "Lee Chen", "Europe/Berlin"),
    ("sam", "Sam O'Neil", "Europe/London"),
    ("mia", "Mia Sato", "Europe/Berlin"),
    ("omar", "Omar Haddad", "Europe/Madrid"),
)

DAYS = (
    # working days from the beginning: (day, hour:minute, who, what is typed)
    (0, "09:05", "lee", "/pace vision set The first call of every plant in the west value: lines that never wait"),
    (0, "09:20", "lee", "/pace standards new Answer every inbound lead within 4 working hours"),
    (0, "09:21", "lee", "/pace standards new 4 demos a week"),
    (0, "09:24", "lee", "/pace standards in all"),
    (0, "09:50", "rita", "/pace standards in all"),
    (0, "09:30", "lee", "/goal new 300k this quarter for the team because it pays for two more engineers"),
    (0, "09:52", "rita", "/goal new 100k this quarter public because Cyberdyne is ready"),
    (0, "09:55", "sam", "/goal new 90k this quarter"),
    (0, "09:58", "mia", "/goal new 20 demos this quarter public because one demo in four becomes a deal"),
    (0, "10:12", "rita", "/win 14k Initech: onboarding package because their CTO saw the demo twice"),
    (0, "15:40", "sam", "/win 22k Globex: pilot with @omar because Omar had the reference call ready"),
    (1, "11:05", "omar", "/win 9,500 Hooli: starter licence"),
    (1, "11:20", "lee", "Three wins in two days, all from accounts we'd nearly given up on. Keep at it!"),
    (2, "15:20", "mia", "/goal demos +4"),
    (2, "16:31", "mia", "/win 31k Umbrella: annual plan because legal got clause 4 in writing first"),
    (4, "09:48", "rita", "/win 15k Stark: renewal yesterday"),
    (5, "14:02", "sam", "/win 12.5k Wayne: two seats more because we asked what would make January easier"),
    (6, "10:30", "omar", "/win 27k Soylent: annual plan with @mia because Mia walked their CFO through the numbers"),
    (6, "15:10", "lee", "/coach @rita call review; looked: the Cyberdyne call; well: silence; work on: the next step"),
    (6, "10:41", "mia", "Happy to do that again, the sheet is in the channel files."),
    (7, "16:20", "lee", "/kudos @mia for walking Soylent's CFO through the numbers on her day off"),
    (7, "11:30", "mia", "/goal demos +7: a whole morning at Vandelay"),
    (8, "17:15", "mia", "/win 8k Vandelay: import module"),
    (9, "11:11", "rita", "/win 41k Cyberdyne: annual plan because we let them test with their own data"),
    (10, "13:25", "sam", "/win 16k Tyrell: renewal"),
    (11, "09:35", "omar", "/win 11k Oscorp: starter licence because the webinar answered their security questions"),
    (12, "15:50", "lee", "/win 35k Massive Dynamic: framework agreement with @rita and @sam"),
    (13, "10:05", "mia", "/win 19k Wonka: annual plan because we came back after the first no"),
    (13, "10:22", "rita", "That second visit to Wonka was worth every minute, Mia!"),
    (13, "17:30", "omar", "/kudos @rita @sam for staying late on the Massive Dynamic security review"),
    (13, "11:20", "lee", "/promise @rita review the Tyrell deck in 4 days"),
    (14, "11:50", "rita", "/obstacle Legal: yes or no on clause 7 of the Cyberdyne contract worth 48k by Friday"),
)

LAST_FRIDAY = (
    # (hour:minute there, who, what is typed)
    ("15:05", "lee", "/checkin answer 1: a second visit is worth more than a second mail; 2: the old price list"),
    ("15:07", "mia", "/checkin answer 1: Wonka, after their first no; 2: nothing; 3: a room for demos"),
    ("15:12", "rita", "/checkin answer 1: Cyberdyne tested with their own data; 2: nothing"),
    ("16:10", "sam", "/checkin answer 1: renewals want a call in the month before; 2: nothing"),
    ("16:35", "omar", "/checkin answer 1: security questions come first now; 2: nothing"),
    ("17:20", "rita", "/win 13k Initech: training days because we offered them with the renewal"),
)


@dataclass(frozen=True)
class Press:
    """A click on the newest visible button of that label; `fields` is entered in the form that opens, if any."""

    label: str
    fields: Mapping[str, str] = field(default_factory=dict)


WEEK: tuple[tuple[int, str, str, str | Press], ...] = (
    # the week to come: (weekday, hour:minute there, who, what is typed or pressed)
    (0, "08:45", "lee", "/pace inspect next steps after demos"),
    (
        0,
        "09:02",
        "lee",
        "/checkin answer 1: two visits to Cyberdyne; 2: nothing; 3: answer every request in a day by Fri",
    ),
    (0, "09:04", "rita", "/checkin answer 1: sign Cyberdyne, with their lawyer on Tuesday; 2: nothing; 3: nothing"),
    (0, "09:12", "mia", "/checkin answer 1: eight demos; 2: the price list changes every week; 3: nothing"),
    (0, "09:05", "sam", "/checkin answer 1: three renewals; 2: nothing; 3: the list of renewals to Lee by Wednesday"),
    (0, "11:15", "sam", "/win 18k Wayne: support plan because we called before their budget closed"),
    (0, "14:20", "omar", "/checkin answer 1: two pilots in Valencia; 2: nothing; 3: nothing"),
    (0, "15:30", "omar", "/no Hooli: their budget is frozen until spring"),
    (0, "16:20", "lee", Press("Kept")),
    (0, "17:05", "rita", Press("Done for me")),
    (1, "09:10", "lee", Press("Removed", {"In words": "Legal said yes in writing"})),
    (1, "09:40", "rita", Press("Really gone")),
    (1, "10:05", "lee", "/pace cheer @omar the reference call for Globex opened a door that was shut for a year"),
    (1, "11:30", "rita", "/win 48k Cyberdyne: second plant because clause 7 was answered in a day"),
    (1, "15:20", "mia", "/goal demos +3"),
    (
        2,
        "08:50",
        "lee",
        Press("Open", {"What would you like to do?": "It is removed", "In words": "It is fixed till June"}),
    ),
    (2, "09:50", "sam", Press("Kept")),
    (2, "11:00", "omar", "/no 9 cold calls"),
    (2, "13:30", "mia", "/obstacle resource: a laptop for demos that lasts a day by Friday"),
    (2, "13:10", "sam", Press("I'll take it")),
    (2, "16:10", "omar", "/pace away Friday"),
    (3, "08:50", "lee", Press("Done for me")),
    (
        3,
        "10:00",
        "lee",
        "/coach @mia one-to-one; looked: the Vandelay demo; well: the pause; work on: asking for a date",
    ),
    (3, "11:45", "sam", "/win 9k Tyrell: two more seats"),
    (3, "14:00", "mia", "/win 21k Vandelay: annual plan because the demo ran on their own data"),
    (3, "14:10", "sam", Press("Removed", {"In words": "Mine is on your desk, take it"})),
    (4, "15:02", "mia", Press("Really gone")),
    (4, "10:20", "lee", "/pace inspect saw Demos that end without a date for the next step go cold within a week"),
    (4, "15:03", "lee", "/checkin answer 1: Legal answers when it is asked in one line; 2: clause 7"),
    (4, "15:04", "rita", "/checkin answer 1: Cyberdyne, twice; 2: fewer forms for renewals under 10k"),
    (4, "15:06", "sam", "/checkin skip with a customer until tonight"),
    (4, "16:00", "rita", "/kudos @mia for running the Vandelay demo on their own data"),
    (4, "16:45", "lee", Press("Kept")),
)
FRIDAY = 4
TICKS = ("15:00", "16:30")
"""At these times of the last Friday the bot does what is due: the check-in to look back, and the digest."""
APPLAUSE = ("tada", "clap", "raised_hands")


@dataclass(frozen=True)
class Act:
    at: datetime
    happen: Callable[[], object]


class Story:
    """The acts between two moments, in order; the people and channels are added to the sandbox at once.

    Nothing happens because time passes, except when it calls `tick`.
    """

    def __init__(self, sandbox: Sandbox, begin: datetime, end: datetime, tick: Callable[[], object]) -> None:
        self._people = {handle: sandbox.add_person(handle, name, tz=zone) for handle, name, zone in PEOPLE}
        self._wins: Channel = sandbox.add_channel("wins", self._people.values())
        self._general: Channel = sandbox.add_channel("general", self._people.values())
        self._to_come = WEEK
        acts = (*self._beginning(begin), *self._weeks(begin), *self._last_friday(end, tick))
        self.acts = sorted((act for act in acts if act.at < end), key=lambda act: act.at)

    def week(self, monday: date) -> list[Act]:
        """What people do in that week, once: the next call returns nothing."""
        told, self._to_come = self._to_come, ()
        return [
            Act(_local(monday + timedelta(days=day), at, self._people[who].tz), partial(self._do, who, what))
            for day, at, who, what in told
        ]

    def _do(self, who: str, what: str | Press) -> None:
        if isinstance(what, Press):
            self._press(self._people[who], what)
        else:
            self._say(who, what)

    def _press(self, person: Person, what: Press) -> None:
        if person.form:
            raise NotVisible(f"{person} is in the middle of a form")
        person.clicks(what.label)
        for label, text in what.fields.items():
            person.fills(label, text)
        if what.fields:
            person.submits()

    def _beginning(self, begin: datetime) -> list[Act]:
        lee = self._people["lee"]
        others = " ".join(f"@{handle}" for handle in self._people if handle != "lee")
        lines = ("/pace team new West", f"/pace team add {others}")
        return [Act(begin, partial(lee.types, line, in_=self._wins)) for line in lines]

    def _weeks(self, begin: datetime) -> list[Act]:
        return [
            Act(_moment(begin, day, at, self._people[who].tz), partial(self._say, who, line))
            for day, at, who, line in DAYS
        ]

    def _last_friday(self, end: datetime, tick: Callable[[], object]) -> Iterator[Act]:
        day = local_day(end, HERE) - timedelta(days=1)
        friday = day - timedelta(days=(day.weekday() - FRIDAY) % 7)
        for at in TICKS:
            yield Act(_local(friday, at, HERE), tick)
        for at, who, line in LAST_FRIDAY:
            yield Act(_local(friday, at, self._people[who].tz), partial(self._say, who, line))

    def _say(self, who: str, line: str) -> None:
        person = self._people[who]
        if not line.startswith("/"):
            self._applaud(person)
        person.types(line, in_=self._wins)

    def _applaud(self, person: Person) -> None:
        latest: Message = person.last(in_=self._wins)
        person.reacts(APPLAUSE[len(latest.plain) % len(APPLAUSE)], latest)


def _moment(begin: datetime, working_day: int, at: str, zone: str) -> datetime:
    """The moment of the wall time `at`, so many working days after the first one of the story."""
    return _local(Calendar(zone).next_working_day(local_day(begin, zone), working_day + 1), at, zone)


def _local(day: date, at: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), ZoneInfo(zone))
