"""No's: logged in five seconds, read only by the person who got them, and counted toward the next yes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot import worktime
from bot.db import vault_of
from bot.domain import confidences, gate, hard_runs, preferences, teams
from bot.domain.wins import weight
from bot.errors import Refused, check_length
from bot.models import Confided, Membership, No, Person, Win
from bot.money import Money
from bot.vault import Unreadable
from bot.worktime import Period

MOST = 500
LONGEST = {"account": 200, "title": 500}
WINS_TO_SPEAK_FROM = 5
EXAMPLE = "Try `/no Globex: budget frozen until spring` or `/no 12 cold calls`."


@dataclass(frozen=True)
class Facts:
    """What was said of a no; with an amount it is a lost deal."""

    count: int = 1
    account: str | None = None
    title: str = ""
    amount: Money | None = None


@dataclass(frozen=True)
class TowardYes:
    """The no's since the last win, and how many each of the last five wins took on average, if that is known."""

    since: int
    each: int | None
    has_won: bool


# ── said and taken back ──────────────────────────────────────────────────────────────────────────────────


def record(session: Session, by: Membership, facts: Facts, *, now: datetime) -> No:
    """Log one no or many at once; the person's leaders may be told that a word would help, and nothing else."""
    gate.check("no.log", by.person, by)
    _check(facts)
    logged = No(
        team=by.team,
        person=by.person,
        count=facts.count,
        logged_at=now.astimezone(UTC),
        opening=_next_opening(session, by.person),
    )
    if facts.account or facts.title or facts.amount:
        logged.said = vault_of(session).seal(_about(logged), _as_kept(facts))
    session.add(logged)
    session.flush()
    hard_runs.notice(session, by, is_big_loss=_is_big_loss(session, by, facts.amount), now=logged.logged_at)
    return logged


def _check(facts: Facts) -> None:
    if facts.count < 1:
        raise Refused(f"No no's at all? Then there is nothing to log, and well done. {EXAMPLE}")
    if facts.count > MOST:
        raise Refused(
            f"I read {facts.count:,} no's; I take {MOST} at once. A lost deal has a currency or a k behind its amount: "
            "`/no 48k Globex: went with a competitor`."
        )
    if facts.amount and not (facts.account or facts.title):
        raise Refused("I read an amount, but not which deal was lost. Try `/no 48k Globex: went with a competitor`.")
    check_length(facts.account or "", LONGEST["account"], field="account")
    check_length(facts.title, LONGEST["title"], field="title")


def _is_big_loss(session: Session, by: Membership, amount: Money | None) -> bool:
    """Whether the deal is in the team's top tier; False if the team has no tiers, or too few deals to tell."""
    tiers = preferences.of_team(session, by.team)["tiers"]
    return amount is not None and bool(tiers) and weight.tier(session, by.team, amount) == len(tiers)


def _was_big_loss(session: Session, by: Membership, logged: No) -> bool:
    try:
        return _is_big_loss(session, by, facts_of(session, logged).amount)
    except Unreadable:  # there is no way to tell any more
        return False


def _next_opening(session: Session, person: Person) -> int:
    before = session.scalar(select(No.opening).where(No.person_id == person.id).order_by(No.id.desc()).limit(1))
    return 0 if before is None else before + 1


def undo(session: Session, person: Person, logged: No, *, now: datetime) -> No:
    """Take it back, within the team's time for undoing."""
    gate.check("no.undo", person, None, logged.person_id)
    session.refresh(logged, with_for_update={"of": No})
    if logged.undone_at:
        raise Refused("That was taken back already.")
    if why := preferences.too_late_to_undo(session, logged.team, logged.logged_at, now=now):
        raise Refused(f"{why}, so it stands.")
    logged.undone_at = now
    session.flush()
    if place := teams.find_membership(session, person, logged.team):
        hard_runs.take_back(session, place, is_big_loss=lambda no: _was_big_loss(session, place, no))
    return logged


# ── shared ───────────────────────────────────────────────────────────────────────────────────────────────


def share(session: Session, member: Membership) -> list[Membership]:
    """Share with the person's present leaders how many no's there are, never what was said."""
    return confidences.share(session, member, Confided.NOES)


def keep_private(session: Session, person: Person) -> None:
    confidences.withdraw(session, teams.memberships_of(session, person), Confided.NOES)
    hard_runs.retell(session, person)


# ── looked up, by their owner ────────────────────────────────────────────────────────────────────────────


def get_by_id(session: Session, person: Person, no_id: int) -> No:
    """For buttons, which carry the id; Refused if it is somebody else's."""
    logged = session.scalar(select(No).where(No.id == no_id, No.person_id == person.id))
    gate.admit(person)
    if logged is None:
        raise Refused("I know no such no of yours.")
    return logged


def latest_of(session: Session, person: Person, *, now: datetime) -> No | None:
    """The person's last no that was not undone, within `preferences.LATELY`."""
    lately = select(No).where(*_standing(person), No.logged_at > now - preferences.LATELY)
    return session.scalar(lately.order_by(No.logged_at.desc(), No.id.desc()).limit(1))


def newest(session: Session, person: Person, *, skip: int = 0, limit: int) -> list[No]:
    mine = select(No).where(*_standing(person))
    return list(session.scalars(mine.order_by(No.logged_at.desc(), No.id.desc()).offset(skip).limit(limit)))


def entries(session: Session, person: Person) -> int:
    """How many of the person's entries stand, whatever their counts."""
    return session.scalar(select(func.count()).select_from(No).where(*_standing(person))) or 0


def is_first(session: Session, logged: No) -> bool:
    """Whether the person has logged no other, not even one that was undone."""
    return session.scalar(select(No.id).where(No.person_id == logged.person_id, No.id != logged.id).limit(1)) is None


def count(session: Session, person: Person, period: Period, zone: str) -> int:
    begin, end = worktime.moments_of(period, zone)
    return _sum(session, person, No.logged_at >= begin, No.logged_at < end)


def won(session: Session, person: Person, period: Period) -> int:
    """How many wins the person had."""
    theirs = (Win.owner_id == person.id, Win.is_standing, Win.closed_on.between(period.first, period.last))
    return session.scalar(select(func.count()).select_from(Win).where(*theirs)) or 0


def toward_yes(session: Session, person: Person) -> TowardYes:
    """By the person's own history alone; `each` only if no's were logged before each of the last five wins."""
    wins = _latest_wins(session, person)
    since = _sum(session, person, *([No.logged_at > wins[0]] if wins else []))
    began = session.scalar(select(func.min(No.logged_at)).where(*_standing(person)))
    if len(wins) < WINS_TO_SPEAK_FROM or began is None or began > wins[WINS_TO_SPEAK_FROM - 1]:
        return TowardYes(since, None, bool(wins))
    before = [No.logged_at > wins[WINS_TO_SPEAK_FROM]] if len(wins) > WINS_TO_SPEAK_FROM else []
    taken = _sum(session, person, No.logged_at <= wins[0], *before)
    return TowardYes(since, round(taken / WINS_TO_SPEAK_FROM) or None, has_won=True)


def _latest_wins(session: Session, person: Person) -> Sequence[datetime]:
    """When the person's last six wins were logged, in any team; the no's of the fifth are counted from the sixth on."""
    theirs = select(Win.recorded_at).where(Win.owner_id == person.id, Win.is_standing)
    return session.scalars(theirs.order_by(Win.recorded_at.desc()).limit(WINS_TO_SPEAK_FROM + 1)).all()


def _sum(session: Session, person: Person, *within: ColumnElement[bool]) -> int:
    added = select(func.sum(No.count)).where(*_standing(person), *within)
    return session.scalar(added) or 0


def _standing(person: Person) -> tuple[ColumnElement[bool], ...]:
    return No.person_id == person.id, No.undone_at.is_(None)


# ── the words, sealed ────────────────────────────────────────────────────────────────────────────────────


def facts_of(session: Session, logged: No) -> Facts:
    """What was said of it; raises Unreadable if no key opens it."""
    if logged.said is None:
        return Facts(logged.count)
    kept = vault_of(session).open(_about(logged), logged.said)
    amount = Money(kept["minor"], kept["currency"]) if kept["currency"] else None
    return Facts(logged.count, kept["account"], kept["title"], amount)


def _as_kept(facts: Facts) -> dict[str, object]:
    money = asdict(facts.amount) if facts.amount else {"minor": 0, "currency": ""}
    return {"account": facts.account, "title": facts.title} | money


def _about(logged: No) -> str:
    return f"no:{logged.person.id}:{logged.logged_at:%Y%m%dT%H%M%S.%f}"
