"""A standard set, changed or dropped: in a line or a form, which asks "and yours?"."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import phrases
from bot.domain import drafts, standards
from bot.domain.standards import Expectation
from bot.errors import Refused
from bot.models import Membership, Recurrence, Standard, StandardKind, Team
from bot.outbox import Rendered
from bot.slack import begun, blocks, figures
from bot.slack.blocks import Block, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.standards import answering, messages
from bot.slack.turn import Turn

FORM = "standards.form"
Fields = dict[str, Any]
"""By the names of the fields."""
KINDS = {
    StandardKind.PERFORMANCE: "Performance: what comes out",
    StandardKind.BEHAVIOUR: "Behaviour: how we treat people",
    StandardKind.WORK_ETHIC: "Work ethic: how we go about it",
}
ONCE, IN, LATER = "none", "in", "later"
YOURS = [("I'm in myself", IN), ("I'll answer later", LATER)]
ASKED = "Everybody in {team} is asked, in one direct message for all that is set within {minutes} minutes."
_KIND = re.compile(rf"(?P<kind>{'|'.join(StandardKind)})\s*:\s*", re.IGNORECASE)
EDIT = re.compile(r"(?P<number>\d{1,9})\b[:,]?\s*(?P<text>.*)", re.DOTALL)


# ── in a line ────────────────────────────────────────────────────────────────────────────────────────────


def hear_new(turn: Turn, text: str) -> None:
    """`/pace standards new behaviour: Answer every inbound lead within 4 working hours`."""
    with turn.writing() as session:
        by = turn.membership_for(session, "standards.set")
        standard = standards.set_standard(session, by, _read(readable(text), by.team), now=turn.now)
        told = _set(session, by, standard, "Set")
    turn.reply(told)


def hear_edit(turn: Turn, text: str) -> None:
    """`/pace standards edit 12` opens the form; words behind it become what the standard says."""
    found = EDIT.fullmatch(text)
    if found is None:
        raise Refused("Which one? `/pace standards` shows their numbers. Then: `/pace standards edit 12`.")
    if not found["text"]:
        with turn.reading() as session:
            by = turn.membership_for(session, "standards.set")
            standard_id = standards.get_standard(session, by.team, int(found["number"])).id
        _open(turn, None, standard_id)
        return
    with turn.writing() as session:
        by = turn.membership_for(session, "standards.set")
        standard = standards.get_standard(session, by.team, int(found["number"]))
        said = _read(readable(found["text"]), by.team, standard.kind)
        standard = standards.amend(session, by, standard, said, now=turn.now)
        drafts.discard(session, turn.person, _kind(by.team_id, standard.id))
        told = _set(session, by, standard, "Changed")
    turn.reply(told)


def _read(text: str, team: Team, kind: StandardKind | None = None) -> Expectation:
    """What a line expects: of the kind that it begins with, else of `kind`, else of the one that a number suggests."""
    named = _KIND.match(text)
    text = text[named.end() :] if named else text
    rate = phrases.read_rate(text, team.currency)
    if named:
        kind = StandardKind(named["kind"].lower())
    kind = kind or (StandardKind.PERFORMANCE if rate else StandardKind.BEHAVIOUR)
    if rate is None:
        return Expectation(kind, text)
    return Expectation(kind, text, rate.amount, rate.currency, rate.metric, Recurrence(rate.per))


def hear_drop(turn: Turn, number: str) -> None:
    """`/pace standards drop 12`."""
    if not number:
        raise Refused("Which one? `/pace standards` shows their numbers. Then: `/pace standards drop 12`.")
    with turn.writing() as session:
        by = turn.membership_for(session, "standards.set")
        standard = standards.get_standard(session, by.team, int(number))
        told = _dropped(session, turn, by, standard)
    turn.reply(told)


def handle_drop(turn: Turn) -> None:
    with turn.writing() as session:
        standard = standards.get_by_id(session, int(turn.said.value))
        told = _dropped(session, turn, turn.membership_in(session, standard.team), standard)
    turn.reply(told)


def _dropped(session: Session, turn: Turn, by: Membership, standard: Standard) -> Rendered:
    standards.drop(session, by, standard, now=turn.now)
    return blocks.words(mrkdwn("Dropped: {said}. It is expected of nobody any more.", said=messages.said(standard)))


def _set(session: Session, by: Membership, standard: Standard, what: str) -> Rendered:
    """What was understood; and the question "and yours?" if the leader has not answered it yet."""
    head = mrkdwn("{what}: {said}", what=what, said=messages.said(standard))
    asked = mrkdwn(ASKED, team=bold(by.team.name), minutes=standards.PAUSE // timedelta(minutes=1))
    answer = standards.find_answer(session, standard, by.person_id)
    if answer:
        yours = [blocks.section(messages.own_answer(standard, answer))]
    else:
        question = "*And yours?* It holds for you as well, and everybody sees whether you are in."
        yours = [blocks.section(blocks.Mrkdwn(question)), messages.answer_buttons(standard)]
    change = blocks.button("Change it", "standards.form", f"{by.team_id}:{standard.id}")
    drop = blocks.button("Drop it", "standards.drop", standard.id)
    return blocks.message(blocks.section(head), blocks.context(asked), *yours, blocks.actions(change, drop))


# ── in a form ────────────────────────────────────────────────────────────────────────────────────────────


def open_new(turn: Turn) -> None:
    """`/pace standards new`."""
    _open(turn, None, 0)


def handle_open(turn: Turn) -> None:
    """A click on "A new one" or "Change it", or on what was left unfinished."""
    team_id, _, standard_id = turn.said.value.partition(":")
    _open(turn, int(team_id), int(standard_id or 0))


def _open(turn: Turn, team_id: int | None, standard_id: int) -> None:
    with turn.reading() as session:
        by = turn.membership_for(session, "standards.set", team_id)
        standard = standards.get_by_id(session, standard_id) if standard_id else None
        if standard:
            standards.check_stands(standard)
        kept = drafts.find(session, turn.person, _kind(by.team_id, standard_id))
        answer = standards.find_answer(session, standard, by.person_id) if standard else None
        own = figures.exactly(standard, answer.own_amount) if standard and answer and answer.own_amount else ""
        said = kept or (_fields_of(standard) if standard else {}) | {"own": own}
        form = _form(by.team, standard, said)
    turn.open(form)


def _fields_of(standard: Standard) -> Fields:
    return {
        "kind": standard.kind,
        "text": standard.text,
        "number": figures.exactly(standard, standard.amount) if standard.amount else "",
        "metric": standard.metric,
        "per": standard.per or ONCE,
    }


def _form(team: Team, standard: Standard | None, said: Fields) -> Block:
    notes = []
    if standard and said.get("base") not in (None, standard.version):
        changed = "{by} changed it since you began. It reads now: {now}"
        notes.append(blocks.section(mrkdwn(changed, by=standard.set_by.name, now=messages.said(standard))))
    pers = [("no number", ONCE), *((f"a {per}", per) for per in Recurrence)]
    rows = [
        blocks.choice_field("kind", "Kind", [(words, kind) for kind, words in KINDS.items()], said.get("kind") or ""),
        blocks.text_field(
            "text",
            "What do we expect of each other?",
            said.get("text") or "",
            placeholder="Answer every inbound lead within 4 working hours",
            longest=standards.LONGEST,
        ),
        blocks.text_field(
            "number", "Its number, if it has one", said.get("number") or "", placeholder="12", optional=True, longest=40
        ),
        blocks.text_field(
            "metric",
            "… of",
            said.get("metric") or "",
            placeholder="demos",
            optional=True,
            longest=standards.LONGEST_METRIC,
        ),
        blocks.choice_field("per", "How often?", pers, said.get("per") or ONCE),
        blocks.choice_field("yours", "And yours?", YOURS, said.get("yours") or IN),
        blocks.text_field(
            "own",
            "A number of your own, if you go for another",
            said.get("own") or "",
            placeholder="15",
            optional=True,
            longest=40,
            hint="It holds for you as well: everybody in the team sees whether you are in, and with which number.",
        ),
    ]
    return blocks.form(
        FORM,
        "Change a standard" if standard else "Set a standard",
        *notes,
        *rows,
        blocks.context(mrkdwn("Everybody in {team} is asked whether they are in.", team=bold(team.name))),
        submit="Change it" if standard else "Set it",
        metadata={
            "draft": _kind(team.id, standard.id if standard else 0),
            "team": team.id,
            "standard": standard.id if standard else 0,
            "version": standard.version if standard else 0,
        },
    )


def handle_submission(turn: Turn) -> None:
    carried, said = turn.said.metadata, turn.said.values
    with begun.reopening(), turn.writing() as session:
        by = turn.membership_for(session, "standards.set", carried["team"])
        standard, what = _act(session, turn, by, _entered(said, by.team))
        if said.get("yours") == IN:
            own = answering.own_amount(standard, said.get("own") or "")
            standards.answer(session, by, standard, is_in=True, own_amount=own, now=turn.now)
        drafts.discard(session, turn.person, _kind(carried["team"], carried["standard"]))
        told = _set(session, by, standard, what)
    turn.reply(told)


def _act(session: Session, turn: Turn, by: Membership, said: Expectation) -> tuple[Standard, str]:
    carried = turn.said.metadata
    if not carried["standard"]:
        return standards.set_standard(session, by, said, now=turn.now), "Set"
    standard = standards.get_by_id(session, carried["standard"])
    return standards.amend(session, by, standard, said, now=turn.now, version=carried["version"]), "Changed"


def _entered(said: Fields, team: Team) -> Expectation:
    number = (said.get("number") or "").strip()
    size = phrases.read_size(number, team.currency, said.get("metric") or "") if number else None
    if number and size is None:
        raise Refused(f"I read “{number[:40]}” but no number with one reading. Try 12 or 20k.", field="number")
    amount, currency = size or (None, None)
    per = said.get("per") or ONCE
    return Expectation(
        StandardKind(said.get("kind") or StandardKind.BEHAVIOUR),
        readable(said.get("text") or ""),
        amount,
        currency,
        readable(said.get("metric") or ""),
        None if per == ONCE else Recurrence(per),
    )


def _as_it_is(session: Session, turn: Turn) -> Fields:
    standard_id = turn.said.metadata["standard"]
    return _fields_of(standards.get_by_id(session, standard_id)) if standard_id else {}


handle_closed = begun.keeping("text", "number", "metric", "own", as_it_is=_as_it_is)


def _kind(team_id: int, standard_id: int) -> str:
    return f"{FORM}:{team_id}:{standard_id}"
