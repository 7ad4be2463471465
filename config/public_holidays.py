"""Public holidays by country and region, as the library ``holidays`` knows them.

The library is imported when a calendar names a country, not before: it takes a fifth of a second and 20 MB.
"""

import re
from datetime import date
from functools import cache
from textwrap import shorten
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator

from config.suggestions import did_you_mean, fold
from config.wording import written

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Country(NamedTuple):
    """Where holidays are kept; ``region`` is empty for the country's own alone. Codes of ISO 3166."""

    code: str
    region: str = ""


def parse_country(text: object) -> Country:
    """Read ``DE``, ``DE-BY``, ``Germany-Bayern``, or what was read. ValueError that names known ones."""
    if isinstance(text, tuple):
        return Country(*text)
    if not isinstance(text, str):
        message = f'{written(text)} is not a country; write "DE", or "DE-BY" with its region'
        raise ValueError(message)  # noqa: TRY004 (pydantic collects this one)
    name, _, region = text.partition("-")
    found = _countries().get(fold(name))
    if found is None:
        known = {fold(title): f"{code} ({title})" for code, title in _countries().values()}
        advice = did_you_mean(name, known) or '; write its code, "DE" for example'
        raise ValueError(f"{written(name)} is not a country whose holidays are known{advice}")
    code, title = found
    return Country(code, _region(code, title, region) if region else "")


Holidays = Annotated[Country, BeforeValidator(parse_country)]


@cache
def public_holidays(country: Country, year: int) -> frozenset[date]:
    """The year's days off, with those on which a holiday of a weekend is made up for."""
    from holidays import country_holidays  # noqa: PLC0415 (see above)

    return frozenset(country_holidays(country.code, subdiv=country.region or None, years=year, expand=False))


@cache
def _countries() -> dict[str, tuple[str, str]]:
    """Code and title of each country, by every folded name it has."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415 (see above)

    return {
        fold(alias): (code, _WORDS.sub(" ", title))
        for title, code, *others in COUNTRIES.values()
        for alias in (title, code, *others)
    }


def _region(code: str, title: str, region: str) -> str:
    regions = _regions(code)
    if fold(region) not in regions:
        known = shorten(", ".join(sorted(set(regions.values()))), 200, placeholder=" …")
        raise ValueError(
            f"{title} has no region {written(region)} with holidays of its own; "
            + (f"it has {known}" if known else f'write "{code}" alone')
        )
    return regions[fold(region)]


@cache
def _regions(code: str) -> dict[str, str]:
    """Code of each region of the country, by its folded code and name."""
    from holidays import country_holidays  # noqa: PLC0415 (see above)

    country = country_holidays(code)
    names = {region: region for region in country.subdivisions} | dict(country.subdivisions_aliases)
    return {fold(name): region for name, region in names.items()}
