"""The format of the tables: zlib over columns, one after the other, each behind its own length.

A column of numbers is a count, a width in bytes, and byte planes: the lowest bytes of all rows, then the next.
Planes compress better than whole numbers. A column of text is a length and its lines. `tables.rs` reads both.
"""

import struct
import zlib


def numbers(values):
    values = [int(value) for value in values]
    assert all(0 <= value < 1 << 32 for value in values)
    width = max(1, (max(values, default=0).bit_length() + 7) // 8)
    planes = b"".join(bytes(value >> (8 * plane) & 255 for value in values) for plane in range(width))
    return struct.pack("<IB", len(values), width) + planes


def text(lines):
    lines = list(lines)
    assert not any("\n" in line for line in lines)
    joined = "\n".join(lines).encode()
    return struct.pack("<I", len(joined)) + joined


def write(path, *columns):
    packed = zlib.compress(b"".join(columns), 9)
    path.write_bytes(packed)
    print(f"{path.name}: {len(packed):,} bytes")


def places(lat, lon, per_degree):
    """Coordinates as whole numbers that are not negative."""
    return numbers(round((value + 90) * per_degree) for value in lat), numbers(
        round((value + 180) * per_degree) for value in lon
    )
