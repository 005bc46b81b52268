"""Cleans one file from standard input: run by scanning.py, never imported.

Usage: python -I scanner KIND < file > answer
The answer is a line of JSON, {"text": …, "reading": …, "size": …} or {"problem": macro|inside|locked|too_big|external|broken},
and after it the clean file (of that size) and a small picture of it, if it is a picture or a PDF.
"""

import io
import json
import re
import resource
import sys
import warnings
import zipfile

from harm import FETCHING, MACROS, OLD_OFFICE, PROGRAM, STRANGE, Problem, check_relations, checked_object, has_commands
from reading import PICTURES, office_text, pdf_text
from showing import first_page, small, with_fields_drawn

MEMORY, CPU_SECONDS = 1536 * 1024**2, 30
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO, SMALL = 2_000, 120 * 1024**2, 200, 10 * 1024**2
MOST_PIXELS = 60_000_000
CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/'
    b'package/2006/metadata/core-properties"/>'
)
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
CUSTOM = APP.replace(b"extended-properties", b"custom-properties")
PROPERTIES = {"docprops/core.xml": CORE, "docprops/app.xml": APP, "docprops/custom.xml": CUSTOM}
# Names of people in comments, tracked changes, lists of people, paths of their folders: attributes of these names anywhere,
# and what these elements call "name".
NAMED = re.compile(rb"<(?:\w+:)?(?:cmAuthor|person|author|chgData|userInfo|absPath)\b")
NAMES = re.compile(rb"""(\s(?:name|displayName|url)\s*=\s*)(?:"[^"]*"|'[^']*')""")
AUTHORS = re.compile(
    rb"""(\s(?:\w+:)?(?:author|initials|userId|providerId|lastModifiedBy|lastEdited|userName)\s*=\s*)(?:"[^"]*"|'[^']*')"""
)
TAG = re.compile(rb"<[^<>]*>")
TELLING = re.compile(AUTHORS.pattern + rb"|" + NAMED.pattern)
AUTHOR_LIST = re.compile(rb"(<(?:\w+:)?author(?:\s[^>]*)?>)[^<]*(</)")
FORM_FIELDS = re.compile(rb"documentManagement|CoverPageProperties")  # of a library, of a cover page
OWN_FILES = re.compile(rb"(Target\s*=\s*)\"file:[^\"]*\"", re.I)
DEEPEST = 3  # packages inside packages
WORDY_CHUNKS = {b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME"}
PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/CreatorInfo", "/AF", "/EF", "/RF", "/JS")
NOTES = ("/T", "/FS", "/RichMediaContent", "/Popup", "/Parent")
ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToE", "/GoToR", "/Movie", "/Sound", "/RichMediaExecute",
}  # fmt: skip


def main() -> None:
    limit_process()
    body = preview = b""
    try:
        data, kind = sys.stdin.buffer.read(), sys.argv[1]
        body, (text, how), preview = {"pdf": pdf, "jpg": picture, "png": picture}.get(kind, office)(data, kind)
        answer = {"text": text, "reading": how, "size": len(body)}
    except Problem as problem:
        answer, body = {"problem": str(problem)}, b""
    except (MemoryError, RecursionError):
        answer, body = {"problem": "too_big"}, b""
    except Exception:  # the readers raise dozens of kinds for broken files
        answer, body = {"problem": "broken"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + body + preview)


def limit_process() -> None:
    """No more memory and time than an honest file needs, and no core file with people's data in it."""
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def office(data: bytes, kind: str) -> tuple[bytes, tuple[str, str], bytes]:
    """The same package without properties, names of commentators and data of cameras, and its text."""
    parts, clean = package_of(data, 0)
    return clean, office_text(parts, kind), b""


def package_of(data: bytes, depth: int) -> tuple[dict[str, bytes], bytes]:
    """The parts of a package as they came, and the package made clean. depth: inside how many others it is."""
    if depth > DEEPEST:
        raise Problem("too_big")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        check_package(package, len(data))
        parts = {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            package.writestr(info, clean_part(name, content, depth), zipfile.ZIP_DEFLATED)
    return parts, made.getvalue()


def check_package(package: zipfile.ZipFile, size: int) -> None:
    """Judge a zip by its directory, before anything is unpacked."""
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * size):
        raise Problem("too_big")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Problem("locked")
    if any(MACROS.search(entry.filename) for entry in entries):
        raise Problem("macro")
    if any(STRANGE.search(entry.filename) for entry in entries):
        raise Problem("inside")
    names = [entry.filename.lower() for entry in entries]
    if len(names) != len(set(names)) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Problem("broken")


def clean_part(name: str, content: bytes, depth: int) -> bytes:
    lower = name.lower()
    if lower in PROPERTIES or lower.endswith(".psmdcp"):
        return PROPERTIES.get(lower, CORE)
    if content.startswith(b"PK\x03\x04"):
        return package_of(content, depth + 1)[1]
    if content.startswith(OLD_OFFICE):
        return checked_object(content)
    if PROGRAM.match(content):
        raise Problem("inside")
    if lower.endswith((".jpg", ".jpeg")):
        return without_camera(content)
    if lower.endswith(".png"):
        return without_words(content)
    return clean_markup(lower, content) if lower.endswith((".xml", ".rels")) else content


def clean_markup(lower: str, content: bytes) -> bytes:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:  # letters of two bytes would hide the rest from us
        raise Problem("broken")
    if b"macroEnabled" in content and lower == "[content_types].xml":
        raise Problem("macro")
    if lower.endswith(".rels"):
        check_relations(content)
        return OWN_FILES.sub(rb'\1"file:///"', content)
    if FETCHING.search(content) and lower.startswith("xl/"):
        raise Problem("external")
    if lower.startswith("word/") and has_commands(content):
        raise Problem("inside")
    if lower.startswith("customxml/") and FORM_FIELDS.search(content):
        content = re.sub(rb">[^<]+<", b"><", content)
    if TELLING.search(content):
        content = TAG.sub(clean_tag, content)
    return AUTHOR_LIST.sub(rb"\1\2", content) if "comment" in lower else content


def clean_tag(found: re.Match) -> bytes:
    tag = AUTHORS.sub(rb'\1""', found[0])
    return NAMES.sub(rb'\1""', tag) if NAMED.match(tag) else tag


def without_camera(data: bytes) -> bytes:
    """A JPEG without the segments in which cameras and programs write (APP1, APP13, comments)."""
    if not data.startswith(b"\xff\xd8"):
        return data
    made, place = [data[:2]], 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        size = int.from_bytes(data[place + 2 : place + 4], "big") + 2
        if data[place + 1] not in {0xE1, 0xED, 0xFE}:
            made.append(data[place : place + size])
        place += size
    return b"".join([*made, data[place:]])


def without_words(data: bytes) -> bytes:
    """A PNG without the chunks of words, times and cameras."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return data
    made, place = [data[:8]], 8
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        if data[place + 4 : place + 8] not in WORDY_CHUNKS:
            made.append(data[place:end])
        place = end
    return b"".join(made)


def pdf(data: bytes, _kind: str) -> tuple[bytes, tuple[str, str], bytes]:
    """Its pages in a new file: what is not on a page (properties, scripts, files inside) stays behind."""
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise Problem("locked")
    writer = PdfWriter()
    for page in reader.pages:
        page.pop("/B", None)  # articles, with their authors
        writer.add_page(page)
    if not writer.pages:
        raise Problem("broken")
    for one in writer._objects:
        clean_object(one)
    told = pdf_text(list(writer.pages), writer._objects)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)  # what was taken out, for good
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue(), told, first_page(with_fields_drawn(writer, made.getvalue()))


def clean_object(found) -> None:
    """Take out of an object, and of all that is written inside it, what programs say about people, and what acts by itself."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            for key in PRIVATE:
                one.pop(key, None)
            clean_note(one)
            clean_photo(one)
            waiting.extend(one.values())


def clean_note(one: dict) -> None:
    """A note without its writer, a signature without the one who signed, a button without what it starts."""
    if "/S" in one and one["/S"] in ACTIONS:  # [] looks through references, get does not
        one.clear()
    if "/S" in one:
        one.pop("/Next", None)  # what follows after an action
    if one.get("/Type") == "/Annot" or "/Rect" in one:
        for key in NOTES:
            one.pop(key, None)
    if one.get("/FT") == "/Sig":
        one.pop("/V", None)
    if one.get("/Type") == "/Sig":
        one.clear()
    if hasattr(one, "_data"):
        clean_stream(one)


def clean_stream(one: dict) -> None:
    """What a stream says is in the file, never elsewhere; programs for printers are no part of a page."""
    for key in ("/F", "/FFilter", "/FDecodeParms"):
        one.pop(key, None)
    if one.get("/Subtype") == "/PS":
        one._data = b""


def clean_photo(one: dict) -> None:
    if one.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        one._data = without_camera(one._data)


def picture(data: bytes, kind: str) -> tuple[bytes, tuple[str, str], bytes]:
    """The picture upright and without what the camera wrote, and a small one for pages."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # judged below, so that the answer says what is wrong
    name = {"jpg": "JPEG", "png": "PNG"}[kind]
    with Image.open(io.BytesIO(data), formats=[name]) as found:
        if found.width * found.height > MOST_PIXELS:
            raise Problem("too_big")
        profile = found.info.get("icc_profile")
        upright = ImageOps.exif_transpose(found)
        upright.load()
    if (kind == "jpg" and upright.mode not in {"RGB", "L"}) or upright.mode in {"P", "CMYK", "I", "F"}:
        upright = upright.convert("RGBA" if kind == "png" else "RGB")
        profile = None if found.mode == "CMYK" else profile
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    made = io.BytesIO()
    clean.save(made, name, **({"quality": 95, "subsampling": 0} if kind == "jpg" else {}), icc_profile=profile)
    return made.getvalue(), ("", PICTURES), small(clean)


if __name__ == "__main__":
    main()
