"""The owner's answer to a number that somebody else set, and the leader's decision; the number counts meanwhile."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import gate, goals, preferences
from bot.errors import Refused, Superseded, check_length
from bot.models import Agreement, Goal, Membership, Person

LONGEST = 500
"""Characters in a reason, or in the leader's reply."""
EXAMPLE = "Try `/goal {number} differ {other} because two accounts moved to East`."


def be_in(session: Session, by: Membership, goal: Goal, *, now: datetime, asked: int | None = None) -> Goal:
    _check_answer(session, by, goal, asked)
    goal.agreement, goal.answered_at = Agreement.IN, now
    goal.answer_target, goal.answer_why, goal.answer_reply = None, "", ""
    _answered(session, goal)
    return goal


def differ(
    session: Session,
    by: Membership,
    goal: Goal,
    target: int,
    why: str,
    *,
    now: datetime,
    asked: int | None = None,
) -> Goal:
    """The owner would rather have another number, and says why; only the leaders read it."""
    _check_answer(session, by, goal, asked)
    why = why.strip()
    example = EXAMPLE.format(number=goal.number, other=_other(goal))
    if goal.is_level:
        goals.check_level(replace(goals.facts_of(goal), target=target), example)
    elif target <= 0:
        raise Refused(f"A goal is a number above zero. {example}", field="target")
    if target == goal.target:
        said = goals.in_words(goals.facts_of(goal), target)
        raise Refused(f"{said} is the number already. “I'm in” agrees to it: `/goal {goal.number} in`.", field="target")
    if not why:
        raise Refused(f"Why that number? A line helps the talk about it. {example}", field="why")
    check_length(why, LONGEST, field="why")
    goals.check_size(goals.facts_of(goal), target)
    goal.agreement, goal.answered_at = Agreement.DIFFERENTLY, now
    goal.answer_target, goal.answer_why, goal.answer_reply = target, why, ""
    _answered(session, goal)
    _tell_leaders(session, goal, now)
    return goal


def _other(goal: Goal) -> str:
    """An example of another number for this goal."""
    if goal.is_level:
        return str(next(near for near in (goal.target + 1, goal.target + 2) if near != goal.start_value))
    return "100k" if goal.currency else "14"


def check_answer(by: Membership, goal: Goal) -> None:
    """Refuse unless it is `by`'s own open goal, set by somebody else."""
    gate.check("goal.answer", by.person, by, goal.owner_id)
    goals.check_open(goal)
    if goal.agreement is None:
        raise Refused(f"You set goal {goal.number} yourself. `/goal edit {goal.number} target 14` changes it.")


def _check_answer(session: Session, by: Membership, goal: Goal, asked: int | None) -> None:
    goals.lock(session, goal)
    check_answer(by, goal)
    if asked is not None and asked != goal.asked:
        raise Superseded(f"The number of goal {goal.number} has changed since.")


def _answered(session: Session, goal: Goal) -> None:
    session.flush()
    outbox.touch(session, goals.ask_key(goal))
    for leader in goals.leaders_to_tell(session, goal):
        outbox.touch(session, dispute_key(goal, leader.person))


def _tell_leaders(session: Session, goal: Goal, now: datetime) -> None:
    leaders = [leader.person for leader in goals.leaders_to_tell(session, goal)]
    for leader in preferences.wanting(session, "goals", leaders):
        ids = {"goal_id": goal.id, "asked": goal.asked, "person_id": leader.id}
        outbox.show_to(session, leader, "goal.disputed", dispute_key(goal, leader), due_at=now, **ids)


def dispute_key(goal: Goal, leader: Person) -> str:
    return f"{goals.ask_key(goal)}:differently:{leader.id}"


# ── the leader's turn ────────────────────────────────────────────────────────────────────────────────────


def take(session: Session, by: Membership, goal: Goal, *, now: datetime, asked: int | None = None) -> Goal:
    """Let the owner's number be the goal's number."""
    _check_dispute(session, by, goal, asked)
    assert goal.answer_target is not None  # a different view always has a number
    goal.target, goal.share_basis = goal.answer_target, {"way": "own"}
    goal.agreement, goal.watched_on = Agreement.IN, None
    goals.note(session, goal, now=now)
    _settled(session, goal, now)
    return goal


def keep(session: Session, by: Membership, goal: Goal, word: str, *, now: datetime, asked: int | None = None) -> Goal:
    """Keep the number, with a reason; its owner is asked again."""
    _check_dispute(session, by, goal, asked)
    word = word.strip()
    if not word:
        raise Refused(
            f"A word of yours goes along, so that it is no bare no. Try `/goal {goal.number} keep you have Acme now`.",
            field="word",
        )
    check_length(word, LONGEST, field="word")
    goal.agreement, goal.answer_reply = Agreement.OPEN, word
    _settled(session, goal, now)
    return goal


def check_dispute(by: Membership, goal: Goal) -> None:
    """Refuse unless the goal's owner sees it differently, and `by` may settle that."""
    gate.check("goal.set_for", by.person, by)
    goals.check_open(goal)
    if goal.agreement is not Agreement.DIFFERENTLY:
        raise Refused(
            f"Nothing is open about goal {goal.number}: nobody sees it differently now. "
            f"`/goal {goal.number}` shows how it stands."
        )


def _check_dispute(session: Session, by: Membership, goal: Goal, asked: int | None) -> None:
    goals.lock(session, goal)
    check_dispute(by, goal)
    if asked is not None and asked != goal.asked:
        raise Superseded(f"Goal {goal.number} has changed since.")


def _settled(session: Session, goal: Goal, now: datetime) -> None:
    _answered(session, goal)
    goals.ask(session, goal, now=now)
