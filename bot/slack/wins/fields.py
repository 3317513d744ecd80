"""What is said of a win, as its form holds it and a draft keeps it, whichever road it came."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as names_of
from datetime import date
from typing import Any

from bot import phrases, words
from bot.domain.wins import Facts, check_amount
from bot.errors import Refused
from bot.models import Team, Win
from bot.money import Money
from bot.phrases import WinPhrase
from bot.slack import blocks, figures
from bot.slack.said import readable
from bot.slack.turn import Turn


@dataclass(frozen=True)
class Fields:
    """The words in the fields; people by their Slack ids. What is empty was not said."""

    amount: str = ""
    account: str = ""
    title: str = ""
    closed_on: str = ""
    """An ISO day."""
    because: str = ""
    kind: str = ""
    helpers: list[str] = field(default_factory=list)
    shares: dict[str, int] = field(default_factory=dict)
    """Helpers' shares in basis points; the form shows none, and carries them along."""
    owner: str = ""
    """Whose win it is, where it is not the speaker's."""
    channel: str = ""
    """Where it was begun, which decides the team; Home, where it may go on, is in no channel."""
    message: str = ""
    """The message from which it is logged, as its channel and ts; else empty."""

    @property
    def are_enough(self) -> bool:
        return bool(self.amount and (self.account or self.title))

    @property
    def are_worth_keeping(self) -> bool:
        """Whether there is more than what the form holds by itself."""
        return bool(self.amount or self.account or self.title or self.because or self.helpers)


def read(data: Mapping[str, Any]) -> Fields:
    """Out of a draft, or of a form's values, in which an empty field is None."""
    return Fields(**{each.name: data[each.name] for each in names_of(Fields) if data.get(each.name)})


def said_in(phrase: WinPhrase, team: Team, kind: str | None, *, owner: str) -> dict[str, Any]:
    """The fields that a line fills; `kind` is what it says behind a #, `owner` has the win unless it says whose."""
    counted = f"{phrase.count.number} {phrase.count.unit}" if phrase.count else ""
    helpers = [helper for helper in phrase.help.helpers if helper.user_id != (phrase.for_user or owner)]
    alike = 10_000 // (len(helpers) + 1) if phrase.help.is_equal_split else 0
    shares = {helper.user_id: helper.share or alike for helper in helpers}
    said = {
        "amount": phrases.format_money(phrase.amount.money, team.currency) if phrase.amount else "",
        "account": readable(phrase.account or ""),
        "title": readable(f"{counted} {phrase.title}"),
        "closed_on": phrase.closed.day.isoformat() if phrase.closed and phrase.closed.day else "",
        "because": readable(phrase.because or ""),
        "kind": kind or "",
        "helpers": list(shares),
        "shares": {slack_id: share for slack_id, share in shares.items() if share},
        "owner": phrase.for_user or "",
    }
    return {name: value for name, value in said.items() if value or (name == "shares" and helpers)}


def begun_in(turn: Turn, said: Fields) -> Fields:
    return replace(said, channel=turn.begin_in(said.channel))


def of_win(win: Win) -> Fields:
    return Fields(
        amount=figures.won(win),
        account=win.account or "",
        title=win.title,
        closed_on=win.closed_on.isoformat(),
        because=win.because,
        kind=win.kind or "",
        helpers=[helper.person.slack_id for helper in win.helpers],
        shares={helper.person.slack_id: helper.share for helper in win.helpers if helper.share},
    )


def facts_of(turn: Turn, team: Team, said: Fields) -> Facts:
    """What the domain makes of it; Refused where the amount cannot be read, or a person is unknown to Slack."""
    known = turn.people(said.helpers)
    return Facts(
        amount=_amount(said.amount, team.currency),
        account=readable(said.account),
        title=readable(said.title),
        closed_on=date.fromisoformat(said.closed_on),
        because=readable(said.because),
        kind=said.kind or None,
        helpers=tuple((known[slack_id].id, said.shares.get(slack_id, 0)) for slack_id in said.helpers),
    )


def _amount(text: str, home: str) -> Money:
    readings = phrases.read_amount(text, home)
    if not readings:
        raise Refused(f"I read “{blocks.cut(text, 40)}” but no amount. Try 48k or 48,000.", field="amount")
    if len(readings) > 1:
        ways = words.listed([reading.label(home) for reading in readings])
        raise Refused(f"I can read “{text}” as {ways}. Write it without the doubt, as in 48,000.", field="amount")
    check_amount(readings[0].money, home)
    return readings[0].money
