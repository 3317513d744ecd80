"""The north star: where a team is going. It changes only for a reason, and every version is kept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox, worktime
from bot.domain import preferences, teams
from bot.domain.teams.changing import check
from bot.errors import Refused, Superseded, check_length
from bot.models import ChangeReason, Goal, Membership, NorthStar, Team, Win

LONGEST_STATEMENT = 600
LONGEST = 1500
SHORTER = "One that people remember fits into a sentence or two."
MOST_WINS = 3
MOST_OFFERED = 10
LOOKS_BACK = timedelta(days=183)
"""How old a win can be to be offered as a reason why the team can do it: two quarters."""
ALIKE = 0.8
"""How much of a part must stay the same in a typo fix."""
EXAMPLE = "Try `/pace vision set The first call of every clinic in the west`."
EXAMPLE_OF_CHANGE = (
    "Try `/pace vision change The first call of every group of clinics because market: clinics merge "
    "opens: one contract for twenty sites`."
)


@dataclass(frozen=True)
class Parts:
    """What a version says."""

    statement: str = ""
    value: str = ""
    approach: str = ""
    position: str = ""
    economy: str = ""


@dataclass(frozen=True)
class Change:
    """Why it changes: what moved, what that opens, and why this team can do it."""

    reason: ChangeReason | None = None
    why: str = ""
    opportunity: str = ""
    win_ids: tuple[int, ...] = ()
    goal_ids: tuple[int, ...] = ()


class Unsure(Refused):
    """So much differs that it may be more than a typo fix; the person is asked."""


# ── written ──────────────────────────────────────────────────────────────────────────────────────────────


def set_first(session: Session, by: Membership, parts: Parts, *, now: datetime) -> NorthStar:
    """Say for the first time where the team is going."""
    by = teams.entitled(session, "north_star.write", by)
    if current(session, by.team):
        raise Superseded(
            f"*{by.team.name}* has a north star already. `/pace vision` shows it, `/pace vision change` changes it."
        )
    return _announce(session, _add(session, by, _checked(parts), None, now), "north_star.set")


def change(
    session: Session, by: Membership, parts: Parts, why: Change, *, now: datetime, base: int | None = None
) -> NorthStar:
    """Change where the team is going, for a reason that the team is told; `base` is the version that was read."""
    by = teams.entitled(session, "north_star.write", by)
    before = _current(session, by.team, base)
    version = _add(session, by, _differing(before, parts), before, now)
    version.announced = version.version
    _explain(session, version, why)
    return _announce(session, version, "north_star.changed")


def correct(
    session: Session, by: Membership, parts: Parts, *, now: datetime, base: int | None = None, is_sure: bool = False
) -> NorthStar:
    """Fix a typo: nobody is told, and earlier messages are corrected too."""
    by = teams.entitled(session, "north_star.write", by)
    before = _current(session, by.team, base)
    parts = _differing(before, parts)
    if not is_sure and not are_alike(parts_of(before), parts):
        raise Unsure("So much of it differs that it reads like more than a typo. Is it a typo fix all the same?")
    version = _add(session, by, parts, before, now)
    outbox.touch(session, key(version))
    return version


def check_ready(session: Session, by: Membership, parts: Parts, *, base: int | None) -> None:
    """Refuse what `change` would refuse, before the person is asked for the reason."""
    check(session, "north_star.write", by)
    _differing(_current(session, by.team, base), parts)


def _current(session: Session, team: Team, base: int | None) -> NorthStar:
    before = current(session, team)
    if before is None:
        raise Refused(f"*{team.name}* has no north star yet. {EXAMPLE}")
    if base is not None and before.version != base:
        raise Superseded(f"{before.by.name} changed it meanwhile. It reads now: {before.statement}")
    return before


def _differing(before: NorthStar, parts: Parts) -> Parts:
    parts = _checked(parts)
    if parts == parts_of(before):
        raise Refused("That is how it reads already, word for word.", field="statement")
    return parts


def _checked(parts: Parts) -> Parts:
    """The parts as they are kept, or Refused."""
    said = {name: text.strip() for name, text in asdict(parts).items()}
    if not said["statement"]:
        raise Refused(f"Where are you going? I read no statement. {EXAMPLE}", field="statement")
    for name, text in said.items():
        longest = LONGEST_STATEMENT if name == "statement" else LONGEST
        check_length(text, longest, field=name, hint=SHORTER)
    return Parts(**said)


def _add(session: Session, by: Membership, parts: Parts, before: NorthStar | None, now: datetime) -> NorthStar:
    """Add the next version; unless the caller sets `announced`, it is a typo fix of the one before."""
    version = NorthStar(
        team=by.team,
        version=before.version + 1 if before else 1,
        announced=before.announced if before else 1,
        by_id=by.person_id,
        made_at=now,
        why="",
        opportunity="",
        **asdict(parts),
    )
    session.add(version)
    session.flush()
    return version


def _explain(session: Session, version: NorthStar, why: Change) -> None:
    said = {"why": why.why.strip(), "opportunity": why.opportunity.strip()}
    if why.reason is None:
        reasons = ", ".join(ChangeReason)
        raise Refused(f"What moved: {reasons}? It changes only for a reason. {EXAMPLE_OF_CHANGE}", field="reason")
    if not said["why"]:
        raise Refused(f"What happened? It changes only for a reason. {EXAMPLE_OF_CHANGE}", field="why")
    if not said["opportunity"]:
        raise Refused(f"What does it open for the team? {EXAMPLE_OF_CHANGE}", field="opportunity")
    for name, text in said.items():
        check_length(text, LONGEST, field=name, hint=SHORTER)
    if len(why.win_ids) > MOST_WINS:
        raise Refused(f"Choose at most {MOST_WINS} wins; I read {len(why.win_ids)}.", field="wins")
    version.reason, version.why, version.opportunity = why.reason, said["why"], said["opportunity"]
    version.wins = list(session.scalars(_standing_wins(version.team).where(Win.id.in_(why.win_ids))))
    version.goals = list(session.scalars(_open_goals(version.team).where(Goal.id.in_(why.goal_ids))))
    session.flush()


def _announce(session: Session, version: NorthStar, kind: str) -> NorthStar:
    team = version.team
    if is_to_post(session, team):
        outbox.show_in(
            session,
            team,
            kind,
            key(version),
            due_at=version.made_at,
            team_id=team.id,
            version=version.announced,
        )
    return version


def is_to_post(session: Session, team: Team) -> bool:
    """Whether the team wants its north star posted in its channel."""
    return not preferences.is_team_off(session, team, "vision")


def is_posted(session: Session, version: NorthStar) -> bool:
    """Whether this version stands in the channel, or will be posted there."""
    return outbox.is_wanted(session, key(version))


def key(version: NorthStar) -> str:
    """The outbox key of its announcement."""
    return f"north_star:{version.team_id}:{version.announced}"


def are_alike(before: Parts, after: Parts) -> bool:
    """Whether so little differs that it can pass as a typo fix."""
    pairs = [(getattr(before, part.name), getattr(after, part.name)) for part in fields(Parts)]
    return all(SequenceMatcher(None, old, new).ratio() >= ALIKE for old, new in pairs if old != new)


# ── looked up ────────────────────────────────────────────────────────────────────────────────────────────


def current(session: Session, team: Team) -> NorthStar | None:
    """The team's own north star, in its present version."""
    return session.scalar(_newest(team).limit(1))


def nearest(session: Session, team: Team) -> NorthStar | None:
    """The team's own north star, else that of the nearest team above that has one."""
    return current(session, team) or above(session, team)


def above(session: Session, team: Team) -> NorthStar | None:
    """The north star of the nearest team above that has one."""
    return next((found for each in teams.lineage(team) if (found := current(session, each))), None)


def history(session: Session, team: Team, *, skip: int = 0, limit: int | None = None) -> list[NorthStar]:
    """Every version, newest first."""
    return list(session.scalars(_newest(team).offset(skip).limit(limit)))


def count(session: Session, team: Team) -> int:
    return session.scalar(select(func.count()).select_from(NorthStar).where(NorthStar.team_id == team.id)) or 0


def get_version(session: Session, team: Team, number: int) -> NorthStar:
    version = session.scalar(_newest(team).where(NorthStar.version == number))
    if version is None:
        raise Refused(f"There is no version {number} of it. `/pace vision history` shows them all.")
    return version


def told(session: Session, team_id: int, announced: int) -> tuple[NorthStar, NorthStar]:
    """A version that was announced, and the same with its typos fixed."""
    newest = select(NorthStar).where(NorthStar.team_id == team_id, NorthStar.announced == announced)
    versions = session.scalars(newest.order_by(NorthStar.version)).all()
    return versions[0], versions[-1]


def before(session: Session, version: NorthStar) -> NorthStar | None:
    """How it read before that change."""
    return session.scalar(_newest(version.team).where(NorthStar.version == version.version - 1))


def parts_of(version: NorthStar) -> Parts:
    return Parts(**{part.name: getattr(version, part.name) for part in fields(Parts)})


def _newest(team: Team) -> Select[NorthStar]:
    newest = select(NorthStar).where(NorthStar.team_id == team.id).order_by(NorthStar.version.desc())
    return newest.options(joinedload(NorthStar.by), joinedload(NorthStar.team))


# ── what a change can point to ───────────────────────────────────────────────────────────────────────────


def offered_wins(session: Session, team: Team, *, now: datetime) -> list[Win]:
    """The team's wins of the last two quarters; those with a reason first, then the largest first."""
    since = worktime.local_day(now, team.zone) - LOOKS_BACK
    is_named = Win.owner_id.not_in(preferences.who_turned_off("wins"))
    lately = (Win.closed_on >= since, Win.currency == team.currency, is_named)
    best = _standing_wins(team).where(*lately).order_by(Win.because == "", Win.amount_minor.desc(), Win.id)
    return list(session.scalars(best.limit(MOST_OFFERED)))


def retell(session: Session, win: Win) -> None:
    """Bring announcements that name the win up to date."""
    for version in session.scalars(select(NorthStar).where(NorthStar.wins.any(Win.id == win.id))):
        outbox.touch(session, key(version))


def namable_wins(session: Session, version: NorthStar) -> list[Win]:
    """Those of its wins that still stand, and whose owners allow posting."""
    off = preferences.off_among(session, "wins", *(win.owner_id for win in version.wins))
    return [win for win in version.wins if win.is_standing and win.owner_id not in off]


def offered_goals(session: Session, team: Team) -> list[Goal]:
    """The team's own open goals; people's goals are for themselves to mention."""
    return list(session.scalars(_open_goals(team).order_by(Goal.number.desc()).limit(MOST_OFFERED)))


def wins_numbered(session: Session, team: Team, numbers: Sequence[int]) -> tuple[int, ...]:
    """The ids of the team's wins of these numbers, or Refused."""
    found = session.execute(_standing_wins(team).where(Win.number.in_(numbers)).with_only_columns(Win.number, Win.id))
    return _all_of({row.number: row.id for row in found}, numbers, "win that stands", "`/win list quarter`")


def goals_numbered(session: Session, team: Team, numbers: Sequence[int]) -> tuple[int, ...]:
    """The ids of the team's own open goals of these numbers, or Refused."""
    found = session.execute(_open_goals(team).where(Goal.number.in_(numbers)).with_only_columns(Goal.number, Goal.id))
    return _all_of({row.number: row.id for row in found}, numbers, "open goal of the team", "`/goal list team`")


def _all_of(found: dict[int, int], numbers: Sequence[int], what: str, where: str) -> tuple[int, ...]:
    if missing := [number for number in numbers if number not in found]:
        raise Refused(f"I know no {what} with the number {missing[0]}. {where} shows their numbers.")
    return tuple(found[number] for number in numbers)


def _standing_wins(team: Team) -> Select[Win]:
    return select(Win).where(Win.team_id == team.id, Win.is_standing)


def _open_goals(team: Team) -> Select[Goal]:
    return select(Goal).where(Goal.team_id == team.id, Goal.owner_id.is_(None), Goal.closed_at.is_(None))
