"""A north star in a line: said for the first time, changed with a reason, or a typo fixed."""

from dataclasses import asdict
from typing import Any

from bot import phrases
from bot.domain import drafts, north_star
from bot.domain.north_star import Parts, Unsure
from bot.errors import Refused
from bot.phrases import NorthStarPhrase
from bot.slack.said import readable
from bot.slack.turn import Turn
from bot.slack.vision import form


def handle_set(turn: Turn, text: str) -> None:
    """`/pace vision set The first call of every clinic value: …`."""
    phrase = phrases.read_north_star(readable(text))
    with turn.writing() as session:
        by = turn.membership_for(session, "north_star.write")
        version = north_star.set_first(session, by, Parts(**phrase.parts), now=turn.now)
        drafts.discard(session, turn.person, form.kind(by.team))
        answer = form.confirmation(session, version)
    turn.reply(answer)


def handle_typo(turn: Turn, text: str) -> None:
    """`/pace vision typo …`; parts that the line doesn't name stay as they are."""
    team_id, said = _merged(turn, phrases.read_north_star(readable(text)))
    try:
        answer = form.fix(turn, team_id, said)
    except Unsure as unsure:
        form.ask_whether_typo(turn, team_id, said, unsure.message)
    else:
        turn.reply(answer)


def handle_change(turn: Turn, text: str) -> None:
    """`/pace vision change … because market: … opens: …`; the form asks for any part of the reason that is missing."""
    phrase = phrases.read_north_star(readable(text))
    team_id, said = _merged(turn, phrase)
    if phrase.reason and phrase.opens:
        turn.reply(form.change(turn, team_id, said))
        return
    with turn.keeping() as session:
        by = turn.membership_for(session, "north_star.write", team_id)
        north_star.check_ready(session, by, form.parts(said), base=said["base"])
        drafts.replace(session, turn.person, form.kind(by.team), said, now=turn.now)
    form.open_why(turn, team_id, said)


def _merged(turn: Turn, phrase: NorthStarPhrase) -> tuple[int, dict[str, Any]]:
    """The fields as the form would hold them if the line were entered there."""
    with turn.reading() as session:
        by = turn.membership_for(session, "north_star.write")
        now = north_star.current(session, by.team)
        if now is None:
            raise Refused(f"*{by.team.name}* has no north star yet. {north_star.EXAMPLE}")
        said: dict[str, Any] = asdict(north_star.parts_of(now)) | phrase.parts | {"base": now.version}
        said |= {"reason": phrase.reason, "why": phrase.why, "opportunity": phrase.opens}
        said["wins"] = [str(each) for each in north_star.wins_numbered(session, by.team, phrase.wins)]
        said["goals"] = [str(each) for each in north_star.goals_numbered(session, by.team, phrase.goals)]
        return by.team_id, said
