"""Public holidays of a country, or of a part of one, by its code: "DE", "DE-BY"."""

import warnings
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

ENGLISH = "en_US"
YEARS_KEPT = 256


def find_place(code: str) -> str | None:
    """The code in its proper spelling, in whatever case it was typed; None if no holidays are known for the place."""
    import holidays  # slow to import, and most teams never ask

    country, _, part = code.strip().partition("-")
    places = holidays.list_supported_countries(include_aliases=False)
    parts = places.get(country.upper())
    if parts is None or not part:
        return country.upper() if parts is not None and not code.strip().endswith("-") else None
    return next((f"{country.upper()}-{known}" for known in parts if known.casefold() == part.casefold()), None)


@lru_cache(maxsize=YEARS_KEPT)
def public_holidays(place: str, year: int) -> Mapping[date, str]:
    """The public holidays of that year, each with its name; none where `place` is empty."""
    if not place:
        return MappingProxyType({})
    import holidays

    country, _, part = place.partition("-")
    with warnings.catch_warnings(action="ignore"):  # it warns of years for which not every kind of holiday is known
        days = holidays.country_holidays(country, subdiv=part or None, years=year, language=ENGLISH)
    return MappingProxyType(dict(sorted(days.items())))
