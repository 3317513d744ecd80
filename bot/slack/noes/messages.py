"""What leaders hear after somebody's hard run: that a word would help today, and what they owe that person first."""

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import aims, calendars, confidences, hard_runs, teams
from bot.models import Confided, HardRun, Membership, Person
from bot.outbox import Rendered
from bot.slack import blocks, owing
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.noes import log
from bot.vault import Unreadable

WHY = "Why, I tell nobody: that is for {who} to say. Seen by you and whoever else leads {who}."
CONFIDED = " What {who} shares goes only to those whom {who} chose."


def word_would_help(session: Session, team_id: int, person_id: int, leader_id: int, told_at: int) -> Rendered | None:
    """To a leader; None if a win came, if the person wants no such word, or if this one leads them no more."""
    row, leader = hard_runs.find(session, team_id, person_id), session.get_one(Person, leader_id)
    if row is None or row.told_at is None or int(row.told_at.timestamp()) != told_at:
        return None
    member = teams.find_membership(session, row.person, row.team)
    if member is None or leader_id not in [place.person_id for place in confidences.listeners(session, member)]:
        return None
    if not hard_runs.is_wanted(session, member):
        return None
    if hard_runs.has_won_since(session, row, row.told_at):
        return None
    who, today = member.person.name, worktime.local_day(row.told_at, leader.zone)
    confided = _confided(session, row, member, leader)
    told = mrkdwn(
        "A word to {who} would help today. {first}",
        who=bold(who),
        first=owing.first(session, leader, member.person, today),
    )
    return blocks.message(
        blocks.section(blocks.joined([told, *confided])),
        blocks.context((WHY + CONFIDED if confided else WHY).format(who=who)),
        blocks.actions(
            blocks.button(f"Write to {who}", "cheer.open", f"{person_id}:dm"),
            blocks.button(f"Coach {who}", "coaching.new", f"{person_id}:0"),
        ),
    )


def _confided(session: Session, row: HardRun, member: Membership, leader: Person) -> list[Mrkdwn]:
    """What the person chose to share with this leader: how many no's there were, and what they work for."""
    who, lines = member.person.name, []
    if _reads(session, member, leader, Confided.NOES) and row.told_at:
        calendar = calendars.of_person(session, member.person, member.team)
        if count := hard_runs.noes_lately(session, member.person, calendar, row.told_at):  # 0 would be a reproach
            said = f"{log.number(count)} in {words.count(hard_runs.DAYS_OF_NOES, 'working day')}"
            lines.append(mrkdwn("{who} shares with you: {said}.", who=who, said=said))
    if _reads(session, member, leader, Confided.AIM) and (aim := _aim(session, member)):
        lines.append(mrkdwn("{who} works for: {aim}", who=who, aim=aim))
    return lines


def _reads(session: Session, member: Membership, leader: Person, what: Confided) -> bool:
    return leader.id in [place.person_id for place in confidences.shared_with(session, member, what)]


def _aim(session: Session, member: Membership) -> str | None:
    try:
        return aims.find(session, member.person)
    except Unreadable:  # the message helps without it
        return None
