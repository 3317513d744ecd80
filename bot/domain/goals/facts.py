"""What is said of a goal, and what of it cannot be."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot import phrases
from bot.domain.goals import metrics
from bot.errors import Refused, check_length
from bot.models import Goal, Recurrence, Unit, Visibility
from bot.money import LARGEST_MINOR, Money
from bot.phrases import LARGEST_COUNT, format_money
from bot.worktime import Calendar, Period

LONGEST = {"what": metrics.LONGEST_NAME, "title": 120, "why": 2000, "measured_in": 20, "look_back": 2000}
"""Characters."""
LONGEST_PERIOD = timedelta(days=5 * 366)
EXAMPLE = "Try `/goal new 12 demos by EOQ` or `/goal new 100k this quarter`."
LEVEL_EXAMPLE = "Try `/goal new response time from 40 to 30 hours by EOQ`."


@dataclass(frozen=True)
class Facts:
    """`target` in minor units of `currency`, or so many of `what`; with a `start` it is a level."""

    target: int
    what: str
    currency: str | None
    first_on: date
    last_on: date
    start: int | None = None
    measured_in: str = ""
    title: str = ""
    why: str = ""
    kind: str | None = None
    """Only wins of this kind count."""
    visibility: Visibility = Visibility.USUAL
    recurrence: Recurrence | None = None

    @property
    def named(self) -> str:
        """What is said beside the number: nothing of money that is just revenue."""
        return "" if self.currency and self.what == metrics.REVENUE else self.what

    @property
    def unit(self) -> Unit:
        return Unit.MONEY if self.currency else Unit.COUNT


def facts_of(goal: Goal) -> Facts:
    return Facts(
        target=goal.target,
        what=goal.metric.name,
        currency=goal.currency,
        first_on=goal.first_on,
        last_on=goal.last_on,
        start=goal.start_value if goal.is_level else None,
        measured_in=goal.metric.measured_in,
        title=goal.title,
        why=goal.why,
        kind=goal.win_kind,
        visibility=goal.visibility,
        recurrence=goal.recurrence,
    )


def checked(facts: Facts, home: str, today: date, calendar: Calendar) -> Facts:
    """The facts as they are kept, or Refused at the field that is wrong."""
    facts = replace(
        facts,
        what=" ".join(facts.what.split()),
        title=" ".join(facts.title.split()),
        why=facts.why.strip(),
        measured_in=" ".join(facts.measured_in.split()),
    )
    _check_number(facts, home)
    _check_period(facts, today, calendar)
    for name, said in (("what", "What is counted"), ("title", "The title"), ("why", "The reason")):
        check_length(getattr(facts, name), LONGEST[name], field=name, what=said, hint=EXAMPLE)
    return facts


def _check_number(facts: Facts, home: str) -> None:
    if facts.currency and facts.currency != home:
        read = format_money(Money(facts.target, facts.currency), home)
        raise Refused(
            f"I read {read}, and this team counts in {home}. Try `/goal new {home} 100k this quarter`; "
            "`/pace team set currency` changes what the team counts in.",
            field="target",
        )
    said = in_words(facts, facts.target)
    if "#" in facts.what:
        raise Refused(
            f"I read “{facts.what}”, and know no such kind of wins. `/pace team set kinds` shows this team's; "
            "`/pace team set kinds new, renewal` names them.",
            field="kind",
        )
    if not facts.currency and not any(letter.isalpha() for letter in facts.what):
        raise Refused(f"I read {said}, but not of what. {EXAMPLE}", field="what")
    if facts.start is not None:
        _check_not_won(facts, home)
        check_level(facts)
    elif facts.target <= 0:
        raise Refused(f"I read {said}. A goal is a number above zero. {EXAMPLE}", field="target")
    check_size(facts, max(facts.target, facts.start or 0))


def check_size(facts: Facts, number: int) -> None:
    """Refuse what is a slip of the finger."""
    largest = LARGEST_MINOR if facts.currency else LARGEST_COUNT
    if number > largest:
        most = in_words(facts, largest)
        raise Refused(f"That is more than I can count: the most that I take is {most}. {EXAMPLE}", field="target")


def _check_not_won(facts: Facts, home: str) -> None:
    """Refuse a level that wins would move: these are summed from zero, so there is no level to start from."""
    if not metrics.is_won(facts.what, facts.unit):
        return
    aim = f"{facts.target:,} {facts.what}"
    if facts.currency:
        aim = format_money(Money(facts.target, facts.currency), home)
    elif phrases.metric_key(facts.what) == metrics.REVENUE:
        aim = format_money(Money.of(facts.target, home), home)
    raise Refused(
        f"I read {facts.what} as a level. Wins count from zero in each period, so there is none to start from. "
        f"Try `/goal new {aim} by EOQ`.",
        field="target",
    )


def check_level(facts: Facts, example: str = LEVEL_EXAMPLE) -> None:
    if facts.start == facts.target:
        raise Refused(f"From {facts.start} to {facts.target} is where you stand already. {example}", field="target")
    if min(facts.target, facts.start or 0) < 0:
        raise Refused(f"A level is zero or above. {example}", field="target")


def _check_period(facts: Facts, today: date, calendar: Calendar) -> None:
    first, last = f"{facts.first_on:%-d %b %Y}", f"{facts.last_on:%-d %b %Y}"
    if facts.last_on < facts.first_on:
        raise Refused(f"I read from {first} to {last}, which ends before it begins. {EXAMPLE}", field="last_on")
    if facts.last_on < today:
        raise Refused(f"{last} is over, and a goal lies ahead. {EXAMPLE}", field="last_on")
    if facts.last_on - facts.first_on > LONGEST_PERIOD:
        raise Refused(
            f"From {first} to {last} is longer than five years. A quarter is easier to steer by. {EXAMPLE}",
            field="last_on",
        )
    if not calendar.working_days(Period(facts.first_on, facts.last_on)):
        raise Refused(
            f"Between {first} and {last} is no working day, so there is nothing to pace. "
            f"Choose a later last day, as in `by {calendar.next_working_day(facts.last_on):%-d %b}`.",
            field="last_on",
        )


def in_words(facts: Facts, number: int) -> str:
    """A number of the goal in words, as people say it."""
    if facts.currency:
        return format_money(Money(number, facts.currency), facts.currency)
    return f"{number:,} {facts.measured_in or facts.what}".strip()
