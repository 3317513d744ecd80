"""A win taken back within the hour, or reversed in the open afterwards."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.domain import wins
from bot.errors import Refused
from bot.models import Win
from bot.slack.blocks import mrkdwn
from bot.slack.turn import Turn
from bot.slack.wins import messages

UNDONE = "Taken back: {what}, {amount}. It counts nowhere, and its post is gone."
REVERSED = "Reversed: {what}, {amount}. It is out of every number, and its thread says so."


def handle_undo(turn: Turn) -> None:
    """`/pace undo`: the latest."""

    def latest(session: Session) -> Win:
        win = wins.latest_of(session, turn.person)
        if win is None:
            raise Refused("Nothing to undo: there is no win of yours that stands.")
        return win

    _undo(turn, latest)


def handle_undo_click(turn: Turn) -> None:
    _undo(turn, lambda session: wins.get_by_id(session, int(turn.said.value)))


def handle_reverse(turn: Turn, number: int) -> None:
    """`/win reverse 17`."""
    _reverse(turn, lambda session: wins.get_win(session, turn.membership(session).team, number))


def handle_reverse_click(turn: Turn) -> None:
    _reverse(turn, lambda session: wins.get_by_id(session, int(turn.said.value)))


def _undo(turn: Turn, find: Callable[[Session], Win]) -> None:
    _change(turn, find, wins.undo, UNDONE)


def _reverse(turn: Turn, find: Callable[[Session], Win]) -> None:
    _change(turn, find, wins.reverse, REVERSED)


def _change(turn: Turn, find: Callable[[Session], Win], act: Callable[..., Win], told: str) -> None:
    with turn.writing() as session:
        win = find(session)
        act(session, turn.membership_in(session, win.team), win, now=turn.now)
        answer = mrkdwn(told, what=messages.what(win), amount=messages.amount(win))
    turn.reply(answer)
