"""The one refusal: what cannot be done as asked, and what to do instead, in words for whoever asked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    """A way on from a refusal, shown as a button: `act` names the action of some page, `value` is handed to it."""

    act: str
    label: str
    value: str = ""


class Refused(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """Raised anywhere; answered by one handler, as words to one person or as the error of a form's `field`.

    With `offers`, what the person was doing is kept and goes on after the click.
    """

    def __init__(self, message: str, *, field: str | None = None, offers: tuple[Offer, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.offers = offers


def check_length(text: str, longest: int, *, field: str) -> None:
    """Refuse what people wrote where it is longer than what is kept of it."""
    if len(text) > longest:
        raise Refused(f"That is {len(text):,} characters; I keep at most {longest:,}.", field=field)
