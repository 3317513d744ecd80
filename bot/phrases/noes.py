"""A no in one line: `Globex: budget frozen until spring`, `12 cold calls`, `48k Globex: went with a competitor`."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.phrases.amounts import Amount, Found, find_amounts
from bot.phrases.clauses import account_end, split_account
from bot.phrases.text import fold, mask, normalise, one_line

_COUNT = re.compile(
    r"(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\s*(?:x|no'?s|noes)\b)?(?=[.,:;!]?(?:\s|$))[.,:;!]?\s*(?:[:,-]\s+)?", re.IGNORECASE
)
_SPAN_OR_YEAR = re.compile(
    r"\d+[ -](?:years?|yrs?|quarters?|months?|weeks?|days?|hours?)\b|(?:19|20)\d\d\s", re.IGNORECASE
)
_FROM = re.compile(r"(?:^|\s)(?:at|from)\s+(?=[^\W_])", re.IGNORECASE)
LONGEST_NAME = 60
"""The longest name, in characters, that is taken for a new account at the end of a line."""
_LIKE_3M = re.compile(r"\d+m", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NoPhrase:
    """With `readings` of an amount it is a lost deal; if there are several, the person chooses one."""

    count: int = 1
    readings: tuple[Amount, ...] = ()
    account: str | None = None
    title: str = ""


def read_no(text: str, *, currency: str, known_accounts: Collection[str]) -> NoPhrase:
    """What a line says of one no or of many at once; `currency` is the team's own."""
    text = normalise(text)
    if split_account(text, known_accounts)[0] in known_accounts:  # “12 Monkeys” may be a customer
        return NoPhrase(1, (), *_account(text, known_accounts))
    amount = _leading_amount(text, currency, known_accounts)
    if (amount is None or not amount.marked) and _SPAN_OR_YEAR.match(mask(text)):
        return NoPhrase(1, (), *_account(text, known_accounts))
    counted = _COUNT.match(mask(text)) if amount is None or not amount.marked else None
    if counted:
        return NoPhrase(int(counted[1].replace(",", "")), (), *_account(text[counted.end() :], known_accounts))
    if amount:
        return NoPhrase(1, amount.readings, *_account(text[amount.end :], known_accounts))
    return NoPhrase(1, (), *_account(text, known_accounts))


def _leading_amount(text: str, currency: str, known: Collection[str]) -> Found | None:
    """The amount of a lost deal; as with wins, “3M” before a colon is an account, but “48k” is an amount."""
    found = next((each for each in find_amounts(text, currency) if each.start == 0), None)
    is_account = found and _LIKE_3M.fullmatch(text[: found.end]) and found.end <= account_end(text, known)
    return None if is_account else found


def _account(text: str, known: Collection[str]) -> tuple[str | None, str]:
    """The account and what was said, as in a win; an account may also come last, as in “show at Globex”."""
    account, title = split_account(text, known)
    if account is not None:
        return re.sub(r"^(?:at|from)\s+", "", account, flags=re.IGNORECASE), title
    for found in reversed(list(_FROM.finditer(mask(title)))):
        name = one_line(title[found.end() :])
        spelled = next((each for each in known if fold(each) == fold(name)), None)
        if spelled or (name[:1].isupper() and len(name) <= LONGEST_NAME):
            return spelled or name, one_line(title[: found.start()])
    return None, title
