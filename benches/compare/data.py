"""Writes the inputs: a row-major grid over Kansas City and events in it, always the same.

python3 data.py grid ROWS FILE.csv | events COUNT FILE.json | hours COUNT FILE.json HOURS
"""

import json
import math
import random
import sys
from datetime import timedelta

import model

SOUTH, NORTH, WEST, EAST = 38.9517, 39.3209, -94.7435, -94.3554


def write_grid(rows: int, path: str) -> None:
    """`rows` cell centres of a square grid, from the south-west; the last line may be cut short."""
    side = math.ceil(math.sqrt(rows))
    lons = [f"{WEST + (EAST - WEST) * (c + 0.5) / side:.6f}" for c in range(side)]
    with open(path, "w", encoding="ascii") as file:
        file.write("id,lat,lon\n")
        for r in range(math.ceil(rows / side)):
            lat = f"{SOUTH + (NORTH - SOUTH) * (r + 0.5) / side:.6f}"
            columns = range(min(side, rows - r * side))
            file.write("".join(f"r{r}c{c},{lat},{lons[c]}\n" for c in columns))


def write_events(count: int, path: str) -> None:
    """Events without a time, which are always open, each with the model's 5 km."""
    draw = random.Random(count).uniform
    events = [
        {
            "id": f"e{i:02}",
            "name": f"Event {i}",
            "lat": round(draw(SOUTH, NORTH), 6),
            "lon": round(draw(WEST, EAST), 6),
        }
        for i in range(1, count + 1)
    ]
    with open(path, "w", encoding="ascii") as file:
        json.dump(events, file)


def write_events_in_hours(count: int, path: str, hours: int) -> None:
    """Events of 1 to 5 hours, on the hour; each opens and closes in the span from model.START."""
    draw = random.Random(f"{count} in {hours}")
    width = len(str(count))
    events = []
    for i in range(1, count + 1):
        length = draw.randint(1, 5)
        start = model.START + timedelta(hours=draw.randint(1, hours - length - 1))
        events.append(
            {
                "id": f"e{i:0{width}}",
                "name": f"Event {i}",
                "lat": round(draw.uniform(SOUTH, NORTH), 6),
                "lon": round(draw.uniform(WEST, EAST), 6),
                "start": start.isoformat(),
                "end": (start + timedelta(hours=length)).isoformat(),
            }
        )
    with open(path, "w", encoding="ascii") as file:
        json.dump({"events": events}, file)


if __name__ == "__main__":
    kind, count, path, *hours = sys.argv[1:]
    write = {"grid": write_grid, "events": write_events, "hours": write_events_in_hours}[kind]
    write(int(count), path, *map(int, hours))
