"""Forms that were begun: what stands in one is kept when it is closed, and comes back with its next opening."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import drafts
from bot.errors import Offer, Refused, Superseded
from bot.models import Draft
from bot.slack.turn import Turn

AGAIN = "Close this form and open it again: what you entered is kept."
Fields = Mapping[str, Any]


def keeping(
    *fields: str, as_it_is: Callable[[Session, Turn], Fields] | None = None, is_secret: bool = False
) -> Callable[[Turn], None]:
    """The handler of a form that was closed, or in which something was entered.

    Nothing was begun while these fields, or all if none is named, are `as_it_is`; by default, empty. With what is
    kept goes the version that the form carries, as `base`, by which its next opening can tell of a change meanwhile.
    """

    def keep(turn: Turn) -> None:
        said, carried = turn.said.values, turn.said.metadata
        if "draft" not in carried:
            return  # opened by an earlier version, which alone knew the kind of its draft
        before: Fields = {}
        if as_it_is:
            with turn.reading() as session:
                before = as_it_is(session, turn)
        is_empty = all((said.get(name) or "") == (before.get(name) or "") for name in fields or said)
        base = {"base": carried["version"]} if "version" in carried else {}
        turn.keep_form(draft_of(turn), said | base, is_empty=is_empty, is_secret=is_secret)

    return keep


def draft_of(turn: Turn) -> str:
    """The kind of the form's draft: what the form carries as `draft`, or just its name where it has a single one."""
    return str(turn.said.metadata.get("draft", turn.said.form))


def way_back(action: str, label: str, *, is_whole: bool = False) -> Callable[[Draft], Offer]:
    """The button that opens the form again, with what the draft's kind says behind the form's name, or all of it."""
    return lambda draft: Offer(action, label, draft.kind if is_whole else draft.kind.partition(":")[2])


@contextmanager
def reopening(advice: str = AGAIN) -> Iterator[None]:
    """Turn the refusal of a form that somebody was quicker than into one that says what to do."""
    try:
        yield
    except Superseded as superseded:
        raise Refused(f"{superseded.message} {advice}") from None


def entered(turn: Turn, kind: str) -> dict[str, Any]:
    """What was entered so far, on all screens of a form; empty if nothing was."""
    with turn.reading() as session:
        return drafts.find(session, turn.person, kind)


def keep_screen(turn: Turn, kind: str, said: Fields) -> dict[str, Any]:
    """Keep what was entered on one screen beside what was on the others; return all of it."""
    # Slack sends the same submission again when people go back and forth, so it must not count as repeated.
    turn.said.once = None
    kept = entered(turn, kind) | dict(said)
    turn.keep_form(kind, kept, is_empty=False)
    return kept
