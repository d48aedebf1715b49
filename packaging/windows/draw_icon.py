#!/usr/bin/env python3
"""Draws lockstep.ico: a folder and, in step behind it, its replica. Run it to draw it anew."""

import pathlib
import struct
import zlib

SIZES = [16, 24, 32, 48, 256]
FINE = 8  # samples along each side of a pixel

REPLICA = (0x8F, 0xB8, 0xDE)
SOURCE = (0x1F, 0x5F, 0x99)
LABEL = (0xFF, 0xFF, 0xFF)


def in_folder(x, y, left, top, width, height):
    """A sheet with a tab; all measures are parts of the icon's side."""
    if not left <= x <= left + width:
        return False
    on_tab = top - 0.08 <= y < top and x <= left + width * 0.42
    return on_tab or top <= y <= top + height


def in_arrow(x, y):
    """To the right, on the front folder."""
    on_shaft = 0.20 <= x <= 0.46 and abs(y - 0.66) <= 0.045
    on_head = 0.44 <= x <= 0.58 and abs(y - 0.66) <= (0.58 - x)
    return on_shaft or on_head


def colour_at(x, y):
    if in_arrow(x, y):
        return LABEL
    if in_folder(x, y, 0.06, 0.42, 0.66, 0.48):
        return SOURCE
    if in_folder(x, y, 0.02, 0.38, 0.74, 0.56):
        return None  # a gap, so that the two stay apart
    if in_folder(x, y, 0.28, 0.18, 0.66, 0.48):
        return REPLICA
    return None


def pixel(column, row, size):
    samples = [
        colour_at((column + (a + 0.5) / FINE) / size, (row + (b + 0.5) / FINE) / size)
        for a in range(FINE)
        for b in range(FINE)
    ]
    seen = [sample for sample in samples if sample]
    if not seen:
        return (0, 0, 0, 0)
    mean = [round(sum(sample[part] for sample in seen) / len(seen)) for part in range(3)]
    return (*mean, round(255 * len(seen) / len(samples)))


def png(size, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    raw = b"".join(b"\0" + b"".join(bytes(p) for p in row) for row in rows)
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(raw, 9))
        + chunk(b"IEND", b"")
    )


def bitmap(size, rows):
    """What Windows before Vista reads, too: blue first, last row first, then a mask of nothing."""
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    body = b"".join(bytes((b, g, r, a)) for row in reversed(rows) for r, g, b, a in row)
    return header + body + b"\0" * ((size + 31) // 32 * 4 * size)


def main():
    images = []
    for size in SIZES:
        rows = [[pixel(column, row, size) for column in range(size)] for row in range(size)]
        images.append(png(size, rows) if size == 256 else bitmap(size, rows))
    directory = struct.pack("<HHH", 0, 1, len(SIZES))
    offset = len(directory) + 16 * len(SIZES)
    for size, image in zip(SIZES, images):
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(image), offset)
        offset += len(image)
    path = pathlib.Path(__file__).with_name("lockstep.ico")
    path.write_bytes(directory + b"".join(images))


if __name__ == "__main__":
    main()
