"""The one refusal: says to the person who asked what cannot be done, and what to do instead. And calls in vain."""

from dataclasses import dataclass
from http.client import HTTPException

UNANSWERED = (OSError, HTTPException, UnicodeDecodeError)
"""How a call that Slack does not answer fails; all but the first where something on the way does, and can't be read."""


@dataclass(frozen=True)
class Offer:
    """A way on from a refusal, shown as a button: `act` names the action of some page, which is given `value`."""

    act: str
    label: str
    value: str = ""


class Refused(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """Can be raised anywhere; one handler shows it, to the person alone or as the error of a form's `field`.

    With `offers`, what the person was doing is kept, and goes on after the click.
    """

    def __init__(self, message: str, *, field: str | None = None, offers: tuple[Offer, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.offers = offers


class Superseded(Refused):
    """It has changed since it was read by whoever acts on it."""


def check_length(text: str, longest: int, *, field: str, what: str = "That", hint: str = "") -> None:
    """Refuse a text that is longer than we keep; `what` it is begins the sentence, and `hint` ends what is said."""
    if len(text) > longest:
        raise Refused(f"{what} is {len(text):,} characters; I keep at most {longest:,}. {hint}".rstrip(), field=field)
