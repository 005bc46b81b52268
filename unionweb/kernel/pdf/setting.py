"""Pages set by hand into a document whose only page is a specimen of its fonts: for child.py alone.

The specimen (typeset.py) shows every character of the file, one paragraph for each face; WeasyPrint embeds the faces
and writes everything else that makes a PDF. Here that page goes and the real ones come, line by line.
"""

import zlib
from functools import lru_cache

import pydyf

MM = 72 / 25.4


def set_pages(document, pdf, *, pages: list[dict], grounds: dict[str, str]) -> None:
    """Replace the specimen by the pages. A ground is kept once in the file, however many pages show it."""
    specimen = _object(pdf, pdf.page_references[0])
    resources = _object(pdf, specimen["Resources"])
    _object(pdf, specimen["Contents"]).stream.clear()
    pdf.pages["Kids"], pdf.pages["Count"] = pydyf.Array([]), 0
    for name, operators in grounds.items():
        resources["XObject"][name] = _form(pdf, operators)
    faces = [_codes(font) for font in document.fonts.values()]
    for page in pages:
        _add(pdf, page, faces, resources.reference)


def _codes(font) -> tuple[str, dict[str, str]]:
    """The name of a font among the resources, and how its characters are written."""
    return font.hash, {text: f"{glyph:04x}" for glyph, text in font.to_unicode.items()}


def _form(pdf, operators: str) -> bytes:
    box = pydyf.Array([-10, -10, 1000, 1000])
    packing = {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Filter": "/FlateDecode"}
    form = pydyf.Stream([_packed(operators)], packing)
    pdf.add_object(form)
    return form.reference


@lru_cache(maxsize=40)
def _packed(operators: str) -> bytes:
    """Packed once for all files that show it: of a single file this is a third of the work."""
    return zlib.compress(operators.encode(), 9)


def _add(pdf, page: dict, faces: list, resources: bytes) -> None:
    width, height = page["width"] * MM, page["height"] * MM
    grounds = " ".join(f"/{name} Do" for name in page["grounds"])
    drawn = f"q {MM:.5f} 0 0 -{MM:.5f} 0 {height:.3f} cm /Artifact BMC {grounds} {page['drawn']} EMC Q"
    lines = [_line(line, faces, height) for line in page["lines"]]
    stream = pydyf.Stream([drawn, "BT", *lines, "ET"], compress=True)
    pdf.add_object(stream)
    box = pydyf.Array([0, 0, round(width, 3), round(height, 3)])
    page = {"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": box, "TrimBox": box, "Contents": stream.reference}
    pdf.add_page(pydyf.Dictionary(page | {"Resources": resources}))


def _line(line: list, faces: list, height: float) -> str:
    """One run of characters: [number of the face, text, left, base line (mm), size, gap (points), colour]."""
    number, text, left, base, size, gap, colour = line
    name, codes = faces[number]
    shown = "".join(codes[character] for character in text)
    place = f"1 0 0 1 {left * MM:.2f} {height - base * MM:.2f} Tm"
    return f"{colour} rg /{name} {size:g} Tf {gap:g} Tc {place} <{shown}> Tj"


def _object(pdf, reference: bytes):
    """What a reference such as b"7 0 R" stands for."""
    return pdf.objects[int(reference.split()[0])]
