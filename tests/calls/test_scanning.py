"""What programs write about people into files is gone from every corner of them; the text itself stays as it was."""

import io
import zipfile

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from tests.calls.drafted import docx, jpeg
from unionweb.calls.services import scanning
from unionweb.kernel.errors import Refused

WHO = "canary-王敏"
PLAIN = "canary-wangmin"  # in a PDF
ALL = tuple(scanning.KINDS)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def package(main: str, parts: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in {"[Content_Types].xml": "<Types/>", main: "<x/>", **parts}.items():
            found.writestr(name, content)
    return made.getvalue()


def with_camera() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = WHO
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (36.0, 3.0, 0.0)
    return jpeg(exif=exif)


def with_words() -> bytes:
    words, made = PngImagePlugin.PngInfo(), io.BytesIO()
    words.add_text("Author", WHO)
    words.add_itxt("XML:com.adobe.xmp", f"<x>{WHO}</x>")
    Image.new("RGB", (20, 20), "blue").save(made, "PNG", pnginfo=words)
    return made.getvalue()


def everything_in(data: bytes) -> bytes:
    """All bytes of a package, the packages inside it unpacked as well."""
    found = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            found += [everything_in(opened.read(name)) for name in opened.namelist()]
            found += [name.encode() for name in opened.namelist()]
    return b"\n".join(found)


def is_in(data: bytes) -> bool:
    whole = everything_in(data)
    return any(WHO.encode(code) in whole for code in ("utf-8", "utf-16-be", "utf-16-le")) or b"canary" in whole


MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
CHANGES = f'<w:hdr><w:ins w:author="{WHO}" w:id="1"/><w:del w:id="2" w:author = \'{WHO}\'/></w:hdr>'
PEOPLE = f'<w15:person w15:author="{WHO}"><w15:presenceInfo w15:providerId="AD" w15:userId="{WHO}"/></w15:person>'
FIELDS = f"<p:properties><documentManagement><DisplayName>{WHO}</DisplayName></documentManagement></p:properties>"
FOLDER = f'<mc><x15ac:absPath url="C:\\Users\\{WHO}\\Desktop\\" xmlns:x15ac="u"/></mc>'
PLACES = {
    "maker": ("docx", {"docProps/app.xml": f"<Properties><Company>{WHO}</Company><Manager>{WHO}</Manager></Properties>"}),
    "own properties": ("docx", {"docProps/custom.xml": f"<Properties>{WHO}</Properties>"}),
    "properties elsewhere": ("docx", {"package/services/metadata/core-properties/1.psmdcp": f"<creator>{WHO}</creator>"}),
    "tracked changes": ("docx", {"word/header1.xml": CHANGES}),
    "people": ("docx", {"word/people.xml": f"<p>{PEOPLE}</p>"}),
    "cover page": ("docx", {"customXml/item1.xml": f"<CoverPageProperties><Abstract>{WHO}</Abstract></CoverPageProperties>"}),
    "library fields": ("docx", {"customXml/item2.xml": FIELDS}),
    "own files": ("docx", {"word/_rels/a.rels": f'<Relationship Type="x/hyperlink" Target="file:///C:/{WHO}" TargetMode="External"/>'}),
    "photo": ("docx", {"word/media/image1.jpeg": with_camera()}),
    "drawing": ("docx", {"word/media/image1.png": with_words()}),
    "embedded sheet": ("docx", {"word/embeddings/Sheet1.xlsx": package("xl/workbook.xml", {"docProps/core.xml": f"<c>{WHO}</c>"})}),
    "folder": ("xlsx", {"xl/extra.xml": FOLDER}),
    "sharing": ("xlsx", {"xl/more.xml": f'<w><fileSharing readOnlyRecommended="1" userName="{WHO}"/></w>'}),
    "notes": ("xlsx", {"xl/comments1.xml": f"<comments><authors><author>{WHO}</author></authors></comments>"}),
    "threads": ("xlsx", {"xl/persons/person.xml": f'<l><person displayName="{WHO}" userId="{WHO}" providerId="AD"/></l>'}),
    "slide notes": ("pptx", {"ppt/commentAuthors.xml": f'<l><p:cmAuthor id="1" name="{WHO}" initials="W"/></l>'}),
    "slide changes": ("pptx", {"ppt/changesInfos/changesInfo1.xml": f'<l><pc:chgData name="{WHO}" userId="x" providerId="AD"/></l>'}),
}


@pytest.mark.parametrize("place", PLACES)
def test_office_files_lose_names_wherever_programs_write_them(place):
    kind, parts = PLACES[place]
    data = package(MAIN[kind], parts)
    assert is_in(data)
    found = scanning.scan(data, f"a.{kind}", ALL)
    assert not is_in(found.data)
    with zipfile.ZipFile(io.BytesIO(found.data)) as opened, zipfile.ZipFile(io.BytesIO(data)) as before:
        assert opened.testzip() is None and opened.namelist() == before.namelist()


def test_what_somebody_writes_about_authors_stays_word_for_word():
    text = 'author="李白" 的诗，userName="x"'
    found = scanning.scan(docx(text), "诗.docx", ALL)
    with zipfile.ZipFile(io.BytesIO(found.data)) as opened:
        assert text.encode() in opened.read("word/document.xml")
    assert found.text == text


def stream(data: bytes, **entries) -> StreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    for name, value in entries.items():
        made[NameObject(f"/{name}")] = value
    return made


def pdf_with(put) -> bytes:
    """A page with something on it. put: writer, page."""
    writer, made = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(200, 200)
    put(writer, page)
    writer.write(made)
    return made.getvalue()


def in_xmp(writer, page):
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream(f"<x>{PLAIN}</x>".encode()))
    page[NameObject("/Metadata")] = writer._add_object(stream(f"<x>{PLAIN}</x>".encode()))


def in_picture(writer, page, **more):
    picture = StreamObject()
    picture._data = with_camera()
    usual = {"Type": NameObject("/XObject"), "Subtype": NameObject("/Image"), "Filter": NameObject("/DCTDecode")}
    for name, value in (usual | more).items():
        picture[NameObject(f"/{name}")] = value
    shown = DictionaryObject({NameObject("/Im1"): writer._add_object(picture)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): shown})


def in_picture_xmp(writer, page):
    in_picture(writer, page, Metadata=writer._add_object(stream(f"<x>{PLAIN}</x>".encode())), PieceInfo=TextStringObject(PLAIN))


def in_note(writer, page):
    note = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Text"), "/T": TextStringObject(PLAIN)}
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(DictionaryObject({NameObject(k): v for k, v in note.items()}))])


def in_signature(writer, page):
    signed = DictionaryObject({NameObject("/Type"): NameObject("/Sig"), NameObject("/Name"): TextStringObject(PLAIN)})
    kind = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Widget"), "/FT": NameObject("/Sig")}
    field = kind | {"/T": TextStringObject(PLAIN), "/V": writer._add_object(signed)}
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(DictionaryObject({NameObject(k): v for k, v in field.items()}))])


def in_layer(writer, page):
    usage = DictionaryObject({NameObject("/CreatorInfo"): DictionaryObject({NameObject("/Creator"): TextStringObject(PLAIN)})})
    layer = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Usage"): usage}))
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Properties"): DictionaryObject({NameObject("/MC0"): layer})})


def in_beads(writer, page):
    thread = DictionaryObject({NameObject("/I"): DictionaryObject({NameObject("/Author"): TextStringObject(PLAIN)})})
    page[NameObject("/B")] = ArrayObject([writer._add_object(DictionaryObject({NameObject("/T"): writer._add_object(thread)}))])


@pytest.mark.parametrize("put", [in_xmp, in_picture, in_picture_xmp, in_note, in_signature, in_layer, in_beads])
def test_a_pdf_loses_names_wherever_programs_write_them(put):
    def words(data):
        """Every object as it reads, and every stream as it was written or unpacked."""
        reader, found = PdfReader(io.BytesIO(data)), []
        for number in range(1, reader.trailer["/Size"]):
            one = reader.get_object(number)
            found.append(repr(one).encode())
            if isinstance(one, StreamObject):
                found.append(one._data if one.get("/Filter") == "/DCTDecode" else one.get_data())
        return b"\n".join(found)

    data = pdf_with(put)
    assert is_in(words(data))
    found = scanning.scan(data, "a.pdf", ALL)
    assert not is_in(words(found.data)) and b"Exif" not in words(found.data)


def test_pictures_lose_position_and_words():
    for data, name in ((with_camera(), "a.jpg"), (with_words(), "a.png")):
        found = scanning.scan(data, name, ALL)
        assert not is_in(found.data) and not is_in(found.preview)
        with Image.open(io.BytesIO(found.data)) as shown:
            assert not shown.getexif() and "Author" not in shown.info


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA"])
def test_pictures_of_every_depth_are_taken(mode):
    made = io.BytesIO()
    Image.new(mode, (12, 9)).save(made, "PNG")
    found = scanning.scan(made.getvalue(), "a.png", ALL)
    with Image.open(io.BytesIO(found.preview)) as shown:
        assert shown.size == (12, 9)


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"word/embeddings/a.docm": b"x"}, "宏"),
        ({"word/embeddings/a.xlsx": package(MAIN["xlsx"], {"xl/vbaProject.bin": "x"})}, "宏"),
        ({"word/embeddings/oleObject1.bin": OLE + "_VBA_PROJECT".encode("utf-16-le")}, "宏"),
        ({"word/embeddings/oleObject1.bin": OLE + "\x01Ole10Native".encode("utf-16-le")}, "夹带"),
    ],
)
def test_what_hides_inside_is_refused(parts, word):
    with pytest.raises(Refused, match=word):
        scanning.scan(docx(**parts), "a.docx", ALL)


def test_formulas_inside_are_kept():
    formula = OLE + "Equation Native".encode("utf-16-le")
    found = scanning.scan(docx(**{"word/embeddings/oleObject1.bin": formula}), "论文.docx", ALL)
    assert formula in everything_in(found.data)


def test_bombs_inside_are_refused():
    inner = package(MAIN["xlsx"], {"xl/big.bin": b"0" * 60_000_000})
    with pytest.raises(Refused, match="太大"):
        scanning.scan(docx(**{"word/embeddings/a.xlsx": inner}), "a.docx", ALL)
    nested = package(MAIN["xlsx"], {})
    for _ in range(12):
        nested = package(MAIN["xlsx"], {"xl/embeddings/a.xlsx": nested})
    with pytest.raises(Refused):
        scanning.scan(nested, "a.xlsx", ALL)


@pytest.mark.parametrize(
    ("name", "kinds", "words"),
    [
        ("案例.doc", ("pdf", "docx"), ("旧格式", "另存为 .docx")),
        ("表.xls", ("xlsx",), ("旧格式", "另存为 .xlsx")),
        ("片.ppt", ("pptx",), ("旧格式", "另存为 .pptx")),
        ("案例.wps", ("docx",), ("另存为 .docx",)),
        ("案例.doc", ("pdf",), ("旧格式", "另存为 PDF")),
        ("案例.doc", ("jpg", "png"), ("这里只收",)),
        ("照片.heic", ("jpg", "png"), ("手机", "JPEG")),
        ("照片.webp", ("jpg",), ("JPEG",)),
        ("加密.docx", ("docx",), ("密码",)),
    ],
)
def test_old_and_strange_kinds_are_told_what_to_do(name, kinds, words):
    with pytest.raises(Refused) as refusal:
        scanning.scan(OLE + b"0" * 600, name, kinds)
    assert all(word in str(refusal.value) for word in words) and "没有收下" in str(refusal.value)
