"""A check-in in one line: made, changed, switched, removed, and its questions added and dropped."""

import re
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from bot import phrases
from bot.domain.checkins import setting, summary, templates
from bot.domain.checkins.setting import Condition, Facts
from bot.errors import Refused
from bot.models import Checkin, Membership
from bot.outbox import Rendered
from bot.phrases import CheckinPhrase
from bot.phrases.checkins import EXAMPLE_OF_ASKING
from bot.slack import blocks
from bot.slack.blocks import mrkdwn
from bot.slack.checkins import fields, form, listing
from bot.slack.said import readable
from bot.slack.turn import Turn

EXAMPLE_OF_CHANGING = "Try `/checkin 2 on Mon Wed at 9:30`."
THERE = "It is there already"
Change = Callable[[Facts], Facts]


# ── made ─────────────────────────────────────────────────────────────────────────────────────────────────


def hear_new(turn: Turn, text: str) -> None:
    """`/checkin new Friday look back on Fri at 15:00`; the form where the title, the days or the time are missing."""
    phrase = phrases.read_checkin(text)
    phrase = replace(phrase, title=readable(phrase.title))
    people = fields.people_of(turn, phrase)
    if not phrase.title or not phrase.weekdays or not phrase.at:
        form.open_said(turn, phrase, people)
        return
    with turn.writing() as session:
        by = turn.membership_for(session, "checkin.set")
        days = fields.weekdays_of(session, by.team, phrase.weekdays) or frozenset()
        facts = fields.applied(
            Facts(phrase.title, days, phrase.at, templates.questions_for(phrase.title)), phrase, people, days
        )
        answer = _there(session, turn, by, facts) or _made(session, turn, by, facts)
    turn.reply(answer)


def _there(session: Session, turn: Turn, by: Membership, facts: Facts) -> Rendered | None:
    """If the team has one of that title at these times, it is turned on instead of being made a second time."""
    same = setting.find_titled(session, by.team, facts.title)
    if same is None or (frozenset(same.weekdays), same.at) != (facts.weekdays, facts.at):
        return None
    return _switched(session, turn, by, same, True, THERE)


def _made(session: Session, turn: Turn, by: Membership, facts: Facts) -> Rendered:
    checkin = setting.create(session, by, facts, now=turn.now)
    told = listing.changed(session, turn, checkin, "Made")
    number = checkin.number
    how = mrkdwn(
        "It asks what is usual. `/checkin {number} ask How many demos? number of demos` adds a question, "
        "`/checkin {number} drop 1` takes one out.",
        number=number,
    )
    return replace(told, blocks=[*told.blocks, blocks.context(how)])


# ── changed ──────────────────────────────────────────────────────────────────────────────────────────────


def hear_change(turn: Turn, number: int, text: str) -> None:
    """`/checkin 2 on Mon Wed at 9:30`, `for @rita @sam`, `deadline 3 hours`, `summary leader`."""
    phrase = phrases.read_checkin(text)
    _check_read(phrase, text)
    people = fields.people_of(turn, phrase)
    with turn.writing() as session:
        by = turn.membership_for(session, "checkin.set")
        days = fields.weekdays_of(session, by.team, phrase.weekdays)
        change: Change = lambda facts: fields.applied(facts, phrase, people, days)  # noqa: E731
        answer = _changed(session, turn, by, number, change)
    turn.reply(answer)


def _check_read(phrase: CheckinPhrase, text: str) -> None:
    if phrase.title:
        understood = "" if phrase == CheckinPhrase(phrase.title) else "The rest I understood. "
        raise Refused(
            f"I read “{phrase.title[:60]}”, and don't know what that changes. {understood}{EXAMPLE_OF_CHANGING} "
            "`/checkin 2 title Look back` renames it."
        )
    if phrase == CheckinPhrase():
        raise Refused(f"What shall change? I read “{text[:60]}”. {EXAMPLE_OF_CHANGING}")


def hear_title(turn: Turn, number: int, text: str) -> None:
    """`/checkin 2 title Look back`."""
    title = phrases.one_line(readable(text))
    if not title:
        raise Refused(f"What shall it be called? Try `/checkin {number} title Look back`.")
    _change(turn, number, lambda facts: replace(facts, title=title))


def hear_ask(turn: Turn, number: int, text: str) -> None:
    """`/checkin 2 ask What is in the way? for the leader, becomes an obstacle`."""
    question = fields.read_question(text)
    if not question.text:
        raise Refused(f"I read no question. {EXAMPLE_OF_ASKING}")
    _change(turn, number, lambda facts: replace(facts, questions=(*facts.questions, question)))


def hear_drop(turn: Turn, number: int, text: str) -> None:
    """`/checkin 2 drop 3`."""
    found = re.fullmatch(r"(?:question\s+)?(\d{1,2})", text.strip(), re.IGNORECASE)
    if found is None:
        raise Refused(
            f"Which question? `/checkin {number}` shows them with their numbers. Then: `/checkin {number} drop 3`."
        )
    _change(turn, number, lambda facts: _without(facts, int(found[1])))


def _without(facts: Facts, dropped: int) -> Facts:
    if not 1 <= dropped <= len(facts.questions):
        raise Refused(f"It asks {len(facts.questions)} questions, and none of them is number {dropped}.")
    if len(facts.questions) == 1:
        raise Refused("That is its only question. `remove` in the place of `drop 1` removes the check-in.")
    rest = []
    for number, question in enumerate(facts.questions, 1):
        only_if = question.only_if
        if only_if and only_if.question == dropped and number != dropped:
            raise Refused(f"Question {number} depends on that one. Drop {number} first.")
        if only_if and only_if.question > dropped:
            question = replace(question, only_if=Condition(only_if.question - 1, only_if.answers))
        if number != dropped:
            rest.append(question)
    return replace(facts, questions=tuple(rest))


def _change(turn: Turn, number: int, change: Change) -> None:
    with turn.writing() as session:
        answer = _changed(session, turn, turn.membership_for(session, "checkin.set"), number, change)
    turn.reply(answer)


def _changed(session: Session, turn: Turn, by: Membership, number: int, change: Change) -> Rendered:
    checkin = setting.get_checkin(session, by.team, number)
    setting.amend(session, by, checkin, change, now=turn.now)
    return listing.changed(session, turn, checkin, "Changed")


# ── on, off, removed ─────────────────────────────────────────────────────────────────────────────────────


def hear_switch(turn: Turn, number: int, is_on: bool) -> None:
    """`/checkin 2 off`."""
    with turn.writing() as session:
        by = turn.membership_for(session, "checkin.set")
        answer = _switched(session, turn, by, setting.get_checkin(session, by.team, number), is_on)
    turn.reply(answer)


def handle_switch(turn: Turn) -> None:
    checkin_id, _, word = turn.said.value.partition(":")
    with turn.writing() as session:
        checkin = session.get_one(Checkin, int(checkin_id))
        by = turn.membership_in(session, checkin.team)
        answer = _switched(session, turn, by, checkin, word == "on")
    turn.reply(answer)


def _switched(session: Session, turn: Turn, by: Membership, checkin: Checkin, is_on: bool, told: str = "") -> Rendered:
    """The check-in, on or off from now on; it is no act where it was so before."""
    if checkin.is_on == is_on:
        turn.only_asked()
    setting.switch(session, by, checkin, is_on, now=turn.now)
    return listing.changed(session, turn, checkin, told or ("On" if is_on else "Off"))


def hear_remove(turn: Turn, number: int) -> None:
    """`/checkin 2 remove`."""
    with turn.writing() as session:
        by = turn.membership_for(session, "checkin.set")
        checkin = setting.get_checkin(session, by.team, number)
        setting.remove(session, by, checkin, now=turn.now)
        was_asked = summary.latest_run(session, checkin, turn.person, now=turn.now) is not None
        answer = mrkdwn(
            "Removed: {title}. It is asked no more{stays}. `/checkin {number} off` would have kept it for another "
            "time; `/checkin new {title} {days}` makes one of that name again.",
            title=checkin.title,
            stays=f", and what was answered stays: `/checkin {number} answers`" if was_asked else "",
            number=number,
            days=f"on {listing.schedule(checkin.weekdays, checkin.at)}",
        )
    turn.reply(answer)
