"""Three weeks in the life of West: who said what, in the words in which people say it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.sandbox import Channel, Message, Person, Sandbox

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
    (14, "11:45", "rita", "/win 13k Initech: training days"),
    (14, "11:50", "rita", "/obstacle Legal: yes or no on clause 7 of the Cyberdyne contract worth 48k by Friday"),
)
APPLAUSE = ("tada", "clap", "raised_hands")


@dataclass(frozen=True)
class Act:
    at: datetime
    happen: Callable[[], object]


class Story:
    """The acts between two moments, in their order; the people and channels are added to the sandbox at once."""

    def __init__(self, sandbox: Sandbox, begin: datetime, end: datetime) -> None:
        self._people = {handle: sandbox.add_person(handle, name, tz=zone) for handle, name, zone in PEOPLE}
        self._wins: Channel = sandbox.add_channel("wins", self._people.values())
        self._general: Channel = sandbox.add_channel("general", self._people.values())
        self.acts = [act for act in (*self._beginning(begin), *self._weeks(begin)) if act.at < end]

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

    def _say(self, who: str, line: str) -> None:
        person = self._people[who]
        if not line.startswith("/"):
            self._applaud(person)
        person.types(line, in_=self._wins)

    def _applaud(self, person: Person) -> None:
        latest: Message = person.last(in_=self._wins)
        person.reacts(APPLAUSE[len(latest.plain) % len(APPLAUSE)], latest)


def _moment(begin: datetime, working_day: int, at: str, zone: str) -> datetime:
    """The wall time `at` on the working day that is so many after the first one of the story."""
    day = begin.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    weekdays = (day + timedelta(days=ahead) for ahead in range(60))
    working = [candidate for candidate in weekdays if candidate.weekday() < 5]
    return datetime.combine(working[working_day], time.fromisoformat(at), ZoneInfo(zone))
