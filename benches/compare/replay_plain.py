"""Hours replayed by numpy as it is usually written: python replay_plain.py GRID.csv EVENTS.json OUT.csv FROM HOURS

Hour by hour over the whole grid: what does not depend on time is computed once, an event's factors
when it opens; each hour multiplies those of the open events and combines the layers of every cell.
replay_numpy.py is what comes of it after tuning for caches and cores.
"""

import sys

import model
import numpy as np
import replay_common as common
from replay_numpy import missed_by_one, weighted_hotspots


def main(grid: str, events_path: str, out: str, start: str, count: str) -> None:
    lat, lon = common.read_places(grid)
    times, money, multipliers = common.read_hours(start, int(count))
    places, windows = common.read_events(events_path, times)
    x, y, z = common.unit_vectors(lat, lon)
    near = weighted_hotspots(x, y, z)
    missed = {}

    def score(hour: int):
        nonlocal missed
        open_now = np.flatnonzero((windows[:, 0] <= hour) & (hour < windows[:, 1])).tolist()
        missed = {event: missed.get(event) for event in open_now}
        left = np.ones_like(x)
        for event in open_now:
            if missed[event] is None:
                one = missed_by_one(x, y, z, *places[event].tolist())
                missed[event] = np.ones_like(x) if one is None else one
            left *= missed[event]
        college = np.clip(multipliers[hour] * near, 0.0, 3.0)
        return money[hour] + model.WEIGHTS[1] * college + model.WEIGHTS[2] * (1.0 - left)

    common.replay_hour_by_hour(grid, out, times, score)


if __name__ == "__main__":
    main(*sys.argv[1:])
