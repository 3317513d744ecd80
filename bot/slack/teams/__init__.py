"""Teams, as people talk about them: founded in a channel, joined, added to, left, set."""

from bot import phrases
from bot.outbox import NOTICE, Kind
from bot.phrases import ANYTHING
from bot.slack import begun
from bot.slack.said import readable
from bot.slack.teams import card, days_off, form, founding, messages, roster, settings
from bot.slack.turn import Turn

VERBS_OF_TEAM = {
    "new": ANYTHING,
    "form": None,
    "add": ANYTHING,
    "remove": ANYTHING,
    "join": None,
    "leave": None,
    "show": ANYTHING,
    "set": ANYTHING,
    "off": ANYTHING,
}
EXAMPLES = "Try `/pace team new West`, `/pace team add @rita` or `/pace team show`."


def handle_team(turn: Turn) -> None:
    match phrases.split_verb(turn.said.text or "show", VERBS_OF_TEAM):
        case ("form", _) | ("new", ""):
            form.open_first(turn)
        case ("new", name):
            founding.handle_new(turn, readable(name))
        case ("add", rest):
            roster.add(turn, rest)
        case ("remove", rest):
            roster.remove(turn, rest)
        case ("join", _):
            founding.handle_join(turn)
        case ("leave", _):
            roster.leave(turn)
        case ("show", name):
            roster.show(turn, readable(name))
        case ("set", rest):
            settings.handle_set(turn, rest)
        case ("off", rest):
            days_off.handle_off(turn, rest)
        case _:
            raise phrases.unknown_verb("/pace team", turn.said.text, VERBS_OF_TEAM, "a team", EXAMPLES)


VERBS = {"team": handle_team}
ACTIONS = {
    "team.found": founding.handle_found,
    "team.found_shared": form.handle_found_shared,
    "team.form": form.handle_finish,
    "team.join": founding.handle_join,
    "team.open": days_off.handle_open,
    "team.more": roster.handle_more,
    "team.share": settings.handle_share,
}
VIEWS = {
    form.FIRST: form.handle_first,
    form.SECOND: form.handle_second,
    form.PREVIEW: form.handle_preview,
}
CLOSED = {form.FIRST: form.handle_closed, form.SECOND: form.handle_closed}
EVENTS = {"user_change": roster.handle_user_change}
MESSAGES = {"team.welcomed": Kind(messages.welcome, NOTICE)}
DRAFTS = {form.KEPT: begun.way_back("team.form", "Finish your team")}
HOME = {"teams": card.card}
HELP = {
    "team": (
        "*Your team*: `/pace team new West` makes one of this channel, with you as its leader; "
        "`/pace team new` alone opens a form.",
        "`/pace team add @rita @mia` · `/pace team add @sam as coach of @rita` (or `as leader`, `as manager`)",
        "`/pace team remove @sam` · `/pace team remove @sam as leader`",
        "`/pace team join` · `/pace team leave` · `/pace team show`",
        "`/pace team off 27 Dec to 31 Dec Winter break` · `/pace team off` shows the days off that come",
        "`/pace team set` shows every setting: `/pace team set currency EUR` · `/pace team set channel #west` · "
        "`/pace team set wins #bell` · `/pace team set under North` · `/pace team set burst off`",
    ),
}
MANIFEST = {"user_change": {"scopes": ["users:read"]}}
