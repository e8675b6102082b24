"""Hours replayed by numba: python replay_numba.py GRID.csv EVENTS.json OUT.csv FROM HOURS

Every cell is scored at every hour, on all cores. Blocks of cells that fit the first cache go
through all hours; an event's factors are kept from its opening to its closing, their product until
the next opening or closing, the hotspot sum for good. Tried and slower over a year of a million
cells: one minimum, sum and maximum per block, which LLVM leaves scalar whatever fastmath says (half
as slow again), and the same lanes as the rows of one array (nearly twice as slow).

The compiled code is cached (in NUMBA_CACHE_DIR or __pycache__): the first run compiles for some
seconds, so run once before measuring.
"""

import math
import sys

import model
import numba
import numpy as np
import replay_common as common

STRIP = 32_768  # cells a thread takes at a time
BLOCK = 2_048  # cells whose arrays stay in the first cache while the hours go by
HOTSPOTS = np.array([(*model.unit(lat, lon), weight) for lat, lon, weight in model.HOTSPOTS])
KM, RADIUS_KM, REACH = model.EARTH_KM, model.RADIUS_KM, common.REACH
COLLEGE, PROXIMITY = model.WEIGHTS[1:]
LANES = 128  # minima, sums and maxima side by side, for vector instructions
IN_ANY_ORDER = {"reassoc", "nnan", "ninf", "nsz"}


@numba.njit(cache=True)
def unit_vector(lat, lon):
    p, q = math.radians(lat), math.radians(lon)
    return math.cos(p) * math.cos(q), math.cos(p) * math.sin(q), math.sin(p)


@numba.njit(cache=True)
def weighted_hotspots(x, y, z):
    near = 0.0
    for a, b, c, weight in HOTSPOTS:
        chord = math.sqrt((x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2)
        near += weight / (1 + 2 * KM * math.asin(chord / 2))
    return near


@numba.njit(cache=True)
def may_reach(lat, lon, places):
    """The events that may reach a block, by its box."""
    south, north, west, east = lat.min(), lat.max(), lon.min(), lon.max()
    lon_reach = REACH / math.cos(math.radians(max(abs(south), abs(north)) + REACH))
    near = np.empty(len(places), dtype=np.int64)
    count = 0
    for event in range(len(places)):
        event_lat, event_lon = places[event]
        beside = event_lat < south - REACH or event_lat > north + REACH
        if not (beside or event_lon < west - lon_reach or event_lon > east + lon_reach):
            near[count] = event
            count += 1
    return near[:count]


@numba.njit(cache=True, error_model="numpy")
def miss(x, y, z, place, out):
    """1 - bonus of one event. Two terms of the arcsine's series are exact to 1e-13 within 5 km."""
    a, b, c = unit_vector(place[0], place[1])
    for i in range(len(x)):
        square = (x[i] - a) ** 2 + (y[i] - b) ** 2 + (z[i] - c) ** 2
        out[i] = min(KM / RADIUS_KM * math.sqrt(square) * (1 + square / 24), 1.0)


@numba.njit(cache=True)
def weigh_bonus(missed, slots, out):
    """WEIGHT * (1 - the product), in order of event id."""
    out[:] = 1.0
    for slot in slots:
        one = missed[slot]
        for i in range(len(out)):
            out[i] *= one[i]
    for i in range(len(out)):
        out[i] = PROXIMITY * (1.0 - out[i])


@numba.njit(cache=True, fastmath=IN_ANY_ORDER, error_model="numpy")
def score(near, multiplier, money, bonus, out, low, total, high):
    """The combined scores, their minimum, sum and maximum."""
    n = len(out)
    low[:] = np.inf
    total[:] = 0.0
    high[:] = -np.inf
    even = n - n % LANES
    for j in range(0, even, LANES):
        places, bonuses, scores = near[j : j + LANES], bonus[j : j + LANES], out[j : j + LANES]
        for k in range(LANES):
            scores[k] = COLLEGE * min(multiplier * places[k], 3.0) + money + bonuses[k]
        for k in range(LANES):
            low[k] = min(low[k], scores[k])
        for k in range(LANES):
            total[k] += scores[k]
        for k in range(LANES):
            high[k] = max(high[k], scores[k])
    lowest, middle, highest = low.min(), total.sum(), high.max()
    for i in range(even, n):
        out[i] = COLLEGE * min(multiplier * near[i], 3.0) + money + bonus[i]
        lowest, middle, highest = min(lowest, out[i]), middle + out[i], max(highest, out[i])
    return lowest, middle, highest


@numba.njit(cache=True)
def replay_block(lat, lon, first, hours, events, most_open, summary):
    """Adds a block to the summary of its strip, whose cells before are in it."""
    money, multipliers = hours
    places, windows = events
    lowest, total, highest, best = summary
    n = len(lat)
    x, y, z, near = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    bonus, out = np.zeros(n), np.empty(n)
    for i in range(n):
        x[i], y[i], z[i] = unit_vector(lat[i], lon[i])
        near[i] = weighted_hotspots(x[i], y[i], z[i])
    reaching = may_reach(lat, lon, places)
    by_opening = reaching[np.argsort(windows[reaching, 0], kind="mergesort")]
    lanes = np.empty(LANES), np.empty(LANES), np.empty(LANES)
    missed = np.empty((most_open, n))
    open_events = np.empty(most_open, dtype=np.int64)  # by id
    slots = np.empty(most_open, dtype=np.int64)  # and where their factors are
    free = np.arange(most_open)
    count, waiting = 0, 0
    for hour in range(len(money)):
        changed, kept = False, 0
        for i in range(count):
            event, slot = open_events[i], slots[i]
            if windows[event, 1] > hour:
                open_events[kept], slots[kept] = event, slot
                kept += 1
            else:
                free[most_open - count + (i - kept)] = slot
                changed = True
        count = kept
        while waiting < len(by_opening) and windows[by_opening[waiting], 0] <= hour:
            event = by_opening[waiting]
            waiting += 1
            if windows[event, 1] <= hour:
                continue
            slot = free[most_open - count - 1]
            miss(x, y, z, places[event], missed[slot])
            at = count
            while at > 0 and open_events[at - 1] > event:
                open_events[at], slots[at] = open_events[at - 1], slots[at - 1]
                at -= 1
            open_events[at], slots[at] = event, slot
            count += 1
            changed = True
        if changed:
            weigh_bonus(missed, slots[:count], bonus)
        low, middle, high = score(near, multipliers[hour], money[hour], bonus, out, *lanes)
        lowest[hour] = min(lowest[hour], low)
        total[hour] += middle
        if high > highest[hour]:
            highest[hour] = high
            i = 0
            while out[i] != high:
                i += 1
            best[hour] = first + i


@numba.njit(cache=True, parallel=True)
def replay(lat, lon, hours, events, most_open):
    """Lowest, sum, highest and best cell of every strip at every hour."""
    strips = (len(lat) + STRIP - 1) // STRIP
    shape = strips, len(hours[0])
    lowest, total, highest = np.full(shape, np.inf), np.zeros(shape), np.full(shape, -np.inf)
    best = np.zeros(shape, dtype=np.int64)
    for strip in numba.prange(strips):
        end = min((strip + 1) * STRIP, len(lat))
        for first in range(strip * STRIP, end, BLOCK):
            last = min(first + BLOCK, end)
            summary = lowest[strip], total[strip], highest[strip], best[strip]
            replay_block(lat[first:last], lon[first:last], first, hours, events, most_open, summary)
    return lowest, total, highest, best


def most_open_at_once(windows, hours: int) -> int:
    changes = np.zeros(hours + 1, dtype=np.int64)
    np.add.at(changes, windows[:, 0], 1)
    np.add.at(changes, windows[:, 1], -1)
    return max(1, int(changes.cumsum().max()))


def main(grid: str, events_path: str, out: str, start: str, count: str) -> None:
    lat, lon = map(np.ascontiguousarray, common.read_places(grid))
    times, *hours = common.read_hours(start, int(count))
    events = common.read_events(events_path, times)
    most_open = most_open_at_once(events[1], len(times))
    lowest, total, highest, best = replay(lat, lon, tuple(map(np.array, hours)), events, most_open)
    every, strip = np.arange(len(times)), highest.argmax(axis=0)  # the first of equals
    ids = common.read_ids(grid, best[strip, every].tolist())
    mean = total.sum(axis=0) / len(lat)
    common.write_summary(out, times, lowest.min(axis=0), mean, highest[strip, every], ids)


if __name__ == "__main__":
    main(*sys.argv[1:])
