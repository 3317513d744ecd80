"""A promise or a request in one line: understood, its day asked for where none or two are said, then made."""

from dataclasses import asdict, replace

from bot import phrases, words
from bot.domain import commitments, drafts
from bot.errors import Refused
from bot.phrases import PromisePhrase
from bot.slack import asking, blocks
from bot.slack.asking import Question
from bot.slack.blocks import Mrkdwn
from bot.slack.promises import fields, form
from bot.slack.promises.fields import DAY, PROMISE, TEAM, TWO_DAYS, US, Said
from bot.slack.promises.making import make, people_of
from bot.slack.said import readable
from bot.slack.turn import Turn

ASKED = "promise.asked"
NO_DAY = Mrkdwn("By when? I remind you that morning.")
NO_DAY_OF_ASKING = Mrkdwn("By when do you need it?")


def hear(turn: Turn, text: str, verb: str = PROMISE) -> None:
    """Make what the text tells; a form where the words are missing, buttons where the day is."""
    phrase = phrases.read_promise(text, turn.local_now, fiscal_start=fields.fiscal_start(turn))
    said = _said(phrase, verb)
    _check(phrase, said)
    if not said.text:
        form.open_said(turn, said)
        return
    if phrase.when and phrase.when.day:
        make(turn, said, instead=phrase.when.instead)
    else:
        _ask_for_day(turn, phrase, said)


def _said(phrase: PromisePhrase, verb: str) -> Said:
    when = phrase.when.day if phrase.when else None
    return Said(
        verb=verb,
        people=list(phrase.to),
        text=readable(phrase.text),
        due_on=when.isoformat() if when else "",
        hears=TEAM if phrase.is_to_team else US,
    )


def _check(phrase: PromisePhrase, said: Said) -> None:
    example = commitments.EXAMPLE_OF_ASKING if said.is_asked else commitments.EXAMPLE
    if phrase.crowds or (said.is_asked and phrase.is_to_team):
        to_team = "" if said.is_asked else " To your own team: `/promise to the team …`."
        raise Refused(f"That is a group, and this is between people. {example}{to_team}")
    if said.text and not said.people and said.hears == US:
        read = blocks.cut(said.text, 60)
        raise Refused(f"I read “{read}”, but no mention, and I don't guess who is meant. {example}")


def _ask_for_day(turn: Turn, phrase: PromisePhrase, said: Said) -> None:
    """What was said waits for a click on a day."""
    people = people_of(turn, said)
    if said.hears == US:
        commitments.check(turn.person, people, said.text, is_asked=said.is_asked)
    today = turn.local_now.date()
    if phrase.when:
        days, labels, question = phrase.when.days, {}, TWO_DAYS
    else:
        days, labels = fields.days_to_choose(today), {today: "Today", today + DAY: "Tomorrow"}
        question = NO_DAY_OF_ASKING if said.is_asked else NO_DAY
    choices = [(labels.get(each) or words.day(each, today=today), each.isoformat()) for each in days]
    other = ("promise.pick", "Another day")
    asking.ask(turn, Question("promise.day", question, choices, other), ASKED, asdict(said), read=said.text)


def handle_day(turn: Turn) -> None:
    """A click on one of the days."""
    kept, answer, draft_id = asking.answered(turn)
    make(turn, replace(fields.read(kept), due_on=answer), used_up=draft_id)


def handle_pick(turn: Turn) -> None:
    """Another day: the form, with what was said."""
    with turn.reading() as session:
        said = fields.read(drafts.get(session, turn.person, int(turn.said.value)))
    form.open_said(turn, said)
