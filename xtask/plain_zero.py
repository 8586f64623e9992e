#!/usr/bin/env python3
"""Derives the page's face, Plaque Sans, from Atkinson Hyperlegible Next: its only zero has a slash, which
a reader of amounts takes for another sign, and no feature of the font removes it.

The zeros' two half counters give way to one: the outer contour, reversed and scaled to the box that the two
fill together, so that stems stay as thick as they are. Nothing else changes but the name, so that nobody
takes it for the original (licence: SIL OFL 1.1, assets/fonts/LICENSE).

    npm pack @fontsource/atkinson-hyperlegible-next@5.3.0     # files/…-latin-400-normal.woff2 and -600-
    pip install fonttools==4.68.0 brotli
    xtask/plain_zero.py FROM.woff2 assets/fonts/plaque-sans-400.woff2
"""

import sys

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

NAME = "Plaque Sans"


def box(points):
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def contours(glyph, table):
    coordinates, ends, flags = glyph.getCoordinates(table)
    start = 0
    for end in ends:
        yield [(x, y, flags[i] & 1) for i, (x, y) in enumerate(coordinates[start : end + 1], start)]
        start = end + 1


def draw(pen, points):
    """A quadratic contour; its first point is on the curve."""
    assert points[0][2], "the contour begins off the curve"
    pen.moveTo(points[0][:2])
    held = []
    for x, y, on in points[1:] + points[:1]:
        held.append((x, y))
        if on:
            pen.qCurveTo(*held) if len(held) > 1 else pen.lineTo(held[0])
            held = []
    pen.closePath()


def plain(glyph, table):
    outer, *counters = contours(glyph, table)
    assert len(counters) == 2, "not a zero with a slash"
    ox0, oy0, ox1, oy1 = box(outer)
    ix0, iy0, ix1, iy1 = box(counters[0] + counters[1])
    inner = [
        (
            round(ix0 + (x - ox0) * (ix1 - ix0) / (ox1 - ox0)),
            round(iy0 + (y - oy0) * (iy1 - iy0) / (oy1 - oy0)),
            on,
        )
        for x, y, on in outer[:1] + outer[:0:-1]
    ]
    pen = TTGlyphPen(None)
    draw(pen, outer)
    draw(pen, inner)
    return pen.glyph()


def main(source, target):
    font = TTFont(source)
    table = font["glyf"]
    for name in ("zero", "zero.tf"):
        # The other zero is made of the first one.
        if not table[name].isComposite():
            table[name] = plain(table[name], table)
    for record in font["name"].names:
        text = str(record)
        if record.nameID in (1, 3, 4, 6, 16):
            spaced = text.replace("Atkinson Hyperlegible Next", NAME)
            record.string = spaced.replace("AtkinsonHyperlegibleNext", NAME.replace(" ", ""))
    font.flavor = "woff2"
    font.save(target)


main(*sys.argv[1:])
