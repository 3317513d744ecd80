"""Who hears of what was done, as the answer says it: of nobody who has turned it off it is said that they are told."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot import words
from bot.domain import preferences
from bot.models import Person


def told(session: Session, people: Sequence[Person], name: str, sentence: str, finds: str = "it in App Home") -> str:
    """The sentence with the `{names}` of those who are told; of whoever has `name` off, what they find instead."""
    preferred = preferences.of_people(session, *(person.id for person in people))
    off = [person.name for person in people if preferred[person.id][name] == "off"]
    hearing = [person.name for person in people if preferred[person.id][name] != "off"]
    said = [sentence.format(names=words.listed(hearing))] if hearing else []
    if off:
        have, find = ("has", "finds") if len(off) == 1 else ("have", "find")
        said.append(f"{words.listed(off)} {have} {name} off, but {find} {finds}.")
    return " ".join(said)
