"""Goals, as people talk about them: set in a line or a form, moved in a line, shown with their pace, closed."""

import re
from collections.abc import Callable

from bot import phrases
from bot.errors import Refused
from bot.outbox import ANSWER, CELEBRATION, NOTICE, Kind
from bot.phrases import ANYTHING
from bot.slack import asking, begun, blocks
from bot.slack.goals import (
    answering,
    card,
    changing,
    closing,
    dividing,
    finding,
    form,
    hearing,
    messages,
    newcomers,
    picture,
    reaching,
    setting,
    slips,
    telling,
)
from bot.slack.said import readable
from bot.slack.turn import Turn

VERBS_OF_GOAL = {
    "new": ANYTHING,
    "list": re.compile(r"mine|team|closed", re.IGNORECASE),
    "show": re.compile(r"\d+"),
    "edit": re.compile(r"\d+(\s.*)?", re.DOTALL),
    "close": re.compile(r"\d+(\s.*)?", re.DOTALL),
    "undo": re.compile(r"\d+"),
    "picture": re.compile(r"\d+"),
}

OF_ONE: dict[str, Callable[[Turn, str, str], None]] = {
    "divide": dividing.handle_divide,
    "parts": dividing.handle_parts,
    "in": answering.hear_in,
    "differ": answering.hear_differ,
    "take": answering.hear_take,
    "keep": answering.hear_keep,
    "ramp": reaching.hear_ramp,
    "needs": reaching.hear_needs,
    "with": reaching.hear_with,
}
"""What there is to say of one goal, behind its number."""
ALONE = ("parts", "in", "take", "ramp")
"""What is said without any more words: what stands behind may be a condition, and is not passed over."""
_OF_ONE = re.compile(rf"(?P<number>\d+)\s+(?P<verb>{'|'.join(OF_ONE)})(?:\s+(?P<rest>.*))?", re.IGNORECASE | re.DOTALL)


def handle_goal(turn: Turn) -> None:
    """`/goal`: how mine stand, a new one, progress, or what there is to do with one."""
    text = turn.said.text
    match phrases.split_verb(text, VERBS_OF_GOAL):
        case ("new", ""):
            form.open_new(turn)
        case ("new", rest):
            hearing.hear(turn, rest)
        case ("list", which):
            card.handle_list(turn, which)
        case ("show", number) if number:
            card.handle_show(turn, number)
        case ("picture", number) if number:
            picture.handle_picture(turn, number)
        case ("undo", number):
            _undo(turn, number)
        case ("show" | "edit" | "close" | "picture" as verb, ""):
            raise Refused(f"Which goal? `/goal` shows their numbers. Then: `/goal {verb} 7`.")
        case ("edit", rest):
            changing.handle_edit(turn, *rest.split(None, 1))
        case ("close", rest):
            closing.handle_close(turn, *rest.split(None, 1))
        case _:
            _other(turn, text)


def _other(turn: Turn, text: str) -> None:
    if not text:
        card.handle_list(turn)
    elif text.isdecimal():
        card.handle_show(turn, text)
    elif found := _OF_ONE.fullmatch(text):
        _of_one(turn, found["number"], found["verb"].casefold(), (found["rest"] or "").strip())
    elif not telling.hear(turn, text):
        read = blocks.cut(readable(text), 60)
        raise Refused(f"I read “{read}”, which tells me no goal and no progress. {telling.EXAMPLE} {NEW}")


def _of_one(turn: Turn, number: str, verb: str, rest: str) -> None:
    if rest and verb in ALONE:
        read = blocks.cut(readable(rest), 60)
        raise Refused(
            f"I read “{read}” behind it, where nothing belongs, and did nothing. Try `/goal {number} {verb}`."
        )
    OF_ONE[verb](turn, number, rest)


def _undo(turn: Turn, number: str) -> None:
    """What was logged last; with a number, the goal that was just set."""
    if not number:
        telling.undo_latest(turn)
    else:
        setting.unset(turn, finding.numbered(turn, number))


NEW = "A new one: `/goal new 12 demos by EOQ`."
COMMANDS = {"/goal": handle_goal}
VERBS = {"goal": handle_goal}
ACTIONS = {
    "goal.new": form.open_new,
    "goal.amount": asking.answering("amount", hearing.Line, hearing.hear_line),
    "goal.day": asking.answering("day", hearing.Line, hearing.hear_line),
    "goal.which": asking.answering("goal", telling.Line, telling.hear_line),
    "goal.much": asking.answering("amount", telling.Line, telling.hear_line),
    "goal.undo": telling.handle_undo,
    "goal.unset": setting.handle_unset,
    "goal.earlier": setting.handle_earlier,
    "goal.edit": form.handle_edit,
    "goal.next": form.handle_next,
    "goal.close": closing.handle_click,
    "goal.show": card.handle_show_click,
    "goal.more": card.handle_more,
    "goal.picture": picture.handle_click,
    "goal.slip": slips.handle_answer,
    "goal.divide": dividing.handle_click,
    "goal.parts": dividing.handle_show,
    "goal.parts_form": dividing.open_form,
    "goal.give": newcomers.handle_give,
    "goal.in": answering.handle_in,
    "goal.differ": answering.handle_differ,
    "goal.take": answering.handle_take,
    "goal.keep": answering.handle_keep,
    "goal.ramp": setting.handle_ramp,
    "goal.needs": reaching.handle_needs,
}
VIEWS = {
    form.FORM: form.handle_submission,
    closing.FORM: closing.handle_submission,
    dividing.FORM: dividing.handle_submission,
    answering.DIFFER: answering.handle_differ_submission,
    answering.KEEP: answering.handle_keep_submission,
    reaching.NEEDS: reaching.handle_submission,
}
CLOSED = {
    form.FORM: form.handle_closed,
    closing.FORM: begun.keeping("look_back"),
    dividing.FORM: dividing.handle_typed,
    answering.DIFFER: begun.keeping(),
    answering.KEEP: begun.keeping(),
    reaching.NEEDS: begun.keeping(),
}
MESSAGES = {
    "goal.step": Kind(messages.step, CELEBRATION),
    "goal.own_step": Kind(messages.own_step, CELEBRATION),
    "goal.set_for": Kind(answering.asked, NOTICE),
    "goal.part": Kind(answering.asked, NOTICE),
    "goal.disputed": Kind(answering.disputed, NOTICE),
    "goal.newcomer": Kind(newcomers.joined, NOTICE),
    "goal.ended": Kind(messages.ended, NOTICE),
    "goal.pictured": Kind(picture.pictured, ANSWER),
    "goal.slipping": Kind(slips.slipping, NOTICE),
    "goal.slip_told": Kind(slips.told, NOTICE),
}
SHORTCUTS = {"goal.new": form.open_new}
HOME = {"goals": card.show}
DRAFTS = {
    form.FORM: form.unfinished,
    closing.FORM: begun.way_back("goal.close", "Finish looking back"),
    dividing.FORM: begun.way_back("goal.parts_form", "Finish dividing a goal"),
    answering.DIFFER: begun.way_back("goal.differ", "Finish what you see differently"),
    answering.KEEP: begun.way_back("goal.keep", "Finish your word about a number"),
    reaching.NEEDS: begun.way_back(reaching.NEEDS, "Finish what a goal takes"),
}
MANIFEST = {
    "/goal": {"description": "Your goals and their pace", "usage_hint": "new 12 demos by EOQ · 7 · demos +2"},
    "goal.new": {"name": "Goal", "type": "global", "description": "Set a goal"},
}
HELP = {
    "goal": (
        "*Goals*: a number, by when, and how it goes. Wins move those in money by themselves; the rest you say.",
        "`/goal new 12 demos by EOQ because …` · `/goal new 100k this quarter` · `/goal new 4 demos a week`",
        "`/goal` lists yours · `/goal 7` shows the arithmetic · `/goal 7 +2` · `/goal demos +2` · `/goal 7 = 31`",
        "`/goal new response time from 40 to 30 hours by EOQ` · `… private` · `… public` · `… #renewal`",
        "`/goal new 300k this quarter for the team` and `… for @rita` are a leader's to set",
        "`/goal new 12 demos a week for everyone` and `… for @rita @sam` set one for each, who say whether they're in",
        "`/goal 3 divide equally plus 10%` · `… by history` · `… by days` · `… by weight @rita 2 @sam 1`",
        "`/goal 3 divide @rita 120k @sam 90k` · `/goal 3 parts` · `/goal 8 take` · `/goal 8 keep you have Acme now`",
        "`/goal 8 in` · `/goal 8 differ 100k because two accounts moved` answer a number that a leader gave you",
        "`/goal 7 needs` says what it takes a day · `/goal 7 with close rate` puts quality first · `/goal 7 ramp`",
        "`/goal edit 7 target 14` · `/goal edit 7 by EOQ` · `/goal close 7 Fridays didn't work` · `/goal undo`",
        "`/goal list team` · `/goal list closed` · `/goal picture 7` draws how it went",
    ),
}
