"""One's own no's: listed, on App Home beside the wins, and shared as a number or not at all."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import calendars, confidences, gate, noes, teams
from bot.models import Confided, Person
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.noes import log
from bot.slack.turn import Turn, Visit

PAGE = 15


def handle_list(turn: Turn) -> None:
    """`/no` alone, and a click on "My no's"."""
    turn.reply(_page(turn, 0))


def handle_more(turn: Turn) -> None:
    turn.reply(_page(turn, int(turn.said.value)))


def _page(turn: Turn, skipped: int) -> Rendered:
    with turn.reading() as session:
        me = turn.person
        gate.check_sight("noes", me, None, me.id)
        today = worktime.local_day(turn.now, me.zone)
        lines = [
            mrkdwn(
                "{day} · {what}",
                day=words.day(worktime.local_day(logged.logged_at, me.zone), today=today),
                what=log.said(session, logged),
            )
            for logged in noes.newest(session, me, skip=skipped, limit=PAGE)
        ]
        head = _this_week(session, me, turn.now)
        rest = noes.entries(session, me) - skipped - len(lines)
        seen = blocks.context(_seen_by(session, me))
    if not lines:
        return blocks.message(blocks.section(blocks.joined([head, Mrkdwn(noes.EXAMPLE)])), seen)
    parts = [blocks.section(head), *blocks.sections(blocks.joined(lines)), seen]
    return blocks.message(*parts, *blocks.more(rest, "no.more", skipped + PAGE))


def _this_week(session: Session, me: Person, now: datetime) -> Mrkdwn:
    """This week's no's beside its wins, which they made possible."""
    week = calendars.of_person(session, me, with_absences=False).week_of(worktime.local_day(now, me.zone))
    count, won = noes.count(session, me, week, me.zone), noes.won(session, me, week)
    told = f"This week: {log.number(count)} beside {words.count(won, 'win')}."
    toward = noes.toward_yes(session, me)
    return mrkdwn("{told}{toward}", told=told, toward=f" {log.toward(toward)}" if toward.since else "")


def _seen_by(session: Session, me: Person) -> str:
    shared = [
        leader
        for place in teams.memberships_of(session, me)
        for leader in confidences.shared_with(session, place, Confided.NOES)
    ]
    return log.seen_by(shared)


def card(visit: Visit) -> list[Block]:
    """For App Home: the person's own no's of this week; nobody else's Home shows any of them."""
    if not visit.memberships:
        return []
    told = blocks.section(_this_week(visit.session, visit.person, visit.now))
    return [blocks.header("Your no's"), told, blocks.context(_seen_by(visit.session, visit.person))]


# ── shared ───────────────────────────────────────────────────────────────────────────────────────────────


def share(turn: Turn) -> None:
    """`/no share`."""
    with turn.writing() as session:
        leaders = noes.share(session, turn.membership(session))
        answer = (
            f"{log.names(leaders)} may read how many no's you had, never what was said, should a word to you help. "
            "Whoever leads you later may not, until you share it anew. `/no private` ends it."
        )
    turn.reply(answer)


def keep_private(turn: Turn) -> None:
    """`/no private`."""
    with turn.writing() as session:
        noes.keep_private(session, turn.person)
    turn.reply("Your no's are yours alone.")
