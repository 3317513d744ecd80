"""Commands with confidential words: nothing of these is told or stored openly, even if the command is refused."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot import phrases
from bot.errors import Refused
from bot.models import Person
from bot.slack import blocks
from bot.slack.said import readable
from bot.slack.turn import Turn

ENCRYPTED = "Encrypted where it is kept; whoever runs my server with its keys could decrypt it."
_ALSO = re.compile(r"[\s,;&+]*(?:and\s+)?", re.IGNORECASE)
FEW = 4
"""A command of so few words is a verb and what it is about: there is no note in it to hand back."""


@contextmanager
def in_confidence(turn: Turn) -> Iterator[str]:
    """The command's words. If it is refused, they are handed back in a form that opens, and not in a message.

    A click on what is offered beside that does no more than it says: nothing is kept that could go on after it.
    """
    text, turn.said.text, turn.said.typed = phrases.normalise(turn.said.text), "", ""
    try:
        yield text
    except Refused as refusal:
        if len(text.split()) > FEW and turn.said.trigger_id:
            with suppress(Refused):
                turn.open(_handed_back(refusal, text))
        again = " Use the button, then type it again: I kept nothing of it." if refusal.offers else ""
        raise Refused(refusal.message + again, offers=refusal.offers) from None


def _handed_back(refusal: Refused, text: str) -> blocks.Block:
    parts = [blocks.section(refusal.message), blocks.context("You typed:"), *blocks.verbatim(readable(text))]
    return blocks.page("confidential.page", "Not kept", *parts, blocks.context("Seen by you alone, and kept nowhere."))


def split_person(turn: Turn, text: str, example: str) -> tuple[Person, str]:
    """Who is mentioned first of all, and what is said behind it."""
    mentions = phrases.find_mentions(text)
    if not mentions or mentions[0].kind != "user" or text[: mentions[0].start].strip():
        raise Refused(f"Whom is it about? Mention one person first of all, as I don't guess who is meant. {example}")
    first, *others = mentions
    if any(_ALSO.fullmatch(text[first.end : other.start]) for other in others if other.kind == "user"):
        raise Refused(f"I read more than one person, and this is about one at a time. {example}")
    return turn.people([first.id])[first.id], phrases.trimmed(text[first.end :])
