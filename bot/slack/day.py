"""`/pace` with nothing behind it: my day, short, each line with its button."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bot import words, worktime
from bot.domain import day
from bot.domain.day import Day, Unanswered, Why
from bot.models import Commitment, Goal, Obstacle, Person
from bot.outbox import Rendered
from bot.slack import blocks, figures
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.turn import Turn, Visit

MOST_PROMISES = 3
MOST_GOALS = 4
MOST_WAITING = 5
MOST_NUMBERS = 3
MOST_FEEDBACK = 3
MOST_ON_HOME = 10
LONGEST = 150
MORE = Mrkdwn("Seen by you alone. `/pace help` shows everything that I know.")
NOTHING = Mrkdwn("Nothing is due and nothing waits for you. `/goal new 12 demos by EOQ` sets out for something.")
NO_TEAM = Mrkdwn("You're in no team yet. `/pace team` in your team's channel shows the way into one.")


def handle_day(turn: Turn) -> None:
    """`/pace`, or `/pace day`."""
    with turn.reading() as session:
        plan = day.of_person(session, turn.person, now=turn.now)
        answer = _plan(plan, turn.person)
    turn.reply(answer)


def _plan(plan: Day, reader: Person) -> Rendered:
    parts = [
        *_promises(plan),
        *_goals(plan),
        *_waiting(plan),
        *_feedback(plan, reader),
        *_checkin(plan, reader),
        *_team(plan),
    ]
    if not parts:
        parts = [blocks.section(NOTHING if plan.teams else NO_TEAM)]
    head = mrkdwn("*Your day*, {today}", today=words.day(plan.today, today=plan.today))
    return blocks.message(blocks.section(head), *parts, blocks.context(MORE))


def _listed(title: str, lines: Sequence[Block], rest: int, more: str) -> list[Block]:
    """The lines under their title, and how many more there are; nothing if there are no lines."""
    if not lines:
        return []
    besides = [blocks.context(mrkdwn("… and {rest} more: {more}", rest=rest, more=Mrkdwn(more)))] if rest > 0 else []
    return [blocks.context(Mrkdwn(f"*{title}*")), *lines, *besides]


# ── what I promised, and my goals ────────────────────────────────────────────────────────────────────────


def _promises(plan: Day) -> list[Block]:
    shown = plan.promises[:MOST_PROMISES]
    lines = [blocks.section(_promise(row, plan.today), blocks.button("Kept", "promise.keep", row.id)) for row in shown]
    return _listed("You promised", lines, len(plan.promises) - len(shown), "`/promise mine`")


def _promise(row: Commitment, today: date) -> Mrkdwn:
    return mrkdwn(
        "{what} · to {whom} · {when}",
        what=bold(blocks.cut(row.text, LONGEST)),
        whom=figures.to_whom(row),
        when=figures.due(row, today),
    )


def _goals(plan: Day) -> list[Block]:
    shown = plan.goals[:MOST_GOALS]
    return _listed("Your goals", [_goal(goal, plan) for goal in shown], len(plan.goals) - len(shown), "`/goal`")


def _goal(goal: Goal, plan: Day, lead: str = "") -> Block:
    standing = plan.paces[goal.id]
    line = mrkdwn("{lead}{line}", lead=lead, line=figures.line(goal, standing, standing.today))
    return blocks.section(line, blocks.button("Open", "goal.show", goal.id))


def _team(plan: Day) -> list[Block]:
    """The goals of the teams that I lead, and today's step of a leader's first weeks."""
    shown = plan.numbers[:MOST_NUMBERS]
    lines = [_goal(goal, plan, f"{goal.team.name}: ") for goal in shown]
    if plan.step:
        told = mrkdwn("Your first weeks, today: {step}.", step=bold(plan.step.in_words))
        lines.append(blocks.section(told, blocks.button("Show all", "first_weeks.show")))
    return _listed("What you lead", lines, len(plan.numbers) - len(shown), "`/goal list team` in its team's channel")


# ── what waits for me ────────────────────────────────────────────────────────────────────────────────────


def _waiting(plan: Day) -> list[Block]:
    shown = plan.waiting[:MOST_WAITING]
    lines = [blocks.section(*_told(each)) for each in shown]
    return _listed("Waiting for you", lines, len(plan.waiting) - len(shown), "they are on App Home")


def _told(waiting: Unanswered) -> tuple[Mrkdwn, blocks.Element]:
    say, label, act = SAID[waiting.why]
    return say(waiting.row, waiting.count), blocks.button(label, act, _value(waiting))


def _value(waiting: Unanswered) -> str:
    return f"{waiting.row.id}:0" if waiting.why is Why.STANDARDS else str(waiting.row.id)


def _asked(row: Commitment, _: int) -> Mrkdwn:
    return mrkdwn("{by} asks you for {what}", by=figures.to_whom(row), what=bold(blocks.cut(row.text, LONGEST)))


def _done(row: Commitment, _: int) -> Mrkdwn:
    return mrkdwn("{by} says it is done: {what}", by=row.by.name, what=bold(blocks.cut(row.text, LONGEST)))


def _obstacle(row: Obstacle, _: int) -> Mrkdwn:
    return mrkdwn("{raiser} waits for {what}", raiser=row.raiser.name, what=_needed(row))


def _last_word(row: Obstacle, _: int) -> Mrkdwn:
    return mrkdwn("Is it really gone? {what}", what=_needed(row))


def _joined(row: Obstacle, _: int) -> Mrkdwn:
    return mrkdwn("Did {owner} join? {what}", owner=row.owner.name if row.owner else "somebody", what=_needed(row))


def _needed(row: Obstacle) -> Mrkdwn:
    """What is needed; of a private one only that it is there."""
    return bold("a private obstacle" if row.is_private else blocks.cut(row.what, LONGEST))


def _number(goal: Goal, _: int) -> Mrkdwn:
    return mrkdwn("Are you in? {aim}", aim=bold(figures.aim(goal)))


def _look_back(goal: Goal, _: int) -> Mrkdwn:
    return mrkdwn("Its time is over, and a look back closes it: {aim}", aim=bold(figures.aim(goal)))


SAID: Mapping[Why, tuple[Callable[[Any, int], Mrkdwn], str, str]] = {
    Why.ASKED: (_asked, "Answer", "promise.show"),
    Why.DONE: (_done, "Done for me", "promise.confirm"),
    Why.OBSTACLE: (_obstacle, "Open", "obstacle.open"),
    Why.LAST_WORD: (_last_word, "Open", "obstacle.open"),
    Why.JOINED: (_joined, "Open", "obstacle.open"),
    Why.NUMBER: (_number, "Answer", "goal.show"),
    Why.LOOK_BACK: (_look_back, "Look back", "goal.close"),
    Why.COACHING: (lambda row, _: mrkdwn("{who} asks to be coached", who=row.rep.name), "Open", "coaching.request"),
    Why.STANDARDS: (
        lambda team, count: mrkdwn(
            "{count} of {team} you said nothing to yet", count=words.count(count, "standard"), team=team.name
        ),
        "Read them",
        "standards.more",
    ),
}
"""For each reason its sentence, and the label and action of a button of the page that it belongs to."""


def _feedback(plan: Day, reader: Person) -> list[Block]:
    """That there is some, and nothing of it."""
    lines, shown = [], plan.feedback[:MOST_FEEDBACK]
    for given in shown:
        when = words.day(worktime.local_day(given.given_at, reader.zone), today=plan.today)
        told = mrkdwn("from {by}, {when}", by=bold(given.by.name), when=when)
        lines.append(blocks.section(told, blocks.button("Open", "feedback.open", given.id)))
    return _listed("Feedback for you", lines, len(plan.feedback) - len(shown), "`/feedback list`")


def _checkin(plan: Day, reader: Person) -> list[Block]:
    coming = plan.checkin
    if coming is None:
        return []
    day = worktime.local_day(coming.at, reader.zone)
    when = f"{words.day(day, today=plan.today)} at {words.clock_there(coming.at, reader.zone)}"
    template = "{title} waits for your answer, until {when}" if coming.seat else "Next check-in: {title}, {when}"
    told = mrkdwn(template, title=figures.named_checkin(coming.checkin, has_teams=plan.teams > 1), when=when)
    answer = blocks.button("Answer", "checkin.answer", coming.seat.id if coming.seat else "")
    return [blocks.section(told, answer)]


# ── App Home ─────────────────────────────────────────────────────────────────────────────────────────────


def card(visit: Visit) -> list[Block]:
    """What waits for my word, where no other card tells of it; nothing where nothing does."""
    waiting = day.unanswered(visit.session, visit.person, visit.memberships)
    if not waiting:
        return []
    rest = len(waiting) - MOST_ON_HOME
    besides = [blocks.context(Mrkdwn(f"… and {rest} more: `/goal` and `/pace standards`"))] if rest > 0 else []
    lines = [blocks.section(*_told(each)) for each in waiting[:MOST_ON_HOME]]
    return [blocks.header("Waiting for your word"), *lines, *besides]


VERBS = {"day": handle_day}
HOME = {"day": card}
HELP = {
    "day": (
        "*Your day*: what you promised, your goals, what waits for you, feedback of the week, the next check-in.",
        "`/pace` with nothing behind it, or `/pace day`",
    ),
}
