"""Do the outputs agree? python check.py GRID.csv EVENTS.json AT NAME=OUT.csv [NAME=OUT.csv …]

Every output is compared with every other on all rows (aligned by cell, where the order differs),
and with the plain formula on some. One line for each; exits 1 if any disagrees.
"""

import sys
from datetime import datetime
from itertools import combinations

import model
import polars as pl
from polars import col

LAST_DIGIT = 1e-6 * (1 + 1e-6)
HALF_DIGIT = 0.5e-6 + 1e-9


def read_output(path: str, ids: pl.Series) -> tuple:
    """The rows in grid order, and what is wrong with the file if anything is."""
    rows = pl.read_csv(path, infer_schema=False)
    if rows.columns != ["cell_id", *model.SCORES]:
        return None, f"columns are {rows.columns}"
    if len(rows) != len(ids):
        return None, f"{len(rows)} rows for {len(ids)} cells"
    odd = rows.select((~col(c).str.contains(r"^\d\.\d{6}$")).sum() for c in model.SCORES).sum_horizontal()[0]
    if odd:
        return None, f"{odd} values without six decimals"
    in_order = rows["cell_id"].equals(ids, null_equal=False)
    if not in_order:
        rows = ids.to_frame("cell_id").join(rows, on="cell_id", how="left", maintain_order="left")
        if len(rows) != len(ids) or rows["combined_score"].null_count():
            return None, "cells are missing or come twice"
    return rows.select(col(c).cast(pl.Float64) for c in model.SCORES), "" if in_order else " (other order)"


def largest_difference(a: pl.DataFrame, b: pl.DataFrame) -> float:
    return max((a[c] - b[c]).abs().max() for c in model.SCORES)


def verdict(what: str, difference: float, allowed: float, note: str = "") -> bool:
    agrees = difference <= allowed
    print(f"- {'agree' if agrees else 'DISAGREE'}: {what}: largest difference {difference:.1e}{note}")
    return agrees


def main(grid_path: str, events_path: str, at_text: str, named: list) -> bool:
    at = datetime.fromisoformat(at_text)
    events = model.read_events(events_path)
    grid = pl.read_csv(grid_path, schema={"id": pl.String, "lat": pl.Float64, "lon": pl.Float64})
    sample = min(len(grid), max(20, 50_000 // max(1, len(events))))
    lines = [i * (len(grid) - 1) // max(1, sample - 1) for i in range(sample)]
    places = grid.select("lat", "lon")
    formula = [model.score(*places.row(i), at, events) for i in lines]
    formula = pl.DataFrame(formula, schema=model.SCORES, orient="row")

    good, outputs = True, {}
    for name, path in (pair.split("=", 1) for pair in named):
        rows, note = read_output(path, grid["id"])
        if rows is None:
            print(f"- DISAGREE: {name}: {note}")
            good = False
            continue
        outputs[name] = rows
        what = f"{name} and the plain formula, {sample:,} cells"
        good &= verdict(what, largest_difference(rows[lines], formula), HALF_DIGIT, note)
    for a, b in combinations(outputs, 2):
        what = f"{a} and {b}, all {len(grid):,} cells"
        good &= verdict(what, largest_difference(outputs[a], outputs[b]), LAST_DIGIT)
    return good


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:4], sys.argv[4:]))
