"""Public holidays by country as rules, from the package holidays: fixed dates, nth weekdays, days from Easter."""

import datetime
import re
from collections import defaultdict

import holidays
from dateutil.easter import easter

YEARS = range(2024, 2036)
# Which day is the national day is a choice where more than one could be.
NATIONAL = {
    "US": "Independence Day", "FR": "National Day", "CA": "Canada Day", "AU": "Australia Day", "NZ": "Waitangi Day",
    "DE": "German Unity Day", "IT": "Republic Day", "ES": "National Day", "IE": "Saint Patrick's Day", "CH": "National Day",
    "AT": "National Day", "BE": "National Day", "NL": "King's Day", "IN": "Independence Day", "MX": "Independence Day",
    "ZA": "Freedom Day", "PT": "Day of Portugal", "PR": "Independence Day", "CN": "National Day", "HU": "State Foundation Day",
    "NO": "Constitution Day", "SE": "National Day", "PL": "Independence Day", "CZ": "Independent Czechoslovak State Day",
}  # fmt: skip
NATIONAL_WORDS = [
    r"\bNational Day\b", r"\bIndependence Day\b|\bDay of (the )?Independence\b|\bIndependence\b", r"\bRepublic Day\b|Day of the Republic",
    r"\bConstitution Day\b", r"\bUnity Day\b|\bLiberation Day\b|\bNational Holiday\b|\bEmancipation\b",
]  # fmt: skip


def read(codes):
    """Lines: country, rule, name. A rule is f M D · n M NTH WEEKDAY OFFSET · e OFFSET · d DATE…; * marks the national day."""
    lines = []
    for code in codes:
        if code not in holidays.list_supported_countries(include_aliases=False):
            continue
        days = defaultdict(list)
        for year in YEARS:
            for date, name in named(code, year):
                days[name].append(date)
        rules = [(rule(dates), name) for name, dates in sorted(days.items()) if dates]
        national = national_day(code, [name for rule_, name in rules if rule_[0] != "d"])
        for text, name in sorted(rules):
            lines.append(f"{code}\t{'*' if name == national else ''}{text}\t{name}")
    return lines


def named(code, year):
    language = "en_US" if "en_US" in (holidays.country_holidays(code).supported_languages or ()) else None
    found = holidays.country_holidays(code, years=[year], observed=False, language=language)
    for date, names in found.items():
        for name in names.split("; "):
            yield date, re.sub(r" \((estimated|observed)\)$", "", name)


def rule(dates):
    # Rules that began or changed within these years count from when they hold.
    years = {date.year for date in dates}
    once_a_year = len(years) == len(dates)
    last = [date for date in dates if date.year >= max(YEARS) - 7]
    if once_a_year and len(last) == 8:
        if len({(date.month, date.day) for date in last}) == 1:
            return f"f {last[0].month} {last[0].day}"
        offsets = {(date - easter(date.year)).days for date in last}
        if len(offsets) == 1:
            return f"e {offsets.pop()}"
        for shift in (0, 1, -1):
            moved = [date - datetime.timedelta(days=shift) for date in last]
            if len({(date.month, (date.day - 1) // 7, date.weekday()) for date in moved}) == 1:
                return f"n {moved[0].month} {(moved[0].day - 1) // 7 + 1} {moved[0].weekday()} {shift}"
            if len({(date.month, date.weekday()) for date in moved}) == 1 and all(
                (date + datetime.timedelta(days=7)).month != date.month for date in moved
            ):
                return f"n {moved[0].month} -1 {moved[0].weekday()} {shift}"
    return "d " + " ".join(date.isoformat() for date in sorted(set(dates)))


def national_day(code, names):
    if code in NATIONAL and NATIONAL[code] in names:
        return NATIONAL[code]
    for words in NATIONAL_WORDS:
        for name in names:
            if re.search(words, name):
                return name
    return None
