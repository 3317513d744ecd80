"""Who hears of an act, for the answer to it: nobody who turned that off is said to be told, and no post that waits."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot import words
from bot.domain import preferences
from bot.models import Person, Team
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, mrkdwn


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


def posted(session: Session, team: Team, channel_id: str, sentence: str = "It goes to {place}") -> Mrkdwn:
    """The sentence, ended: with what a post there waits for, where another organisation reads that channel."""
    waits = " once a leader of {team} agrees, as another organisation reads it there"
    end = waits if preferences.is_withheld(session, team, channel_id) else ""
    return mrkdwn(f"{sentence}{end}.", place=blocks.channel(channel_id), team=team.name)
