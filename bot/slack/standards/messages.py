"""How standards are told: a line each, the question whether somebody is in, and the word to a leader."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from bot import phrases, words
from bot.domain import standards, teams
from bot.domain.standards import Voices
from bot.models import Membership, Person, Standard, StandardAnswer, Team
from bot.outbox import Rendered
from bot.slack import blocks, figures
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn

MOST_NAMED = 5
SEEN = "Your answer is seen by you and the team's leaders. The others see how many are in, without names."


def said(standard: Standard) -> Mrkdwn:
    """ "`12` *Behaviour*: Answer every inbound lead within 4 working hours"."""
    kind = standard.kind.capitalize()
    number = "" if _is_in_text(standard) else f" ({number_in_words(standard)})"
    return mrkdwn(
        "`{number}` {kind}: {text}{amount}", number=standard.number, kind=bold(kind), text=standard.text, amount=number
    )


def number_in_words(standard: Standard) -> str:
    """ "12 demos a week", "$20,000 of pipeline a month"."""
    amount = figures.exactly(standard, standard.amount or 0)
    of = f" of {standard.metric}" if standard.currency and standard.metric else f" {standard.metric}".rstrip()
    return f"{amount}{of} a {standard.per}"


def _is_in_text(standard: Standard) -> bool:
    rate = phrases.read_rate(standard.text, standard.team.currency)
    return standard.amount is None or (rate is not None and rate.amount == standard.amount)


# ── who says what to it ──────────────────────────────────────────────────────────────────────────────────


def own_answer(standard: Standard, answer: StandardAnswer | None) -> Mrkdwn:
    if answer is None:
        return Mrkdwn("You haven't answered yet.")
    if not answer.is_in:
        return mrkdwn("You see it differently: “{view}”", view=answer.view)
    return mrkdwn("✓ You're in{own}.", own=_with_own(standard, answer))


def _with_own(standard: Standard, answer: StandardAnswer) -> str:
    return f", with {figures.exactly(standard, answer.own_amount)} of your own" if answer.own_amount else ""


def for_leaders(voices: Voices) -> Mrkdwn:
    """By name: who is in, who sees it differently, who is still to answer."""
    told = [("In", voices.are_in), ("Differently", voices.differ), ("Still to answer", voices.are_silent)]
    parts = [mrkdwn("{what}: {who}", what=what, who=named(members)) for what, members in told if members]
    return blocks.joined(parts, separator=" · ")


def for_others(standard: Standard, voices: Voices) -> Mrkdwn:
    """How many are in, and which of the leaders."""
    leading = [
        f"{member.person.name} is in{_own_of(standard, voices.said[member.person_id])}"
        for member in voices.are_in
        if member.is_leader
    ]
    counted = f"{len(voices.are_in)} of {len(voices.members)} are in"
    return mrkdwn("{told}.", told="; ".join([counted, *leading[:MOST_NAMED]]))


def _own_of(standard: Standard, answer: StandardAnswer) -> str:
    return f" with {figures.exactly(standard, answer.own_amount)}" if answer.own_amount else ""


def named(members: list[Membership], most: int = MOST_NAMED) -> str:
    return words.listed([member.person.name for member in members], most=most)


def answer_buttons(standard: Standard) -> Block:
    value = f"{standard.id}:{standard.version}"
    return blocks.actions(
        blocks.button("I'm in", "standards.in", value), blocks.button("I see it differently", "standards.differ", value)
    )


# ── sent ─────────────────────────────────────────────────────────────────────────────────────────────────


def asked(session: Session, team_id: int, person_id: int, moment: int) -> Rendered | None:
    """To one of the team: what was set, each with their answer or the question; None if none of it holds any more."""
    team, person = session.get(Team, team_id), session.get(Person, person_id)
    if team is None or person is None or teams.find_membership(session, person, team) is None:
        return None
    listed = standards.standing(session, team, moment=moment)
    if not listed:
        return None
    parts = [blocks.section(_opening(team, listed, moment))]
    for standard in listed:
        answer = standards.find_answer(session, standard, person_id)
        parts.append(blocks.section(said(standard)))
        parts.append(blocks.context(own_answer(standard, answer)) if answer else answer_buttons(standard))
    return blocks.message(*parts, blocks.context(SEEN))


def _opening(team: Team, listed: list[Standard], moment: int) -> Mrkdwn:
    count = words.count(len(listed), "standard")
    if moment == standards.EVERYTHING:
        return mrkdwn("What we expect of each other in {team}, {count}. Are you in?", team=bold(team.name), count=count)
    setters = words.listed(list(dict.fromkeys(standard.set_by.name for standard in listed)))
    template = "{by} set {count} for everybody in {team}, the leader included. Are you in?"
    return mrkdwn(template, by=setters, count=count, team=bold(team.name))


def disputed(session: Session, standard_id: int, person_id: int, leader_id: int) -> Rendered | None:
    """To a leader: that somebody sees a standard differently; a button shows how."""
    standard, person = standards.get_by_id(session, standard_id), session.get_one(Person, person_id)
    leader = session.get_one(Person, leader_id)
    if not any(member.person_id == leader.id for member in teams.leaders(session, standard.team)):
        return None
    answer = standards.find_answer(session, standard, person_id)
    if standard.dropped_at or answer is None:
        return blocks.message(
            blocks.section(mrkdwn("Settled: standard {number} reads otherwise now.", number=standard.number))
        )
    if answer.is_in:
        told = mrkdwn("{name} is in with standard {number} now.", name=person.name, number=standard.number)
        return blocks.message(blocks.section(told))
    told = mrkdwn(
        "{name} sees standard {number} differently. A talk about it, or a better wording, settles it.",
        name=person.name,
        number=standard.number,
    )
    seen = blocks.context("Seen by the two of you and the team's other leaders.")
    open_it = blocks.actions(blocks.button("Read it", "standards.show", f"{standard.id}:0"))
    return blocks.message(blocks.section(told), blocks.section(said(standard)), open_it, seen)


def quoted_views(members: Iterable[Membership], voices: Voices) -> list[Block]:
    """What each of them sees differently."""
    lines = [
        mrkdwn("• {name}: “{view}”", name=bold(member.person.name), view=voices.said[member.person_id].view)
        for member in members
    ]
    return blocks.sections(blocks.joined(lines))
