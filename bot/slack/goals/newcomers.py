"""Somebody joins a team whose goal is divided: the leaders are offered to give them a part."""

from sqlalchemy.orm import Session

from bot.domain import contributions, teams
from bot.errors import Refused
from bot.models import Goal, Person
from bot.outbox import Rendered
from bot.slack import blocks, figures
from bot.slack.blocks import mrkdwn
from bot.slack.goals import dividing, finding, shares
from bot.slack.turn import Turn


def joined(session: Session, goal_id: int, person_id: int, leader_id: int) -> Rendered | None:
    """To a leader: somebody joined whose part could be so much; None once it is settled otherwise."""
    goal, person = session.get(Goal, goal_id), session.get(Person, person_id)
    if goal is None or person is None or goal.closed_at or goal.newcomers_seen_at is None:
        return None
    if leader_id not in teams.leader_ids(session, goal.team):
        return None
    parts = contributions.parts_in(session, goal)
    names = mrkdwn("{who} joined {team}", who=person.name, team=goal.team.name)
    if held := parts.of(person_id):
        told = mrkdwn(
            "{names} and has {amount} of goal {number}.",
            names=names,
            amount=figures.amount(held, held.target),
            number=goal.number,
        )
        return blocks.message(blocks.section(told))
    fair = contributions.part_for(session, goal, person, parts, now=goal.newcomers_seen_at)
    told = mrkdwn(
        "{names}, whose goal {number} ({aim}) is divided. {sums} What the others have on average would be {fair} "
        "for the working days that {who} has left.",
        names=names,
        number=goal.number,
        aim=figures.aim(goal),
        sums=shares.assigned(goal, parts.assigned),
        fair=figures.amount(goal, fair),
        who=person.name,
    )
    buttons = [blocks.button("By hand", "goal.parts_form", goal.id), blocks.button("The parts", "goal.parts", goal.id)]
    if fair:
        give = f"{goal.id}:{person.id}:{fair}"
        buttons.insert(0, blocks.button(f"Give {figures.amount(goal, fair)}", "goal.give", give, style="primary"))
    return blocks.message(blocks.section(told), blocks.context("Seen by who leads the team."), blocks.actions(*buttons))


def handle_give(turn: Turn) -> None:
    """A click on "Give 41k"; who has a part meanwhile keeps it."""
    _, person_id, amount = map(int, turn.said.value.split(":"))
    with turn.writing() as session:
        by, goal = finding.clicked(turn)(session)
        contributions.check_divide(by, goal)
        person = session.get_one(Person, person_id)
        if held := contributions.parts_in(session, goal).of(person_id):
            raise Refused(f"{person.name} has {figures.amount(held, held.target)} already. `/goal {goal.number} parts`")
        parts = contributions.give(session, by, goal, person, amount, now=turn.now)
        answer = dividing.told(goal, parts)
    turn.reply(answer)
