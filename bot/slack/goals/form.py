"""The form of a goal: for whoever prefers fields, for what a line left open, for changing one, for the next one."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import calendars, drafts, goals, preferences, teams
from bot.domain.goals import Facts
from bot.errors import Offer, Refused
from bot.models import Draft, Goal, Membership, Recurrence, Visibility
from bot.slack import begun, blocks
from bot.slack.blocks import OPTIONS_IN_A_SELECT, Block, Mrkdwn
from bot.slack.goals import fields, finding, setting
from bot.slack.goals.fields import EVERYONE, ME, ONCE, TEAM, Fields
from bot.slack.turn import Turn

FORM = "goal.form"
NO_PERIOD = Mrkdwn("By when? I filled in this quarter; change it as you like.")
NO_THING = Mrkdwn("I read a number, but not of what. 12 demos, 100k or 40 calls would do.")
VISIBLE = {
    Visibility.USUAL: "My leader and my coach",
    Visibility.PRIVATE: "My leader alone",
    Visibility.PUBLIC: "The whole team; steps are celebrated in the channel",
}
RECURS = {
    ONCE: "Once",
    Recurrence.WEEK: "Every week",
    Recurrence.MONTH: "Every month",
    Recurrence.QUARTER: "Every quarter",
}


def open_new(turn: Turn) -> None:
    """The form as it was left, or empty; a button on Home says which draft it means."""
    draft = turn.said.value or FORM
    with turn.reading() as session:
        kept = fields.begun_in(turn, fields.read(drafts.find(session, turn.person, draft)))
        by = turn.membership(session)
        form = _form(session, turn, by, kept, draft=draft)
    turn.open(form)


def open_prefilled(turn: Turn, said: Mapping[str, Any], notice: Mrkdwn | None) -> None:
    """The form with what was said just now, which is kept at once, so that closing it loses nothing."""
    with turn.keeping() as session:
        by = turn.membership(session)
        held = fields.begun_in(turn, fields.read(said))
        drafts.replace(session, turn.person, FORM, asdict(held), now=turn.now)
        form = _form(session, turn, by, held, notice, draft=FORM)
    turn.open(form)


def open_edit(turn: Turn, goal_id: int) -> None:
    """The form with the goal as it stands, or as its last change was left."""
    with turn.reading() as session:
        by, goal = finding.by_id(session, turn, goal_id)
        goals.check_edit(by, goal)
        draft = f"{FORM}:{goal_id}"
        kept = drafts.find(session, turn.person, draft)
        said = fields.read(kept) if kept else fields.of_goal(goal)
        form = _form(session, turn, by, said, draft=draft, goal=goal_id)
    turn.open(form)


def handle_edit(turn: Turn) -> None:
    """A click on "Change it"."""
    open_edit(turn, int(turn.said.value))


def handle_next(turn: Turn) -> None:
    """A click on "The next goal": the form of the period after, a step higher where this one was reached."""
    with turn.reading() as session:
        by, goal = finding.clicked(turn)(session)
        goals.check_set(session, by, goal.owner)
        draft = f"{FORM}:next:{goal.id}"
        kept = drafts.find(session, turn.person, draft)
        whose = TEAM if goal.owner is None else ME if goal.owner_id == by.person_id else goal.owner.slack_id
        said = fields.read(kept) if kept else fields.of_facts(_next(session, goal, turn.now), goal.team)
        form = _form(session, turn, by, replace(said, whose=whose), draft=draft)
    turn.open(form)


def _next(session: Session, goal: Goal, now: datetime) -> Facts:
    """The next goal, but no step higher if the quality that goes with it has fallen."""
    facts = goals.next_facts(session, goal)
    held = goals.quality_of(session, goal, worktime.local_day(now, goal.team.zone))
    return facts if held is None or held.may_ask_for_more else replace(facts, target=goal.target)


def handle_closed(turn: Turn) -> None:
    """Closed, or something entered: what is there comes back with the next opening."""
    if not turn.said.values:
        return
    said, goal_id = _entered(turn), turn.said.metadata.get("goal")
    is_begun = said.are_worth_keeping
    if goal_id is not None:
        with turn.reading() as session:
            goal = session.get_one(Goal, goal_id)
            is_begun = said != replace(fields.of_goal(goal), channel=said.channel)
    turn.keep_form(begun.draft_of(turn), asdict(said), is_empty=not is_begun)


def handle_submission(turn: Turn) -> None:
    said, goal_id = _entered(turn), turn.said.metadata.get("goal")
    if not said.last_on:
        raise Refused("Until when? Choose the last day.", field="last_on")
    if goal_id is None:
        setting.set_goal(turn, said, used_up=begun.draft_of(turn))
    else:
        setting.edit(turn, goal_id, said, used_up=begun.draft_of(turn))


def unfinished(draft: Draft) -> Offer:
    """The way back to the form of a goal, or of a change of one."""
    _, _, which = draft.kind.partition(":")
    about = draft.data.get("goal") or ""
    if which.isdecimal():
        return Offer("goal.edit", f"Finish changing your goal: {about}".rstrip(": "), which)
    return Offer("goal.new", f"Finish your goal: {about}".rstrip(": "), draft.kind)


def _entered(turn: Turn) -> Fields:
    return fields.begun_in(turn, fields.read(turn.said.values))


def _form(
    session: Session,
    turn: Turn,
    by: Membership,
    said: Fields,
    notice: Mrkdwn | None = None,
    *,
    draft: str,
    goal: int | None = None,
) -> Block:
    team = by.team
    today = worktime.local_day(turn.now, team.zone)
    quarter = worktime.quarter_of(today, calendars.fiscal_start(session, team))
    first = date.fromisoformat(said.first_on) if said.first_on else quarter.first
    last = date.fromisoformat(said.last_on) if said.last_on else quarter.last
    rows = [
        blocks.text_field(
            "goal",
            "What and how much?",
            said.goal,
            placeholder="12 demos · 100k · response time from 40 to 30 hours",
            longest=120,
        ),
        blocks.date_field("first_on", "From", first),
        blocks.date_field("last_on", "Until", last),
        blocks.choice_field(
            "recurrence", "How often?", [(label, name) for name, label in RECURS.items()], said.recurrence or ONCE
        ),
        blocks.text_field(
            "why", "Why this number?", said.why, optional=True, multiline=True, longest=goals.LONGEST["why"]
        ),
        *_kind(session, by, said),
    ]
    if goal is None and by.is_leader:
        rows.append(
            blocks.choice_field("whose", "Whose goal is it?", _owners(session, by, said.whose), said.whose or ME)
        )
    visible = [(label, name) for name, label in VISIBLE.items()]
    rows.append(
        blocks.choice_field("visibility", "Who sees it beside its owner?", visible, said.visibility or Visibility.USUAL)
    )
    carried = {"draft": draft, "goal": goal}
    return blocks.form(
        FORM,
        "Change a goal" if goal else "Set a goal",
        *blocks.sections(notice or ""),
        *rows,
        submit="Change it" if goal else "Set it",
        metadata={name: value for name, value in carried.items() if value},
    )


def _kind(session: Session, by: Membership, said: Fields) -> list[Block]:
    kinds = preferences.of_team(session, by.team)["kinds"]
    known = dict.fromkeys([*kinds, said.kind] if said.kind else kinds)
    if not known:
        return []
    choices = [(kind, kind) for kind in known]
    return [blocks.choice_field("kind", "Only wins of one kind?", choices, said.kind, optional=True)]


def _owners(session: Session, by: Membership, chosen: str) -> list[tuple[str, str]]:
    """Oneself, the team, everybody in it, and its people; several where they were named."""
    others = [place.person for place in teams.members(session, by.team) if place.person_id != by.person_id]
    people = [(person.name, person.slack_id) for person in others]
    named = [(name, slack_id) for name, slack_id in people if slack_id in chosen.split(",")]
    several = [(f"One each: {words.listed([name for name, _ in named])}", chosen)] if "," in chosen else []
    whole = [("Mine", ME), (f"The team's: {by.team.name}", TEAM), ("Everyone's, one each", EVERYONE)]
    return [*several, *whole, *people][:OPTIONS_IN_A_SELECT]
