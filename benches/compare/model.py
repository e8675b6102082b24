"""The model of pdpe in plain Python: what every program here must agree with.

`python3 model.py SCORES.csv` checks it against a table with the columns lat, lon, at,
event_lat, event_lon, spending_propensity, college_presence, event_proximity_bonus, combined_score.
"""

import csv
import json
import math
import sys
from datetime import date, datetime, timedelta, timezone

EARTH_KM = 6371.0
RADIUS_KM = 5.0
SCORES = ["spending_propensity", "college_presence", "event_proximity_bonus", "combined_score"]
WEIGHTS = (0.4, 0.3, 0.3)
BEFORE_AND_AFTER = timedelta(minutes=60)  # how long an event is open beyond its own times
START = datetime(2026, 1, 1, tzinfo=timezone.utc)  # of the spans that are replayed

WEEK_OF_MONTH = (1.4, 0.9, 0.8, 1.1, 1.0)
MONTH = (0.8, 0.9, 0.95, 1.0, 1.0, 1.1, 1.1, 1.0, 1.0, 1.2, 1.4, 1.5)
WEEKDAY = (0.7, 0.8, 0.9, 1.0, 1.5, 2.0, 1.2)  # Monday first
HOUR = [0.2] * 6 + [0.7] * 5 + [1.1] * 5 + [1.3] * 2 + [1.8] * 6
HOTSPOTS = (  # lat, lon, weight
    (39.0334, -94.5760, 1.5),  # UMKC
    (38.9584, -95.2448, 1.5),  # KU
    (38.7440, -93.7310, 1.5),  # UCM
    (39.0496, -94.5913, 1.2),  # Westport
    (39.0991, -94.5783, 1.1),  # Power & Light
)


def holiday(day: date) -> float:
    november = date(day.year, 11, 1)
    black_friday = november + timedelta(days=(3 - november.weekday()) % 7 + 22)
    fixed = {(12, 25): 2.0, (7, 4): 1.7, (12, 31): 1.8}
    return 2.5 if day == black_friday else fixed.get((day.month, day.day), 1.0)


def spending(at: datetime) -> float:
    """The same for every cell: the grids here have no income column."""
    factors = (
        WEEK_OF_MONTH[(at.day - 1) // 7],
        MONTH[at.month - 1],
        holiday(at.date()),
        WEEKDAY[at.weekday()],
        HOUR[at.hour],
    )
    return min(max(math.prod(factors), 0.0), 3.0)


def college_multiplier(at: datetime) -> float:
    weekend = at.weekday() >= 5
    if not weekend and 8 <= at.hour <= 17:
        return 1.5
    if weekend and 18 <= at.hour <= 22:
        return 2.0
    return 0.3 if at.hour <= 5 else 1.0


def distance_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    p, q = math.radians(a_lat), math.radians(b_lat)
    h = math.sin((q - p) / 2) ** 2
    h += math.cos(p) * math.cos(q) * math.sin(math.radians(b_lon - a_lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(h, 1.0)))


def unit(lat: float, lon: float) -> tuple:
    """The point as a vector on the unit sphere; with chords, what a fast program compares."""
    p, q = math.radians(lat), math.radians(lon)
    return math.cos(p) * math.cos(q), math.cos(p) * math.sin(q), math.sin(p)


def score(lat: float, lon: float, at: datetime, events: list) -> tuple:
    """The four scores of one place; `events` is a list of (lat, lon)."""
    money = spending(at)
    near = sum(w / (1 + distance_km(lat, lon, y, x)) for y, x, w in HOTSPOTS)
    college = min(max(college_multiplier(at) * near, 0.0), 3.0)
    missed = 1.0
    for y, x in events:
        missed *= 1 - max(0.0, 1 - distance_km(lat, lon, y, x) / RADIUS_KM)
    bonus = 1 - missed
    return money, college, bonus, WEIGHTS[0] * money + WEIGHTS[1] * college + WEIGHTS[2] * bonus


def read_events(path: str) -> list:
    with open(path, encoding="utf-8") as file:
        return [(e["lat"], e["lon"]) for e in json.load(file)]


def read_timed_events(path: str) -> list:
    """(opens, closes, lat, lon) by id: an event is open from `opens` until just before `closes`."""
    with open(path, encoding="utf-8") as file:
        events = sorted(json.load(file)["events"], key=lambda e: e["id"])
    return [
        (
            datetime.fromisoformat(e["start"]) - BEFORE_AND_AFTER,
            datetime.fromisoformat(e["end"]) + BEFORE_AND_AFTER,
            e["lat"],
            e["lon"],
        )
        for e in events
    ]


def hours_after(start: datetime, count: int) -> list:
    """The instants of a replay, in UTC: every full hour after `start`, the last one included."""
    return [start + timedelta(hours=i) for i in range(1, count + 1)]


def check_against(path: str) -> float:
    """The largest difference to a table of published scores."""
    worst = 0.0
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            events = [(float(row["event_lat"]), float(row["event_lon"]))] if row["event_lat"] else []
            at = datetime.fromisoformat(row["at"])
            got = score(float(row["lat"]), float(row["lon"]), at, events)
            worst = max([worst] + [abs(g - float(row[name])) for g, name in zip(got, SCORES)])
    return worst


if __name__ == "__main__":
    difference = check_against(sys.argv[1])
    print(f"largest difference {difference:.1e}")
    sys.exit(difference > 1e-9)
