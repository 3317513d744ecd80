"""App Home, made of the pages' cards: what waits for me, my month, my team, what I can type."""

import sys
from itertools import chain
from typing import Any

from bot import phrases
from bot.domain import drafts
from bot.errors import Refused
from bot.logs import log
from bot.slack import blocks
from bot.slack.blocks import HOME_BLOCKS, Block, Mrkdwn, mrkdwn
from bot.slack.commands import ROOT
from bot.slack.pages import PAGES, TABLES, TOPICS, gather
from bot.slack.said import Kind, readable
from bot.slack.turn import Turn, Visit

MOST_WAITING = 5
LONGEST_LINE = 2000
AROUND_A_VERB = "/:,.!?"
LIVE = {"user": blocks.mention, "channel": blocks.channel}
"""The mentions that are shown again as such; whoever wrote them alone sees it, so nobody else is notified."""
WRITTEN = (None, "file_share", "thread_broadcast")
"""The subtypes of a message that somebody wrote; the others tell of one that was changed, deleted and the like."""
NOT_READ = Mrkdwn(
    "I don't keep messages, and nobody reads what is written here: I hear commands. `/pace` shows your day, "
    "`/win 48k Acme: annual plan` logs a win, `/pace help` shows everything that I know."
)


def handle_opened(turn: Turn) -> None:
    """Somebody looks at the app; Slack sends the same event for its tab of messages, which is not ours to fill."""
    if turn.said.event.get("tab") == "home":
        publish(turn)


def refresh(turn: Turn) -> None:
    """Publish Home again after an act there, or in a form that was opened from there."""
    what = turn.said
    is_typing = what.kind is Kind.CLICK and what.form
    if not what.is_on_home or is_typing:
        return
    try:
        with turn:
            publish(turn)
    except Exception as error:  # whatever happened, the act is done; the next look at Home shows it
        log.warning("home.not_refreshed", exc_info=error)


def publish(turn: Turn) -> None:
    view = blocks.home(_compose(turn))
    turn.client.views_publish(user_id=turn.said.user_id, view=turn.commands.spoken(view))


def _compose(turn: Turn) -> list[Block]:
    try:
        person = turn.person
    except Refused as refusal:
        return [_kind_word(turn, refusal)]
    with turn.reading() as session:
        visit = Visit(session, person, turn.memberships(session), turn.now)
        cards = [_waiting(visit), *(card(visit) for card in TABLES.home.values()), _what_i_can_type()]
    return fitted([card for card in cards if card])


def _kind_word(turn: Turn, refusal: Refused) -> Block:
    """For people whom the bot does not work with: a greeting, and why."""
    person = turn.people([turn.said.user_id])[turn.said.user_id]
    return blocks.section(mrkdwn("Hello {name}, good to see you! {why}", name=person.name, why=refusal.message))


def fitted(cards: list[list[Block]]) -> list[Block]:
    """All cards within Slack's limit: where they are too many blocks, every card gets the same room."""
    if sum(map(len, cards)) > HOME_BLOCKS:
        room = max(1, HOME_BLOCKS // len(cards))
        cards = [card[:room] for card in cards]
    return list(chain.from_iterable(cards))[:HOME_BLOCKS]


# ── cards of Home's own ──────────────────────────────────────────────────────────────────────────────────


def _waiting(visit: Visit) -> list[Block]:
    """What was begun and not finished, each a click away."""
    ways = [
        way_back(draft)
        for draft in drafts.waiting(visit.session, visit.person)
        if (way_back := TABLES.drafts.get(draft.kind.partition(":")[0]))
    ]
    if not ways:
        return []
    told = "What you began and didn't finish. It is seen by nobody but you."
    return [
        blocks.header("Waiting for you"),
        blocks.section(told),
        blocks.offers(ways[:MOST_WAITING], block_id="waiting"),
    ]


def _what_i_can_type() -> list[Block]:
    """What each verb is for, with its first example."""
    lines = [line for topic in TOPICS.values() for line in topic[:2]]
    more = blocks.context(Mrkdwn("`/pace help` shows more, `/pace help win` everything about one thing."))
    return [blocks.header("What you can type"), *blocks.sections(Mrkdwn("\n".join(lines))), more]


# ── its tab of messages ──────────────────────────────────────────────────────────────────────────────────


def handle_message(turn: Turn) -> None:
    """Somebody wrote to the bot instead of typing a command: how to say it."""
    event = turn.said.event
    if event.get("bot_id") or event.get("subtype") not in WRITTEN:
        return
    answer = blocks.message(*_how_to_say(turn))
    with turn.keeping():
        pass  # Slack may tell of it twice
    turn.reply(answer)


def _how_to_say(turn: Turn) -> list[Block]:
    try:
        turn.admit()
    except Refused as refusal:
        return [_kind_word(turn, refusal)]
    told = [blocks.section(NOT_READ)]
    command, rest = _command_meant(turn)
    try:
        turn.people(mention.id for mention in phrases.find_mentions(rest) if mention.kind == "user")
    except Refused:  # as the command would be, for the same reason
        return told
    if command:
        whole = _as_typed(f"{command} {rest}".strip())
        line = whole if len(whole) <= LONGEST_LINE else _as_typed(command)
        told.append(blocks.section(mrkdwn("Did you mean: {line}", line=line)))
    return told


def _command_meant(turn: Turn) -> tuple[str, str]:
    """The command with which the message may have meant to begin, and what follows; empty if it begins with none."""
    words = turn.said.text.split()
    command, rest = _heard(turn, words), words[1:]
    if command == ROOT and rest:
        command, rest = _heard(turn, rest), rest[1:]
    said, verb = " ".join(rest), command.removeprefix("/")
    if command in (ROOT, *TABLES.commands):
        return command, said
    is_help = verb == "help" and said.lower() in ("", *TABLES.help)
    return (f"{ROOT} {verb}", said) if is_help or verb in TABLES.verbs else ("", "")


def _heard(turn: Turn, words: list[str]) -> str:
    return turn.commands.heard("/" + "".join(words[:1]).strip(AROUND_A_VERB).lower())


def _as_typed(line: str) -> Mrkdwn:
    """The line to type again: in code, and people and channels between it, as a mention in code is none."""
    shown, end = "", 0
    for mention in phrases.find_mentions(line):
        if show := LIVE.get(mention.kind):
            shown += _code(line[end : mention.start]) + show(mention.id)
            end = mention.end
    return Mrkdwn(shown + _code(line[end:]))


def _code(text: str) -> Mrkdwn:
    """The text in code, without the spaces around it."""
    words = text.strip()
    code = f"`{readable(words).replace('`', chr(39))}`"
    return blocks.escape(text.replace(words, code) if words else text)


EVENTS = {"app_home_opened": handle_opened, "message.im": handle_message}
MANIFEST: dict[str, Any] = {"app_home_opened": {"scopes": []}, "message.im": {"scopes": ["im:history"]}}
EVERYTHING = gather((*PAGES, sys.modules[__name__]))
"""Every page's tables, and Home's, which is composed of theirs."""
