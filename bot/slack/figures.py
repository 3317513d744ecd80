"""Goals, wins, promises, standards in figures and words: what, how much, whose, by when, and how it goes."""

from datetime import date
from fractions import Fraction

from bot import phrases, words
from bot.domain import commitments, goals, pace
from bot.domain.rollup import Sum
from bot.models import Checkin, Commitment, Goal, GoalStep, Person, Standard, Visibility, Win
from bot.money import Money
from bot.phrases import format_money
from bot.slack.blocks import Mrkdwn, bold, mrkdwn

STATUS = {
    pace.Status.NOT_BEGUN: "not begun yet",
    pace.Status.DONE: "reached",
    pace.Status.OVER: "its time is over",
    pace.Status.AWAY: "no working day in it",
    pace.Status.TOO_EARLY: "too early to say",
    pace.Status.TOO_FEW: "too few deals to judge",
    pace.Status.AHEAD: "ahead",
    pace.Status.ON_PACE: "on pace",
    pace.Status.SLIPPING: "slipping",
    pace.Status.BEHIND: "behind",
}
SEEN_BY = {
    Visibility.PRIVATE: "you and your leader",
    Visibility.USUAL: "you, your leader and your coach",
    Visibility.PUBLIC: "your whole team",
}
SEEN_BY_OF_OTHERS = {
    Visibility.PRIVATE: "{owner} and their leader",
    Visibility.USUAL: "{owner}, their leader and their coach",
    Visibility.PUBLIC: "everybody in {team}",
}
STEPS = {
    "25": "is a quarter of the way there",
    "50": "is half-way there",
    "75": "is three quarters of the way there",
    "100": "has reached the goal",
    "110": "has passed 110 % of the goal",
    "125": "has passed 125 % of the goal",
}
SLIP_SAID = {
    None: "{who} hasn't said yet what would help.",
    "obstacle": "{who} says that something is in the way.",
    "coach": "{who} would like to be coached.",
    "daily": "{who} goes for {needed} from here.",
    "planned": "{who} says that it is planned so.",
}
"""What the owner of a slipping goal answered, as its leader reads it."""
SMALL = 10
"""Below this number one decimal is said."""


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────


def amount(goal: Goal, value: int | Fraction) -> str:
    """ "$48,000", "12 demos", "30 hours"; fractions are rounded."""
    if goal.currency:
        return format_money(Money(_whole_units(value), goal.currency), goal.team.currency)
    return f"{number(goal, value)} {unit(goal, value)}".strip()


def won(win: Win) -> str:
    """ "$48,000"."""
    return format_money(win.money, win.team.currency)


def exactly(of: Goal | Standard, value: int) -> str:
    """The exact value, as a form holds it: "$120,000.50", "12"."""
    return format_money(Money(value, of.currency), of.team.currency) if of.currency else f"{value:,}"


def number(goal: Goal, value: int | Fraction) -> str:
    """The amount without its unit, for a sentence that has named it already."""
    if goal.currency:
        return amount(goal, value)
    return rounded(Fraction(value))


def rounded(value: Fraction) -> str:
    """With one decimal if it is small and not whole; what is too small for one is not told as nothing."""
    if value.denominator == 1 or abs(value) >= SMALL:
        return f"{round(value):,}"
    if abs(value) < Fraction(1, 20):
        return f"{float(value):.1g}"
    return f"{float(value):,.1f}".removesuffix(".0")


def unit(goal: Goal, value: int | Fraction = 2) -> str:
    if goal.is_level:
        return goal.metric.measured_in
    name = goal.metric.name
    return _singular(name) if rounded(abs(Fraction(value))) == "1" else name


def _singular(name: str) -> str:
    """The singular of a metric's name, spelled as it was typed."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    key = phrases.metric_key(name)
    return name[: len(key)] if name.casefold().startswith(key) else name


def _whole_units(value: int | Fraction) -> int:
    """Cents rounded to whole dollars: amounts that result from a division need no cents."""
    exact = Fraction(value)
    if exact.denominator == 1 or abs(exact) < SMALL * 100:
        return round(exact)
    return round(exact / 100) * 100


# ── what it is for ───────────────────────────────────────────────────────────────────────────────────────


def aim(goal: Goal) -> str:
    """ "12 demos", "$100,000", "response time from 40 to 30 hours"."""
    if goal.is_level:
        way = f"{goal.metric.name} from {number(goal, goal.start_value)} to {amount(goal, goal.target)}"
        return goal.title or way
    of = "" if not goal.currency or goal.metric.name == goals.metrics.REVENUE else f" {goal.metric.name}"
    kind = f" #{goal.win_kind}" if goal.win_kind else ""
    return goal.title or f"{amount(goal, goal.target)}{of}{kind}"


def span(goal: Goal, today: date, fiscal_start: int = 1) -> str:
    """ "this quarter", "a week", "by Wed 30 Sep"; a week that recurs begins on the weekday of the goal's first day."""
    first_weekday = goal.first_on.weekday() if goal.recurrence else 0
    for name in phrases.SPANS:
        around = phrases.period_of(name, goal.first_on, fiscal_start, first_weekday)
        if around == goal.period:
            if goal.recurrence == name:
                return f"a {name}" if today in around else f"in the {name} from {words.day(goal.first_on, today=today)}"
            if today in around:
                return f"this {name}"
    return f"by {words.day(goal.last_on, today=today)}"


def named(goal: Goal, today: date, fiscal_start: int = 1) -> Mrkdwn:
    """ "goal 7 (12 demos by Wed 30 Sep)"."""
    return mrkdwn(
        "goal {number} ({aim} {span})", number=goal.number, aim=aim(goal), span=span(goal, today, fiscal_start)
    )


def named_checkin(checkin: Checkin, *, has_teams: bool) -> Mrkdwn:
    """Its title; for somebody in several teams, whose check-ins may have the same one, with the team that asks."""
    team = f" in {checkin.team.name}" if has_teams else ""
    return mrkdwn("{title}{team}", title=bold(checkin.title), team=team)


def due(promise: Commitment, today: date) -> str:
    """ "was due Mon 9 Nov", "due today", "due Fri 13 Nov"."""
    day = words.day(promise.due_on, today=today)
    if commitments.is_late(promise, today):
        return f"was due {day}"
    return "due today" if promise.due_on == today else f"due {day}"


def whose(goal: Goal) -> str:
    return goal.owner.name if goal.owner else goal.team.name


def to_whom(promise: Commitment) -> str:
    return promise.to.name if promise.to else promise.team.name


def seen_by(goal: Goal, reader: Person) -> str:
    """Who sees the goal, in words for this reader."""
    if goal.owner is None:
        return f"everybody in {goal.team.name}"
    if goal.owner_id == reader.id:
        return SEEN_BY[goal.visibility]
    return SEEN_BY_OF_OTHERS[goal.visibility].format(owner=goal.owner.name, team=goal.team.name)


# ── how it goes ──────────────────────────────────────────────────────────────────────────────────────────


def done_of(goal: Goal, done: int) -> str:
    """ "5 of 12", "$48,000 of $100,000"; for a level, where it is and where it should go."""
    if goal.is_level:
        return f"{amount(goal, done)} now, {number(goal, goal.target)} is the goal"
    return f"{number(goal, done)} of {number(goal, goal.target)}"


def line(goal: Goal, standing: pace.Pace, today: date, fiscal_start: int = 1) -> Mrkdwn:
    """A goal in one line, with how it goes."""
    share = f"{int(standing.share_done * 100)} %"
    status = (
        goal.outcome if goal.closed_at else "ended; a look back closes it" if goal.ended_at else STATUS[standing.status]
    )
    return mrkdwn(
        "`{number}` {aim} {span} · {done}, {share} · {status}",
        number=goal.number,
        aim=bold(aim(goal)),
        span=span(goal, today, fiscal_start),
        done=done_of(goal, standing.done),
        share=share,
        status=status or "",
    )


def of_sum(each: Sum) -> str:
    """The goal of a team with those below it and how it goes: " · 22 % of $300,000 this quarter, ahead"."""
    if each.goal is None or each.standing is None:
        return " · no goal yet"
    share, what = f"{int(each.standing.share_done * 100)} %", aim(each.goal)
    return f" · {share} of {what} {span(each.goal, each.standing.today)}, {STATUS[each.standing.status]}"


def arithmetic(goal: Goal, standing: pace.Pace, *, may_ask_for_more: bool) -> list[str]:
    """The numbers behind the judgement, in sentences; no call for more where quality has fallen.

    Of what is closed no more than how far it was: nothing is expected of it.
    """
    parts = {
        part.said: part for part in pace.explain(standing) if may_ask_for_more or part.said is not pace.Said.NEEDED
    }
    said = {pace.Said.DAY: _day} if goal.closed_at else SENTENCES
    return [told for kind, say in said.items() if kind in parts and (told := say(goal, standing, parts[kind]))]


def _day(_goal: Goal, standing: pace.Pace, part: pace.Part) -> str:
    gone, done = round((part.share or 0) * 100), int(standing.share_done * 100)
    days = "Working day" if standing.status is not pace.Status.AWAY else "Day"
    return f"{days} {standing.day} of {standing.days}: {gone} % of the time gone, {done} % done."


def _expected(goal: Goal, standing: pace.Pace, part: pace.Part) -> str:
    share = round((part.share or 0) * 100)
    if standing.status in (pace.Status.NOT_BEGUN, pace.Status.OVER):
        return ""
    return f"Expected by tonight: {amount(goal, part.first)} ({share} %)."


def _short(goal: Goal, _standing: pace.Pace, part: pace.Part) -> str:
    if goal.is_level:
        return f"{amount(goal, part.first)} now, {number(goal, part.second or 0)} were due by last night."
    return f"{number(goal, part.first)} of {amount(goal, part.second or 0)} that were due by last night."


def _needed(goal: Goal, standing: pace.Pace, part: pace.Part) -> str:
    was = f" (was {number(goal, part.second)})" if part.second is not None and part.second != part.first else ""
    left = words.count(standing.days_left, "working day")
    if goal.is_level:
        return f"{left} left."
    return f"Needed from here: {amount(goal, part.first)} a working day{was}, with {left} left."


def _projected(goal: Goal, _standing: pace.Pace, part: pace.Part) -> str:
    return f"If it goes on like this: about {amount(goal, part.first)} ({int((part.share or 0) * 100)} %)."


SENTENCES = {
    pace.Said.DAY: _day,
    pace.Said.SHORT: _short,
    pace.Said.EXPECTED: _expected,
    pace.Said.NEEDED: _needed,
    pace.Said.PROJECTED: _projected,
}


def step(reached: GoalStep, who: str) -> Mrkdwn:
    """ "West is half-way there", "you have reached the goal"."""
    said = STEPS[reached.name]
    if who == "you":
        said = said.replace("is ", "are ", 1) if said.startswith("is ") else said.replace("has ", "have ", 1)
    return mrkdwn("{who} {said}", who=who, said=said)
