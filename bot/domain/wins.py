"""Wins: recorded once, celebrated once, undone within the hour, amended or reversed in the open afterwards."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnExpressionArgument, func, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox, worktime
from bot.domain import gate, teams
from bot.errors import Refused
from bot.models import Membership, Person, Team, Win, WinChange, WinHelper
from bot.money import LARGEST_MINOR, Money
from bot.phrases import format_money
from bot.worktime import Period

UNDO_WITHIN = timedelta(minutes=60)
LONGEST = {"account": 200, "title": 500, "because": 2000}
"""Characters."""
UNUSUAL_TIMES = 3
"""Times the person's own record, above which the amount is asked about."""
TOP_TIER_TIMES = 10
DEALS_FOR_TIERS = 10
OPENINGS = 3


@dataclass(frozen=True)
class Facts:
    """What is said of a win. `account` or `title` says what was won; either may be missing, not both."""

    amount: Money
    account: str | None
    title: str
    closed_on: date
    because: str = ""
    helpers: tuple[tuple[int, int], ...] = ()
    """Who helped, as (person's id, share in basis points); a share of 0 is thanks alone."""


def record(session: Session, by: Membership, facts: Facts, *, now: datetime, owner: Person | None = None) -> Win:
    """Record a win, of `owner` where it is somebody else's, and let the team's channel for wins celebrate it."""
    team, owner = by.team, owner or by.person
    facts = check(session, by, facts, now=now, owner=owner)
    win = Win(
        team=team,
        number=teams.next_number(session, team),
        owner_id=owner.id,
        logged_by_id=by.person_id,
        opening=_next_opening(session, team),
        recorded_at=now,
        helpers=[WinHelper(person_id=helper_id, share=share) for helper_id, share in facts.helpers],
        **_columns(facts),
    )
    session.add(win)
    session.flush()
    outbox.show(
        session,
        "win.celebrated",
        key(win),
        workspace_id=team.workspace_id,
        recipient=team.wins_channel_id,
        due_at=now,
        win_id=win.id,
    )
    if win.owner_id != win.logged_by_id:
        _tell_owner(session, win, now)
    return win


def check(session: Session, by: Membership, facts: Facts, *, now: datetime, owner: Person) -> Facts:
    """The facts as they would be kept, or Refused where no such win can be recorded."""
    gate.check("win.record", by.person, by)
    if teams.find_membership(session, owner, by.team) is None:
        raise Refused(
            f"{owner.name} is not in *{by.team.name}*, so a win can't be logged for them there. "
            f"A leader can add them first: `/pace team add @{owner.name}`."
        )
    return _checked(facts, by.team, owner.id, now)


def _tell_owner(session: Session, win: Win, now: datetime) -> None:
    outbox.show(
        session,
        "win.logged_for",
        f"{key(win)}:owner",
        workspace_id=win.team.workspace_id,
        recipient=win.owner.slack_id,
        due_at=now,
        win_id=win.id,
    )


def key(win: Win) -> str:
    """By which the celebration is known to the outbox."""
    return f"win:{win.id}"


def _checked(facts: Facts, team: Team, owner_id: int, now: datetime) -> Facts:
    today = worktime.local_day(now, team.zone)
    _check_amount(facts.amount, team.currency)
    if facts.closed_on > today:
        raise Refused(
            f"I read {facts.closed_on:%-d %b %Y} as the closing date, which is still to come. "
            "A win is logged once it is closed. Try `/win 48k Acme on " + f"{today:%-d %b}`.",
            field="closed_on",
        )
    account = " ".join((facts.account or "").split()) or None
    title = " ".join(facts.title.split())
    if not account and not title:
        raise Refused("I read an amount, but not what was won. Try `/win 48k Acme: annual plan`.", field="account")
    helpers = tuple({who: share for who, share in facts.helpers if who != owner_id}.items())
    checked = replace(facts, account=account, title=title, because=facts.because.strip(), helpers=helpers)
    _check_length(checked)
    return checked


def _check_length(facts: Facts) -> None:
    for field, said in (("account", "The account"), ("title", "What was won"), ("because", "What made it work")):
        length, most = len(getattr(facts, field) or ""), LONGEST[field]
        if length > most:
            raise Refused(
                f"{said} is {length:,} characters long; I keep {most:,}. The details fit into the thread of its post. "
                "Try `/win 48k Acme: annual plan because we brought the CFO in early`.",
                field=field,
            )


def _check_amount(money: Money, home: str) -> None:
    read = f"I read {format_money(money, home)}."
    if money.minor <= 0:
        raise Refused(f"{read} A win is worth more than zero. Try `/win 48k Acme`.", field="amount")
    if money.minor > LARGEST_MINOR:
        most = format_money(Money(LARGEST_MINOR, money.currency), home)
        raise Refused(f"{read} The most that I take for one win is {most}. Try `/win 48k Acme`.", field="amount")


def _columns(facts: Facts) -> dict[str, Any]:
    return {
        "account": facts.account,
        "title": facts.title,
        "amount_minor": facts.amount.minor,
        "currency": facts.amount.currency,
        "because": facts.because,
        "closed_on": facts.closed_on,
    }


def _next_opening(session: Session, team: Team) -> int:
    last = select(Win.opening).where(Win.team_id == team.id).order_by(Win.number.desc()).limit(1)
    before = session.scalar(last)
    return 0 if before is None else (before + 1) % OPENINGS


# ── before it is posted ──────────────────────────────────────────────────────────────────────────────────


def unusual(session: Session, team: Team, owner: Person, money: Money) -> Money | None:
    """What `money` is far above: the owner's record or, without one, the team's top tier; None where it is not."""
    times = UNUSUAL_TIMES
    yardstick: float | None = _record(session, owner.id, money.currency)
    if yardstick is None:
        yardstick, times = _median_deal(session, team, money.currency), TOP_TIER_TIMES
    if yardstick is None or money.minor <= yardstick * times:
        return None
    return Money(int(yardstick), money.currency)


def _record(session: Session, owner_id: int, currency: str) -> int | None:
    mine = (Win.owner_id == owner_id, Win.currency == currency, Win.is_standing)
    return session.scalar(select(func.max(Win.amount_minor)).where(*mine))


def _median_deal(session: Session, team: Team, currency: str) -> float | None:
    theirs = (Win.team_id == team.id, Win.currency == currency, Win.is_standing)
    deals = session.scalars(select(Win.amount_minor).where(*theirs)).all()
    return median(deals) if len(deals) >= DEALS_FOR_TIERS else None


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────


def undo(session: Session, by: Membership, win: Win, *, now: datetime) -> Win:
    """Take a win back, with everything that it caused, as if it had not been said."""
    gate.check("win.undo", by.person, by, win.owner_id, win.logged_by_id)
    _lock(session, win)
    if not can_be_undone(win, now=now):
        raise Refused(
            f"Win {win.number} is more than an hour old, so I can't undo it as if it had not been said. "
            f"`/win reverse {win.number}` takes it out of the numbers and says so in its thread."
        )
    win.is_standing, win.undone_at = False, now
    for told in (key(win), f"{key(win)}:owner"):
        outbox.withdraw(session, told)
    return win


def can_be_undone(win: Win, *, now: datetime) -> bool:
    return win.is_standing and now - win.recorded_at <= UNDO_WITHIN


def amend(session: Session, by: Membership, win: Win, facts: Facts, *, now: datetime) -> WinChange | None:
    """Change what is said of a win, in the open once the hour of undoing is over; None where nothing changed."""
    gate.check("win.amend", by.person, by, win.owner_id, win.logged_by_id)
    _lock(session, win)
    facts = _checked(facts, win.team, win.owner_id, now)
    before, after = _as_recorded(facts_of(win)), _as_recorded(facts)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return None
    for name, value in _columns(facts).items():
        setattr(win, name, value)
    _set_helpers(session, win, facts)
    outbox.touch(session, key(win))
    change = WinChange(
        win=win,
        by_id=by.person_id,
        made_at=now,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    session.add(change)
    session.flush()
    if now - win.recorded_at > UNDO_WITHIN:
        _tell_in_thread(session, "win.amended", win, change, now)
    return change


def reverse(session: Session, by: Membership, win: Win, *, now: datetime) -> Win:
    """Take a win out of every number, in the open: its celebration and its thread say so."""
    gate.check("win.reverse", by.person, by, win.owner_id, win.logged_by_id)
    _lock(session, win)
    win.is_standing, win.reversed_at = False, now
    change = WinChange(win=win, by_id=by.person_id, made_at=now, before={}, after={})
    session.add(change)
    session.flush()
    outbox.touch(session, key(win))
    _tell_in_thread(session, "win.reversed", win, change, now)
    return win


def _lock(session: Session, win: Win) -> None:
    """Let two acts on one win follow one another: the second sees what the first made of it."""
    session.refresh(win, with_for_update=True)
    check_stands(win)


def check_stands(win: Win) -> None:
    """Refused where it was taken back before: how things stand now."""
    if win.undone_at:
        raise Refused(f"Win {win.number} was undone already; it counts nowhere any more.")
    if win.reversed_at:
        raise Refused(f"Win {win.number} was reversed already; it counts nowhere any more.")


def _as_recorded(facts: Facts) -> dict[str, Any]:
    columns = _columns(facts)
    return columns | {"closed_on": facts.closed_on.isoformat(), "helpers": sorted(map(list, facts.helpers))}


def _set_helpers(session: Session, win: Win, facts: Facts) -> None:
    kept = {helper.person_id: helper for helper in win.helpers}
    win.helpers = [kept.get(who) or WinHelper(person_id=who) for who, _ in facts.helpers]
    for helper, (_, share) in zip(win.helpers, facts.helpers, strict=True):
        helper.share = share
    session.flush()


def _tell_in_thread(session: Session, kind: str, win: Win, change: WinChange, now: datetime) -> None:
    outbox.show(
        session,
        kind,
        f"{key(win)}:change:{change.id}",
        workspace_id=win.team.workspace_id,
        recipient=win.team.wins_channel_id,
        due_at=now,
        thread_key=key(win),
        change_id=change.id,
    )


# ── looked up ────────────────────────────────────────────────────────────────────────────────────────────


def facts_of(win: Win) -> Facts:
    return Facts(
        amount=Money(win.amount_minor, win.currency),
        account=win.account,
        title=win.title,
        closed_on=win.closed_on,
        because=win.because,
        helpers=tuple((helper.person_id, helper.share) for helper in win.helpers),
    )


def get_win(session: Session, team: Team, number: int) -> Win:
    """The team's win of that number, or Refused."""
    win = session.scalar(select(Win).where(Win.team_id == team.id, Win.number == number))
    if win is None:
        raise Refused(f"I know no win {number} in *{team.name}*. `/win list` shows those of this month.")
    return win


def get_by_id(session: Session, win_id: int) -> Win:
    """For a button, which carries the id."""
    return session.get_one(Win, win_id)


def latest_of(session: Session, person: Person, *, now: datetime) -> Win:
    """What `/pace undo` means: the person's newest win that can still be undone, or Refused."""
    undoable = (Win.logged_by_id == person.id, Win.is_standing, Win.recorded_at >= now - UNDO_WITHIN)
    win = session.scalar(select(Win).where(*undoable).order_by(Win.recorded_at.desc(), Win.id.desc()).limit(1))
    if win is None:
        raise Refused("Nothing to undo: you logged no win within the last hour. `/win list` shows the earlier ones.")
    return win


def in_period(session: Session, team: Team, period: Period, *, skip: int = 0, limit: int | None = None) -> list[Win]:
    """The wins that stand, newest first."""
    newest = (Win.closed_on.desc(), Win.number.desc())
    wins = select(Win).where(*_standing(team, period)).order_by(*newest).offset(skip).limit(limit)
    return list(session.scalars(wins.options(joinedload(Win.owner), joinedload(Win.team))))


def count(session: Session, team: Team, period: Period) -> int:
    return session.scalar(select(func.count()).select_from(Win).where(*_standing(team, period))) or 0


def total(session: Session, team: Team, period: Period) -> Money:
    """The sum of the team's wins in the team's currency; those in another one are left out."""
    home = Win.currency == team.currency
    added = session.scalar(select(func.sum(Win.amount_minor)).where(*_standing(team, period), home))
    return Money(int(added or 0), team.currency)


def _standing(team: Team, period: Period) -> tuple[ColumnExpressionArgument[bool], ...]:
    return Win.team_id == team.id, Win.is_standing, Win.closed_on.between(period.first, period.last)


def known_accounts(session: Session, team: Team) -> list[str]:
    """Every account that the team's standing wins name."""
    named = select(Win.account).where(Win.team_id == team.id, Win.is_standing, Win.account.is_not(None))
    return [account for account in session.scalars(named.distinct()) if account]
