"""Makes the fonts in static/fonts. Run once, by hand, when the set of characters changes; the results are kept in the repository.

    npm install --ignore-scripts @fontsource-variable/source-serif-4 @fontsource-variable/source-sans-3
    python3 -m venv venv && venv/bin/pip install fonttools brotli
    venv/bin/python docs/fonts/make.py node_modules/@fontsource-variable static/fonts

Source Serif 4 and Source Sans 3 are under the SIL Open Font License 1.1. It reserves their name: what is cut from them goes by another.
The weight axis is kept from 400 to 700, all other axes and hints are dropped. A page loads the parts whose characters it shows.
"""

import io
import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# part: (the file of the package that holds it, its characters). static/site.css names the same ranges.
PARTS = {
    "latin": (
        "latin",
        "20-7E,A0-FF,131,152-153,2002,2009,2010,2013-2014,2018-201A,201C-201E,2020-2022,2026,202F,2032-2033,2039-203A,20AC,2122,2190-2193,2212",
    ),
    "turkish": ("latin-ext", "11E-11F,130,15E-15F"),
    "latin-ext": ("latin-ext", "100-11D,120-12F,132-151,154-15D,160-17F,218-21B,1E9E"),
    "cyrillic": ("cyrillic", "301,401-40F,410-44F,451-45F,490-491,2116"),
}
# (package, style, least and greatest weight, file, family)
FACES = [
    ("source-serif-4", "normal", (400, 700), "serif", "Rapporteur Serif"),
    ("source-serif-4", "italic", (400, 400), "serif-italic", "Rapporteur Serif"),
    ("source-sans-3", "normal", (400, 700), "sans", "Rapporteur Sans"),
]
FEATURES = ["kern", "liga", "tnum", "pnum", "lnum", "locl", "ccmp", "mark", "mkmk"]


def characters(ranges):
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def make(packages, package, style, weights, part, family, output):
    held_by, ranges = PARTS[part]
    font = TTFont(os.path.join(packages, package, "files", f"{package}-{held_by}-wght-{style}.woff2"))
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(characters(ranges)))
    cutter.subset(font)
    # Limiting an axis wants a font that was read, not one in the middle of being cut.
    font.flavor = None
    kept = io.BytesIO()
    font.save(kept)
    kept.seek(0)
    least, greatest = weights
    font = instancer.instantiateVariableFont(TTFont(kept), {"wght": least if least == greatest else weights})
    slant = " Italic" if style == "italic" else ""
    for name, text in {1: family, 4: family + slant, 6: (family + slant).replace(" ", "")}.items():
        font["name"].setName(text, name, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(output)
    print(output, os.path.getsize(output))


if __name__ == "__main__":
    packages, folder = sys.argv[1:]
    for package, style, weights, file, family in FACES:
        for part in PARTS:
            make(packages, package, style, weights, part, family, os.path.join(folder, f"{file}-{part}.woff2"))
