"""How rows are put into blocks, and what a reader knows of a block before it inflates it."""

import math

import columns
import numpy as np
from zips import km

# Rows of a block of places, as in `tables.rs`, and of other names.
ROWS, NAMES = 256, 512
# The index of names has so many buckets.
BUCKETS = 32768


def of(rows, count=ROWS):
    return [rows[start : start + count] for start in range(0, len(rows), count)]


def by_place(cities):
    """The cities so ordered that a block of them lies in one area: halved along the longer side, again and again."""
    lat = np.array([city["latitude"] for city in cities])
    lon = np.array([city["longitude"] for city in cities])

    def halved(rows):
        if len(rows) <= ROWS:
            return sorted(rows)
        sides = [np.ptp(lat[rows]), np.ptp(lon[rows]) * math.cos(math.radians(lat[rows].mean()))]
        along = lat if sides[0] > sides[1] else lon
        rows = rows[np.argsort(along[rows], kind="stable")]
        middle = max(1, round(len(rows) / 2 / ROWS)) * ROWS
        return halved(rows[:middle]) + halved(rows[middle:])

    return halved(np.arange(len(cities)))


def boxes(blocks, per_degree):
    """Columns: the south-western and the north-eastern corner of each block."""
    corners = [
        ([edge(row[0] for row in block) for block in blocks], [edge(row[1] for row in block) for block in blocks])
        for edge in (min, max)
    ]
    return b"".join(columns.places(lat, lon, per_degree) for lat, lon in corners)


def radii_km(blocks):
    """A column: how far the places of each block are from the middle of its box at most, in whole kilometres, rounded up."""
    radii = []
    for block in blocks:
        lat, lon = np.array(block).T
        middle = (lat.min() + lat.max()) / 2, (lon.min() + lon.max()) / 2
        radii.append(math.ceil(km(lat, lon, *middle).max()) + 1)
    return columns.numbers(radii)


def fnv(key):
    """FNV-1a of 32 bits."""
    value = 0x811C9DC5
    for byte in key.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def index(keys):
    """Columns: how many rows each bucket has, and the rows bucket by bucket."""
    buckets = [[] for _ in range(BUCKETS)]
    for row, key in enumerate(keys):
        buckets[fnv(key) % BUCKETS].append(row)
    return columns.numbers(map(len, buckets)), columns.numbers(row for bucket in buckets for row in bucket)
