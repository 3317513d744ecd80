"""A goal set or changed, whichever road it came: the act, and what the person hears."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import contributions, drafts, gate, goals
from bot.models import Goal, Person
from bot.outbox import Rendered
from bot.slack import blocks, figures
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.slack.goals import fields, finding, reaching, shares
from bot.slack.goals.fields import EVERYONE, ME, TEAM, Fields
from bot.slack.turn import Turn
from bot.worktime import Period


def set_goal(turn: Turn, said: Fields, *, used_up: drafts.Used = None, instead: date | None = None) -> None:
    """Set it and say it back; `instead` is another last day that may have been meant."""
    said = fields.begun_in(turn, said)
    if _is_for_many(said.whose):
        _set_for_all(turn, said, used_up)
        return
    owner = _owner(turn, said.whose)
    with turn.writing() as session:
        drafts.use_up(session, turn.person, used_up)
        by = turn.membership(session)
        goals.check_set(session, by, owner)
        facts = fields.facts_of(said, fields.ground_of(session, turn, by.team))
        goal = goals.set_goal(session, by, facts, now=turn.now, owner=owner)
        answer = confirmation(session, turn, goal, instead=instead)
    turn.reply(answer)


def _set_for_all(turn: Turn, said: Fields, used_up: drafts.Used) -> None:
    """One goal for each of many."""
    named = turn.people([] if said.whose == EVERYONE else said.whose.split(","))
    with turn.writing() as session:
        drafts.use_up(session, turn.person, used_up)
        by = turn.membership_for(session, "goal.set_for")
        people = list(named.values()) or contributions.sellers(session, by.team)
        facts = fields.facts_of(said, fields.ground_of(session, turn, by.team))
        made = contributions.set_for_all(session, by, facts, people, now=turn.now)
        answer = _many(session, turn, made)
    turn.reply(answer)


def check_whose(turn: Turn, whose: str) -> None:
    """Refuse early a goal that the speaker may not set for others: the form would not ask whose it is."""
    is_for_many = _is_for_many(whose)
    owner = None if is_for_many else _owner(turn, whose)
    with turn.reading() as session:
        by = turn.membership(session)
        if is_for_many:
            gate.check("goal.set_for", by.person, by)
        else:
            goals.check_set(session, by, owner)


def _is_for_many(whose: str) -> bool:
    return whose == EVERYONE or "," in whose


def _owner(turn: Turn, whose: str) -> Person | None:
    if whose == TEAM:
        return None
    return turn.person if whose in ("", ME) else turn.people([whose])[whose]


def edit(turn: Turn, goal_id: int, said: Fields, *, used_up: drafts.Used = None) -> None:
    with turn.writing() as session:
        drafts.use_up(session, turn.person, used_up)
        by, goal = finding.by_id(session, turn, goal_id)
        goals.check_edit(by, goal)
        facts = fields.facts_of(said, fields.ground_of(session, turn, goal.team))
        if goals.edit(session, by, goal, facts, now=turn.now):
            answer = confirmation(session, turn, goal, is_changed=True)
        else:
            turn.only_asked()
            answer = blocks.words("Nothing changed.")
    turn.reply(answer)


def handle_earlier(turn: Turn) -> None:
    """A click on "A week earlier"."""
    day = turn.said.value.partition(":")[2]
    with turn.writing() as session:
        by, goal = finding.clicked(turn)(session)
        facts = goals.facts_of(goal)
        changed = replace(facts, last_on=date.fromisoformat(day), first_on=min(facts.first_on, date.fromisoformat(day)))
        goals.edit(session, by, goal, changed, now=turn.now)
        answer = confirmation(session, turn, goal, is_changed=True)
    turn.reply(answer)


def handle_ramp(turn: Turn) -> None:
    """A click on "Use the ramp" or "Keep it"."""
    find = finding.clicked(turn)
    if turn.said.value.endswith(":use"):
        reaching.use_ramp(turn, find)
        return
    with turn.reading() as session:
        by, goal = find(session)
        goals.check_edit(by, goal)
        answered = confirmation(session, turn, goal, is_settled=True)
    turn.reply(answered)


def handle_unset(turn: Turn) -> None:
    """A click on "Undo" under a goal that was just set."""
    unset(turn, finding.clicked(turn))


def unset(turn: Turn, find: finding.Find) -> None:
    with turn.writing() as session:
        by, goal = find(session)
        answer = mrkdwn(
            "Taken back: {goal}. What was counted stays counted.", goal=figures.named(goal, _today(turn, goal))
        )
        goals.unset(session, by, goal, now=turn.now)
    turn.reply(answer)


def _today(turn: Turn, goal: Goal) -> date:
    return worktime.local_day(turn.now, goal.team.zone)


# ── what the person hears ────────────────────────────────────────────────────────────────────────────────


def confirmation(
    session: Session,
    turn: Turn,
    goal: Goal,
    *,
    is_changed: bool = False,
    is_settled: bool = False,
    instead: date | None = None,
) -> Rendered:
    """What was understood, said back, with ways to take it back, and smaller steps where it is far."""
    today = _today(turn, goal)
    far = None if is_changed or is_settled else goals.stretch_of(session, goal)
    lines = [
        _told(goal, today, is_changed),
        *_put_off(session, goal, today),
        _paced(session, turn, goal),
        *reaching.offer(session, goal, far),
    ]
    if goal.why:
        lines.append(mrkdwn("*Why:* {why}", why=goal.why))
    buttons = [blocks.button("Change it", "goal.edit", goal.id), blocks.button("How it stands", "goal.show", goal.id)]
    if far:
        buttons = [*reaching.buttons(goal), *buttons]
    if goal.is_counted_together:
        buttons.append(blocks.button("Divide it", "goal.divide", goal.id))
    if not is_changed:
        buttons = [*turn.offer_undo(session, goal.team, goal.created_at, "goal.unset", goal.id), *buttons]
    if instead:
        label = f"A week earlier: {words.day(instead, today=today)}"
        buttons.append(blocks.button(label, "goal.earlier", f"{goal.id}:{instead.isoformat()}"))
    seen = blocks.context(
        mrkdwn("Seen by {who}.{how}", who=figures.seen_by(goal, turn.person), how=_how_it_moves(goal))
    )
    return blocks.message(blocks.section(blocks.joined(lines)), seen, blocks.actions(*buttons))


def _many(session: Session, turn: Turn, made: list[Goal]) -> Rendered:
    today = _today(turn, made[0])
    lines = [
        mrkdwn(
            "{count}, one each: *{aim}*, {when}{again}.",
            count=words.count(len(made), "goal"),
            aim=figures.aim(made[0]),
            when=_when(made[0], today),
            again=_again(made[0]),
        ),
        *_put_off(session, made[0], today),
        *shares.capped([mrkdwn("• `{number}` {who}", number=goal.number, who=figures.whose(goal)) for goal in made]),
    ]
    told = "Each is asked whether they are in; it counts meanwhile. `/goal list team` shows how they stand."
    return blocks.message(*blocks.sections(blocks.joined(lines)), blocks.context(Mrkdwn(told)))


def _told(goal: Goal, today: date, is_changed: bool) -> Mrkdwn:
    return mrkdwn(
        "{did} {number}{whose}: *{aim}*, {when} ({zone}){again}.",
        did="Changed goal" if is_changed else "Goal",
        number=goal.number,
        whose=f", for {figures.whose(goal)}" if goal.owner_id != goal.created_by_id else "",
        aim=figures.aim(goal),
        when=_when(goal, today),
        zone=words.zone(goal.team.zone),
        again=_again(goal),
    )


def _when(goal: Goal, today: date) -> str:
    said = words.period(Period(goal.first_on, goal.last_on), today=today)
    return f"on {said}" if goal.first_on == goal.last_on else f"from {said}"


def _again(goal: Goal) -> str:
    return f", every {goal.recurrence}" if goal.recurrence else ""


def _put_off(session: Session, goal: Goal, today: date) -> list[Mrkdwn]:
    if not goals.is_put_off(session, goal, today):
        return []
    return [
        mrkdwn("No working day is left of this {span}, so it begins with the next one.", span=goal.recurrence or "")
    ]


def _paced(session: Session, turn: Turn, goal: Goal) -> Mrkdwn:
    standing = goals.pace_of(session, goal, now=turn.now)
    days = words.count(standing.days, "working day")
    if standing.days_left < standing.days:
        days = f"{days}, {standing.days_left} of them left"
    who = "you are" if goal.owner_id == turn.person.id else f"{figures.whose(goal)} is"
    at = mrkdwn("{who} at {done}", who=who, done=figures.amount(goal, standing.done))
    if goal.reached_at:
        return Mrkdwn(f"{at[0].upper()}{at[1:]}: it is reached already.")
    if goal.is_level or standing.needed is None:
        return Mrkdwn(f"That is {days}; {at}.")
    done = f"{figures.amount(goal, standing.done)} done, " if standing.done else ""
    return mrkdwn(
        "That is {days}: {done}{needed} a day from here.",
        days=days,
        done=done,
        needed=figures.amount(goal, standing.needed),
    )


def _how_it_moves(goal: Goal) -> str:
    if goal.metric.moved_by != "typing":
        return " Wins move it by themselves."
    example = (
        f"`/goal {goal.number} = {figures.number(goal, goal.target)}`" if goal.is_level else f"`/goal {goal.number} +2`"
    )
    return f" {example} moves it."
