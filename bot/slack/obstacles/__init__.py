"""The obstacle desk, as people talk about it: raised in a line or a form, taken, settled, and never left to rot."""

import re

from bot import phrases
from bot.domain import obstacles
from bot.errors import Refused
from bot.outbox import NEWS, NOTICE, PRESSING, REQUEST, Kind
from bot.slack import begun
from bot.slack.obstacles import acts, costs, form, listing, messages, view
from bot.slack.obstacles.acts import DO, VIEW
from bot.slack.turn import Turn

NUMBER = re.compile(r"\d+")
NUMBER_AND_MORE = re.compile(r"\d+(\s.*)?", re.DOTALL)
VERBS_OF_OBSTACLE = {
    "new": None,
    "list": None,
    "mine": None,
    "costs": None,
    "show": NUMBER,
    "take": re.compile(r"\d+(\s+over)?", re.IGNORECASE),
    **dict.fromkeys((word for word in DO if word not in ("take", "over", "yes", "no", "trust")), NUMBER_AND_MORE),
}

LIST_OF_A_TEAM = re.compile(r"list\s+(?P<team>.+)", re.IGNORECASE | re.DOTALL)
"""Counts only with a team's whole name behind it: what else begins with "list" is a request."""
SETTLED = frozenset({"clear", "cleared", "close", "closed", "done", "finished", "fixed", "resolved", "solved"})
"""Words for *removed* that people type as well."""
NEARLY_VERB = re.compile(
    r"(?:(?P<word>[a-z]+) +#?(?P<number>\d{1,9})|#?(?P<first>\d{1,9}) +(?P<behind>[a-z]+))[.!]?", re.IGNORECASE
)


def handle_obstacle(turn: Turn) -> None:
    """`/obstacle`: one in a line, the form, or what there is to do with one."""
    text = turn.said.text
    match phrases.split_verb(text, VERBS_OF_OBSTACLE):
        case ("new", _):
            form.open_new(turn)
        case ("list", _):
            listing.handle_list(turn)
        case ("mine", _):
            listing.handle_mine(turn)
        case ("costs", _):
            costs.handle_costs(turn)
        case ("show", number) if number:
            listing.handle_show(turn, number)
        case ("take", said) if said:
            number, _, over = said.partition(" ")
            acts.handle_words(turn, "over" if over else "take", number, "")
        case (verb, "") if verb:
            raise Refused(f"Which one? `/obstacle list` shows their numbers. Then: `/obstacle {verb} 12`.")
        case (verb, said):
            number, *rest = said.split(None, 1)
            acts.handle_words(turn, verb, number, rest[0] if rest else "")
        case _:
            _other(turn, text)


def _other(turn: Turn, text: str) -> None:
    if not text:
        form.open_new(turn)
    elif text.isdecimal():
        listing.handle_show(turn, text)
    elif (named := LIST_OF_A_TEAM.fullmatch(text)) and listing.is_team(turn, named["team"]):
        listing.handle_list(turn, named["team"])
    else:
        _check_no_verb(text)
        form.hear(turn, text)


def _check_no_verb(text: str) -> None:
    """Refused where the line is about an obstacle that is there, in words that are near ours."""
    if not (nearly := NEARLY_VERB.fullmatch(phrases.normalise(text).strip())):
        return
    word = (nearly["word"] or nearly["behind"]).casefold()
    verb = "removed" if word in SETTLED else phrases.nearest(word, (verb for verb in DO if verb in VERBS_OF_OBSTACLE))
    if verb:
        number = nearly["number"] or nearly["first"]
        raise Refused(f"Did you mean `/obstacle {verb} {number}`? A request says what you need. {obstacles.EXAMPLE}")


COMMANDS = {"/obstacle": handle_obstacle}
VERBS = {"obstacle": handle_obstacle}
ACTIONS = {
    "obstacle.new": form.open_new,
    "obstacle.open": view.opening(),
    "obstacle.more": listing.handle_more,
    "obstacle.take": acts.clicking("take"),
    "obstacle.take_over": acts.clicking("over"),
    "obstacle.update": view.opening("update"),
    "obstacle.clear": view.opening("removed"),
    "obstacle.decide": view.opening("decide"),
    "obstacle.trust": acts.clicking("trust"),
    "obstacle.confirm": acts.clicking("gone"),
    "obstacle.reopen": acts.clicking("still"),
    "obstacle.drop": acts.clicking("drop"),
    "obstacle.snooze": acts.clicking("snooze"),
    "obstacle.allow": acts.clicking("allow"),
    "obstacle.keep": acts.clicking("keep"),
    "obstacle.up": view.opening("up"),
}
VIEWS = {form.FORM: form.handle_submission, VIEW: view.handle_submission}
CLOSED = {form.FORM: form.handle_closed, VIEW: begun.keeping("text")}
SHORTCUTS = {"obstacle.message": form.handle_message}
MESSAGES = {
    "obstacle.shared": Kind(messages.shared, REQUEST),
    "obstacle.updated": Kind(messages.updated, NEWS),
    "obstacle.offered_again": Kind(messages.offered_again, NEWS),
    "obstacle.asked": Kind(messages.asked, NOTICE),
    "obstacle.asked_now": Kind(messages.asked, PRESSING),
    "obstacle.private": Kind(messages.private, NOTICE),
    "obstacle.private_now": Kind(messages.private, PRESSING),
    "obstacle.taken": Kind(messages.taken, NOTICE),
    "obstacle.changed": Kind(messages.changed, NOTICE),
    "obstacle.yours": Kind(messages.yours, NOTICE),
    "obstacle.yours_now": Kind(messages.yours, PRESSING),
    "obstacle.due": Kind(messages.due, PRESSING),
    "obstacle.overdue": Kind(messages.overdue, PRESSING),
    "obstacle.call_over": Kind(messages.call_over, NOTICE),
    "obstacle.cleared": Kind(messages.cleared, NOTICE),
    "obstacle.reopened": Kind(messages.reopened, NOTICE),
    "obstacle.owner_left": Kind(messages.owner_left, NOTICE),
    "obstacle.unheard": Kind(messages.unheard, NOTICE),
    "obstacle.may_go_up": Kind(messages.may_go_up, NOTICE),
    "obstacle.went_up": Kind(messages.went_up, NOTICE),
}
HOME = {"obstacles": listing.card}
DRAFTS = {
    form.FORM: begun.way_back("obstacle.new", "Finish raising your obstacle", is_whole=True),
    VIEW: begun.way_back("obstacle.open", "Finish your word on an obstacle"),
}
MANIFEST = {
    "/obstacle": {
        "description": "Say what is in the way, and who clears it",
        "usage_hint": "Legal: yes or no on clause 7 of the Acme contract by Thursday",
    },
    "obstacle.message": {
        "name": "Raise as an obstacle",
        "type": "message",
        "description": "Ask for help with what this says",
    },
}
HELP = {
    "obstacle": (
        "*Say what is in the way*, as a request: somebody has it until you say that it is really gone.",
        f"{obstacles.EXAMPLE.removeprefix('Try ').rstrip('.')} · `/obstacle` alone opens a form",
        "`/obstacle resource: a demo laptop with @sam by Monday cleared when it is on my desk worth 48k for goal 7`",
        "`/obstacle decision: may I give Acme 12 % off` · `/obstacle call: Acme's CFO with @lee by Thu 14:00`",
        "`… private` goes to your leader alone · `… about my leader decides @dana` to Dana alone",
        "`/obstacle disagreement with @sam: who follows up Acme` is always private",
        "`/obstacle costs` tells a leader what open ones hold back, what comes back, and how long each kind takes",
        "`/obstacle list` · `list East` · `mine` · `show 12` · `take 12` · `take 12 over`",
        "`update 12 …` · `removed 12 …` · `gone 12` · `still 12 …` · `drop 12` · `move 12 Friday`",
        "`decide 12 yes` · `decide 12 your call`",
        "`snooze 12` · `up 12 …` takes it further · `allow 12` · `keep 12` · `view 12 …`, `going 12` in a disagreement",
    ),
}
