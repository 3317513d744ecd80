"""Promises listed, shown one by one, and on App Home: what I promised, what I was promised."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import commitments, gate, teams
from bot.domain.commitments import Act
from bot.models import Commitment, Person
from bot.models import CommitmentState as State
from bot.outbox import Rendered
from bot.slack import blocks, figures
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.promises import telling
from bot.slack.turn import Turn, Visit

PAGE = 15
MOST_ON_HOME = 5
LONGEST_IN_A_LIST = 150
HEADS = {
    "mine": "You promised, or are asked to: {count}.",
    "to me": "You are promised, or asked for: {count}.",
    "reps": "Your reps promised others: {count}.",
}
NOTHING = Mrkdwn(
    "Nothing is open. `/promise @rita review the Acme deck by Friday` makes a promise, `/ask @lee …` asks."
)


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────


def handle_list(turn: Turn, which: Sequence[str]) -> None:
    """What was promised, either way, and by a leader's reps: each list in the order of the days."""
    with turn.reading() as session:
        found = {each: _listed(session, turn.person, each) for each in which}
        parts = [part for each, rows in found.items() if rows for part in _page(turn, each, rows, 0)]
    turn.reply(blocks.message(*(parts or [blocks.section(NOTHING)])))


def handle_more(turn: Turn) -> None:
    which, _, skipped = turn.said.value.partition(":")
    with turn.reading() as session:
        parts = _page(turn, which, _listed(session, turn.person, which), int(skipped))
    turn.reply(blocks.message(*parts))


def _listed(session: Session, person: Person, which: str) -> list[Commitment]:
    gate.check("promise.make", person, None)
    if which == "mine":
        return commitments.open_of(session, person)
    if which == "reps":
        return commitments.of_reps(session, person)
    places = [place.team_id for place in teams.memberships_of(session, person)]
    to_team = commitments.to_team(session, places, but=person)
    return sorted([*commitments.open_to(session, person), *to_team], key=lambda row: (row.due_on, row.id))


def _page(turn: Turn, which: str, rows: Sequence[Commitment], skipped: int) -> list[Block]:
    today = _today(turn)
    lines = [_line(row, turn.person, today) for row in rows[skipped : skipped + PAGE]]
    head = mrkdwn(HEADS[which], count=len(rows))
    parts = blocks.sections(blocks.joined([bold(head) if not skipped else Mrkdwn("…"), *lines]))
    rest = len(rows) - skipped - len(lines)
    return [*parts, *blocks.more(rest, "promise.more", f"{which}:{skipped + PAGE}")]


def _line(row: Commitment, reader: Person, today: date) -> Mrkdwn:
    """ "31 · review the Acme deck · to Rita Rossi · Fri 20 Nov, 2 days over"."""
    is_own = row.by_id == reader.id
    between = f"to {telling.receiver(row, reader)}" if is_own else f"by {row.by.name}"
    if not is_own and row.to_id != reader.id:
        between += f" to {telling.receiver(row)}"
    return mrkdwn(
        "{number} · {text} · {between} · {when}",
        number=row.number,
        text=blocks.cut(row.text, LONGEST_IN_A_LIST),
        between=between,
        when=_when(row, today),
    )


def _when(row: Commitment, today: date) -> str:
    if row.state is State.ASKED:
        return f"asked, by {words.day(row.due_on, today=today)}"
    return "kept, waits for a word" if row.state is State.KEPT else figures.due(row, today)


def _today(turn: Turn) -> date:
    return worktime.local_day(turn.now, turn.person.zone)


# ── one ──────────────────────────────────────────────────────────────────────────────────────────────────


def handle_show(turn: Turn, number: int) -> None:
    with turn.reading() as session:
        answer = _card(session, turn, commitments.get_promise(session, turn.person, number))
    turn.reply(answer)


def handle_show_click(turn: Turn) -> None:
    with turn.reading() as session:
        row = commitments.get_by_id(session, int(turn.said.value))
        commitments.check_sight(session, turn.person, row)
        answer = _card(session, turn, row)
    turn.reply(answer)


def _card(session: Session, turn: Turn, row: Commitment) -> Rendered:
    reader = turn.person
    is_own = row.by_id == reader.id
    head = mrkdwn(
        "*Promise {number}* · {by} to {to}: {what}",
        number=row.number,
        by="you" if is_own else row.by.name,
        to=telling.receiver(row, reader),
        what=telling.what(row),
    )
    lines = [head, telling.stands(row, reader)]
    if row.slips:
        lines.append(mrkdwn("Moved {times}.", times=words.count(row.slips, "time")))
    made = mrkdwn("Said {day}.", day=words.day(worktime.local_day(row.made_at, reader.zone), today=_today(turn)))
    seen = blocks.context(f"{made} {telling.seen_by(session, row, reader)}")
    return blocks.message(blocks.section(blocks.joined(lines)), seen, *telling.row_of(session, row, reader))


# ── App Home ─────────────────────────────────────────────────────────────────────────────────────────────


def card(visit: Visit) -> list[Block]:
    """For App Home: what I promised and what I was promised, late ones first, each with its next step."""
    today = worktime.local_day(visit.now, visit.person.zone)
    parts: list[Block] = []
    for title, which in (("I promised", "mine"), ("Promised to me", "to me")):
        rows = _listed(visit.session, visit.person, which)
        if rows:
            parts += [blocks.header(title), *(_home_line(visit, row, today) for row in rows[:MOST_ON_HOME])]
        if (rest := len(rows) - MOST_ON_HOME) > 0:
            parts.append(blocks.context(Mrkdwn(f"… and {rest} more: `/promise {which}`")))
    if not parts and not visit.memberships:
        return []
    new = [blocks.button("Promise something", "promise.new"), blocks.button("Ask for something", "promise.ask")]
    return [*(parts or [blocks.header("Promises"), blocks.section(NOTHING)]), blocks.actions(*new)]


def _home_line(visit: Visit, row: Commitment, today: date) -> Block:
    acts = commitments.possible(visit.session, visit.person, row)
    label, act = next(
        (telling.LABELS[each] for each in (Act.KEEP, Act.CONFIRM) if each in acts), ("Show", "promise.show")
    )
    if row.state is State.ASKED:
        label, act = ("Answer" if row.by_id == visit.person.id else "Show"), "promise.show"
    return blocks.section(_line(row, visit.person, today), blocks.button(label, act, row.id))
