"""Do the replays agree? python3 check_replay.py GRID.csv EVENTS.json FROM HOURS NAME=OUT.csv […]

Compares the rows at full hours, whatever else there is: every output with every other, the best cell
of every hour with the plain formula, and some hours with the plain formula for the whole grid. Two
best cells may differ where their scores are equal to 1e-9. One line for each; exits 1 if any
disagrees.
"""

import csv
import math
import re
import sys
from datetime import datetime, timezone
from itertools import combinations

import model

SUMMARY = ["min", "mean", "max"]
LAST_DIGIT = 1e-6 * (1 + 1e-6)
HALF_DIGIT = 0.5e-6 + 1e-9
TIE = 1e-9
FORMULAS = 200_000  # about this many cells are scored by the plain formula, an hour at the least


class Formula:
    """The scores of a grid by the plain formula."""

    def __init__(self, grid_path: str, events_path: str):
        with open(grid_path, newline="", encoding="utf-8") as file:
            rows = csv.DictReader(file)
            self.places = {row["id"]: (float(row["lat"]), float(row["lon"])) for row in rows}
        self.events = model.read_timed_events(events_path)

    def open_at(self, at: datetime) -> list:
        return [place for opens, closes, *place in self.events if opens <= at < closes]

    def score(self, cell: str, at: datetime) -> float:
        return model.score(*self.places[cell], at, self.open_at(at))[-1]

    def summary(self, at: datetime) -> tuple:
        """min, mean, max and the best cell, the first of equals."""
        events = self.open_at(at)
        scores = {cell: model.score(*place, at, events)[-1] for cell, place in self.places.items()}
        best = max(scores, key=scores.get)
        return min(scores.values()), math.fsum(scores.values()) / len(scores), scores[best], best

    def ties(self, a: str, b: str, at: datetime) -> bool:
        return a == b or abs(self.score(a, at) - self.score(b, at)) <= TIE


def read_output(path: str, times: list, formula: Formula) -> tuple:
    """(min, mean, max, best cell) of each hour, and what is wrong with the file if anything is."""
    rows = {}
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        missing = {"timestamp", *SUMMARY, "best_cell"} - set(reader.fieldnames or [])
        if missing:
            return None, f"no column {', '.join(sorted(missing))}"
        for row in reader:
            at = datetime.fromisoformat(row["timestamp"])
            if at.tzinfo is None:
                return None, f"{row['timestamp']} has no offset"
            if at.minute or at.second or at.microsecond:
                continue
            if at in rows:
                return None, f"{row['timestamp']} comes twice"
            odd = [row[c] for c in SUMMARY if not re.fullmatch(r"\d\.\d{6}", row[c])]
            if odd:
                return None, f"{row['timestamp']}: {odd[0]} has not six decimals"
            if row["best_cell"] not in formula.places:
                return None, f"{row['timestamp']}: no cell {row['best_cell']} in the grid"
            rows[at] = *(float(row[c]) for c in SUMMARY), row["best_cell"]
    if list(rows) != times:
        return None, f"its {len(rows):,} full hours are not the {len(times):,} of the span in order"
    return list(rows.values()), ""


def verdict(what: str, difference: float, allowed: float, other: list) -> bool:
    """`other` is the hours at which the best cells are neither the same nor tie."""
    agrees = difference <= allowed and not other
    note = f", another best cell in {len(other):,} hours, first {other[0]}" if other else ""
    print(f"- {'agree' if agrees else 'DISAGREE'}: {what}: largest difference {difference:.1e}{note}")
    return agrees


def compare(what: str, a: list, b: list, times: list, formula: Formula, allowed: float) -> bool:
    difference = max(abs(x - y) for one, two in zip(a, b) for x, y in zip(one[:3], two[:3]))
    other = [at for at, one, two in zip(times, a, b) if not formula.ties(one[3], two[3], at)]
    return verdict(what, difference, allowed, other)


def main(grid: str, events: str, start_text: str, count: str, named: list) -> bool:
    start = datetime.fromisoformat(start_text).replace(tzinfo=timezone.utc)
    times = model.hours_after(start, int(count))
    formula = Formula(grid, events)
    cells = len(formula.places)
    sample = min(len(times), max(1, FORMULAS // cells))
    hours = [(2 * i + 1) * len(times) // (2 * sample) for i in range(sample)]
    some = [times[i] for i in hours]
    expected = [formula.summary(at) for at in some]

    good, outputs = True, {}
    for name, path in (pair.split("=", 1) for pair in named):
        rows, problem = read_output(path, times, formula)
        if rows is None:
            print(f"- DISAGREE: {name}: {problem}")
            good = False
            continue
        outputs[name] = rows
        what = f"{name} and the plain formula, {sample:,} hours"
        good &= compare(what, [rows[i] for i in hours], expected, some, formula, HALF_DIGIT)
        apart = max(abs(formula.score(cell, at) - high) for at, (_, _, high, cell) in zip(times, rows))
        good &= verdict(f"{name} and the plain formula, every best cell", apart, HALF_DIGIT, [])
    for a, b in combinations(outputs, 2):
        what = f"{a} and {b}, all {len(times):,} hours"
        good &= compare(what, outputs[a], outputs[b], times, formula, LAST_DIGIT)
    return good


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:5], sys.argv[5:]))
