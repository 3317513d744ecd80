"""Kudos, as people talk about them: given in a line, a form or on a message, told warmly, listed; and bursts."""

from collections import Counter
from typing import Any

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import bursts, drafts, gate, kudos, teams
from bot.errors import Offer, Refused
from bot.models import Burst, Draft, Kudos, Person, Team
from bot.money import Money
from bot.outbox import CELEBRATION, Kind, Rendered
from bot.slack import blocks, naming, notified
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn, Visit

FORM = "kudos.form"
LINE = "kudos.line"
"""The kind of draft, one for each line that named people: it takes nothing away from another."""
Fields = dict[str, Any]
"""A form's values by name, and the `quote` of the message that it is about."""
PAGE = 15
LONGEST_QUOTE = 300
LONGEST_IN_A_LIST = 200
MOST_ON_HOME = 5
MOST_READ = 100
DAYS_KEPT_ON_HOME = 30
NO_PLACE = "Neither of you is in a team, so there is no channel to say it in. Type it in the channel of a team."


def handle_kudos(turn: Turn) -> None:
    """`/kudos`: thanks in a line, the form where something is missing, or what there is to do with earlier ones."""
    match phrases.split_verb(turn.said.text, {"list": None, "undo": None}):
        case ("list", _):
            turn.reply(_page(turn, 0))
        case ("undo", _):
            _undo_latest(turn)
        case _:
            _hear(turn, turn.said.text)


# ── in a line ────────────────────────────────────────────────────────────────────────────────────────────


def _hear(turn: Turn, text: str) -> None:
    said = phrases.read_kudos(text)
    if said.crowds:
        raise Refused(f"A group can't be thanked, people can. {kudos.EXAMPLE}")
    if said.reason and not said.to:
        read = blocks.cut(readable(said.reason), 60)
        raise Refused(f"I read “{read}”, but no mention, and I don't guess who is meant. {kudos.EXAMPLE}")
    if said.stray:
        read = blocks.cut(said.stray, 60)
        raise Refused(
            f"I read “{read}”, which is no mention of anybody, and I don't guess who is meant. {kudos.EXAMPLE}"
        )
    if said.to and said.reason:
        _give(turn, list(said.to), readable(said.reason))
    else:
        _open_for(turn, list(dict.fromkeys(said.to)))


def _give(turn: Turn, slack_ids: list[str], reason: str, *, team_id: int | None = None, draft: str = "") -> None:
    known = turn.people(slack_ids)
    recipients = [known[slack_id] for slack_id in dict.fromkeys(slack_ids)]
    with turn.writing() as session:
        team = _team(session, turn, recipients, team_id)
        given = kudos.give(session, turn.person, team, recipients, reason, now=turn.now)
        drafts.use_up(session, turn.person, draft)
        answer = _confirmation(session, turn, given, recipients)
    turn.reply(answer)


def _team(session: Session, turn: Turn, recipients: list[Person], chosen: int | None) -> Team:
    """The team that was chosen, else the first of `_teams`; Refused if there is none."""
    possible = _teams(session, turn, *recipients)
    if not possible:
        raise Refused(NO_PLACE, field="recipients")
    return next((team for team in possible if team.id == chosen), possible[0])


def _teams(session: Session, turn: Turn, *recipients: Person) -> list[Team]:
    """Where it can be said: in the channel's, then where most of them are."""
    here = turn.team_here(session)
    theirs = [place.team for person in (turn.person, *recipients) for place in teams.memberships_of(session, person)]
    return list(dict.fromkeys([*([here] if here else ()), *(team for team, _ in Counter(theirs).most_common())]))


def _confirmation(session: Session, turn: Turn, given: Kudos, recipients: list[Person]) -> Rendered:
    names = words.listed([person.name for person in recipients])
    told = mrkdwn("Kudos to {names}{reason}", names=names, reason=_running_on(given.reason))
    if given.is_posted:
        place = notified.posted(session, given.team, given.team.wins_channel_id)
    else:
        place = mrkdwn("It isn't posted, as {names} would rather not be named: it is on their App Home.", names=names)
    undo = turn.offer_undo(session, given.team, given.given_at, "kudos.undo", given.id)
    return blocks.message(blocks.section(told), blocks.context(place), *blocks.row(*undo))


def _running_on(reason: str) -> Mrkdwn:
    """The reason as the end of a sentence."""
    first = reason.partition(" ")[0].lower()
    end = "" if reason[-1] in ".!?…" else "."
    return mrkdwn("{gap}{reason}{end}", gap=" " if first in ("for", "because") else ": ", reason=reason, end=end)


# ── in a form ────────────────────────────────────────────────────────────────────────────────────────────


def handle_new(turn: Turn) -> None:
    """A click on "Give kudos", or on what was left unfinished: the value says which."""
    _open(turn, turn.said.value or FORM)


def _open_for(turn: Turn, slack_ids: list[str]) -> None:
    """The form for these people, with what was begun for them alone; for nobody yet, as it was left last."""
    with turn.reading() as session:
        waiting = drafts.waiting(session, turn.person)
    left = [draft for draft in waiting if draft.kind.startswith((FORM, LINE)) and not draft.data.get("quote")]
    if slack_ids:
        left = [draft for draft in left if set(draft.data.get("recipients") or []) == set(slack_ids)]
    if left or not slack_ids:
        _open(turn, left[0].kind if left else FORM)
    else:
        _open(turn, f"{LINE}:{turn.said.trigger_id}", {"recipients": slack_ids})


def handle_message(turn: Turn) -> None:
    """ "Give kudos" on a message: to whoever wrote it."""
    message = turn.said.message
    if message.get("bot_id") or not message.get("user"):
        raise Refused("An app wrote that, and kudos go to people.")
    author = turn.author()
    if author and author.id == turn.person.id:
        raise Refused("You wrote that yourself, and kudos go to others; somebody else will thank you for it.")
    if author:
        gate.admit(author)
    quote = blocks.cut(" ".join(readable(turn.quoted()).split()), LONGEST_QUOTE)
    kind = f"{FORM}:{turn.said.channel_id}:{message['ts']}"
    with turn.reading() as session:
        kept = drafts.find(session, turn.person, kind)
    _open(turn, kind, kept or {"recipients": [author.slack_id] if author else [], "quote": quote})


def _open(turn: Turn, kind: str, fields: Fields | None = None) -> None:
    """The form with these fields; by default as it was left, or empty."""
    with turn.reading() as session:
        if fields is None:
            fields = drafts.find(session, turn.person, kind)
        form = _form(kind, fields, _teams(session, turn))
    turn.open(form)


def handle_submission(turn: Turn) -> None:
    fields = turn.said.values
    _give(
        turn,
        fields.get("recipients") or [],
        turn.said.written("reason"),
        team_id=int(fields.get("team") or 0),
        draft=turn.said.metadata["draft"],
    )


def handle_closed(turn: Turn) -> None:
    """Closed, or something entered: what is there comes back with the next opening."""
    entered, carried = turn.said.values, turn.said.metadata
    kind, quote = carried["draft"], carried.get("quote", "")
    # A line and a message open the form with somebody in it: that alone is nothing begun.
    is_begun = entered.get("reason") or (kind == FORM and entered.get("recipients"))
    turn.keep_form(kind, entered | {"quote": quote}, is_empty=not is_begun)


def unfinished(draft: Draft) -> Offer:
    """The way back to thanks that were begun."""
    reason = " ".join((draft.data.get("reason") or "").split())
    return Offer("kudos.new", f"Finish your kudos: {reason}" if reason else "Finish your kudos", draft.kind)


def _form(kind: str, fields: Fields, possible: list[Team]) -> Block:
    quote = fields.get("quote") or ""
    chosen = fields.get("team") or (str(possible[0].id) if possible else "")
    rows = [
        blocks.people_field("recipients", "Whom do you thank?", fields.get("recipients") or [], optional=False),
        blocks.text_field(
            "reason",
            "For what?",
            fields.get("reason") or "",
            placeholder="Staying late on the Acme security review",
            multiline=True,
            longest=kudos.LONGEST_REASON,
        ),
    ]
    if quote:
        rows.insert(0, blocks.context(mrkdwn("About: “{quote}”", quote=quote)))
    if len(possible) > 1:
        choices = [(team.name, str(team.id)) for team in possible]
        rows.append(blocks.choice_field("team", "In which team's channel?", choices, chosen))
    return blocks.form(
        FORM,
        "Give kudos",
        *rows,
        submit="Say thanks",
        metadata={"draft": kind, "quote": quote} if quote else {"draft": kind},
    )


# ── taken back, listed ───────────────────────────────────────────────────────────────────────────────────


def _undo_latest(turn: Turn) -> None:
    """`/kudos undo`."""
    with turn.writing() as session:
        given = kudos.latest_of(session, turn.person, now=turn.now)
        if given is None:
            raise Refused("Nothing to undo: no kudos that you gave in the last 7 days stand.")
        answer = _taken_back(kudos.undo(session, turn.person, given, now=turn.now))
    turn.reply(answer)


def handle_undo(turn: Turn) -> None:
    with turn.writing() as session:
        given = kudos.get_by_id(session, int(turn.said.value))
        answer = _taken_back(kudos.undo(session, turn.person, given, now=turn.now))
    turn.reply(answer)


def _taken_back(given: Kudos) -> Mrkdwn:
    return mrkdwn("Taken back: kudos to {names}{reason}", names=_names(given), reason=_running_on(given.reason))


def handle_more(turn: Turn) -> None:
    turn.reply(_page(turn, int(turn.said.value)))


def _page(turn: Turn, skipped: int) -> Rendered:
    with turn.reading() as session:
        by = turn.membership(session)
        gate.check_sight("shared", by.person, by)
        today = worktime.local_day(turn.now, by.team.zone)
        month = worktime.month_of(today)
        count = kudos.count(session, by.team, month)
        listed = kudos.in_period(session, by.team, month, skip=skipped, limit=PAGE)
        may_name = naming.all_named(session, [person for given in listed for person in _recipients(given)], "thanks")
        lines = [
            mrkdwn(
                "{day} · {by} → {names}{reason}",
                day=words.day(worktime.local_day(given.given_at, by.team.zone), today=today),
                by=given.by.name,
                names=words.listed([person.name for person in _recipients(given) if may_name[person.id]]),
                reason=_running_on(blocks.short(given.reason, LONGEST_IN_A_LIST)),
            )
            for given in listed
        ]
        head = mrkdwn("{team}, this month: {count} kudos.", team=bold(by.team.name), count=count)
    if not lines:
        return blocks.words(blocks.joined([head, Mrkdwn(f"Who deserves the first? {kudos.EXAMPLE}")]))
    parts = [blocks.section(head), *blocks.sections(blocks.joined(lines))]
    return blocks.message(*parts, *blocks.more(count - skipped - len(lines), "kudos.more", skipped + PAGE))


def _names(given: Kudos) -> str:
    return words.listed([person.name for person in _recipients(given)])


def _recipients(given: Kudos) -> list[Person]:
    return [recipient.person for recipient in given.recipients]


# ── what the channel hears ───────────────────────────────────────────────────────────────────────────────

OPENINGS = (
    "👏 {by} thanks {names}{reason}",
    "🙌 {by} says thank you to {names}{reason}",
    "🙏 A warm thank-you from {by} to {names}{reason}",
)


def given(session: Session, kudos_id: int) -> Rendered | None:
    """The post of kudos; None where none of the thanked wants to be named."""
    told = session.get_one(Kudos, kudos_id)
    names = naming.names_in(session, _recipients(told))
    if told.undone_at or not names:
        return None
    opening = OPENINGS[told.opening % len(OPENINGS)]
    listed = Mrkdwn(words.listed(names))
    return blocks.message(
        blocks.section(mrkdwn(opening, by=told.by.name, names=listed, reason=_running_on(told.reason)))
    )


def burst(session: Session, burst_id: int) -> Rendered | None:
    """The one post in whose thread much good news stands; None where nothing of it does any more."""
    opened = session.get_one(Burst, burst_id)
    team = session.get_one(Team, opened.team_id)
    won, thanked = bursts.told_in(session, opened)
    if not won and not thanked:
        return None
    sums = Counter({team.currency: 0})  # which comes first
    for win in won:
        sums[win.currency] += win.amount_minor
    amounts = [phrases.format_money(Money(minor, currency), team.currency) for currency, minor in sums.items() if minor]
    what = [f"{words.count(len(won), 'win')} ({words.listed(amounts)})"] if won else []
    what += [f"{len(thanked)} kudos"] if thanked else []
    told = mrkdwn(
        "🎊 Good news keeps coming in {team}: {what} more. It's all in the thread.",
        team=bold(team.name),
        what=words.listed(what),
    )
    return blocks.message(blocks.section(told))


# ── App Home ─────────────────────────────────────────────────────────────────────────────────────────────


def card(visit: Visit) -> list[Block]:
    """What the person was thanked for of late."""
    told, rest = _received(visit, MOST_ON_HOME)
    buttons = [blocks.button("Give kudos", "kudos.new"), *blocks.more_button(rest, "kudos.received", visit.person.id)]
    return [blocks.header("Kudos to you"), *told, blocks.actions(*buttons)]


def handle_received(turn: Turn) -> None:
    """A click on "2 more" on App Home."""
    with turn.reading() as session:
        told, _ = _received(Visit(session, turn.person, turn.memberships(session), turn.now), MOST_READ)
    turn.open(blocks.page("kudos.received", "Kudos to you", *told))


def _received(visit: Visit, most: int) -> tuple[list[Block], int]:
    """The newest of the last weeks, and how many there are besides."""
    lately = worktime.last_days(worktime.local_day(visit.now, visit.zone), DAYS_KEPT_ON_HOME)
    received = kudos.received(visit.session, visit.person, lately, visit.zone, limit=most)
    lines = [
        mrkdwn(
            "• {by}{reason}",
            by=bold(given.by.name),
            reason=_running_on(blocks.short(given.reason, LONGEST_IN_A_LIST)),
        )
        for given in received
    ]
    rest = kudos.count_received(visit.session, visit.person, lately, visit.zone) - len(lines)
    return blocks.sections(blocks.joined(lines or ["The next one is still to come. Whom could you thank?"])), rest


COMMANDS = {"/kudos": handle_kudos}
VERBS = {"kudos": handle_kudos}
ACTIONS = {
    "kudos.new": handle_new,
    "kudos.undo": handle_undo,
    "kudos.more": handle_more,
    "kudos.received": handle_received,
}
VIEWS = {FORM: handle_submission}
CLOSED = {FORM: handle_closed}
SHORTCUTS = {"kudos.message": handle_message}
MESSAGES = {"kudos.given": Kind(given, CELEBRATION), "burst.opened": Kind(burst, CELEBRATION)}
HOME = {"kudos": card}
DRAFTS = dict.fromkeys((FORM, LINE), unfinished)
MANIFEST = {
    "/kudos": {"description": "Thank somebody", "usage_hint": "@sam for staying late on the Acme security review"},
    "kudos.message": {"name": "Give kudos", "type": "message", "description": "Thank whoever wrote this"},
}
HELP = {
    "kudos": (
        "*Thank somebody*, in the team's channel: whom you mention, and for what.",
        "`/kudos @sam for staying late on the Acme security review` · `/kudos` alone opens a form",
        "`/kudos list` · `/kudos undo`",
    ),
}
