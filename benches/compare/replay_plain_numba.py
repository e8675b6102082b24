"""Hours replayed by numba as it is usually written: python replay_plain_numba.py GRID.csv EVENTS.json OUT.csv FROM HOURS

Hour by hour, all cells on all cores: for each cell a loop over the open events, then the layers
combined. The hotspot sum is computed once. replay_numba.py is what comes of it after tuning.
"""

import math
import sys

import model
import numba
import numpy as np
import replay_common as common
from replay_numpy import weighted_hotspots

KM, RADIUS_KM = model.EARTH_KM, model.RADIUS_KM
COLLEGE, PROXIMITY = model.WEIGHTS[1:]


@numba.njit(parallel=True, cache=True)
def score(cells, near, events, money, multiplier, combined):
    for i in numba.prange(len(near)):
        left = 1.0
        for e in range(len(events)):
            square = (cells[0, i] - events[e, 0]) ** 2 + (cells[1, i] - events[e, 1]) ** 2
            square += (cells[2, i] - events[e, 2]) ** 2
            if square * KM * KM < RADIUS_KM * RADIUS_KM:
                distance = 2 * KM * math.asin(math.sqrt(square) / 2)
                left *= min(distance / RADIUS_KM, 1.0)
        college = min(max(multiplier * near[i], 0.0), 3.0)
        combined[i] = money + COLLEGE * college + PROXIMITY * (1.0 - left)


def main(grid: str, events_path: str, out: str, start: str, count: str) -> None:
    lat, lon = common.read_places(grid)
    times, money, multipliers = common.read_hours(start, int(count))
    places, windows = common.read_events(events_path, times)
    cells = np.array(common.unit_vectors(lat, lon))
    near = weighted_hotspots(*cells)
    events = np.array([model.unit(*place) for place in places.tolist()]).reshape(-1, 3)
    combined = np.empty(len(lat))

    def score_hour(hour: int):
        is_open = (windows[:, 0] <= hour) & (hour < windows[:, 1])
        score(cells, near, events[is_open], money[hour], multipliers[hour], combined)
        return combined

    common.replay_hour_by_hour(grid, out, times, score_hour)


if __name__ == "__main__":
    main(*sys.argv[1:])
