"""What replay_numpy.py and replay_numba.py share: reading the inputs, the hours, the output."""

import math
from datetime import datetime, timedelta, timezone

import model
import numpy as np

REACH = 0.0451  # degrees of latitude, a little over 5 km


def read_places(path: str) -> tuple:
    """lat and lon of every cell of a CSV with the columns id, lat, lon."""
    return np.loadtxt(path, delimiter=",", skiprows=1, usecols=(1, 2), unpack=True)


def read_ids(path: str, cells: list) -> list:
    """The ids of these cells; the others are not kept."""
    wanted = dict.fromkeys(cells)
    with open(path, encoding="utf-8") as file:
        next(file)
        for cell, line in enumerate(file):
            if cell in wanted:
                wanted[cell] = line.split(",", 1)[0]
    return [wanted[cell] for cell in cells]


def read_hours(start_text: str, count: int) -> tuple:
    """The instants, and for each the weighted spending and the college multiplier."""
    start = datetime.fromisoformat(start_text).replace(tzinfo=timezone.utc)
    times = model.hours_after(start, count)
    money = [model.WEIGHTS[0] * model.spending(at) for at in times]
    return times, money, [model.college_multiplier(at) for at in times]


def read_events(path: str, times: list) -> tuple:
    """Rows of lat, lon and rows of the first open and the first closed hour (of `times`), by id."""

    def first_hour_from(at: datetime) -> int:
        hour = math.ceil((at - times[0]) / timedelta(hours=1))
        return min(max(hour, 0), len(times))

    events = model.read_timed_events(path)
    places = np.array([place for _, _, *place in events]).reshape(-1, 2)
    windows = [(first_hour_from(opens), first_hour_from(closes)) for opens, closes, *_ in events]
    return places, np.array(windows, dtype=np.int64).reshape(-1, 2)


def unit_vectors(lat, lon) -> tuple:
    p, q = np.radians(lat), np.radians(lon)
    return np.cos(p) * np.cos(q), np.cos(p) * np.sin(q), np.sin(p)


def write_summary(out: str, times: list, lowest, mean, highest, best_ids: list) -> None:
    rows = zip(times, lowest.tolist(), mean.tolist(), highest.tolist(), best_ids)
    with open(out, "w", encoding="utf-8") as file:
        file.write("timestamp,min,mean,max,best_cell\n")
        for at, low, middle, high, cell in rows:
            file.write(f"{at.isoformat()},{low:.6f},{middle:.6f},{high:.6f},{cell}\n")


def replay_hour_by_hour(grid: str, out: str, times: list, score) -> None:
    """Writes the summary of each hour, whose combined scores of all cells `score` computes."""
    lowest, mean, highest, best = [], [], [], []
    for hour in range(len(times)):
        combined = score(hour)
        lowest.append(combined.min())
        mean.append(combined.mean())
        highest.append(combined.max())
        best.append(int(combined.argmax()))
    ids = read_ids(grid, best)
    write_summary(out, times, np.array(lowest), np.array(mean), np.array(highest), ids)
