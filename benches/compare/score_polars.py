"""The grid scored by Polars, from CSV to CSV: python score_polars.py GRID.csv EVENTS.json OUT.csv AT

Lazy and streaming; distances are chords between unit vectors, which is the haversine without its
trigonometry. Tried and slower at a million cells: arcsin for the events too, one
expression for all events in place of a column updated event by event, min_horizontal for clip,
collect() and write_csv, sink_csv without keeping the order.
"""

import math
import sys
from datetime import datetime

import model
import polars as pl
from polars import col

FEW = 1000  # events up to which each is an expression of its own
TILE = 0.02  # degrees, for more events than that
NEAREST = 64
SETTLED = 1e-9  # a product of (1 - bonus) that further events cannot change visibly
REACH = 0.0451  # degrees of latitude, a little over 5 km


def unit_vectors(frame):
    p, q = col.lat.radians(), col.lon.radians()
    return frame.with_columns(x=p.cos() * q.cos(), y=p.cos() * q.sin(), z=p.sin())


def chord_squared(x, y, z) -> pl.Expr:
    return (col.x - x) ** 2 + (col.y - y) ** 2 + (col.z - z) ** 2


def distance_km(x, y, z) -> pl.Expr:
    return 2 * model.EARTH_KM * (chord_squared(x, y, z).sqrt() / 2).arcsin()


def missed(x, y, z) -> pl.Expr:
    """1 - bonus of one event. Two terms of the arcsine's series are exact to 1e-13 within 5 km."""
    square = chord_squared(x, y, z)
    near_km = model.EARTH_KM * square.sqrt() * (1 + square / 24)
    return (near_km / model.RADIUS_KM).clip(upper_bound=1.0)


def missed_by_all(cells: pl.LazyFrame, events: list) -> pl.LazyFrame:
    cells = cells.with_columns(missed=pl.lit(1.0))
    for place in events:
        cells = cells.with_columns(missed=col.missed * missed(*model.unit(*place)))
    return cells


def times_missed(cells: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    pairs = cells.lazy().join(events.lazy(), how="cross")
    product = missed(col.ex, col.ey, col.ez).product()
    products = pairs.group_by("index").agg(by_these=product).collect(engine="streaming")
    cells = cells.join(products, on="index", how="left")
    return cells.with_columns(missed=col.missed * col.by_these.fill_null(1.0)).drop("by_these")


def missed_by_many(cells: pl.LazyFrame, events: list) -> pl.LazyFrame:
    """Tile by tile, against the nearest events first: few cells are left for the others."""
    places = unit_vectors(pl.DataFrame(events, schema=["lat", "lon"], orient="row"))
    places = places.rename({"x": "ex", "y": "ey", "z": "ez"})
    tile = {"row": col.lat // TILE, "column": col.lon // TILE, "missed": pl.lit(1.0)}
    done = []
    for part in cells.with_row_index().with_columns(**tile).collect().partition_by("row", "column"):
        lat, lon = part["lat"].mean(), part["lon"].mean()
        lat_reach = TILE + REACH
        lon_reach = TILE + REACH / math.cos(math.radians(abs(lat) + lat_reach))
        near = places.filter(
            col.lat.is_between(lat - lat_reach, lat + lat_reach),
            col.lon.is_between(lon - lon_reach, lon + lon_reach),
        ).sort((col.lat - lat) ** 2 + (col.lon - lon) ** 2)
        part = times_missed(part, near.head(NEAREST))
        undecided = part.filter(col.missed > SETTLED)
        if len(near) > NEAREST and len(undecided):
            rest = times_missed(undecided, near.slice(NEAREST))
            part = pl.concat([part.filter(col.missed <= SETTLED), rest])
        done.append(part)
    return pl.concat(done).lazy().sort("index")


def main(grid: str, events_path: str, out: str, at_text: str) -> None:
    at = datetime.fromisoformat(at_text)
    events = model.read_events(events_path)
    schema = {"id": pl.String, "lat": pl.Float64, "lon": pl.Float64}
    cells = unit_vectors(pl.scan_csv(grid, schema=schema, quote_char=None))
    cells = missed_by_all(cells, events) if len(events) <= FEW else missed_by_many(cells, events)

    near = sum(w / (1 + distance_km(*model.unit(lat, lon))) for lat, lon, w in model.HOTSPOTS)
    spending, college, bonus = model.WEIGHTS
    cells.select(
        cell_id="id",
        spending_propensity=pl.lit(model.spending(at)),
        college_presence=(model.college_multiplier(at) * near).clip(upper_bound=3.0),
        event_proximity_bonus=1 - col.missed,
    ).with_columns(
        combined_score=spending * col.spending_propensity
        + college * col.college_presence
        + bonus * col.event_proximity_bonus
    ).sink_csv(out, float_precision=6)


if __name__ == "__main__":
    main(*sys.argv[1:])
