"""Credit: a win's amount shared out among its owner and helpers, to the last cent."""

from collections.abc import Sequence

from bot.domain.wins.facts import ALL
from bot.money import split


def shares(owner_id: int, helpers: Sequence[tuple[int, int]], amount_minor: int) -> dict[int, tuple[int, int]]:
    """For each person (share in basis points, amount in minor units); the amounts add up to `amount_minor`.

    What rounding leaves goes to the owner first among those whose parts lost as much.
    """
    by_person = {owner_id: ALL - sum(share for _, share in helpers)} | dict(helpers)
    parts = split(amount_minor, _weights(by_person))
    return {who: (share, parts[who]) for who, share in by_person.items()}


def _weights(by_person: dict[int, int]) -> dict[int, int]:
    """The shares; 1 for each where all are alike as far as basis points can say it, as in thirds."""
    sharing = [share for share in by_person.values() if share]
    if set(sharing[1:]) == {ALL // len(sharing)}:
        return {who: min(share, 1) for who, share in by_person.items()}
    return by_person
