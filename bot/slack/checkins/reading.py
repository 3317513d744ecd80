"""Answers to read: one's own last ones, and those of a run, each only for the people whom it is for."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot import words
from bot.domain import checkins, gate, teams
from bot.domain.checkins import setting, summary
from bot.errors import Refused
from bot.models import Audience, Checkin, CheckinAnswer, CheckinRun, CheckinSeat, Membership, Team
from bot.models import SeatState as State
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.checkins import answering, said
from bot.slack.turn import Turn

PAGE = "checkin.answers"
MOST_OWN = 3
MOST_PEOPLE = 40
LONGEST_OWN, LONGEST = 600, 900
NOTHING_YET = (
    "Nothing of yours yet. `/checkin` opens what is asked of you now, or next; `/checkin 1 answers` shows "
    "what your team said, and `/checkin list` has the numbers."
)
READ_BY = {True: "read by the team", False: "read by you and who leads you alone"}


# ── one's own ────────────────────────────────────────────────────────────────────────────────────────────


def handle_own(turn: Turn) -> None:
    """`/checkin answers`."""
    with turn.reading() as session:
        seats = summary.latest_of(session, turn.person, limit=MOST_OWN)
        parts = [block for seat in seats for block in _own(session, seat)]
    if not parts:
        turn.reply(Mrkdwn(NOTHING_YET))
        return
    turn.reply(blocks.message(*parts, blocks.context("Only you see this message.")))


def _own(session: Session, seat: CheckinSeat) -> list[Block]:
    head = mrkdwn("{title} · {day}{late}", title=said.title(seat), day=said.day(seat.run), late=_late(seat))
    answers, is_told = summary.said(seat), summary.is_posted(session, seat)
    lines = [
        mrkdwn(
            "{quoted} _({read})_",
            quoted=said.quoted(answer, LONGEST_OWN),
            read=READ_BY[is_told and _is_for_team(answer)],
        )
        for answer in answers
    ]
    made = [line for answer in answers for line in said.became(session, answer)]
    return [blocks.section(head), *blocks.sections(blocks.joined([*lines, *made]))]


def _is_for_team(answer: CheckinAnswer) -> bool:
    return answer.question.audience is Audience.TEAM


def _late(seat: CheckinSeat) -> str:
    return " · late" if checkins.is_late(seat) else ""


# ── those of a run ───────────────────────────────────────────────────────────────────────────────────────


def handle_number(turn: Turn, number: int) -> None:
    """`/checkin 2 answers`."""
    with turn.keeping() as session:
        by = turn.membership(session)
        view = _page(session, turn, by, setting.get_ever(session, by.team, number))
    turn.open(view)


def handle_title(turn: Turn, name: str) -> None:
    """`/checkin answers Monday`."""
    with turn.keeping() as session:
        by = turn.membership(session)
        view = _page(session, turn, by, _called(session, by.team, name))
    turn.open(view)


def _called(session: Session, team: Team, name: str) -> Checkin:
    standing = setting.standing(session, team)
    found = [each for each in standing if name.casefold() in each.title.casefold()]
    if len(found) != 1:
        titles = words.listed([f"{each.number} {each.title}" for each in standing])
        raise Refused(f"I read *{name[:60]}*; the check-ins of *{team.name}* are {titles}. Try `/checkin 2 answers`.")
    return found[0]


def handle_open(turn: Turn) -> None:
    """A click on "Read the answers": the value is the id of the run."""
    with turn.keeping() as session:
        run = session.get(CheckinRun, int(turn.said.value or 0))
        if run is None:
            raise Refused("Those answers aren't there any more.")
        by = turn.membership_in(session, run.checkin.team)
        gate.check_sight("checkin", turn.person, by)
        view = _run(session, turn, by, run)
    turn.open(view)


def handle_offer(turn: Turn) -> None:
    """A click on "Make it an obstacle", beside an answer or on the page of a run, which shows it."""
    told = answering.make_obstacle(turn, int(turn.said.value))
    if turn.said.form != PAGE:
        turn.reply(told)
        return
    with turn.keeping() as session:
        run = summary.get_answer(session, int(turn.said.value)).seat.run
        view = _run(session, turn, turn.membership_in(session, run.checkin.team), run)
    turn.update(view)


def _page(session: Session, turn: Turn, by: Membership, checkin: Checkin) -> Block:
    gate.check_sight("checkin", turn.person, by)
    run = summary.latest_run(session, checkin, turn.person, now=turn.now)
    if run is None:
        setting.check_stands(checkin)
        raise Refused(
            f"*{checkin.title}* wasn't asked yet, so there are no answers. `/checkin {checkin.number}` shows it."
        )
    return _run(session, turn, by, run)


def _run(session: Session, turn: Turn, by: Membership, run: CheckinRun) -> Block:
    """A member reads what the channel was told, and their own answer; a leader reads all, which marks it as read."""
    seats = summary.answered(session, run)
    told = summary.posted_among(session, seats)
    if not by.is_leader:
        seats = [seat for seat in seats if seat.id in told or seat.person_id == by.person_id]
    leaders = teams.leader_ids(session, run.checkin.team)
    shown = seats[:MOST_PEOPLE]
    if by.is_leader:
        summary.look_at(session, by, [answer for seat in shown for answer in summary.read_by(by.person, by, seat)])
    parts = [block for seat in shown for block in _person(by, seat, leaders, is_told=seat.id in told)]
    if len(seats) > MOST_PEOPLE:
        parts.append(blocks.context(f"… and {len(seats) - MOST_PEOPLE} more; what is for the team is in the thread."))
    head = mrkdwn("{title} · {day}", title=bold(run.checkin.title), day=said.day(run))
    nobody = [] if seats else [blocks.section("No answer yet that is for you to read.")]
    return blocks.page(PAGE, "Answers", blocks.section(head), *nobody, *parts, *_others(session, turn, by, run))


def _person(by: Membership, seat: CheckinSeat, leaders: set[int], *, is_told: bool) -> list[Block]:
    answers = summary.read_by(by.person, by, seat)
    leads = " (leads)" if seat.person_id in leaders else ""
    late = _late(seat) if by.is_leader or by.person_id == seat.person_id else ""
    head = mrkdwn("{name}{leads}{late}", name=bold(seat.person.name), leads=leads, late=late)
    plain = [answer for answer in answers if not checkins.is_offer(answer)]
    lines = [head, *(_quoted(by, answer, is_told=is_told) for answer in plain)]
    waiting = [answer for answer in answers if checkins.is_offer(answer)]
    return [*blocks.sections(blocks.joined(lines)), *(_offer(by, answer) for answer in waiting)]


def _quoted(by: Membership, answer: CheckinAnswer, *, is_told: bool = False) -> Mrkdwn:
    """The answer, marked for a leader if leaders alone read it."""
    quoted = said.quoted(answer, LONGEST)
    is_for_team = is_told and _is_for_team(answer)
    return (
        quoted if is_for_team or not by.is_leader else mrkdwn("{quoted} _(read by the leaders alone)_", quoted=quoted)
    )


def _offer(by: Membership, answer: CheckinAnswer) -> Block:
    return blocks.section(_quoted(by, answer), blocks.button("Make it an obstacle", "checkin.offer", answer.id))


def _others(session: Session, turn: Turn, by: Membership, run: CheckinRun) -> list[Block]:
    """Who was away or not asked; a leader also reads who skipped it and, after the deadline, who has not answered."""
    lines = [
        _named("Away", summary.in_state(session, run, State.AWAY)),
        _named("Not asked, as they wish", summary.unasked_by_wish(session, run)),
    ]
    if not by.is_leader:
        seen = "You read what the channel was told, and what you said yourself."
        return [blocks.context(line) for line in (*lines, seen) if line]
    late = [seat for seat in checkins.unanswered(session, run) if seat.closes_at <= turn.now]
    skipped = [_skipped(seat) for seat in summary.in_state(session, run, State.SKIPPED)]
    lines += [*skipped, _named("No answer by the deadline", late)]
    seen = "Who skipped it, who didn't answer, and what is for who leads: seen by the leaders of the team alone."
    return [*blocks.sections(blocks.joined([line for line in lines if line])), blocks.context(seen)]


def _named(what: str, seats: Sequence[CheckinSeat]) -> Mrkdwn:
    names = words.listed([seat.person.name for seat in seats])
    return mrkdwn("{what}: {names}", what=what, names=names) if names else Mrkdwn("")


def _skipped(seat: CheckinSeat) -> Mrkdwn:
    why = f" ({seat.reason})" if seat.reason else ""
    return mrkdwn("Skipped: {name}{why}", name=seat.person.name, why=why)
