"""The grid scored by DuckDB, from CSV to CSV: python score_duckdb.py GRID.csv EVENTS.json OUT.csv AT

Distances are chords between unit vectors, which is the haversine without its trigonometry, and a
cell only meets the events listed for its tile. Tried and slower at a million cells: haversine or
chord written out for each event (half as slow again and more), the same behind a bounding box (by
a third, much of it planning), strips of latitude; printf or round() instead of the cast to DECIMAL.
"""

import sys
from datetime import datetime

import duckdb
import model

TILE = 0.02  # degrees
REACH = 0.0451  # degrees of latitude, a little over 5 km
NEAREST = 64
SETTLED = "1e-9"  # a product of (1 - bonus) that further events cannot change visibly

UNIT = """
    cos(radians(lat)) * cos(radians(lon)) AS x,
    cos(radians(lat)) * sin(radians(lon)) AS y,
    sin(radians(lat)) AS z"""

# For each tile, the events that may reach some cell of it: the nearest, and the rest if any.
TILES = f"""
CREATE TABLE tiles AS
WITH events AS (
    SELECT lat, lon, {REACH} / cos(radians(abs(lat) + {REACH})) AS lon_reach, {UNIT}
    FROM read_json($events, format = 'array', columns = {{lat: 'DOUBLE', lon: 'DOUBLE'}})
), rows AS (
    SELECT *, unnest(range(floor((lat - {REACH}) / {TILE})::INT,
                           floor((lat + {REACH}) / {TILE})::INT + 1))::INT AS tile_row
    FROM events
), tiles AS (
    SELECT *, unnest(range(floor((lon - lon_reach) / {TILE})::INT,
                           floor((lon + lon_reach) / {TILE})::INT + 1))::INT AS tile_col
    FROM rows
), lists AS (
    SELECT tile_row, tile_col, list({{x: x, y: y, z: z}} ORDER BY
        (lat - (tile_row + 0.5) * {TILE}) ** 2 + (lon - (tile_col + 0.5) * {TILE}) ** 2) AS near
    FROM tiles GROUP BY ALL
)
SELECT tile_row, tile_col, near[:{NEAREST}] AS near, near[{NEAREST + 1}:] AS rest FROM lists
"""


def distance_km(x, y, z) -> str:
    square = f"(c.x - {x}) * (c.x - {x}) + (c.y - {y}) * (c.y - {y}) + (c.z - {z}) * (c.z - {z})"
    return f"{2 * model.EARTH_KM}e0 * asin(sqrt({square}) / 2e0)"


def missed(events: str) -> str:
    """The product of 1 - bonus over a list of events."""
    one = f"least(1e0, {distance_km('e.x', 'e.y', 'e.z')} / {model.RADIUS_KM}e0)"
    return f"coalesce(list_product(list_transform({events}, lambda e: {one})), 1e0)"


# Only cells the nearest events leave undecided are matched with the rest: a NULL finds no tile.
MISSED_BY_REST = f"""
    SELECT c.* EXCLUDE (missed), c.missed * {missed("t.rest")} AS missed
    FROM first c LEFT JOIN tiles t
    ON t.tile_col = c.tile_col AND t.tile_row = CASE WHEN c.missed > {SETTLED} THEN c.tile_row END
"""


def scores(at: datetime, crowded: bool) -> str:
    """The query; `crowded` if some tile has more than the NEAREST events."""
    hotspots = " + ".join(
        "{}e0 / (1e0 + {})".format(weight, distance_km(*(f"({v!r}e0)" for v in model.unit(lat, lon))))
        for lat, lon, weight in model.HOTSPOTS
    )
    spending, college, bonus = (f"{w}e0" for w in model.WEIGHTS)
    money = f"{model.spending(at)!r}e0"
    return f"""
WITH cells AS (
    SELECT id, floor(lat / {TILE})::INT AS tile_row, floor(lon / {TILE})::INT AS tile_col, {UNIT}
    FROM read_csv($grid, header = true, auto_detect = false, delim = ',', quote = '', escape = '',
                  columns = {{id: 'VARCHAR', lat: 'DOUBLE', lon: 'DOUBLE'}})
), first AS (
    SELECT c.*, {missed("t.near")} AS missed
    FROM cells c LEFT JOIN tiles t USING (tile_row, tile_col)
), last AS (
    {MISSED_BY_REST if crowded else "SELECT * FROM first"}
), layers AS (
    SELECT id, least(3e0, {model.college_multiplier(at)}e0 * ({hotspots})) AS college,
        1e0 - missed AS bonus
    FROM last c
)
SELECT id AS cell_id,
    {money}::DECIMAL(9, 6) AS spending_propensity,
    college::DECIMAL(9, 6) AS college_presence,
    bonus::DECIMAL(9, 6) AS event_proximity_bonus,
    ({spending} * {money} + {college} * college + {bonus} * bonus)::DECIMAL(9, 6) AS combined_score
FROM layers
"""


def main(grid: str, events: str, out: str, at: str) -> None:
    db = duckdb.connect()
    # The tiles are the smaller side of the joins, whatever the planner guesses.
    db.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    db.execute(TILES, {"events": events})
    crowded = db.execute("SELECT bool_or(len(rest) > 0) FROM tiles").fetchone()[0]
    query = scores(datetime.fromisoformat(at), bool(crowded))
    db.execute(f"COPY ({query}) TO $out (FORMAT csv, HEADER)", {"grid": grid, "out": out})


if __name__ == "__main__":
    main(*sys.argv[1:])
