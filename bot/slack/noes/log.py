"""A no in one line: understood, logged, confirmed with thanks, and what helped others with something like it."""

from sqlalchemy.orm import Session

from bot import phrases, words
from bot.domain import accounts, confidences, hard_runs, lessons, noes
from bot.domain.noes import Facts, TowardYes
from bot.errors import Refused
from bot.models import Confided, Membership, No, Team
from bot.outbox import Rendered
from bot.phrases import NoPhrase, format_money
from bot.slack import blocks, learned
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn
from bot.vault import Unreadable

LONGEST_QUOTE = 300
OPENINGS = (
    "💪 You asked, and the asking is your part of it. Thank you.",
    "👟 Still out there: thank you for that.",
    "🧗 A yes lies on the far side of some of these. Thank you for staying at it.",
    "🙌 That took nerve. Thank you for asking all the same.",
    "🌱 This is what a yes grows from. Thank you for keeping on.",
)
FIRST = (
    "Only you see your no's. After a hard run I tell {leaders} only that a word to you would help, never why; "
    "`/pace settings word off` turns that off."
)


def hear(turn: Turn, text: str) -> None:
    with turn.reading() as session:
        team = turn.membership(session).team
        known = accounts.known_names(session, team)
    facts = _facts(phrases.read_no(readable(text), currency=team.currency, known_accounts=known), team)
    with turn.writing() as session:
        by = turn.membership(session)
        logged = noes.record(session, by, facts, now=turn.now)
        answer = _confirmation(session, turn, by, logged, facts)
    turn.reply(answer)


def _facts(phrase: NoPhrase, team: Team) -> Facts:
    if len(phrase.readings) > 1:
        ways = words.listed([reading.label(team.currency) for reading in phrase.readings])
        raise Refused(f"I can read the amount in several ways: {ways}. Write it as in `/no 48k Globex: too late`.")
    amount = phrase.readings[0] if phrase.readings else None
    if amount and amount.problem:
        raise Refused(f"I read {amount.label(team.currency)}, which no lost deal is worth. Try `/no 48k Globex`.")
    return Facts(phrase.count, phrase.account, phrase.title, amount.money if amount else None)


# ── what the person hears ────────────────────────────────────────────────────────────────────────────────


def _confirmation(session: Session, turn: Turn, by: Membership, logged: No, facts: Facts) -> Rendered:
    told = mrkdwn(
        "{opening} Noted: {what}. {counted}",
        opening=OPENINGS[logged.opening % len(OPENINGS)],
        what=what(facts, by.team),
        counted=toward(noes.toward_yes(session, turn.person)),
    )
    parts = [blocks.section(told)]
    if like := lessons.like(session, turn.person, f"{facts.account or ''} {facts.title}"):
        lines = learned.lines(like, now=turn.now, zone=by.team.zone)
        parts.append(blocks.section(blocks.joined(["What helped with something like it:", *lines])))
    undo = turn.offer_undo(session, logged.team, logged.logged_at, "no.undo", logged.id)
    buttons = blocks.actions(*undo, blocks.button("My no's", "no.list"))
    return blocks.message(*parts, blocks.context(_who_sees(session, by, logged)), buttons)


def what(facts: Facts, team: Team) -> Mrkdwn:
    """ "a no from *Globex* (budget frozen)", "12 no's (cold calls)", "*Globex* lost, $48,000"."""
    title = blocks.short(phrases.without_stop(facts.title), LONGEST_QUOTE)
    if facts.amount:
        lost, money = facts.account or title, format_money(facts.amount, team.currency)
        why = f" ({title})" if facts.account and title else ""
        return mrkdwn("{lost} lost, {money}{why}", lost=bold(lost), money=money, why=why)
    many = "a no" if facts.count == 1 else number(facts.count)
    whose = mrkdwn(" from {account}", account=bold(facts.account)) if facts.account else ""
    return mrkdwn("{many}{whose}{why}", many=many, whose=whose, why=f" ({title})" if title else "")


def toward(counted: TowardYes) -> str:
    """How far it is to the next yes, by the person's own history alone."""
    if counted.each:
        return f"Your last five wins took {number(counted.each)} each, you're at {counted.since:,}."
    if counted.since == 1:
        return "It's the first since your last win." if counted.has_won else "Your first yes is on its way."
    return f"{number(counted.since)} {'since your last win' if counted.has_won else 'so far, toward your first win'}."


def number(count: int) -> str:
    return f"{count:,} no" if count == 1 else f"{count:,} no's"


def _who_sees(session: Session, by: Membership, logged: No) -> str:
    shared = confidences.shared_with(session, by, Confided.NOES)
    leaders = confidences.listeners(session, by)
    if not shared and leaders and hard_runs.is_wanted(session, by) and noes.is_first(session, logged):
        return FIRST.format(leaders=names(leaders))
    return seen_by(shared)


def seen_by(shared: list[Membership]) -> str:
    """`shared` are those with whom the person shares how many they are."""
    if shared:
        return f"Only you see this; how many they are, {names(shared)} may read. `/no private` ends that."
    return "Only you see this."


def names(people: list[Membership]) -> str:
    return words.listed([place.person.name for place in people])


def said(session: Session, logged: No) -> Mrkdwn:
    """`what` for a no that is stored."""
    try:
        return what(noes.facts_of(session, logged), logged.team)
    except Unreadable:
        return mrkdwn("{count} whose words can't be read, as their key is missing", count=f"{logged.count:,}")


# ── taken back ───────────────────────────────────────────────────────────────────────────────────────────


def undo_latest(turn: Turn) -> None:
    """`/no undo`."""
    with turn.writing() as session:
        logged = noes.latest_of(session, turn.person, now=turn.now)
        if logged is None:
            raise Refused("Nothing to undo: no no's that you logged in the last 7 days stand.")
        answer = _taken_back(session, noes.undo(session, turn.person, logged, now=turn.now))
    turn.reply(answer)


def handle_undo(turn: Turn) -> None:
    with turn.writing() as session:
        logged = noes.get_by_id(session, turn.person, int(turn.said.value))
        answer = _taken_back(session, noes.undo(session, turn.person, logged, now=turn.now))
    turn.reply(answer)


def _taken_back(session: Session, logged: No) -> Mrkdwn:
    return mrkdwn("Taken back: {what}.", what=said(session, logged))
