"""Pages set by hand, line by line, into a file that WeasyPrint writes: for child.py alone.

A specimen (typeset.py) of one page shows a character of every font of the run. WeasyPrint lays it out once; each file
takes its fonts from there, cut to its own characters, and has the pages that were asked for instead. WeasyPrint embeds
the fonts and writes everything else that makes a PDF/A; what a page says is tagged, what is drawn is an artifact.
"""

import copy
import io
import zlib
from dataclasses import dataclass, field
from functools import lru_cache, partial

import pydyf
from fontTools.ttLib import TTFont
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import get_hb_object_data

MM = 72 / 25.4
PACKING = 6  # 9 takes half as long again for a hundredth of the bytes
LARGEST_KEPT = 100_000  # bytes of what is packed once for many files


class Specimen:
    """The fonts of a run, ready to be taken into files."""

    def __init__(self, document):
        self.document = document
        self.faces = {font.family: _Face(key, font) for key, font in document.fonts.items()}

    @classmethod
    def of(cls, document) -> "Specimen":
        """Fonts are known when the page was painted; that cuts them to it, which is undone."""
        document.write_pdf()
        for font in document.fonts.values():
            font.file_content = get_hb_object_data(font.hb_face)
        return cls(document)

    def file(self, request: dict) -> bytes:
        """One PDF of the pages of a request. KeyError for a character that no font of the run has."""
        uses = [_Use(self.faces[family]) if family in self.faces else None for family in request["families"]]
        texts = [_text(page, uses) for page in request["pages"]]
        said = DocumentMetadata(title=request["title"], authors=[request["author"]], lang="zh-CN")
        whole, page = self.document, []
        document = type(whole)(page, said, whole.url_fetcher, whole.font_config, {}, whole.output_intent)
        document.fonts = {use.face.key: use.font() for use in uses if use and use.letters}
        finish = partial(_set_pages, request=request, texts=texts)
        return document.write_pdf(pdf_variant="pdf/a-3u", finisher=finish)


class _Face:
    """A font of the run: the glyphs of its characters, and how wide those are."""

    def __init__(self, key, font):
        self.key, self.sample = key, font
        read = TTFont(io.BytesIO(font.file_content), fontNumber=font.index)
        self.glyphs = {chr(code): read.getGlyphID(name) for code, name in read.getBestCmap().items()}
        widths = read["hmtx"].metrics
        names = read.getGlyphOrder()
        self.widths = {glyph: round(widths[names[glyph]][0] * 1000 / font.upem) for glyph in self.glyphs.values()}


@dataclass
class _Use:
    """What one file shows of a face."""

    face: _Face
    letters: dict[str, None] = field(default_factory=dict)

    def codes(self, text: str) -> str:
        self.letters.update(dict.fromkeys(text))
        return "".join(f"{self.face.glyphs[letter]:04x}" for letter in text)

    def font(self):
        """The font as WeasyPrint embeds it: with these characters and no others."""
        font, glyphs = copy.copy(self.face.sample), {self.face.glyphs[letter]: letter for letter in self.letters}
        font.to_unicode, font.widths = glyphs, {glyph: self.face.widths[glyph] for glyph in glyphs}
        return font


def _text(page: dict, uses: list[_Use | None]) -> str:
    """The lines of a page, as one tagged paragraph. A face that has nothing but spaces to show shows nothing."""
    height = page["height"] * MM
    lines = (_line(line, uses[line[0]], height) for line in page["lines"] if uses[line[0]])
    return f"/P <</MCID 0>> BDC BT {' '.join(lines)} ET EMC"


def _line(line: list, use: _Use, height: float) -> str:
    """One run of characters: [number of the face, text, left, base line (mm), size, gap (points), colour]."""
    _, text, left, base, size, gap, colour = line
    place = f"1 0 0 1 {left * MM:.2f} {height - base * MM:.2f} Tm"
    return f"{colour} rg /{use.face.sample.hash} {size:g} Tf {gap:g} Tc {place} <{use.codes(text)}> Tj"


def _set_pages(document, pdf, *, request: dict, texts: list[str]) -> None:
    """The pages, into a file that has none. A ground is kept once, however many pages show it."""
    resources = next(o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and "XObject" in o)
    for name, operators in request["grounds"].items():
        resources["XObject"][name] = _form(pdf, operators)
    tree, made = _tree(pdf), []
    for page, text in zip(request["pages"], texts, strict=True):
        made.append(_add(pdf, page, text, {"Resources": resources.reference, **_tagged(pdf, tree)}))
    _mark(pdf, request["marks"], made)
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            _pack(stream)


def _form(pdf, operators: str) -> bytes:
    box = pydyf.Array([-10, -10, 1000, 1000])
    form = pydyf.Stream([operators], {"Type": "/XObject", "Subtype": "/Form", "BBox": box}, compress=True)
    pdf.add_object(form)
    return form.reference


def _add(pdf, page: dict, text: str, more: dict) -> pydyf.Dictionary:
    width, height = page["width"] * MM, page["height"] * MM
    grounds = " ".join(f"/{name} Do" for name in page["grounds"])
    drawn = f"/Artifact BMC q {MM:.5f} 0 0 -{MM:.5f} 0 {height:.3f} cm {grounds} {page['drawn']} Q EMC"
    stream = pydyf.Stream([drawn, text], compress=True)
    pdf.add_object(stream)
    box = pydyf.Array([0, 0, round(width, 3), round(height, 3)])
    page = {"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": box, "TrimBox": box, "Contents": stream.reference}
    made = pydyf.Dictionary(page | more)
    pdf.add_page(made)
    return made


def _mark(pdf, marks: list[list], pages: list[pydyf.Dictionary]) -> None:
    """Bookmarks, all unfolded. marks: [depth, title, number of the page from 0]; a deeper one is part of the one before it."""
    if not marks:
        return
    root = pydyf.Dictionary({"Type": "/Outlines"})
    pdf.add_object(root)
    above, last = [root], {}
    for depth, title, number in marks:
        above = above[: depth + 1]
        top = pages[number]["MediaBox"][3]
        place = pydyf.Array([pages[number].reference, "/XYZ", 0, top, 0])
        one = pydyf.Dictionary({"Title": pydyf.String(title), "Parent": above[-1].reference, "Dest": place})
        pdf.add_object(one)
        before = last.get(id(above[-1]))
        if before is None:
            above[-1]["First"] = one.reference
        else:
            before["Next"], one["Prev"] = one.reference, before.reference
        above[-1]["Last"] = one.reference
        last[id(above[-1])] = one
        for each in above:
            each["Count"] = each.get("Count", 0) + 1
        above.append(one)
    pdf.catalog.update({"Outlines": root.reference, "PageMode": "/UseOutlines"})


def _tree(pdf) -> tuple:
    """The document of the structure tree, and the list that leads from pages to their paragraphs."""
    numbers = pydyf.Array([])
    root = pydyf.Dictionary({"Type": "/StructTreeRoot", "ParentTree": pydyf.Dictionary({"Nums": numbers})})
    pdf.add_object(root)
    document = pydyf.Dictionary({"Type": "/StructElem", "S": "/Document", "P": root.reference, "K": pydyf.Array([])})
    pdf.add_object(document)
    root["K"] = document.reference
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    return document, numbers


def _tagged(pdf, tree: tuple) -> dict:
    """What the next page says of its place in the tree; its paragraph is added there."""
    (document, numbers), number = tree, pdf.pages["Count"]
    page = f"{len(pdf.objects) + 2} 0 R"  # after this paragraph and the stream of the page
    paragraph = pydyf.Dictionary({"Type": "/StructElem", "S": "/P", "P": document.reference, "Pg": page, "K": 0})
    pdf.add_object(paragraph)
    document["K"].append(paragraph.reference)
    numbers.extend([number, pydyf.Array([paragraph.reference])])
    return {"StructParents": number, "Tabs": "/S"}


def _pack(stream) -> None:
    """Pack a stream now: WeasyPrint asks each for its bytes twice, and would pack it twice."""
    content = b"\n".join(part if isinstance(part, bytes) else part.encode() for part in stream.stream)
    shared = stream.extra.get("Subtype") == "/Form" or "N" in stream.extra  # a ground, or the colours: in every file
    stream.stream = [(_kept if shared and len(content) < LARGEST_KEPT else _packed)(content)]
    stream.compress, stream.extra["Filter"] = False, "/FlateDecode"


def _packed(content: bytes) -> bytes:
    return zlib.compress(content, PACKING)


_kept = lru_cache(maxsize=40)(_packed)
