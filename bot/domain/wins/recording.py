"""The acts on a win; every road to a win ends in `record`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot import outbox, words, worktime
from bot.domain import accounts, bursts, calendars, gate, goals, hard_runs, lessons, north_star, preferences, teams
from bot.domain.wins import credit, feats, weight
from bot.domain.wins.facts import Facts, checked, facts_of
from bot.domain.wins.past import Past, past_of
from bot.errors import Refused
from bot.models import Account, Goal, Membership, Person, Team, Win, WinChange, WinCredit

WEIGHED = frozenset({"amount_minor", "currency", "account", "closed_on"})
"""The fields that decide how a win is celebrated; if one is corrected, that is decided anew."""
SUMMED = frozenset({"amount_minor", "currency", "closed_on"})
"""The fields that decide what a win adds to the team's sum of a quarter."""


def key(win: Win) -> str:
    """The outbox key of the celebration."""
    return f"win:{win.id}"


def _owner_key(win: Win) -> str:
    """The outbox key of what its owner is told if somebody else logged it."""
    return f"{key(win)}:owner"


# ── recorded ─────────────────────────────────────────────────────────────────────────────────────────────


def record(
    session: Session,
    by: Membership,
    facts: Facts,
    *,
    now: datetime,
    owner: Person | None = None,
) -> Win:
    """Record a win, of `owner` where it is somebody else's, and let the team's channel for wins celebrate it."""
    return record_serving(session, by, facts, now=now, owner=owner)[0]


def record_serving(
    session: Session,
    by: Membership,
    facts: Facts,
    *,
    now: datetime,
    owner: Person | None = None,
    past: Past | None = None,
    message: str | None = None,
) -> tuple[Win, list[Goal]]:
    """The same, returning also the open goals toward which the win counts.

    `past` is the owner's past in the amount's currency, if the caller has read it already; `message` is the message it
    was logged from, if any.
    """
    team, owner = by.team, owner or by.person
    facts = check(session, by, facts, now=now, owner=owner)
    is_posted = not preferences.is_off(session, owner.id, "wins")
    past = past or past_of(session, team, owner.id, facts.amount.currency)
    number = teams.next_number(session, team)  # first, as it holds the team: see `bursts.place`
    win = Win(
        team=team,
        team_id=team.id,
        number=number,
        owner_id=owner.id,
        logged_by_id=by.person_id,
        opening=0 if past.opening is None else past.opening + 1,
        recorded_at=now,
        message=message,
        burst_id=bursts.place(session, team, now=now) if is_posted else None,
    )
    _set(session, win, facts)
    _weigh(session, win, past)
    session.add(win)
    session.flush()
    if win.because:
        lessons.keep(session, win)
    hard_runs.look_again(session, win, now=now)
    if is_posted:
        _celebrate(session, win, now)
    served = goals.served_by(session, win)
    # After the celebration, as the step follows its win.
    goals.settle(session, served, now=now, by_id=by.person_id, added=lambda goal: goals.share(goal, win))
    if owner.id != by.person_id:
        _tell_owner(session, win, now)
    return win, served


def check(session: Session, by: Membership, facts: Facts, *, now: datetime, owner: Person) -> Facts:
    """The facts as they would be kept, or Refused where no such win can be recorded."""
    gate.check("win.record", by.person, by)
    gate.admit(owner, field="owner")
    if owner.id != by.person_id and teams.find_membership(session, owner, by.team) is None:
        raise Refused(
            f"{owner.name} is not in *{by.team.name}*, so a win can't be logged for them there. "
            "A leader can add them first, as in `/pace team add @rita`.",
            field="owner",
        )
    facts = checked(facts, by.team, owner.id, now)
    _check_kind(session, by.team, facts)
    _admit_helpers(session, {who for who, _ in facts.helpers})
    return facts


def _check_kind(session: Session, team: Team, facts: Facts) -> None:
    kinds = preferences.of_team(session, team)["kinds"]
    if facts.kind and facts.kind not in kinds:
        known = f"It knows {words.listed(kinds)}" if kinds else "It has none"
        raise Refused(f"*{team.name}* knows no kind of wins “{facts.kind}”. {known}.", field="kind")


def _admit_helpers(session: Session, person_ids: set[int]) -> None:
    if not person_ids:
        return
    for helper in session.scalars(select(Person).where(Person.id.in_(person_ids)).order_by(Person.id)):
        gate.admit(helper, field="helpers")


def _set(session: Session, win: Win, facts: Facts) -> None:
    """Let the win be what the facts say, its credit shared out anew."""
    win.account_row = accounts.get_or_add(session, win.team, facts.account) if facts.account else None
    win.account_id = win.account_row.id if win.account_row else None
    win.title, win.because, win.closed_on, win.kind = facts.title, facts.because, facts.closed_on, facts.kind
    win.amount_minor, win.currency = facts.amount.minor, facts.amount.currency
    kept = {credit.person_id: credit for credit in win.credits}
    for who, (share, amount_minor) in credit.shares(win.owner_id, facts.helpers, win.amount_minor).items():
        row = kept.pop(who, None)
        if row is None:
            win.credits.append(WinCredit(person_id=who, share=share, amount_minor=amount_minor))
        else:
            row.share, row.amount_minor = share, amount_minor
    for row in kept.values():
        win.credits.remove(row)


def _weigh(session: Session, win: Win, past: Past) -> None:
    """How the win is celebrated, by what there was when it was recorded."""
    win.tier = weight.tier(session, win.team, win.money, past=past)
    feat = feats.of(session, win, past)
    win.feat, win.feat_number = (feat.name, feat.number) if feat else (None, None)


def _weigh_anew(session: Session, win: Win) -> None:
    _weigh(session, win, past_of(session, win.team, win.owner_id, win.currency, before=win))


def _weigh_records_over(session: Session, win: Win) -> None:
    """What was its owner's largest after this one may have another before it now, or be the largest no more."""
    after = (Win.owner_id == win.owner_id, Win.id > win.id, Win.is_standing)
    for later in session.scalars(select(Win).where(*after, Win.feat == feats.RECORD).order_by(Win.id)):
        _weigh_anew(session, later)
        _retell(session, later)


def _retell_sums_after(session: Session, win: Win, *days: date) -> None:
    """Celebrations after this one say the team's sum in the quarter of their win: those of these days are told anew.

    To be called before the records are weighed anew: a win that says it is the largest has no sum, and is told by that.
    """
    begins = calendars.fiscal_start(session, win.team)
    quarters = [worktime.quarter_of(day, begins) for day in days]
    within = or_(*(Win.closed_on.between(quarter.first, quarter.last) for quarter in quarters))
    after = (Win.team_id == win.team_id, Win.id > win.id, Win.is_standing, Win.feat.is_(None))
    later = session.scalars(select(Win).where(*after, within).order_by(Win.id))
    outbox.touch_all(session, [key(each) for each in later])


def _tell_owner(session: Session, win: Win, now: datetime) -> None:
    if not preferences.is_off(session, win.owner_id, "notices"):
        outbox.show_to(session, win.owner, "win.logged_for", _owner_key(win), due_at=now, win_id=win.id)


def _celebrate(session: Session, win: Win, now: datetime) -> None:
    outbox.show_in(
        session,
        win.team,
        "win.celebrated",
        key(win),
        due_at=now,
        channel_id=win.team.wins_channel_id,
        thread_key=bursts.key(win.burst_id) if win.burst_id else None,
        win_id=win.id,
    )


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────


def undo(session: Session, by: Membership, win: Win, *, now: datetime) -> Win:
    """Take a win back, with everything that it caused, as if it had not been said."""
    gate.check("win.undo", by.person, by, win.owner_id, win.logged_by_id)
    _lock(session, win)
    if why := preferences.too_late_to_undo(session, win.team, win.recorded_at, now=now):
        raise Refused(
            f"{why}, so I can't undo win {win.number} as if it had not been said. "
            f"`/win reverse {win.number}` takes it out of the numbers and says so in its thread."
        )
    moved = goals.served_by(session, win, with_ended=True)
    win.is_standing, win.undone_at = False, now
    lessons.keep(session, win)
    hard_runs.look_again(session, win, now=now)
    goals.take_back(session, moved, since=win.recorded_at, now=now, added=lambda goal: goals.share(goal, win))
    outbox.withdraw(session, key(win))
    outbox.withdraw(session, _owner_key(win))
    _retell(session, win)
    if win.currency == win.team.currency:  # else it was in no sum
        _retell_sums_after(session, win, win.closed_on)
    _weigh_records_over(session, win)
    return win


def amend(session: Session, by: Membership, win: Win, facts: Facts, *, now: datetime) -> WinChange | None:
    """Change what is said of a win, in the open once it can no longer be undone; None where nothing changed."""
    facts = check_amendment(session, by, win, facts, now=now)
    before, after = _as_kept(facts_of(win)), _as_kept(facts)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return None
    served = goals.served_by(session, win, with_ended=True)
    was = goals.progress_of(session, served)
    closed_on = win.closed_on
    _set(session, win, facts)
    session.flush()
    is_in_the_open = not can_be_undone(session, win, now=now)
    if SUMMED.intersection(changed) and not is_in_the_open:
        _retell_sums_after(session, win, closed_on, win.closed_on)
    if WEIGHED.intersection(changed):
        _weigh_anew(session, win)
        _weigh_records_over(session, win)
    lessons.keep(session, win)
    goals.retell(session, served, now=now, was=was)
    goals.settle(session, goals.served_by(session, win), now=now, by_id=by.person_id)
    change = _changed(session, win, by, now, {name: (before[name], after[name]) for name in changed})
    if is_in_the_open:
        _tell_in_thread(session, "win.amended", change, now)
    return change


def check_amendment(session: Session, by: Membership, win: Win, facts: Facts, *, now: datetime) -> Facts:
    """The facts as they would be kept, or Refused where the win cannot be changed so."""
    gate.check("win.amend", by.person, by, win.owner_id, win.logged_by_id)
    _lock(session, win)
    facts = checked(facts, win.team, win.owner_id, now)
    if facts.kind != win.kind:
        _check_kind(session, win.team, facts)
    _admit_helpers(session, {who for who, _ in facts.helpers} - {helper.person_id for helper in win.helpers})
    return facts


def reverse(session: Session, by: Membership, win: Win, *, now: datetime) -> Win:
    """Take a win out of every number, in the open: its celebration and its thread say so."""
    gate.check("win.reverse", by.person, by, win.owner_id, win.logged_by_id)
    _lock(session, win)
    moved = goals.served_by(session, win, with_ended=True)
    was = goals.progress_of(session, moved)
    win.is_standing, win.reversed_at = False, now
    lessons.keep(session, win)
    hard_runs.look_again(session, win, now=now)
    goals.retell(session, moved, now=now, was=was)
    _tell_in_thread(session, "win.reversed", _changed(session, win, by, now, {}), now)
    outbox.overtake(session, _owner_key(win))
    _weigh_records_over(session, win)
    return win


def merge_account(session: Session, by: Membership, win: Win, account_id: int, known_id: int) -> None:
    """Merge the win's account into a known one, as another spelling; messages about its wins are brought up to date.

    Refused if the win has another account by now.
    """
    _lock(session, win)
    if win.account_id != account_id:
        raise Refused(
            f"Win {win.number} is of {win.account or 'no account'} now, so this click did nothing. "
            f"`/win edit {win.number}` corrects it."
        )
    account, known = session.get(Account, account_id), session.get(Account, known_id)
    if account is None or known is None:
        raise Refused("That account is not there any more, so this click did nothing.")
    told = session.scalars(select(Win).where(Win.account_id == account.id, Win.is_standing)).all()
    accounts.merge(session, by, account, known)
    for each in told:
        _weigh_anew(session, each)
        lessons.keep(session, each)
        _retell(session, each)


def can_be_undone(session: Session, win: Win, *, now: datetime) -> bool:
    """Whether it can still be taken back as if it had not been said, by the team's setting."""
    return win.is_standing and not preferences.too_late_to_undo(session, win.team, win.recorded_at, now=now)


def _lock(session: Session, win: Win) -> None:
    """Let two acts on one win follow one another: the second sees what the first made of it."""
    teams.hold(session, win.team)
    session.refresh(win, with_for_update={"of": Win})
    check_stands(win)


def check_stands(win: Win) -> None:
    """Refused where it was taken back before: how things stand now."""
    if not win.is_standing:
        how = "undone" if win.undone_at else "reversed"
        raise Refused(f"Win {win.number} was {how} already; it counts nowhere any more.")


def _changed(
    session: Session, win: Win, by: Membership, now: datetime, changed: dict[str, tuple[Any, Any]]
) -> WinChange:
    change = WinChange(
        win=win,
        by_id=by.person_id,
        made_at=now,
        before={name: before for name, (before, _) in changed.items()},
        after={name: after for name, (_, after) in changed.items()},
    )
    session.add(change)
    session.flush()
    session.expire(win, ["account_row"])
    _retell(session, win)
    return change


def _retell(session: Session, win: Win) -> None:
    """Let whatever tells of it say how it stands now."""
    outbox.touch(session, key(win))
    outbox.touch(session, _owner_key(win))
    if win.burst_id:
        outbox.touch(session, bursts.key(win.burst_id))
    north_star.retell(session, win)


def _as_kept(facts: Facts) -> dict[str, Any]:
    return {
        "account": facts.account,
        "title": facts.title,
        "amount_minor": facts.amount.minor,
        "currency": facts.amount.currency,
        "because": facts.because,
        "kind": facts.kind,
        "closed_on": facts.closed_on.isoformat(),
        "helpers": sorted(map(list, facts.helpers)),
    }


def _tell_in_thread(session: Session, kind: str, change: WinChange, now: datetime) -> None:
    """Say what changed beneath the celebration, if its owner let it be posted."""
    win = change.win
    if not outbox.is_wanted(session, key(win)):
        return
    outbox.show_in(
        session,
        win.team,
        kind,
        f"{key(win)}:change:{change.id}",
        due_at=now,
        channel_id=win.team.wins_channel_id,
        thread_key=bursts.key(win.burst_id) if win.burst_id else key(win),
        change_id=change.id,
    )
