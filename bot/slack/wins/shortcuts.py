""" "Log as a win" on a message: the form, with what the message says of a win filled in."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from bot import phrases, worktime
from bot.domain import accounts, preferences, teams, wins
from bot.errors import Refused
from bot.models import Person, Team
from bot.phrases import WinPhrase
from bot.slack.turn import Turn
from bot.slack.wins import fields, form
from bot.slack.wins.fields import Fields

MINE_ALREADY = "I wrote that, about something that is recorded. Use this on what people and other apps write."


def handle_message(turn: Turn) -> None:
    """Unless the message says otherwise, the win was closed when it was written, and is its author's if in the team."""
    _check_not_ours(turn)
    quoted, author = turn.quoted(), turn.author()
    with turn.reading() as session:
        team = turn.membership(session).team
        written_on = _written_on(turn, team)
        known = accounts.known_names(session, team)
        text, kind = phrases.split_kind(quoted, tuple(preferences.of_team(session, team)["kinds"]))
        phrase = phrases.read_win(text, currency=team.currency, today=written_on, known_accounts=known)
        said = _fields(phrase, team, kind, written_on, _owner(session, turn, team, author))
    about = f"{turn.said.channel_id}:{turn.said.message['ts']}"
    form.open_prefilled(turn, {}, at_first=replace(said, message=about))


def _check_not_ours(turn: Turn) -> None:
    app_id = turn.said.message.get("app_id")
    if app_id and app_id == turn.said.app_id:
        raise Refused(MINE_ALREADY)


def _written_on(turn: Turn, team: Team) -> date:
    written = datetime.fromtimestamp(float(turn.said.message["ts"]), UTC)
    return worktime.local_day(min(written, turn.now), team.zone)


def _owner(session: Session, turn: Turn, team: Team, author: Person | None) -> str:
    """Whose win it is by Slack's id, unless the message says: its author's, if of the team, else the speaker's."""
    is_of_team = author is not None and teams.find_membership(session, author, team)
    return author.slack_id if author and is_of_team else turn.said.user_id


def _fields(phrase: WinPhrase, team: Team, kind: str | None, written_on: date, owner: str) -> Fields:
    """What a message says of a win; what can be read in two ways is left to the person."""
    said = replace(Fields(closed_on=written_on.isoformat()), **fields.said_in(phrase, team, kind, owner=owner))
    closed_on = min(said.closed_on, written_on.isoformat())
    return replace(said, title=said.title[: wins.LONGEST["title"]], closed_on=closed_on, owner=said.owner or owner)
