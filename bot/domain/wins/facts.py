"""What is said of a win, and what of it cannot be."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot import worktime
from bot.errors import Refused, check_length
from bot.models import Team, Win
from bot.money import LARGEST_MINOR, Money
from bot.phrases import check_shares, format_money

LONGEST = {"account": 200, "title": 500, "because": 2000}
"""Characters."""
SHORTER = (
    "The details fit into the thread of its post. Try `/win 48k Acme: annual plan because we brought the CFO in early`."
)
ALL = 10_000
"""The whole of a win in basis points."""


@dataclass(frozen=True)
class Facts:
    """`account` or `title` says what was won; either may be missing, not both."""

    amount: Money
    account: str | None
    title: str
    closed_on: date
    because: str = ""
    kind: str | None = None
    """A word of the team's own, as "renewal"."""
    helpers: tuple[tuple[int, int], ...] = ()
    """Who helped, as (person's id, share in basis points); a share of 0 is thanks alone."""


def facts_of(win: Win) -> Facts:
    return Facts(
        amount=win.money,
        account=win.account,
        title=win.title,
        closed_on=win.closed_on,
        because=win.because,
        kind=win.kind,
        helpers=tuple((helper.person_id, helper.share) for helper in win.helpers),
    )


def checked(facts: Facts, team: Team, owner_id: int, now: datetime) -> Facts:
    """The facts as they are kept, or Refused at the field that is wrong."""
    check_amount(facts.amount, team.currency)
    check_day(facts.closed_on, worktime.local_day(now, team.zone))
    account = " ".join((facts.account or "").split()) or None
    title = " ".join(facts.title.split())
    if not account and not title:
        raise Refused("I read an amount, but not what was won. Try `/win 48k Acme: annual plan`.", field="account")
    helpers = tuple({who: share for who, share in facts.helpers if who != owner_id}.items())
    check_shares(share for _, share in helpers)
    checked = replace(facts, account=account, title=title, because=facts.because.strip(), helpers=helpers)
    _check_length(checked)
    return checked


def _check_length(facts: Facts) -> None:
    for field, said in (("account", "The account"), ("title", "What was won"), ("because", "What made it work")):
        check_length(getattr(facts, field) or "", LONGEST[field], field=field, what=said, hint=SHORTER)


def check_amount(money: Money, home: str) -> None:
    """Refuse what no win is worth; with more than a database can hold, not even the past can be asked for its like."""
    read = f"I read {format_money(money, home)}."
    if money.minor <= 0:
        raise Refused(f"{read} A win is worth more than zero. Try `/win 48k Acme`.", field="amount")
    if money.minor > LARGEST_MINOR:
        most = format_money(Money(LARGEST_MINOR, money.currency), home)
        raise Refused(f"{read} The most that I take for one win is {most}. Try `/win 48k Acme`.", field="amount")


def check_day(closed_on: date, today: date) -> None:
    """Refuse a closing day that is still to come."""
    if closed_on > today:
        raise Refused(
            f"I read {closed_on:%-d %b %Y} as the closing date, which is still to come. "
            f"A win is logged once it is closed. Try `/win 48k Acme on {today:%-d %b}`.",
            field="closed_on",
        )
