"""Who hears of an act, for the answer to it: people who have turned that off are not said to be told."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot import words
from bot.domain import preferences
from bot.models import Person


def told(session: Session, people: Sequence[Person], name: str, sentence: str, finds: str = "it in App Home") -> str:
    """The sentence with the `{names}` of those who are told; for those who have `name` off, where they find it."""
    has_off = preferences.off_among(session, name, *(person.id for person in people))
    off = [person.name for person in people if person.id in has_off]
    hearing = [person.name for person in people if person.id not in has_off]
    said = [sentence.format(names=words.listed(hearing))] if hearing else []
    if off:
        have, find = ("has", "finds") if len(off) == 1 else ("have", "find")
        said.append(f"{words.listed(off)} {have} {name} off, but {find} {finds}.")
    return " ".join(said)
