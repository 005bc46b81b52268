"""What a file says, wherever in it that stands, and how much of it could be read. Part of the scanner's own process.

Reading, in one word: whole; pictures when there are pictures in it, which nobody can read here; part when words were left
out, for there are too many of them, or they stand in a picture, in a file inside, or in letters without a meaning.
"""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

WHOLE, PICTURES, PART = "whole", "pictures", "part"
MOST_TEXT, MOST_PAGES, MOST_PART = 100_000, 80, 20 * 1024**2
FEW = 20  # characters: a page with a picture and fewer of them was scanned
FIRST = {"docx": "word/document.xml", "pptx": "ppt/slides/", "xlsx": "xl/worksheets/"}
QUIET = re.compile(
    r"^(?:docprops/.*|.*/(?:styles|settings|websettings|fonttable|numbering|tablestyles|presprops|viewprops|people)\.xml"
    r"|.*/(?:theme|persons)/.*|\[content_types\]\.xml)$"
)
MEDIA = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?|emf|wmf|svg|webp|wdp)$")
PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
RUNS, BLOCKS = {"t", "delText"}, {"p", "si", "is"}
LINES = {"v", "text", "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}
NAMED = {"docPr": ("descr", "title"), "cNvPr": ("descr", "title"), "sheet": ("name",), "s": ("v",)}
LINKS = re.compile(r"<Relationship\b[^>]*/hyperlink[\"'][^>]*>")
TARGET = re.compile(r"Target\s*=\s*[\"']([^\"']*@[^\"']*)")
NO_LETTERS = {"/Identity-H", "/Identity-V"}


def office_text(parts: dict[str, bytes], kind: str) -> tuple[str, str]:
    """(text, reading) of a package: the text itself first, then headers, notes, comments, boxes and what else has words."""
    first, found, left_out = FIRST[kind], [], False
    shared = part_text(parts.get("xl/sharedStrings.xml", b"<sst/>"), "") or []
    for name in sorted(parts, key=lambda one: (not one.startswith(first), natural(one))):
        content, lower = parts[name], name.lower()
        left_out = left_out or content.startswith(PACKED)
        if lower.endswith(".rels"):
            found += [target for link in LINKS.findall(content.decode(errors="replace")) for target in TARGET.findall(link)]
        elif lower.endswith(".xml") and not QUIET.match(lower) and sum(map(len, found)) <= MOST_TEXT:
            words = part_text(content, lower, shared)
            found += words or []
            left_out = left_out or words is None
    text = "\n".join(found)
    text = "\n".join([text, *(one for one in shared if one not in text)]).strip("\n")
    return told(text, left_out or not text.strip(), any(MEDIA.search(name.lower()) for name in parts))


def told(text: str, is_left_out: bool, has_pictures: bool) -> tuple[str, str]:
    is_left_out = is_left_out or len(text) > MOST_TEXT
    return text[:MOST_TEXT].replace("\0", ""), PART if is_left_out else PICTURES if has_pictures else WHOLE


def natural(name: str) -> list:
    """slide2 before slide10."""
    return [int(piece) if piece.isdigit() else piece for piece in re.split(r"(\d+)", name)]


def part_text(content: bytes, name: str, shared: Sequence[str] = ()) -> list[str] | None:
    """The lines of one part; None when it cannot be read."""
    if len(content) > MOST_PART:
        return None
    try:
        tree = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return None
    if re.search(r"slide(?:master|layout)s/", name):
        leave_out_prompts(tree)
    found = rows_of(tree, shared) if name.startswith("xl/worksheets/") else []
    gather(tree, found, [])
    return found


def leave_out_prompts(tree) -> None:
    """“Click to add a title” is on no slide."""
    for parent in list(tree.iter()):
        for shape in [one for one in parent if bare(one) == "sp" and any(bare(inner) == "ph" for inner in one.iter())]:
            parent.remove(shape)


def gather(one, found: list[str], line: list[str]) -> None:
    """What stands in an element, by paragraphs; what is there once more for old programs only if it says something else."""
    name, begun = bare(one), len(found)
    if name in RUNS:
        line.append(one.text or "")
    elif name in LINES and (one.text or "").strip():
        found.append(one.text)
    found += [one.get(key) for key in NAMED.get(name, ()) if one.get(key)]
    inner = [] if name in BLOCKS else line
    for child in one:
        gather(child, found, inner)
    if name in BLOCKS:
        found.append("".join(inner))
    elif name == "Fallback":
        found[begun:] = [words for words in found[begun:] if words not in found[:begun]]


def rows_of(tree, shared: Sequence[str]) -> list[str]:
    """The rows of a sheet as lines; their cells are taken out, for they have been read."""
    rows = [one for one in tree.iter() if bare(one) == "row"]
    found = [" ".join(filter(None, (cell(one, shared) for one in row))) for row in rows]
    for row in rows:
        row.clear()
    return found


def cell(one, shared: Sequence[str]) -> str:
    words = "".join(piece.text or "" for piece in one.iter() if bare(piece) in {"v", "t"})
    if one.get("t") != "s":
        return words
    return shared[int(words)] if words.isdecimal() and int(words) < len(shared) else ""


def bare(one) -> str:
    """The name of an element without its namespace."""
    return one.tag.rpartition("}")[2]


def pdf_text(pages, objects) -> tuple[str, str]:
    """(text, reading) of the pages of a PDF with the notes on them. objects: all there are."""
    found, left_out, has_pictures, length = [], len(pages) > MOST_PAGES, False, 0
    for page in pages[:MOST_PAGES]:
        if length > MOST_TEXT:
            break
        text, drawn = page.extract_text().strip(), has_drawings(page)
        left_out = left_out or not text or (drawn and len(text) < FEW)
        has_pictures = has_pictures or drawn
        found.append("\n".join([text, *notes_on(page)]))
        length += len(found[-1])
    return told("\n\n".join(found), left_out or any(is_without_letters(one) for one in objects), has_pictures)


def has_drawings(page) -> bool:
    return bool(inside(inside(page, "/Resources", {}), "/XObject", {}))


def inside(one, key: str, otherwise):
    """What stands under a key, wherever in the file it is kept."""
    found = one.get(key)
    return otherwise if found is None else found.get_object()


def notes_on(page) -> list[str]:
    """What stands in notes and in the fields of forms, and where its links lead."""
    notes = [one.get_object() for one in inside(page, "/Annots", [])]
    links = [action.get_object() for one in notes if isinstance(one, dict) and (action := one.get("/A")) is not None]
    said = [one.get(key) for one in notes if isinstance(one, dict) for key in ("/Contents", "/V")]
    said += [one.get("/URI") for one in links if isinstance(one, dict)]
    return [str(one) for one in said if isinstance(one, str) and one.strip()]


def is_without_letters(one) -> bool:
    """A font that says how its signs look, but not which letters they are."""
    if not isinstance(one, dict) or one.get("/Type") != "/Font" or "/ToUnicode" in one:
        return False
    return one.get("/Subtype") == "/Type3" or (one.get("/Subtype") == "/Type0" and one.get("/Encoding") in NO_LETTERS)
