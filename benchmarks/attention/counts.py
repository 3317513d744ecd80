"""Adds up the messages of a quarter, and shows them beside the limits and as the table in docs/messages.md."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.attention.quarter import WEEKS, ZONES, Quarter, Told
from bot.db import Database
from bot.outbox import Attention
from bot.slack.pages import TABLES
from bot.worktime import week_of

MOST_A_DAY, MOST_A_WEEK = 2, 5
"""A rep's limits, by default."""
AT_ONCE = {name for name, kind in TABLES.messages.items() if kind.manner.attention is Attention.PRESSING}
AT_ONCE -= {"checkin.asked"}
"""Kinds that no limit holds back, as tomorrow is too late for them; without check-ins, as their place is reserved."""


@dataclass(frozen=True)
class Counts:
    """The messages that were told in a quarter."""

    weeks: int
    reps: list[Told]
    leader: list[Told]

    @property
    def held_to_limits(self) -> list[Told]:
        return [told for told in self.reps if not AT_ONCE & set(told.kinds)]

    @property
    def beyond_limits(self) -> list[Told]:
        """What came to a rep after as many as agreed for that day or week, whatever their kinds."""
        days: Counter[tuple[int, date]] = Counter()
        weeks: Counter[tuple[int, date]] = Counter()
        beyond = []
        for told in sorted(self.reps, key=lambda told: told.at):
            day, week = (told.person_id, told.at.date()), (told.person_id, week_of(told.at.date()).first)
            if days[day] >= MOST_A_DAY or weeks[week] >= MOST_A_WEEK:
                beyond.append(told)
            days[day] += 1
            weeks[week] += 1
        return beyond

    @property
    def in_quiet_hours(self) -> list[Told]:
        return [told for told in (*self.reps, *self.leader) if told.is_in_quiet_hours]

    @staticmethod
    def most_a_week(told: Sequence[Told]) -> int:
        """The most that any one person was told in a week."""
        return max(Counter((one.person_id, week_of(one.at.date()).first) for one in told).values())

    @staticmethod
    def most_a_day(told: Sequence[Told]) -> int:
        return max(Counter((one.person_id, one.at.date()) for one in told).values())

    def rows(self) -> Iterator[tuple[str, ...]]:
        rep_weeks, leader_days = (len(ZONES) - 1) * self.weeks, 5 * self.weeks
        held, at_once = len(self.held_to_limits), len(self.reps) - len(self.held_to_limits)
        week, day = self.most_a_week(self.held_to_limits), self.most_a_day(self.held_to_limits)
        yield "to a rep in a week", f"{held / rep_weeks:.1f}", f"{week}", f"at most {MOST_A_WEEK}"
        yield "to a rep on a day", f"{held / rep_weeks / 5:.1f}", f"{day}", f"at most {MOST_A_DAY}"
        both = f"{self.most_a_week(self.reps)} with the others"
        due = "to a rep, asked for or reminded of what is due by tomorrow"
        yield due, f"{at_once / rep_weeks:.1f}", both, "counts, and comes at once"
        beyond = f"{len(self.beyond_limits) / rep_weeks:.1f}"
        yield "to a rep in a week, beyond that day's or that week's limit", beyond, "", "for what is due by tomorrow"
        beside = "one brief, and what cannot wait"
        leader = self.most_a_day(self.leader)
        yield "to the leader on a day", f"{len(self.leader) / leader_days:.1f}", f"{leader}", beside
        at_night = f"{len(self.in_quiet_hours)}"
        yield "in quiet hours, to anybody", at_night, at_night, "none"

    def kinds(self) -> Iterator[tuple[str, str, str]]:
        """Each kind, and how often it was told, alone or with others: per rep in the quarter, and to the leader."""
        to_reps, to_leader = (Counter(kind for one in told for kind in one.kinds) for told in (self.reps, self.leader))
        for kind, _ in (to_reps + to_leader).most_common():
            yield f"`{kind}`", f"{to_reps[kind] / (len(ZONES) - 1):.1f}", str(to_leader[kind])


def counted(database: Database, weeks: int = WEEKS, seed: int = 1) -> Counts:
    quarter = Quarter(database, seed).play(weeks)
    to_leader = [told for told in quarter.told if told.person_id == quarter.leader_id]
    return Counts(weeks, [told for told in quarter.told if told.person_id != quarter.leader_id], to_leader)


def markdown(counts: Counts) -> str:
    head = ["| direct messages unasked | on average | most | limit |", "|---|---|---|---|"]
    kinds = ["| told in them | to a rep in the quarter | to the leader |", "|---|---|---|"]
    tables = (head, counts.rows()), (kinds, counts.kinds())
    return "\n\n".join("\n".join([*top, *(f"| {' | '.join(row)} |" for row in rows)]) for top, rows in tables)
