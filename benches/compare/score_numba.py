"""The grid scored by numba, from CSV to CSV: python score_numba.py GRID.csv EVENTS.json OUT.csv AT

Events are listed by squares of a little over 5 km; a cell meets those of its own square and the
eight around it, until its product of (1 - bonus) cannot change visibly. On all cores. The compiled
code is kept, so run once before measuring.
"""

import math
import sys
from datetime import datetime

import model
import numba
import numpy as np
import score_numpy

HOTSPOTS = np.array([(*model.unit(lat, lon), weight) for lat, lon, weight in model.HOTSPOTS])
KM, RADIUS_KM = model.EARTH_KM, model.RADIUS_KM
REACH = 0.0451  # degrees of latitude, a little over 5 km
SETTLED = 2.0**-54


@numba.njit(cache=True)
def unit(lat, lon):
    p, q = math.radians(lat), math.radians(lon)
    return math.cos(p) * math.cos(q), math.cos(p) * math.sin(q), math.sin(p)


@numba.njit(cache=True)
def distance_km(square):
    return 2 * KM * math.asin(math.sqrt(square) / 2)


@numba.njit(parallel=True, cache=True)
def score(lat, lon, places, starts, south, west, side, multiplier, near, missed):
    rows, columns = starts.shape[0], starts.shape[1] - 1
    for i in numba.prange(len(lat)):
        x, y, z = unit(lat[i], lon[i])
        for a, b, c, weight in HOTSPOTS:
            near[i] += weight / (1 + distance_km((x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2))
        near[i] = min(max(multiplier * near[i], 0.0), 3.0)
        row, column = int((lat[i] - south) / REACH), int((lon[i] - west) / side)
        left = 1.0
        for r in range(max(row - 1, 0), min(row + 2, rows)):
            for e in range(starts[r, max(column - 1, 0)], starts[r, min(column + 2, columns)]):
                square = (x - places[e, 0]) ** 2 + (y - places[e, 1]) ** 2 + (z - places[e, 2]) ** 2
                if square * KM * KM < RADIUS_KM * RADIUS_KM:
                    left *= min(distance_km(square) / RADIUS_KM, 1.0)
                    if left < SETTLED:
                        break
            if left < SETTLED:
                break
        missed[i] = left


def by_square(lat, lon, events):
    """The events sorted by row and column of squares, and where each square begins."""
    south, west = lat.min(), lon.min()
    side = REACH / math.cos(math.radians(np.abs(lat).max() + REACH))
    rows, columns = int((lat.max() - south) / REACH) + 1, int((lon.max() - west) / side) + 1
    row = np.clip(np.floor((events[:, 0] - south) / REACH), 0, rows - 1).astype(int)
    column = np.clip(np.floor((events[:, 1] - west) / side), 0, columns - 1).astype(int)
    order = np.lexsort((column, row))
    squares = (row * columns + column)[order]
    edges = np.arange(rows)[:, None] * columns + np.arange(columns + 1)
    places = np.array([model.unit(*place) for place in events[order].tolist()]).reshape(-1, 3)
    return places, np.searchsorted(squares, edges), south, west, side


def main(grid: str, events_path: str, out: str, at_text: str) -> None:
    at = datetime.fromisoformat(at_text)
    events = np.array(model.read_events(events_path)).reshape(-1, 2)
    lat, lon = np.loadtxt(grid, delimiter=",", skiprows=1, usecols=(1, 2), unpack=True)
    college, missed = np.zeros_like(lat), np.empty_like(lat)
    squares = by_square(lat, lon, events)
    score(lat, lon, *squares, model.college_multiplier(at), college, missed)
    bonus, money = 1 - missed, model.spending(at)
    combined = model.WEIGHTS[0] * money + model.WEIGHTS[1] * college + model.WEIGHTS[2] * bonus
    columns = np.full_like(lat, money), college, bonus, combined
    with open(grid, encoding="ascii") as file, open(out, "wb") as written:
        next(file)
        written.write(",".join(["cell_id", *model.SCORES]).encode() + b"\n")
        for start in range(0, len(lat), score_numpy.ROWS):
            rows = slice(start, min(start + score_numpy.ROWS, len(lat)))
            ids = [next(file).split(",", 1)[0] for _ in range(rows.start, rows.stop)]
            written.write(score_numpy.text(ids, tuple(column[rows] for column in columns)))


if __name__ == "__main__":
    main(*sys.argv[1:])
