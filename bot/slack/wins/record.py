"""The end of every road to a win: the question before what is hardly meant, the act, the confirmation."""

from dataclasses import asdict
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from bot import outbox, words, worktime
from bot.domain import accounts, calendars, drafts, goals, wins
from bot.domain.wins import Past, Yardstick
from bot.models import Goal, GoalStep, Membership, Person, Team, Win
from bot.money import Money
from bot.outbox import Rendered
from bot.phrases import format_money
from bot.slack import blocks, figures, notified
from bot.slack.blocks import Block, Element, Mrkdwn, bold, mrkdwn
from bot.slack.turn import Turn
from bot.slack.wins import fields, messages
from bot.slack.wins.fields import Fields

WAITING = "win.waiting"
MOST_GOALS = 3
Used = tuple[drafts.Used, ...]


class Doubt(NamedTuple):
    """What is asked before an act, the label of "yes", and the label and action of the other button."""

    text: Mrkdwn
    yes: str
    otherwise: tuple[str, str]


def record(turn: Turn, said: Fields, *, used_up: Used = (), is_sure: bool = False) -> None:
    """Record and confirm, unless it was just logged, or far above what the person sold before: then ask first."""
    said = fields.begun_in(turn, said)
    owner = turn.people([said.owner])[said.owner] if said.owner else turn.person
    facts = fields.facts_of(turn, turn.team(), said)
    with turn.writing() as session:
        drafts.use_up(session, turn.person, *used_up)
        by = turn.membership(session)
        past, twin_id = wins.past_and_twin(session, by.team, owner.id, facts, now=turn.now)
        doubt = None if is_sure else _doubt(session, turn, by.team, owner, facts.amount, past, twin_id)
        if doubt:
            wins.check(session, by, facts, now=turn.now, owner=owner)
            waiting = drafts.keep(session, turn.person, WAITING, asdict(said), now=turn.now)
            turn.only_asked()
            answer = _question(doubt, waiting.id)
        else:
            win, served = wins.record_serving(
                session, by, facts, now=turn.now, owner=owner, past=past, message=said.message or None
            )
            answer = _confirmation(session, turn, by, win, served)
    turn.reply(answer)


def handle_sure(turn: Turn) -> None:
    """It was meant so: post it."""
    waiting = int(turn.said.value)
    with turn.reading() as session:
        kept = drafts.get(session, turn.person, waiting)
    used_up = (waiting, revised(waiting))
    if win_id := kept.get("win"):
        amend(turn, win_id, fields.read(kept), used_up=used_up, is_sure=True)
    else:
        record(turn, fields.read(kept), used_up=used_up, is_sure=True)


def handle_not_another(turn: Turn) -> None:
    """It was logged before: what waited is let go."""
    waiting = int(turn.said.value)
    with turn.keeping() as session:
        drafts.use_up(session, turn.person, waiting, revised(waiting))
    turn.reply("Then it counts once: nothing more was logged.")


def revised(waiting: int) -> str:
    """The kind of the draft in which a win that waits for an answer is changed."""
    return f"win.revised:{waiting}"


def amend(turn: Turn, win_id: int, said: Fields, *, used_up: Used = (), is_sure: bool = False) -> None:
    """Correct the win of that id, unless its new amount is far above what its owner sold otherwise: then ask first."""
    with turn.reading() as session:
        team = wins.get_by_id(session, win_id).team
    facts = fields.facts_of(turn, team, said)
    with turn.writing() as session:
        drafts.use_up(session, turn.person, *used_up)
        win = wins.get_by_id(session, win_id)
        by = turn.membership_in(session, win.team)
        wins.check_amendment(session, by, win, facts, now=turn.now)
        yardstick = None if is_sure else wins.unusually_raised(session, win, facts.amount)
        if yardstick:
            kept = asdict(said) | {"win": win_id}
            waiting = drafts.keep(session, turn.person, WAITING, kept, now=turn.now)
            turn.only_asked()
            answer = _question(_far_above(turn, win.team, win.owner, facts.amount, yardstick), waiting.id)
        elif wins.amend(session, by, win, facts, now=turn.now):
            answer = _confirmation(session, turn, by, win, goals.served_by(session, win), is_corrected=True)
        else:
            turn.only_asked()
            answer = blocks.words("Nothing changed.")
    turn.reply(answer)


# ── what the person hears ────────────────────────────────────────────────────────────────────────────────


def _doubt(
    session: Session, turn: Turn, team: Team, owner: Person, amount: Money, past: Past, twin_id: int | None
) -> Doubt | None:
    if twin_id:
        return _logged_before(turn, wins.get_by_id(session, twin_id))
    yardstick = wins.unusual(session, team, owner, amount, past=past)
    return _far_above(turn, team, owner, amount, yardstick) if yardstick else None


def _logged_before(turn: Turn, win: Win) -> Doubt:
    minutes = (turn.now - win.recorded_at) // timedelta(minutes=1)
    text = mrkdwn(
        "Win {number} is much the same: {what}, {amount}, closed {day}, logged {ago}{by}. Is this another one?",
        number=win.number,
        what=messages.what(win),
        amount=figures.won(win),
        day=words.day(win.closed_on, today=worktime.local_day(turn.now, win.team.zone)),
        ago=f"{words.count(minutes, 'minute')} ago" if minutes else "just now",
        by="" if win.logged_by_id == turn.person.id else f" by {win.logged_by.name}",
    )
    return Doubt(text, "Yes, another one", ("No", "win.not_another"))


def _far_above(turn: Turn, team: Team, owner: Person, amount: Money, yardstick: Yardstick) -> Doubt:
    text = mrkdwn(
        "I read {said}, {far_above}. Is the amount right?",
        said=format_money(amount, team.currency),
        far_above=yardstick.in_words(team, "your" if owner.id == turn.person.id else f"{owner.name}'s"),
    )
    return Doubt(text, "Yes, post it", ("Change it", "win.revise"))


def _question(doubt: Doubt, draft_id: int) -> Rendered:
    label, action = doubt.otherwise
    return blocks.message(
        blocks.section(doubt.text),
        blocks.actions(
            blocks.button(doubt.yes, "win.sure", draft_id, style="primary"),
            blocks.button(label, action, draft_id),
        ),
    )


def _confirmation(
    session: Session, turn: Turn, by: Membership, win: Win, served: list[Goal], *, is_corrected: bool = False
) -> Rendered:
    """What was understood, said back, with ways to take it back."""
    today = worktime.local_day(turn.now, win.team.zone)
    whose = "you" if win.owner_id == turn.person.id else win.owner.name
    told = mrkdwn(
        "{did} win {number}: {what}, {amount}{kind}, closed {day} ({zone}){helped}{owner}.",
        did="Corrected" if is_corrected else "Logged as",
        number=win.number,
        what=messages.what(win),
        amount=figures.won(win),
        kind=f" #{win.kind}" if win.kind else "",
        day=words.day(win.closed_on, today=today),
        zone=words.zone(win.team.zone),
        helped=mrkdwn(", with {helpers}", helpers=messages.helped(win)) if win.helpers else "",
        owner=f", for {whose}" if win.owner_id != win.logged_by_id else "",
    )
    buttons = [*_undo(session, turn, win, is_corrected), blocks.button("Edit", "win.edit", win.id)]
    if not win.account:
        buttons.append(blocks.button("Which account?", "win.edit", win.id, nth=2))
    where = blocks.context(_where(session, win, is_corrected))
    if reached := next((goal for goal in served if goal.reached_at and goal.owner_id == turn.person.id), None):
        buttons.append(blocks.button("The next goal", "goal.next", reached.id))
    said = blocks.section(blocks.joined([told, *_served(session, turn, by, win, served)]))
    return blocks.message(said, where, blocks.actions(*buttons), *_spelling(session, win))


def _undo(session: Session, turn: Turn, win: Win, is_corrected: bool) -> list[Element]:
    """Under a correction the button takes back the whole win, and so is none for `/pace undo`."""
    if not is_corrected:
        return turn.offer_undo(session, win.team, win.recorded_at, "win.undo", win.id)
    return [blocks.button("Undo the win", "win.undo", win.id)] if wins.can_be_undone(session, win, now=turn.now) else []


def _served(session: Session, turn: Turn, by: Membership, win: Win, served: list[Goal]) -> list[Mrkdwn]:
    """The goals toward which the win counts, of those that the person sees, and the steps that it brought them."""
    served = [goal for goal in served if goals.may_see(goal, by.person, by)]
    if not served:
        return []
    done = goals.progress_of(session, served)
    steps = goals.brought_by(session, win, served, done, now=turn.now)
    starts = calendars.fiscal_start(session, win.team)
    today = worktime.local_day(turn.now, win.team.zone)
    lines = [
        mrkdwn(
            "Counts toward {goal}: {done}.{step}",
            goal=figures.named(goal, today, starts),
            done=figures.done_of(goal, done[goal.id]),
            step=_step(steps[goal.id], turn) if goal.id in steps else "",
        )
        for goal in served[:MOST_GOALS]
    ]
    more = len(served) - len(lines)
    return [*lines, mrkdwn("… and {more}", more=words.count(more, "more goal"))] if more else lines


def _step(reached: GoalStep, turn: Turn) -> Mrkdwn:
    who = "you" if reached.goal.owner_id == turn.person.id else figures.whose(reached.goal)
    return mrkdwn(" 🎯 And {step}!", step=figures.step(reached, who))


def _spelling(session: Session, win: Win) -> list[Block]:
    """Whether an account that is new is one that the team knows, spelled differently: asked, not guessed."""
    account = win.account_row
    other = accounts.resembling(session, account, new_with=win) if account else None
    if account is None or other is None:
        return []
    asked = mrkdwn("Is {new} the same customer as {known}?", new=bold(account.name), known=bold(other.name))
    same = blocks.button("Yes, the same", "win.same_account", f"{win.id}:{other.id}:{account.id}")
    return [blocks.section(asked, same)]


def handle_same_account(turn: Turn) -> None:
    """A click on "Yes, the same"."""
    # Buttons of earlier versions name no account: read as 0, which is none.
    win_id, known_id, account_id = map(int, f"{turn.said.value}:0".split(":")[:3])
    with turn.writing() as session:
        win = wins.get_by_id(session, win_id)
        by = turn.membership_in(session, win.team)
        wins.merge_account(session, by, win, account_id, known_id)
        turn.only_asked()
        answer = _confirmation(session, turn, by, win, goals.served_by(session, win), is_corrected=True)
    turn.reply(answer)


def _where(session: Session, win: Win, is_corrected: bool) -> Mrkdwn:
    place = win.team.wins_channel_id
    if outbox.is_wanted(session, wins.key(win)):
        follows = "Its post in {place} follows" if is_corrected else "It goes to {place}"
        posted = notified.posted(session, win.team, place, follows)
    else:
        posted = mrkdwn("It counts, and is not posted in {place}.", place=blocks.channel(place))
    if win.currency == win.team.currency:
        return posted
    aside = "I keep {currency} as you said it; it stays out of {team}'s totals, which are in {home}."
    return blocks.joined(
        [posted, mrkdwn(aside, currency=win.currency, team=win.team.name, home=win.team.currency)], separator=" "
    )
