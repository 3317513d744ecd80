"""A team's goal divided, in words, by a click or in a form; and how its parts stand."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from bot import phrases
from bot.domain import contributions, drafts, gate, goals
from bot.domain.contributions import Parts, Shares
from bot.errors import Refused
from bot.models import Agreement, Goal, Membership, Person, Unit
from bot.outbox import Rendered
from bot.phrases import DivisionPhrase
from bot.slack import blocks, figures
from bot.slack.blocks import MODAL_BLOCKS, Block, Mrkdwn, mrkdwn
from bot.slack.goals import finding, shares
from bot.slack.goals.finding import Find
from bot.slack.said import Kind, readable
from bot.slack.turn import Turn

FORM = "goal.parts"
EXAMPLE = "Try `/goal {0} divide equally plus 10%` or `/goal {0} divide @rita 120k @sam 90k`."
WAYS = {
    "equally": "Equally",
    "equally plus 10%": "Equally plus 10 %",
    "by history": "By history",
    "by days": "By days left",
}
MOST_FIELDS = MODAL_BLOCKS - 5
MOST_SETTLED = 5
"""Disputes that have buttons in one view."""


# ── in words, and by a click on a way ────────────────────────────────────────────────────────────────────


def handle_divide(turn: Turn, number: str, text: str) -> None:
    """`/goal 3 divide equally`; without a way they are offered."""
    if text:
        _divide(turn, finding.numbered(turn, number), text, number)
    else:
        _offer(turn, finding.numbered(turn, number))


def handle_click(turn: Turn) -> None:
    """A click on "Divide it", or on one of the ways."""
    _, _, way = turn.said.value.partition(":")
    if way:
        _divide(turn, finding.clicked(turn), way, "")
    else:
        _offer(turn, finding.clicked(turn))


def _offer(turn: Turn, find: Find) -> None:
    with turn.reading() as session:
        by, goal = find(session)
        contributions.check_divide(by, goal)
        parts = contributions.parts_in(session, goal)
        asked = mrkdwn("How shall *{goal}* be divided?", goal=figures.aim(goal))
        lines = [asked, *([shares.assigned(goal, parts.assigned)] if parts.held else [])]
        buttons = [
            blocks.button(label, "goal.divide", f"{goal.id}:{way}", nth=nth)
            for nth, (way, label) in enumerate(WAYS.items())
        ]
        buttons.append(blocks.button("By hand", "goal.parts_form", goal.id))
        hint = f"In words: {EXAMPLE.format(goal.number)}"
    turn.reply(
        blocks.message(blocks.section(blocks.joined(lines)), blocks.actions(*buttons), blocks.context(Mrkdwn(hint)))
    )


def _divide(turn: Turn, find: Find, text: str, number: str) -> None:
    phrase = phrases.read_division(text, EXAMPLE.format(number or "3"))
    people = turn.people(user for user, _ in phrase.said)
    with turn.writing() as session:
        by, goal = find(session)
        contributions.check_divide(by, goal)
        divided = _shares(session, turn, goal, phrase, people)
        parts = contributions.divide(session, by, goal, divided, now=turn.now)
        drafts.discard(session, turn.person, f"{FORM}:{goal.id}")
        answer = told(goal, parts)
    turn.reply(answer)


def _shares(session: Session, turn: Turn, goal: Goal, phrase: DivisionPhrase, people: Mapping[str, Person]) -> Shares:
    example, margin = EXAMPLE.format(goal.number), phrase.margin
    match phrase.way:
        case "equally":
            return contributions.equally(session, goal, margin=margin)
        case "history":
            return contributions.by_history(session, goal, margin=margin)
        case "days":
            return contributions.by_days(session, goal, now=turn.now, margin=margin)
        case "weight" | "percent" as way:
            numbers = {people[user].id: number for user, number in phrase.numbers(example).items()}
            if way == "weight":
                return contributions.by_weight(goal, numbers, margin=margin)
            return contributions.by_percent(goal, numbers)
        case _:
            return contributions.by_hand(goal, {people[user].id: read(goal, text) for user, text in phrase.said})


def read(goal: Goal, text: str, field: str | None = None) -> int:
    """A number in what the goal counts, or Refused."""
    is_money = goal.metric.unit is Unit.MONEY
    readings = (0,) if text == "0" else phrases.read_measure(text, goal.currency or "", is_money=is_money)
    if len(readings) == 1:
        return readings[0]
    example = "`120k`" if is_money else "`12`"
    if not text:
        raise Refused(f"Which number? Try {example}.", field=field)
    shown = blocks.cut(readable(text), 40)
    if readings:
        ways = " or ".join(figures.amount(goal, reading) for reading in readings)
        raise Refused(f"I can read “{shown}” as {ways}. Write it out.", field=field)
    counted = goal.currency if is_money else f"whole {goal.metric.name}"
    raise Refused(f"I read “{shown}”, and goal {goal.number} counts {counted}. Try {example}.", field=field)


# ── how it stands ────────────────────────────────────────────────────────────────────────────────────────


def handle_parts(turn: Turn, number: str, _: str) -> None:
    """`/goal 3 parts`: to a leader all of it, to others what they may see."""
    _show(turn, finding.numbered(turn, number))


def handle_show(turn: Turn) -> None:
    _show(turn, finding.clicked(turn))


def _show(turn: Turn, find: Find) -> None:
    with turn.reading() as session:
        by, goal = find(session)
        gate.check("goal.set", by.person, by)
        if not goal.is_of_team:
            raise Refused(f"Goal {goal.number} is one person's; a goal of the team has parts. `/goal` lists them.")
        parts = contributions.parts_in(session, goal)
        may_divide = gate.allows("goal.divide", by.person, by)
        answer = told(goal, parts) if may_divide else _own(by, goal, parts)
    turn.reply(answer)


def _own(by: Membership, goal: Goal, parts: Parts) -> Rendered:
    seen = [part for part in parts.held if goals.may_see(part, by.person, by)]
    if not seen:
        return blocks.words(f"You have no part of goal {goal.number}, and what others have is theirs to show.")
    lines = [shares.line(part, with_answer=part.owner_id == by.person_id) for part in seen]
    head = mrkdwn("*Goal {number}*: {aim}", number=goal.number, aim=figures.aim(goal))
    return blocks.message(
        blocks.section(blocks.joined([head, *lines])), blocks.context("Seen by you, your leader and your coach.")
    )


def told(goal: Goal, parts: Parts) -> Rendered:
    """The division with what people say to it, for those who may divide."""
    head = mrkdwn("*Goal {number}*: {aim}", number=goal.number, aim=figures.aim(goal))
    if not parts.held and not parts.orphaned:
        if goal.closed_at:
            return blocks.message(blocks.section(blocks.joined([head, "It was never divided, and is closed."])))
        asked = blocks.actions(blocks.button("Divide it", "goal.divide", goal.id))
        return blocks.message(blocks.section(blocks.joined([head, "It isn't divided yet."])), asked)
    lines = shares.told(parts)
    all_parts = blocks.sections(blocks.joined([head, shares.assigned(goal, parts.assigned), *lines]))
    known = [*all_parts, blocks.context(_who_knows(parts))]
    if goal.closed_at:
        return blocks.message(*known)
    rows = [settle_buttons(part, with_name=True) for part in parts.saying(Agreement.DIFFERENTLY)[:MOST_SETTLED]]
    again = [
        blocks.button("Divide it again", "goal.divide", goal.id),
        blocks.button("By hand", "goal.parts_form", goal.id),
    ]
    return blocks.message(*known, *rows, blocks.actions(*again))


def _who_knows(parts: Parts) -> str:
    count = {each: len(parts.saying(each)) for each in Agreement}
    said = f"{count[Agreement.IN]} in, {count[Agreement.OPEN]} open, {count[Agreement.DIFFERENTLY]} differently"
    return f"{said}. Each one sees their own part; it counts meanwhile. Seen by who leads."


def settle_buttons(part: Goal, *, with_name: bool = False) -> Block:
    who = f"{part.owner.name}: " if with_name and part.owner else ""
    value = f"{part.id}:{part.asked}"
    take = f"{who}take {figures.amount(part, part.answer_target or 0)}"
    keep = f"{who}keep {figures.amount(part, part.target)}"
    return blocks.actions(
        blocks.button(take[0].upper() + take[1:], "goal.take", value),
        blocks.button(keep[0].upper() + keep[1:], "goal.keep", value),
    )


# ── by hand, in a form ───────────────────────────────────────────────────────────────────────────────────


def open_form(turn: Turn) -> None:
    """A field for each who sells, with what they have; or as it was left."""
    with turn.reading() as session:
        by, goal = finding.clicked(turn)(session)
        contributions.check_divide(by, goal)
        kept = drafts.find(session, turn.person, f"{FORM}:{goal.id}")
        form = _form(session, goal, kept)
    turn.open(form)


def _form(session: Session, goal: Goal, entered: Mapping[str, Any]) -> Block:
    parts = contributions.parts_in(session, goal)
    people = {part.owner_id: part.owner for part in parts.held} | {person.id: person for person in parts.without}
    shown = {who: person for who, person in sorted(people.items(), key=lambda each: each[0] or 0) if who and person}
    held = {f"part_{who}": _as_typed(goal, parts, who) for who in shown}
    values = {name: str(entered.get(name) or "") for name in held} if entered else held
    fields = [
        blocks.text_field(f"part_{who}", person.name, values[f"part_{who}"], optional=True, longest=30)
        for who, person in list(shown.items())[:MOST_FIELDS]
    ]
    return blocks.form(
        FORM,
        f"Divide goal {goal.number}",
        blocks.section(shares.assigned(goal, _sum(goal, values))),
        *fields,
        blocks.context("Each one is told their own part and asked about it. An empty field is no part."),
        submit="Divide it",
        metadata={"goal": goal.id},
    )


def _as_typed(goal: Goal, parts: Parts, who: int) -> str:
    part = parts.of(who)
    return figures.exactly(goal, part.target) if part else ""


def _sum(goal: Goal, values: Mapping[str, Any]) -> int:
    """The sum of the parts that can be read so far."""
    total = 0
    for name, text in values.items():
        if name.startswith("part_") and text:
            readings = phrases.read_measure(str(text), goal.currency or "", is_money=goal.metric.unit is Unit.MONEY)
            total += readings[0] if len(readings) == 1 else 0
    return total


def handle_typed(turn: Turn) -> None:
    """Closed, or something entered: it comes back with the next opening, and the sum runs along."""
    goal_id, entered = turn.said.metadata["goal"], turn.said.values
    turn.keep_form(f"{FORM}:{goal_id}", entered, is_empty=not any(entered.values()))
    if turn.said.kind is not Kind.CLICK:
        return
    with turn.reading() as session:
        by, goal = finding.by_id(session, turn, goal_id)
        contributions.check_divide(by, goal)
        form = _form(session, goal, entered)
    turn.update(form)


def handle_submission(turn: Turn) -> None:
    with turn.writing() as session:
        by, goal = finding.carried(turn)(session)
        contributions.check_divide(by, goal)
        amounts = {
            int(name.removeprefix("part_")): read(goal, text.strip(), name) if text and text.strip() else 0
            for name, text in turn.said.values.items()
            if name.startswith("part_")
        }
        parts = contributions.divide(session, by, goal, contributions.by_hand(goal, amounts), now=turn.now)
        drafts.discard(session, turn.person, f"{FORM}:{goal.id}")
        answer = told(goal, parts)
    turn.reply(answer)
