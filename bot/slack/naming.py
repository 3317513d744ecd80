"""People named in messages, as each of them set it: with a mention that notifies, by name only, or not at all."""

from collections.abc import Iterable
from typing import Literal

from sqlalchemy.orm import Session

from bot.domain import preferences
from bot.models import Person
from bot.slack.blocks import Mrkdwn, escape, mention

About = Literal["wins", "thanks"]


def named(session: Session, person: Person, about: About = "wins") -> Mrkdwn | None:
    """A mention where the person set `about` to loud, the plain name for quiet, None for off."""
    return all_named(session, [person], about)[person.id]


def all_named(session: Session, people: Iterable[Person], about: About) -> dict[int, Mrkdwn | None]:
    """`named` for several people, by their id and in their order, with one query."""
    by_id = {person.id: person for person in people}
    preferred = preferences.of_people(session, *by_id)
    return {who: _named(person, preferred[who][about]) for who, person in by_id.items()}


def names_in(session: Session, people: Iterable[Person]) -> list[Mrkdwn]:
    """Those of `people` who may be named, in their order: for "Thanks … and …"."""
    return [name for name in all_named(session, people, "thanks").values() if name is not None]


def _named(person: Person, preferred: str) -> Mrkdwn | None:
    if preferred == "off":
        return None
    return mention(person.slack_id) if preferred == "loud" else escape(person.name)
