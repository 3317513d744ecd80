"""The board, and how teams stand below one's own: asked for, posted, on App Home."""

from bot import phrases
from bot.outbox import NEWS, Kind
from bot.phrases import ANYTHING
from bot.slack.board import below, card, people
from bot.slack.turn import Turn


def handle_board(turn: Turn) -> None:
    match phrases.split_verb(turn.said.text, {"teams": ANYTHING, "post": ANYTHING}):
        case ("teams", rest):
            below.handle_show(turn, rest)
        case ("post", rest):
            people.handle_post(turn, rest)
        case _:
            people.handle_show(turn, turn.said.text)


VERBS = {"board": handle_board}
ACTIONS = {"board.post": people.handle_click, "board.more": below.handle_more}
MESSAGES = {"board.posted": Kind(people.posted, NEWS)}
HOME = {"board": card.show}
HELP = {
    "board": (
        "*The board*: the upper part of your team by percent of each one's own target; your own line is for you alone.",
        "`/pace board` · `/pace board improved month` · `/pace board value week` · `/pace board 30d` · `… East`",
        "`/pace board teams` shows the teams below yours · `/pace board post` is a leader's, for the team's channel",
        "`/pace settings board off` takes you off it · `/pace team set board improved` (`value`, `off`) is the team's",
    ),
}
