"""A win taken back within the hour, or reversed in the open afterwards."""

import re
from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.domain import wins
from bot.errors import Refused
from bot.models import Win
from bot.slack import figures
from bot.slack.blocks import mrkdwn
from bot.slack.turn import Turn
from bot.slack.wins import messages

UNDONE = "Taken back: {what}, {amount}. It counts nowhere, and its post is gone."
REVERSED = "Reversed: {what}, {amount}. It is out of every number, and its thread says so."
Find = Callable[[Session], Win]
NO_NUMBER = "Which win? `/win list` shows their numbers. Then: `/win {verb} 17`."


def numbered(turn: Turn, session: Session, number: str) -> Win:
    """The win of the speaker's team that has this number, or Refused."""
    return wins.get_win(session, turn.membership(session).team, number)


def handle_undo(turn: Turn, which: str) -> None:
    """`/win undo`: the latest; `/win undo 17`, `/pace undo 17`: the win of that number."""

    def latest(session: Session) -> Win:
        win = wins.latest_of(session, turn.person, now=turn.now)
        if win is None:
            raise Refused(
                "Nothing to undo: no win that you logged in the last 7 days stands. "
                "`/win list quarter` shows the numbers of earlier ones; then `/win reverse 17`."
            )
        return win

    if which and not re.fullmatch(r"\d+", which):
        raise Refused(
            "I take back what you said last with `/pace undo`, and a win by its number, as in `/win undo 17`. "
            "For thanks there is `/kudos undo`."
        )
    _change(turn, lambda session: numbered(turn, session, which) if which else latest(session), wins.undo, UNDONE)


def handle_undo_click(turn: Turn) -> None:
    _change(turn, _clicked(turn), wins.undo, UNDONE)


def handle_reverse(turn: Turn, number: str) -> None:
    """`/win reverse 17`."""
    _change(turn, lambda session: numbered(turn, session, number), wins.reverse, REVERSED)


def handle_reverse_click(turn: Turn) -> None:
    _change(turn, _clicked(turn), wins.reverse, REVERSED)


def _clicked(turn: Turn) -> Find:
    return lambda session: wins.get_by_id(session, int(turn.said.value))


def _change(turn: Turn, find: Find, act: Callable[..., Win], told: str) -> None:
    with turn.writing() as session:
        win = find(session)
        act(session, turn.membership_in(session, win.team), win, now=turn.now)
        answer = mrkdwn(told, what=messages.what(win), amount=figures.won(win))
    turn.reply(answer)
