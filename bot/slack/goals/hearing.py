"""A goal in one line: understood, asked about where it can be read in two ways, set."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from bot import phrases, words
from bot.errors import Refused
from bot.phrases import GoalPhrase, Ground
from bot.slack import asking, blocks
from bot.slack.asking import Question
from bot.slack.blocks import Mrkdwn
from bot.slack.goals import fields, form, setting
from bot.slack.said import readable
from bot.slack.turn import Turn

ASKED = "goal.asked"
BY = re.compile(r"(?<!\S)(?:by|until)\s+\S", re.IGNORECASE)
"""What was surely meant as a day. Of the words that may begin one, "through" and "till" may belong to the thing."""


@dataclass(frozen=True)
class Line:
    """What was typed, and what was answered since to questions about it: a draft while a question is open."""

    text: str
    typed_at: str
    """An ISO moment: "tomorrow" stays the day after it."""
    answers: dict[str, str] = field(default_factory=dict)


def hear(turn: Turn, text: str) -> None:
    """Set the goal that the text tells."""
    hear_line(turn, Line(text, turn.now.isoformat()))


def hear_line(turn: Turn, line: Line, draft_id: int | None = None) -> None:
    with turn.reading() as session:
        ground = fields.ground_of(session, turn, turn.membership(session).team, line.typed_at)
    phrase = _understood(line, ground)
    if question := _question(phrase, ground):
        asking.ask(turn, question, ASKED, vars(line).copy(), read=readable(line.text), used_up=draft_id)
        return
    if not phrase.targets and phrase.words:
        raise fields.no_number(phrase.words, ground)
    _check_day(phrase, ground)
    said = fields.said_in(phrase, ground)
    has_thing = bool(phrase.targets and (phrase.targets[0].what or phrase.targets[0].currency))
    if has_thing and phrase.when:
        setting.set_goal(turn, fields.read(said), used_up=draft_id, instead=phrase.when.instead)
    else:
        setting.check_whose(turn, said.get("whose", ""))
        form.open_prefilled(turn, said, form.NO_PERIOD if has_thing else form.NO_THING)


def _check_day(phrase: GoalPhrase, ground: Ground) -> None:
    """Refuse a `by …` that names no day, where no other words name one."""
    if phrase.when or not phrase.targets:
        return
    target = phrase.targets[0]
    if found := BY.search(phrases.mask(target.what)):
        rest = fields.in_words(replace(target, what=target.what[: found.start()].strip()), ground.currency)
        read = blocks.cut(readable(target.what[found.start() :]), 60)
        raise Refused(f"I read “{read}”, but no day. Try `/goal new {rest} by EOQ`.", field="last_on")


def _understood(line: Line, ground: Ground) -> GoalPhrase:
    """The line with the answers given so far worked in."""
    phrase = phrases.read_goal(line.text, ground)
    if len(phrase.targets) > 1 and "amount" in line.answers:
        phrase = phrase.chosen(int(line.answers["amount"]))
    if "day" in line.answers:
        phrase = phrase.ending(date.fromisoformat(line.answers["day"]))
    return phrase


def _question(phrase: GoalPhrase, ground: Ground) -> Question | None:
    """The first thing that can be read in several ways."""
    if len(phrase.targets) > 1:
        labels = [fields.in_words(target, ground.currency) for target in phrase.targets]
        text = Mrkdwn("I can read the number in several ways. Which one is it?")
        return Question("goal.amount", text, tuple((label, str(nth)) for nth, label in enumerate(labels)))
    if phrase.when and len(phrase.when.lasts) > 1:
        choices = tuple((words.day(day, today=ground.today), day.isoformat()) for day in phrase.when.lasts)
        return Question("goal.day", Mrkdwn("The last day can be read in two ways. Which one is it?"), choices)
    return None
