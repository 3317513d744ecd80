"""A run in the team's channel: who answered, who leads first, each with a line; every answer in full in the thread."""

from sqlalchemy.orm import Session

from bot import words
from bot.domain import teams
from bot.domain.checkins import summary
from bot.models import CheckinRun, CheckinSeat
from bot.models import SeatState as State
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.checkins import said

MOST_CHARACTERS = 8000
"""All lines together: with what stands around them, Slack takes 13,000."""
SHORTEST, LONGEST = 30, 200
"""Characters of one person's line at least and at most, by how many there are; the thread has the rest."""
MOST_NAMED = 120
LONGEST_IN_THREAD = 2500


def told(session: Session, run_id: int) -> Rendered | None:
    """The one message of the run. People who did not answer are neither named nor counted."""
    run = session.get(CheckinRun, run_id)
    seats = [seat for seat in summary.posted(session, run) if _first_line(seat)] if run else []
    if run is None or not seats:
        return None
    leaders = teams.leader_ids(session, run.checkin.team)
    room = max(SHORTEST, min(LONGEST, MOST_CHARACTERS // len(seats)))
    lines = [mrkdwn("{title} · {day}", title=bold(run.checkin.title), day=said.day(run))]
    lines += [_line(seat, seat.person_id in leaders, room) for seat in seats[:MOST_NAMED]]
    parts = [*blocks.sections(blocks.joined(lines)), *_away(session, run)]
    return blocks.message(*parts, blocks.context("Each answer in full is in the thread."))


def _first_line(seat: CheckinSeat) -> str:
    answers = summary.said(seat, summary.TEAM)
    return " ".join(answers[0].text.split()) if answers else ""


def _line(seat: CheckinSeat, is_leader: bool, room: int) -> Mrkdwn:
    text = blocks.cut(blocks.escape(_first_line(seat)), room)
    return mrkdwn(
        "• {name}{leads}: {text}", name=bold(seat.person.name), leads=" (leads)" if is_leader else "", text=text
    )


def _away(session: Session, run: CheckinRun) -> list[blocks.Block]:
    names = [seat.person.name for seat in summary.in_state(session, run, State.AWAY)]
    listed = blocks.cut(words.listed(names), 1000)
    return [blocks.context(mrkdwn("Away: {names}", names=listed))] if names else []


def of_person(session: Session, seat_id: int) -> Rendered | None:
    """One person's answers to the team, in the thread."""
    seat = session.get(CheckinSeat, seat_id)
    answers = summary.said(seat, summary.TEAM) if seat else []
    if seat is None or not answers:
        return None
    room = LONGEST_IN_THREAD if len(answers) == 1 else LONGEST_IN_THREAD * 3 // (len(answers) + 1)
    parts = [blocks.section(said.quoted(answer, room)) for answer in answers]
    return blocks.message(blocks.section(bold(seat.person.name)), *parts)
