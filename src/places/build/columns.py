"""The format of the tables: parts, each of them zlib over columns, so that a reader inflates what it needs and no more.

A table is the number of its parts, the position at which each ends, and the parts. A column of numbers is a count, a
width in bytes, and byte planes: the lowest bytes of all rows, then the next. Planes compress better than whole numbers.
A column of text is a length and its lines. `tables.rs` reads all of this.
"""

import itertools
import struct
import zlib


def numbers(values):
    values = [int(value) for value in values]
    assert all(0 <= value < 1 << 32 for value in values)
    width = max(1, (max(values, default=0).bit_length() + 7) // 8)
    planes = b"".join(bytes(value >> (8 * plane) & 255 for value in values) for plane in range(width))
    return struct.pack("<IB", len(values), width) + planes


def rising(values):
    """Numbers that rise, each as its distance from the one before."""
    values = [int(value) for value in values]
    return numbers(value - before for value, before in zip(values, [0, *values]))


def text(lines):
    lines = list(lines)
    assert not any("\n" in line for line in lines)
    joined = "\n".join(lines).encode()
    return struct.pack("<I", len(joined)) + joined


def places(lat, lon, per_degree):
    """Coordinates as whole numbers of parts of a degree above the least, which stands before them."""

    def column(degrees, shift):
        whole = [round((value + shift) * per_degree) for value in degrees]
        least = min(whole, default=0)
        return numbers([least]) + numbers(value - least for value in whole)

    return column(lat, 90) + column(lon, 180)


def part(*columns):
    return zlib.compress(b"".join(columns), 9)


def write(path, parts):
    ends = itertools.accumulate(len(part) for part in parts)
    table = struct.pack(f"<{len(parts) + 1}I", len(parts), *ends) + b"".join(parts)
    path.write_bytes(table)
    print(f"{path.name}: {len(table):,} bytes in {len(parts)} parts")
