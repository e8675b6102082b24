"""The grid scored by numpy, from CSV to CSV: python score_numpy.py GRID.csv EVENTS.json OUT.csv AT

Blocks of cells that fit the second cache; distances are chords between unit vectors. Digits are
computed as whole numbers, into a table of bytes that becomes the text of many rows at once.
"""

import sys
from datetime import datetime

import model
import numpy as np
from replay_numpy import missed_by_one, weighted_hotspots

ROWS = 20_000
DIGITS = 10 ** np.arange(5, -1, -1)


def scores(lat, lon, money: float, multiplier: float, events: list):
    p, q = np.radians(lat), np.radians(lon)
    cells = np.cos(p) * np.cos(q), np.cos(p) * np.sin(q), np.sin(p)
    missed = np.ones(len(lat))
    for place in events:
        by_one = missed_by_one(*cells, *place)
        if by_one is not None:
            missed *= by_one
    college, bonus = np.clip(multiplier * weighted_hotspots(*cells), 0, 3), 1 - missed
    first, second, third = model.WEIGHTS
    return np.full(len(lat), money), college, bonus, first * money + second * college + third * bonus


def text(ids: list, columns: tuple) -> bytes:
    """The rows: ids padded to one length, whose padding is cut out at the end."""
    ids = np.array(ids, dtype="S")
    width = ids.dtype.itemsize
    table = np.zeros((len(ids), width + 9 * len(columns) + 1), np.uint8)
    table[:, :width] = ids.view(np.uint8).reshape(len(ids), width)
    for number, column in enumerate(columns):
        millionths = np.rint(column * 1e6).astype(np.int64)
        field = table[:, width + 9 * number : width + 9 * number + 9]
        field[:, 0], field[:, 2] = ord(","), ord(".")
        field[:, 1] = ord("0") + millionths // 10**6
        field[:, 3:] = ord("0") + millionths[:, None] // DIGITS % 10
    table[:, -1] = ord("\n")
    return table[table != 0].tobytes()


def main(grid: str, events_path: str, out: str, at_text: str) -> None:
    at, events = datetime.fromisoformat(at_text), model.read_events(events_path)
    money, multiplier = model.spending(at), model.college_multiplier(at)
    with open(grid, encoding="ascii") as file, open(out, "wb") as written:
        next(file)
        written.write(",".join(["cell_id", *model.SCORES]).encode() + b"\n")
        while lines := file.readlines(30 * ROWS):
            fields = "".join(lines).replace("\n", ",").split(",")[:-1]
            lat, lon = np.array(fields[1::3], float), np.array(fields[2::3], float)
            written.write(text(fields[::3], scores(lat, lon, money, multiplier, events)))


if __name__ == "__main__":
    main(*sys.argv[1:])
