"""Hours replayed by numpy: python replay_numpy.py GRID.csv EVENTS.json OUT.csv FROM HOURS

Every cell is scored at every hour. Blocks of cells that fit the second cache go through all hours,
shared between processes where that takes long; an event's factors are kept from its opening to its
closing, their product until the next opening or closing, the hotspot sum for good. Tried and slower
over a year of a million cells: hour by hour over the whole grid with each event's cells by index
(2.3 times); the arcsine, and the product anew every hour (a sixth more); threads (a quarter more,
waiting for the interpreter); smaller blocks. Over a week of 100,000 cells starting processes takes
longer than it saves.
"""

import math
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

import model
import numpy as np
import replay_common as common

BLOCK = 25_000  # cells
LONG = 500_000_000  # cell-hours from which further processes are worth starting
KM = model.EARTH_KM


def weighted_hotspots(x, y, z):
    near = np.zeros_like(x)
    for lat, lon, weight in model.HOTSPOTS:
        a, b, c = model.unit(lat, lon)
        chord = np.sqrt((x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2)
        near += weight / (1 + 2 * KM * np.arcsin(chord / 2))
    return near


def missed_by_one(x, y, z, lat: float, lon: float):
    """1 - bonus of one event in every cell, or None where all are 1.

    Two terms of the arcsine's series are exact to 1e-13 within 5 km.
    """
    square, other = np.empty_like(x), np.empty_like(x)
    for i, (cells, event) in enumerate(zip((x, y, z), model.unit(lat, lon))):
        part = other if i else square
        np.subtract(cells, event, out=part)
        np.multiply(part, part, out=part)
        if i:
            np.add(square, other, out=square)
    if square.min() * KM**2 > model.RADIUS_KM**2:
        return None
    np.multiply(square, KM / model.RADIUS_KM / 24, out=other)
    np.add(other, KM / model.RADIUS_KM, out=other)
    np.sqrt(square, out=square)
    np.multiply(square, other, out=square)
    return np.minimum(square, 1.0, out=square)


def within_reach(lat, lon, places) -> list:
    """The events that may reach a block, by its box."""
    lon_reach = common.REACH / math.cos(math.radians(np.abs(lat).max() + common.REACH))
    near = (places[:, 0] > lat.min() - common.REACH) & (places[:, 0] < lat.max() + common.REACH)
    near &= (places[:, 1] > lon.min() - lon_reach) & (places[:, 1] < lon.max() + lon_reach)
    return np.flatnonzero(near).tolist()


def weighted_bonus(missed: list, out) -> None:
    """WEIGHT * (1 - the product), in order of event id."""
    if len(missed) == 1:
        np.subtract(1.0, missed[0], out=out)
    else:
        np.multiply(missed[0], missed[1], out=out)
        for one in missed[2:]:
            np.multiply(out, one, out=out)
        np.subtract(1.0, out, out=out)
    np.multiply(out, model.WEIGHTS[2], out=out)


def replay_block(lat, lon, hours: tuple, events: tuple) -> tuple:
    """Lowest, sum, highest and best cell of a block at every hour."""
    money, multipliers = hours
    places, windows = events
    x, y, z = common.unit_vectors(lat, lon)
    near = weighted_hotspots(x, y, z)
    college = {m: model.WEIGHTS[1] * np.clip(m * near, 0.0, 3.0) for m in set(multipliers)}
    opening, closing = {}, {}
    for event in within_reach(lat, lon, places):
        opens, closes = windows[event].tolist()
        if opens < closes:
            opening.setdefault(opens, []).append(event)
            closing.setdefault(closes, []).append(event)

    missed, bonus, combined = {}, np.empty_like(x), np.empty_like(x)
    lowest, total, highest = (np.empty(len(money)) for _ in range(3))
    best = np.empty(len(money), dtype=np.int64)
    for hour in range(len(money)):
        if hour in opening or hour in closing:
            for event in closing.get(hour, []):
                missed.pop(event, None)
            for event in opening.get(hour, []):
                one = missed_by_one(x, y, z, *places[event].tolist())
                if one is not None:
                    missed[event] = one
            if missed:
                weighted_bonus([missed[event] for event in sorted(missed)], bonus)
        np.add(college[multipliers[hour]], money[hour], out=combined)
        if missed:
            np.add(combined, bonus, out=combined)
        first = combined.argmax()
        best[hour], highest[hour] = first, combined[first]
        lowest[hour], total[hour] = np.minimum.reduce(combined), np.add.reduce(combined)
    return lowest, total, highest, best


def replay(lat, lon, hours: tuple, events: tuple) -> tuple:
    """The same of the whole grid."""
    starts = np.arange(0, len(lat), BLOCK)
    blocks = [slice(start, start + BLOCK) for start in starts]
    work = [lat[b] for b in blocks], [lon[b] for b in blocks], repeat(hours), repeat(events)
    if len(lat) * len(hours[0]) < LONG:
        found = list(map(replay_block, *work))
    else:
        with ProcessPoolExecutor(os.cpu_count()) as processes:
            found = list(processes.map(replay_block, *work))
    lowest, total, highest, best = map(np.array, zip(*found))
    every, block = np.arange(len(hours[0])), highest.argmax(axis=0)  # the first of equals
    best_cells = starts[block] + best[block, every]
    return lowest.min(axis=0), total.sum(axis=0), highest[block, every], best_cells


def main(grid: str, events_path: str, out: str, start: str, count: str) -> None:
    lat, lon = common.read_places(grid)
    times, *hours = common.read_hours(start, int(count))
    events = common.read_events(events_path, times)
    lowest, total, highest, best = replay(lat, lon, hours, events)
    ids = common.read_ids(grid, best.tolist())
    common.write_summary(out, times, lowest, total / len(lat), highest, ids)


if __name__ == "__main__":
    main(*sys.argv[1:])
