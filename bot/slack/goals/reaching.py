"""Reach and quality: smaller steps for a far goal, what a goal takes each day, and the quality that goes with it."""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import calendars, drafts, goals, pace
from bot.domain.goals import Needs
from bot.errors import Refused
from bot.models import Goal, MovedBy
from bot.money import Money
from bot.outbox import Rendered
from bot.phrases import format_money
from bot.slack import blocks, figures
from bot.slack.blocks import Element, Mrkdwn, bold, mrkdwn
from bot.slack.goals import finding
from bot.slack.goals.finding import Find
from bot.slack.said import readable
from bot.slack.turn import Turn

NEEDS = "goal.needs"
ONE_IN = re.compile(
    r"\b(?:1|one)\s+(?:in|of|out of)\s+(?P<count>\d{1,6})(?:\s+(?P<what>[^\W\d][\w -]{0,59}))?", re.IGNORECASE
)
EXAMPLE = "Try `/goal {} needs 12k a deal, 1 in 5 demos`."
STEPS = {
    "close rate": "One step to work on: before the next one, agree with the customer what happens after it.",
    "average deal": "One step to work on: in the next deal, ask who else would use it before you name a price.",
}
ANY_STEP = "One step to work on: take one that went well and one that didn't, and look at them with your coach."


# ── far above anything before ────────────────────────────────────────────────────────────────────────────


def offer(session: Session, goal: Goal, far: pace.Stretch | None) -> list[Mrkdwn]:
    """The arithmetic, and the smaller steps that would lead there; it is set anyway."""
    if far is None:
        return []
    span = goals.span_of(goal, calendars.fiscal_start(session, goal.team)) or "period"
    steps = [figures.amount(goal, step) for step in far.ramp]
    told = mrkdwn(
        "It is {times} times {whose} best {span} so far, {best}. It stands. "
        "Smaller steps would be {first} now, then {rest}.",
        times=f"{float(far.times):.1f}",
        whose="the team's" if goal.is_of_team else "the",
        span=span,
        best=figures.amount(goal, far.best),
        first=steps[0],
        rest=words.listed(steps[1:]),
    )
    return [told]


def buttons(goal: Goal) -> list[Element]:
    return [
        blocks.button("Use the ramp", "goal.ramp", f"{goal.id}:use", nth=0),
        blocks.button("Keep it", "goal.ramp", f"{goal.id}:keep", nth=1),
    ]


def hear_ramp(turn: Turn, number: str, _: str) -> None:
    """`/goal 7 ramp`."""
    use_ramp(turn, finding.numbered(turn, number))


def use_ramp(turn: Turn, find: Find) -> None:
    with turn.writing() as session:
        by, goal = find(session)
        steps = goals.use_ramp(session, by, goal, now=turn.now)
        lines = [_step(step, worktime.local_day(turn.now, goal.team.zone)) for step in steps]
        told = Mrkdwn("Step by step, each a goal of its own that you can change:")
    turn.reply(blocks.words(blocks.joined([told, *lines])))


def _step(step: Goal, today: date) -> Mrkdwn:
    last = words.day(step.last_on, today=today)
    return mrkdwn("• `{number}` {aim} by {last}", number=step.number, aim=bold(figures.aim(step)), last=last)


# ── what it takes ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Named:
    """What somebody named; None where they did not."""

    deal: int | None
    one_in: int | None
    activity: str


def hear_needs(turn: Turn, number: str, text: str) -> None:
    """`/goal 7 needs`; with `12k a deal, 1 in 5 demos` behind it where history is too short."""
    find = finding.numbered(turn, number)
    if text:
        with turn.reading() as session:
            _, goal = find(session)
            named = _read(goal, text)
        _assume(turn, find, named)
    else:
        _show(turn, find)


def handle_needs(turn: Turn) -> None:
    """A click on "What it takes"."""
    _show(turn, finding.clicked(turn))


def _read(goal: Goal, text: str) -> Named:
    found = ONE_IN.search(phrases.mask(phrases.normalise(text)))
    rest = ONE_IN.sub(" ", phrases.normalise(text)) if found else text
    amount = re.search(r"\S*\d\S*", rest)
    if found is None and amount is None:
        raise Refused(f"I read “{blocks.cut(readable(text), 40)}”, but no number. {EXAMPLE.format(goal.number)}")
    deal = _deal(goal, amount[0].strip(",.;")) if amount else None
    return Named(deal, int(found["count"]) if found else None, readable(found["what"] or "").strip() if found else "")


def _deal(goal: Goal, text: str, field: str | None = None) -> int:
    readings = phrases.read_measure(text, goal.team.currency, is_money=True)
    if len(readings) != 1:
        shown = blocks.cut(readable(text), 40)
        raise Refused(f"I read “{shown}”, but no amount in {goal.team.currency} like `12k`.", field=field)
    return readings[0]


def _show(turn: Turn, find: Find) -> None:
    """The arithmetic, or the form for what is missing in it."""
    with turn.reading() as session:
        by, goal = find(session)
        goals.check_sight(by, goal)
        found = goals.needs(session, goal, now=turn.now)
        is_missing = found.left > 0 and found.effort is None and goal.metric.moved_by is not MovedBy.TYPING
        if is_missing:
            goals.check_equip(by, goal)
        kept = drafts.find(session, turn.person, f"{NEEDS}:{goal.id}")
        form = _form(goal, found, kept) if is_missing else None
        answer = None if is_missing else _told(goal, found)
    if form:
        turn.open(form)
    elif answer:
        turn.reply(answer)


def _form(goal: Goal, found: Needs, kept: dict[str, str]) -> blocks.Block:
    rows = []
    if goal.metric.moved_by is MovedBy.AMOUNTS and found.deal is None:
        rows.append(
            blocks.text_field("deal", "What does a deal usually come to?", kept.get("deal") or "", placeholder="12k")
        )
    if found.rate is None:
        rows += [
            blocks.text_field(
                "one_in", "One deal comes of how many attempts?", kept.get("one_in") or "", placeholder="5", longest=6
            ),
            blocks.text_field(
                "activity", "What is an attempt?", kept.get("activity") or "", placeholder="demos", longest=60
            ),
        ]
    told = "There is too little history to go by yet: fewer than five deals, or ten attempts. What would you say?"
    return blocks.form(
        NEEDS,
        f"What goal {goal.number} takes",
        blocks.section(told),
        *rows,
        blocks.context("It is kept with the goal, and gives way to your own figures once there are enough."),
        submit="Work it out",
        metadata={"goal": goal.id, "draft": f"{NEEDS}:{goal.id}"},
    )


def handle_submission(turn: Turn) -> None:
    find, entered = finding.carried(turn), turn.said.values
    with turn.reading() as session:
        _, goal = find(session)
        deal = _deal(goal, entered["deal"].strip(), "deal") if entered.get("deal") else None
    one_in = (entered.get("one_in") or "").strip()
    if one_in and not one_in.isdecimal():
        raise Refused(f"I read “{blocks.cut(one_in, 20)}”, and count in whole numbers, as in 5.", field="one_in")
    _assume(turn, find, Named(deal, int(one_in) if one_in else None, turn.said.written("activity")))


def _assume(turn: Turn, find: Find, named: Named) -> None:
    with turn.writing() as session:
        by, goal = find(session)
        goals.assume(session, by, goal, deal=named.deal, one_in=named.one_in, activity=named.activity)
        drafts.discard(session, turn.person, f"{NEEDS}:{goal.id}")
        answer = _told(goal, goals.needs(session, goal, now=turn.now), named)
    turn.reply(answer)


def _told(goal: Goal, found: Needs, named: Named | None = None) -> Rendered:
    days = words.count(found.days_left, "working day")
    left = mrkdwn(
        "*Goal {number}*: {left} left in {days}.", number=goal.number, left=figures.amount(goal, found.left), days=days
    )
    if found.left == 0:
        return blocks.words(mrkdwn("Goal {number} is reached: it takes nothing more.", number=goal.number))
    if found.effort is None:
        return blocks.words(blocks.joined([left, _a_day(goal, found.a_day), *_left_aside(goal, found, named)]))
    effort = found.effort
    lines = [left]
    if effort.deal:
        deal = _in_money(goal, round(effort.deal.value))
        count = words.count(effort.deals, "deal")
        lines.append(
            mrkdwn(
                "A deal comes to {deal} on average ({cases}): {count}.",
                deal=deal,
                cases=_cases(effort.deal, "deals"),
                count=count,
            )
        )
    lines.append(
        mrkdwn(
            "One deal comes of {each} {activity} ({cases}): {attempts} {activity} in all{a_day}.",
            each=figures.rounded(1 / effort.rate.value),
            activity=found.activity,
            cases=_cases(effort.rate, found.activity),
            attempts=f"{effort.attempts:,}",
            a_day=f", {figures.rounded(effort.a_day)} a working day" if effort.a_day is not None else "",
        )
    )
    return blocks.words(blocks.joined([*lines, *_left_aside(goal, found, named)]))


def _left_aside(goal: Goal, found: Needs, named: Named | None) -> list[Mrkdwn]:
    """What was named and is not gone by, and why."""
    if named is None:
        return []
    deal = _in_money(goal, named.deal) if named.deal else ""
    rate = f"1 in {named.one_in:,} {named.activity}".strip() if named.one_in else ""
    if goal.metric.moved_by is MovedBy.TYPING:
        said = " and ".join(filter(None, [f"{deal} a deal" if deal else "", rate]))
        return [mrkdwn("It counts {what} and no deals, so I leave {said} aside.", what=goal.metric.name, said=said)]
    aside = []
    if deal and goal.metric.moved_by is MovedBy.WINS:
        aside.append(mrkdwn("It counts deals, whatever they come to, so I leave {deal} a deal aside.", deal=deal))
    elif deal and found.deal and found.deal.cases:
        aside.append(mrkdwn("I leave {deal} a deal aside: the deals of the last year tell.", deal=deal))
    if rate and found.rate and found.rate.cases:
        aside.append(mrkdwn("I leave {rate} aside: the attempts of the last year tell.", rate=rate))
    return aside


def _a_day(goal: Goal, a_day: Fraction | None) -> str:
    return f"{figures.amount(goal, a_day)} a working day." if a_day is not None else "No working day is left."


def _cases(known: pace.Known, what: str) -> str:
    return f"by {known.cases:,} {what} of the last year" if known.cases else "as you said"


# ── quality ──────────────────────────────────────────────────────────────────────────────────────────────


def hear_with(turn: Turn, number: str, text: str) -> None:
    """`/goal 7 with close rate`."""
    if not text:
        raise Refused(
            f"With which quality? Try `/goal {number} with close rate` or `/goal {number} with average deal`."
        )
    with turn.writing() as session:
        by, goal = finding.numbered(turn, number)(session)
        partner = goals.pair(session, by, goal, readable(text))
        what = goal.metric.name
        if partner is None:
            told = mrkdwn("{what} carry no quality any more.", what=what.capitalize())
        else:
            told = mrkdwn(
                "{what} carry {quality} from now on, in every goal that counts them. Where it falls I suggest "
                "no more of them, but one step to work on.",
                what=what.capitalize(),
                quality=goals.name_of(partner),
            )
    turn.reply(blocks.words(told))


def quality(goal: Goal, found: pace.Quality | None) -> list[str]:
    """For the card: how the quality goes, and where it fell one step in the place of more."""
    partner = goal.metric.partner
    if found is None or partner is None:
        return []
    name = goals.name_of(partner)
    if found.trend is pace.Trend.TOO_FEW:
        return [f"With it goes {name}: too few so far to say how it goes."]
    now, before = (_quality(goal, tally) for tally in (found.now, found.before))
    told = f"With it goes {name}: {now} in the last 30 days, {before} before."
    return [told] if found.may_ask_for_more else [told, STEPS.get(name, ANY_STEP)]


def _quality(goal: Goal, tally: pace.Tally) -> str:
    partner = goal.metric.partner
    if partner and partner.moved_by is MovedBy.AMOUNTS:
        return _in_money(goal, round(tally.quality))
    return f"{round(tally.quality * 100)} %"


def _in_money(goal: Goal, minor: int) -> str:
    """In the team's currency, whatever the goal counts."""
    return format_money(Money(minor, goal.team.currency), goal.team.currency)
