"""What a team and a person set otherwise than the default: each has a default, a word for off, and says itself."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import phrases
from bot.db import insert_or_update
from bot.domain import gate
from bot.errors import Refused
from bot.models import Membership, Person, PersonPreference, Team, TeamPreference


@dataclass(frozen=True)
class Preference:
    """`read` turns words into a value, None where they are none; `say` turns a value into words."""

    about: str
    default: Any
    read: Callable[[str], Any]
    say: Callable[[Any], str]
    example: str
    off: Any = None
    """What "off" stands for; None where it cannot be off."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Every value that it can have, with what it means; empty where there are too many to name."""
    turns_down: frozenset[str] = frozenset()
    """The kinds of message that it turns down or off."""


LATELY = timedelta(days=7)
"""What was done then is looked for by "undo": longer than any team lets undo, so that who is late hears the way on."""


# ── words and values ─────────────────────────────────────────────────────────────────────────────────────


MINUTES = {"": 1, "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "h": 60, "hour": 60, "hours": 60}
_SPAN = re.compile(r"(\d{1,6}) ?([a-z]*)")


def _minutes(most: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        found = _SPAN.fullmatch(text)
        minutes = int(found[1]) * MINUTES.get(found[2], 0) if found else 0
        return minutes if 1 <= minutes <= most else None

    return read


def _times(most: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        found = re.fullmatch(r"(\d{1,6}) ?(?:times|x|\u00d7)?", text)
        return int(found[1]) if found and 1 <= int(found[1]) <= most else None

    return read


def _posts_within(most: int) -> Callable[[str], list[int] | None]:
    """So many posts in so many minutes."""

    def read(text: str) -> list[int] | None:
        found = re.fullmatch(r"(\d{1,6})(?: posts?)?,?(?: in| within)? (\d{1,6} ?[a-z]*)", text)
        minutes = _minutes(most)(found[2]) if found else None
        return [int(found[1]), minutes] if found and minutes and 1 <= int(found[1]) <= most else None

    return read


def _three_rising(most: int) -> Callable[[str], list[int] | None]:
    def read(text: str) -> list[int] | None:
        found = re.fullmatch(r"(\d{1,6})[, ]+(\d{1,6})(?:,? and|[, ]) ?(\d{1,6})(?: times)?", text)
        numbers = [int(number) for number in found.groups()] if found else []
        is_fine = numbers == sorted(set(numbers)) and all(1 <= number <= most for number in numbers)
        return numbers if numbers and is_fine else None

    return read


def _choice(about: str, default: str, example: str, *turns_down: str, **choices: str) -> Preference:
    return Preference(
        about,
        default,
        lambda text: text if text in choices else None,
        str,
        example,
        off="off",
        choices=choices,
        turns_down=frozenset(turns_down),
    )


def _or_off(say: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: say(value) if value else "off"


TEAM: Mapping[str, Preference] = {
    "undo": Preference(
        "how long a win or kudos can be taken back as if it had not been said",
        60, _minutes(1440), _or_off(lambda minutes: f"{minutes} minutes"), "undo 30 minutes", off=0,
    ),
    "tiers": Preference(
        "from how many times the team's median deal a win is shown bigger (from ten deals on)",
        [1, 3, 10], _three_rising(1000), _or_off(lambda times: "{}, {} and {} times".format(*times)),
        "tiers 1 3 10", off=[],
    ),
    "ask": Preference(
        "from how many times the person's record an amount is asked about before it is posted",
        3, _times(1000), _or_off(lambda times: f"{times} times"), "ask 3 times", off=0,
    ),
    "burst": Preference(
        "how many posts stand, within how many minutes, before the next ones share a thread",
        [3, 5], _posts_within(120), _or_off(lambda pair: "{} posts in {} minutes".format(*pair)),
        "burst 3 posts in 5 minutes", off=[], turns_down=frozenset({"burst.opened"}),
    ),
}  # fmt: skip

PERSON: Mapping[str, Preference] = {
    "wins": _choice(
        "how your wins are celebrated",
        "loud", "wins quiet", "win.celebrated", "win.amended", "win.reversed",
        loud="the post names you and notifies you",
        quiet="the post names you and does not notify you",
        off="nothing is posted; your wins count all the same",
    ),
    "thanks": _choice(
        "how you are named where somebody thanks you, in a win or with kudos",
        "loud", "thanks quiet", "kudos.given",
        loud="the post names you and notifies you",
        quiet="the post names you and does not notify you",
        off="you are left out of the post; your credit stays",
    ),
    "notices": _choice(
        "what I send you about yourself (a welcome to a team, a win that somebody logged for you) "
        "and, where you lead, about posts that Slack did not take",
        "on", "notices off", "team.welcomed", "win.logged_for", "team.blocked",
        on="I send you a direct message",
        off="I send you nothing",
    ),
}  # fmt: skip


def find_name(kinds: Mapping[str, Preference], word: str) -> str:
    """The preference called so, or Refused with the nearest one."""
    name = word.strip(" :=").casefold()
    if name in kinds:
        return name
    nearest = phrases.nearest(name, kinds)
    hint = f"Did you mean *{nearest}*?" if nearest else f"There are {', '.join(f'*{kind}*' for kind in kinds)}."
    raise Refused(f"I know no setting “{word[:40]}”. {hint}")


def read(kinds: Mapping[str, Preference], name: str, words: str) -> Any:
    """The value that the words give the preference of that name, or Refused."""
    preference, words = kinds[name], " ".join(words.casefold().split())
    if words == "off" and preference.off is not None:
        return preference.off
    value = preference.read(words)
    if value is None:
        raise Refused(f"I read “{words[:60]}”, which *{name}* can't be. {ways(preference)}", field=name)
    return value


def ways(preference: Preference) -> str:
    """What it can be, as a sentence."""
    if preference.choices:
        return f"It can be {' or '.join(f'`{choice}`' for choice in preference.choices)}."
    return f"Try `{preference.example}`" + (" or `off`." if preference.off is not None else ".")


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────


def of_team(session: Session, team: Team) -> dict[str, Any]:
    """Every preference of the team by name."""
    rows = session.execute(select(TeamPreference.name, TeamPreference.value).where(TeamPreference.team_id == team.id))
    return {name: kind.default for name, kind in TEAM.items()} | dict(rows.all())


def of_people(session: Session, *person_ids: int) -> dict[int, dict[str, str]]:
    """Every preference by name, of each of these people."""
    theirs = {person_id: {name: kind.default for name, kind in PERSON.items()} for person_id in person_ids}
    columns = (PersonPreference.person_id, PersonPreference.name, PersonPreference.value)
    rows = session.execute(select(*columns).where(PersonPreference.person_id.in_(theirs)))
    for person_id, name, value in rows:
        theirs[person_id][name] = value
    return theirs


def of_person(session: Session, person_id: int) -> dict[str, str]:
    return of_people(session, person_id)[person_id]


def set_for_team(session: Session, by: Membership, name: str, words: str) -> Any:
    """Set a preference of the team in words; back at its default, it is kept no longer."""
    gate.check("team.set", by.person, by)
    value = read(TEAM, name, words)
    if value == TEAM[name].default:
        mine = (TeamPreference.team_id == by.team_id, TeamPreference.name == name)
        session.execute(delete(TeamPreference).where(*mine))
    else:
        insert_or_update(session, TeamPreference, {"team_id": by.team_id, "name": name}, value=value)
    return value


def set_for_person(session: Session, person: Person, name: str, words: str) -> str:
    gate.check("preference.set", person, None, person.id)
    value = str(read(PERSON, name, words))
    if value == PERSON[name].default:
        mine = (PersonPreference.person_id == person.id, PersonPreference.name == name)
        session.execute(delete(PersonPreference).where(*mine))
    else:
        insert_or_update(session, PersonPreference, {"person_id": person.id, "name": name}, value=value)
    return value


# ── channels shared with another organisation ────────────────────────────────────────────────────────────

SHARED = "shared"


def allow_shared(session: Session, by: Membership, channel_id: str) -> None:
    """A leader says that the team's wins may be read by the other organisation in that channel."""
    gate.check("team.share", by.person, by)
    allowed = sorted({channel_id, *of_team(session, by.team).get(SHARED, [])})
    insert_or_update(session, TeamPreference, {"team_id": by.team_id, "name": SHARED}, value=allowed)


def is_shared_allowed(session: Session, team: Team, channel_id: str) -> bool:
    return channel_id in of_team(session, team).get(SHARED, [])
