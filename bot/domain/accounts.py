"""The accounts: customers known from wins, one entry each however they are spelled."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from functools import cache, cached_property, lru_cache

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, exists, func, select, update
from sqlalchemy.orm import Session

from bot import phrases
from bot.db import ask, inserted_if_new
from bot.domain import gate
from bot.errors import Refused
from bot.models import Account, Membership, Team, Win

LEGAL_FORMS = frozenset(
    {"ab", "ag", "as", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "kg"}
    | {"limited", "llc", "ltd", "nv", "oy", "plc", "sa", "se", "spa", "srl", "&"}
)
ALIKE = 0.85
"""Names at least so similar (difflib's ratio) may be the same customer; a person is asked whether they are."""


class Known(Collection[str]):
    """The known names, read from the database on first use: most lines say their account without them."""

    def __init__(self, session: Session, team: Team) -> None:
        self._session = session
        self._team = team

    @cached_property
    def _names(self) -> list[str]:
        return known_names(self._session, self._team)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


def known_names(session: Session, team: Team) -> list[str]:
    """Every spelling that the team has used for customers that have a standing win."""
    return list(session.scalars(select(Account.name).where(Account.team_id == team.id, _is_known())))


def get_or_add(session: Session, team: Team, name: str) -> Account:
    """The customer of that name, whatever its case or typography, or a new one."""
    key = {"team_id": team.id, "folded": phrases.fold(name)}
    account = session.scalar(NAMED, key)
    if account is None:
        # Two people may sell to a new customer at the same moment.
        account = inserted_if_new(session, Account, name=name, **key) or session.scalars(NAMED, key).one()
    return account.same_as or account


NAMED = select(Account).where(Account.team_id == bindparam("team_id"), Account.folded == bindparam("folded"))
CALLED = select(func.coalesce(Account.same_as_id, Account.id)).where(
    Account.team_id == bindparam("team_id"), Account.folded == bindparam("folded")
)
"""The id of the customer under that spelling, for other questions to ask by."""


def resembling(session: Session, account: Account, *, new_with: Win | None = None) -> Account | None:
    """Another customer of the team who may be the same, spelled differently; a person is asked, nothing is guessed.

    With `new_with`, only if the account is known from that win alone.
    """
    core = _core(account.folded)
    # Only names with the same first letter are compared, so that thousands cost little: comparing is the slow part.
    alike = {known: id_ for id_, known in _cores(session, account, new_with) if known[:1] == core[:1]}
    nearest = get_close_matches(core, alike, n=1, cutoff=ALIKE)
    return session.get_one(Account, alike[nearest[0]]) if nearest else None


def _cores(session: Session, account: Account, new_with: Win | None) -> Iterator[tuple[int, str]]:
    """The id and name, without its legal form, of each other customer of the team."""
    asked = {"team_id": account.team_id, "account_id": account.id, "win_id": new_with.id if new_with else None}
    for account_id, folded in ask(session, _others(is_new=new_with is not None), asked):
        yield account_id, _core(folded)


@cache
def _others(*, is_new: bool) -> Select[int, str]:
    """Cached, since building it takes longer than running it."""
    itself = bindparam("account_id", type_=BigInteger)
    others = select(Account.id, Account.folded).where(
        Account.team_id == bindparam("team_id"), Account.id != itself, Account.same_as_id.is_(None), _is_known()
    )
    if not is_new:
        return others
    before = exists().where(Win.account_id == itself, Win.id != bindparam("win_id", type_=BigInteger), Win.is_standing)
    return others.where(~before)


def _is_known() -> ColumnElement[bool]:
    """Whether the customer, in any spelling, has a standing win."""
    return exists().where(Win.account_id == func.coalesce(Account.same_as_id, Account.id), Win.is_standing)


def merge(session: Session, by: Membership, account: Account, into: Account) -> None:
    """Make `account` another spelling of `into`, which gets all its wins."""
    gate.check("account.merge", by.person, by)
    if account.team_id != by.team_id or into.team_id != by.team_id:
        raise Refused("These accounts belong to different teams.")
    if account.same_as_id or into.same_as_id or account.id == into.id:
        raise Refused("That was answered already, so this click did nothing.")
    session.execute(update(Win).where(Win.account_id == account.id).values(account_id=into.id))
    session.execute(update(Account).where(Account.same_as_id == account.id).values(same_as_id=into.id))
    account.same_as_id = into.id
    session.flush()
    session.expire_all()


@lru_cache(maxsize=20_000)
def _core(folded: str) -> str:
    """The name without its legal form."""
    words = [word.replace(".", "").strip(",") for word in folded.split()]
    return " ".join(word for word in words if word not in LEGAL_FORMS) or folded
