"""A goal that slips: told to its owner first, with one next step to choose; to the leader after a grace."""

from datetime import date

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import goals, pace, preferences
from bot.models import Goal, Person
from bot.outbox import Rendered
from bot.slack import blocks, figures, owing
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.slack.goals import finding, reaching
from bot.slack.turn import Turn

CHOICES = {
    "obstacle": "Something is in the way",
    "coach": "Coach me",
    "daily": "I'll do {needed} a day",
    "planned": "It's planned so",
}
CHOSEN = {
    "obstacle": "You chose: something is in the way. `/obstacle` finds whoever can clear it; asking is no weakness.",
    "coach": "You chose to be coached. `/coach me on` and a topic asks for a time.",
    "daily": "You chose {needed} a working day. I look at it again each morning.",
    "planned": "You chose: it's planned so.",
}


def handle_answer(turn: Turn) -> None:
    """A click on one of the four next steps."""
    answer = turn.said.value.partition(":")[2]
    with turn.writing() as session:
        by, goal = finding.clicked(turn)(session)
        goals.answer_slip(session, by, goal, answer)
        told = _filled(CHOSEN[answer], session, goal, turn)
    turn.reply(told)


def _filled(template: str, session: Session, goal: Goal, turn: Turn) -> Mrkdwn:
    return mrkdwn(template, needed=_needed(goal, goals.pace_of(session, goal, now=turn.now)))


def _needed(goal: Goal, standing: pace.Pace) -> str:
    return figures.amount(goal, standing.needed) if standing.needed is not None else figures.amount(goal, standing.left)


def slipping(session: Session, goal_id: int, person_id: int) -> Rendered | None:
    """To the owner; None once there is nothing left to tell."""
    found = _standing(session, goal_id)
    if found is None:
        return None
    goal, standing, today = found
    held = goals.quality_of(session, goal, today)
    may_ask_for_more = held is None or held.may_ask_for_more
    way = _from_here(goal, standing) if may_ask_for_more else " ".join(reaching.quality(goal, held))
    told = [_arithmetic(goal, standing, today), mrkdwn("{way} What would help?", way=way)]
    if goal.slip_answer:
        told[-1] = mrkdwn(CHOSEN[goal.slip_answer], needed=_needed(goal, standing))
    buttons = [
        blocks.button(label.format(needed=_needed(goal, standing)), "goal.slip", f"{goal.id}:{answer}", nth=nth)
        for nth, (answer, label) in enumerate(CHOICES.items())
        if may_ask_for_more or answer != "daily"
    ]
    return blocks.message(
        *map(blocks.section, told), blocks.context(_who_knows(session, goal, person_id)), blocks.actions(*buttons)
    )


def told(session: Session, goal_id: int, person_id: int) -> Rendered | None:
    """To a leader: what the leader owes that person, then how it stands, with what the owner said."""
    found = _standing(session, goal_id)
    if found is None:
        return None
    goal, standing, today = found
    who = figures.whose(goal)
    leader = session.get_one(Person, person_id)
    first = owing.first(session, leader, goal.owner, today) if goal.owner else ""
    lines = [
        mrkdwn("A word to {who} would help. {first}", who=who, first=first),
        _arithmetic(goal, standing, today),
    ]
    was_asked = goals.owner_was_asked(session, goal)
    if was_asked:
        needed = f"{_needed(goal, standing)} a working day"
        lines.append(mrkdwn(figures.SLIP_SAID[goal.slip_answer], who=who, needed=needed))
    knew = "knew first" if was_asked else "heard nothing of it from me"
    known = blocks.context(f"{who} {knew}. Seen by you and {who} alone.")
    return blocks.message(
        blocks.section(blocks.joined(lines)),
        known,
        blocks.actions(blocks.button("How it stands", "goal.show", goal.id)),
    )


def _standing(session: Session, goal_id: int) -> tuple[Goal, pace.Pace, date] | None:
    """As it stood on the morning on which it was noticed last; None where it slips no longer."""
    goal = session.get(Goal, goal_id)
    if goal is None or goal.closed_at or goal.slipped_on is None or goal.watched_on is None:
        return None
    at = worktime.begin_of(goal.watched_on, goal.team.zone)
    standing = goals.pace_of(session, goal, now=at)
    return (goal, standing, goal.watched_on) if standing.status.is_short else None


def _arithmetic(goal: Goal, standing: pace.Pace, today: date) -> Mrkdwn:
    parts = {part.said: part for part in pace.explain(standing)}
    short = parts[pace.Said.SHORT]
    named, due = figures.named(goal, today), short.second or 0
    about = Mrkdwn(f"{named[:1].upper()}{named[1:]}")
    if goal.is_level:  # it may have to fall, so "done of expected" would be wrong
        done, expected = figures.amount(goal, short.first), figures.number(goal, due)
        return mrkdwn("{goal}: {done} now, {expected} expected.", goal=about, done=done, expected=expected)
    done, expected = figures.number(goal, short.first), figures.amount(goal, due)
    return mrkdwn("{goal}: {done} of {expected} expected by now.", goal=about, done=done, expected=expected)


def _from_here(goal: Goal, standing: pace.Pace) -> str:
    left = words.count(standing.days_left, "working day")
    if goal.is_level or standing.needed is None:
        return f"{left} left."
    planned = standing.planned
    was = f", it was {figures.number(goal, planned)}" if planned is not None and planned != standing.needed else ""
    return f"{_needed(goal, standing)} a working day from here{was}."


def _who_knows(session: Session, goal: Goal, person_id: int) -> str:
    leaders = goals.leaders_hearing(session, goal)
    if not leaders or goal.owner_id != person_id:
        return "Seen by you alone."
    if goal.leader_told_at:
        told = words.listed([person.name for person in goals.leaders_told(session, goal)])
        return "You were the first to know." + (f" I tell {told} as well, and pass on what you choose." if told else "")
    names = words.listed([leader.person.name for leader in leaders])
    grace = words.count(preferences.of_team(session, goal.team)["grace"], "working day")
    return f"You are the first to know. {names} will hear of it if it is still so after {grace}, with what you choose."
