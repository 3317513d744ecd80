"""Credit: a win's amount shared out among its owner and helpers, to the last cent."""

from collections.abc import Sequence

from bot.domain.wins.facts import ALL


def shares(owner_id: int, helpers: Sequence[tuple[int, int]], amount_minor: int) -> dict[int, tuple[int, int]]:
    """For each person (share in basis points, amount in minor units); the amounts add up to `amount_minor`.

    By the largest remainder: everybody gets the whole units of their part, and what rounding leaves goes, a unit
    each, to those whose parts lost most, the owner first among equals.
    """
    by_person = {owner_id: ALL - sum(share for _, share in helpers)} | dict(helpers)
    weights = _weights(by_person)
    whole = sum(weights.values())
    parts = {who: divmod(amount_minor * weight, whole) for who, weight in weights.items()}
    left = amount_minor - sum(units for units, _ in parts.values())
    lost_most = sorted(parts, key=lambda who: -parts[who][1])[:left]
    return {who: (by_person[who], units + (who in lost_most)) for who, (units, _) in parts.items()}


def _weights(by_person: dict[int, int]) -> dict[int, int]:
    """The shares; 1 for each where all are alike as far as basis points can say it, as in thirds."""
    sharing = [share for share in by_person.values() if share]
    if set(sharing[1:]) == {ALL // len(sharing)}:
        return {who: min(share, 1) for who, share in by_person.items()}
    return by_person
