"""Whether a PDF keeps what PDF/A-3u and tags promise, as far as it can be seen without a validator."""

import io
import re

import pypdf

SHOWN = re.compile(rb"<([0-9a-f]+)>|/(\w+) [\d.]+ Tf")


def faults_of(data: bytes) -> list[str]:
    """What is wrong with a file; empty for a good one."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    xmp = reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else ""
    wrong = {
        "no part and level of PDF/A": not re.search(r'part="3"', xmp) or not re.search(r'conformance="U"', xmp),
        "no output intent": not _has_intent(root),
        "no identifier": "/ID" not in reader.trailer,
        "no language": not root.get("/Lang", "").startswith("zh"),
        "title or author missing": not (reader.metadata and reader.metadata.title and reader.metadata.author),
        "title or author not in the metadata": not all(_escaped(s) in xmp for s in _said(reader)),
        "encrypted": "/Encrypt" in reader.trailer,
        "scripts or actions": b"/JavaScript" in data or "/OpenAction" in root or "/AA" in root,
    }
    faults = [fault for fault, is_so in wrong.items() if is_so] + _tag_faults(reader, root)
    return faults + [fault for page in reader.pages for fault in _page_faults(page)]


def _has_intent(root) -> bool:
    intents = root.get("/OutputIntents", [])
    return any(one.get_object().get("/S") == "/GTS_PDFA1" and one.get_object().get("/DestOutputProfile") for one in intents)


def _said(reader) -> list[str]:
    return [text for text in (reader.metadata.title, reader.metadata.author) if text] if reader.metadata else []


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _tag_faults(reader, root) -> list[str]:
    """A structure tree that leads to every page, and back."""
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        return ["no tags"]
    numbers = root["/StructTreeRoot"]["/ParentTree"].get_object()["/Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    pages = [page for page in reader.pages if b"MCID" in page.get_contents().get_data()]
    lost = [n for n, page in enumerate(pages) if not parents.get(page.get("/StructParents"))]
    back = [
        n for n, page in enumerate(pages) if n not in lost
        and any(one.get_object()["/Pg"] != page for one in parents[page["/StructParents"]].get_object())
    ]  # fmt: skip
    return ["a page is not in the tree of tags"] * bool(lost or back) + ["no tagged text"] * (not pages)


def _page_faults(page) -> list[str]:
    content, known, faults = page.get_contents().get_data(), {}, []
    untagged = re.sub(rb"BDC.*?EMC|BMC.*?EMC", b"", content, flags=re.DOTALL)
    if b"Tj" in untagged or b"TJ" in untagged:
        faults.append("text outside of tags")
    for name, font in page["/Resources"].get("/Font", {}).items():
        font = font.get_object()
        known[name[1:].encode()] = _mapped(font)
        faults += _font_faults(font)
    face = None
    for codes, name in SHOWN.findall(content):
        face = name or face
        shown = {codes[i : i + 4] for i in range(0, len(codes), 4)} if codes and face else set()
        if shown - known.get(face, shown):
            faults.append(f"characters without Unicode: {sorted(shown - known[face])[:3]}")
    return faults


def _font_faults(font) -> list[str]:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    described = inner.get("/FontDescriptor", {})
    wrong = {
        "font not embedded": not {"/FontFile2", "/FontFile3"} & set(described),
        "font not a subset": not re.match(r"/[A-Z]{6}\+", font["/BaseFont"]),
        "font without ToUnicode": "/ToUnicode" not in font,
        "no CIDToGIDMap": inner.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in inner,
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def _mapped(font) -> set[bytes]:
    """The codes that ToUnicode knows, none of them standing for nothing."""
    if "/ToUnicode" not in font:
        return set()
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", font["/ToUnicode"].get_data())
    return {code for code, text in pairs if text not in (b"0000", b"feff", b"fffe")}
