#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes a kept image of a parse, see kconfig/bridge/image.c.

image.py replace FILE OLD NEW: one text by another of the same length, and the checksums
with it, so that the image is taken and tells of itself.
image.py damage FILE PLACE: one byte is another one; PLACE is its number, or a text, of
which it is the first byte.
"""
import struct
import sys

PAGE = 65536
HEADER = struct.Struct("<16s 6q Q Q QQ 5Q QQ")
RANGE_CHECKSUM, CHECKSUM = HEADER.size - 16, HEADER.size - 8
PRIME, MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1


def add(total, data):
    lanes = [(total + i) & MASK for i in range(4)]
    data = data + bytes(-len(data) % 32)
    for at, word in enumerate(struct.unpack(f"<{len(data) // 8}Q", data)):
        x = lanes[at % 4] ^ word
        lanes[at % 4] = ((x << 29 | x >> 35) * PRIME) & MASK
    for lane in lanes:
        total = ((total ^ lane ^ lane >> 32) * PRIME) & MASK
    return total


def rest_at(image):
    used = HEADER.unpack_from(image)[13]
    return PAGE + (used + 16 + PAGE - 1) // PAGE * PAGE


def sum_up(image):
    total = 0
    for at in range(PAGE, rest_at(image), 1 << 17):
        total = add(total, bytes(image[at : min(at + (1 << 17), rest_at(image))]))
    struct.pack_into("<Q", image, RANGE_CHECKSUM, total)
    total = add(add(0, bytes(image[:CHECKSUM])), bytes(image[rest_at(image) :]))
    struct.pack_into("<Q", image, CHECKSUM, total)


what, path, first = sys.argv[1:4]
with open(path, "rb") as f:
    image = bytearray(f.read())
before = bytes(image)
sum_up(image)
assert image == before, "these are not the checksums of the bridge"
if what == "replace":
    assert first.encode() in image and len(first) == len(sys.argv[4])
    image = bytearray(before.replace(first.encode(), sys.argv[4].encode()))
    sum_up(image)
else:
    at = int(first) if first.isdigit() else before.index(first.encode())
    image[at] ^= 0x20
with open(path, "wb") as f:
    f.write(image)
