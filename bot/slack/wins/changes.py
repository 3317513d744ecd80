"""A win taken back within the hour, or reversed in the open afterwards."""

from bot.domain import wins
from bot.models import Win
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import mrkdwn
from bot.slack.turn import Turn
from bot.slack.wins import messages

UNDONE = "Taken back: {what}, {amount}. It counts nowhere, and its post is gone."
REVERSED = "Reversed: {what}, {amount}. It is out of every number, and its thread says so."


def handle_undo(turn: Turn) -> None:
    """`/pace undo`: the latest."""
    with turn.writing() as session:
        win = wins.latest_of(session, turn.person, now=turn.now)
        wins.undo(session, turn.membership_in(session, win.team), win, now=turn.now)
        answer = _told(UNDONE, win)
    turn.reply(answer)


def handle_undo_click(turn: Turn) -> None:
    with turn.writing() as session:
        win = wins.get_by_id(session, int(turn.said.value))
        wins.undo(session, turn.membership_in(session, win.team), win, now=turn.now)
        answer = _told(UNDONE, win)
    turn.reply(answer)


def handle_reverse(turn: Turn, number: int) -> None:
    """`/win reverse 17`."""
    with turn.writing() as session:
        by = turn.membership(session)
        win = wins.get_win(session, by.team, number)
        wins.reverse(session, by, win, now=turn.now)
        answer = _told(REVERSED, win)
    turn.reply(answer)


def handle_reverse_click(turn: Turn) -> None:
    with turn.writing() as session:
        win = wins.get_by_id(session, int(turn.said.value))
        wins.reverse(session, turn.membership_in(session, win.team), win, now=turn.now)
        answer = _told(REVERSED, win)
    turn.reply(answer)


def _told(template: str, win: Win) -> Rendered:
    told = mrkdwn(template, what=messages.what(win), amount=messages.amount(win))
    return blocks.message(blocks.section(told))
