"""Seals and signatures that organs give: what is accepted, how it is pressed, and that issued certificates keep theirs."""

import io

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from tests.certificates.issued import add_draft, add_issued
from unionweb.certificates import inks, queries
from unionweb.certificates.models import Certificate, CertificateOrgan
from unionweb.kernel import files
from unionweb.kernel.extensions import db


def seal_picture(kind="PNG", *, size=600, ink=(210, 30, 40), ground=(255, 255, 255), shape=(1.0, 1.0)):
    """A ring with a bar in it."""
    wide, high = int(size * shape[0]), int(size * shape[1])
    picture = Image.new("RGB", (wide + 80, high + 80), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((40, 40, 40 + wide, 40 + high), outline=ink, width=max(size // 20, 4))
    draw.rectangle((wide // 3, high // 2, wide * 2 // 3, high // 2 + size // 12), fill=ink)
    data = io.BytesIO()
    picture.save(data, kind)
    return data.getvalue()


def signature_picture():
    picture = Image.new("RGBA", (500, 180), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(30, 140), (120, 40), (200, 150), (320, 30), (470, 120)], fill=(20, 20, 60, 255), width=9)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def given(seal=None, signature=None, **more):
    typed = {"name": "海川大学工会", "signer": "工会主席" if signature else ""} | more
    for name, data in (("seal", seal), ("signature", signature)):
        typed |= {name: (io.BytesIO(data), f"{name}.png")} if data is not None else {}
    return {"data": typed, "content_type": "multipart/form-data"}


def test_a_seal_and_a_signature_are_kept_shown_and_printed(as_user, inside, ink_of):
    office = as_user(10003)
    assert office.post("/certificates/organs", **given(seal_picture(), signature_picture())).status_code == 303
    page = office.get("/certificates/organs").text
    assert "海川大学工会的印章" in page and "工会主席" in page
    shown = Image.open(io.BytesIO(office.get("/certificates/organs/1/seal.png").data))
    assert shown.mode == "1" and 560 <= shown.width <= 620
    draft = inside(add_draft)
    with_picture = ink_of(office.get(f"/certificates/batches/{draft}/proof.pdf").data)
    assert "工会主席：" in with_picture.text
    red, black = with_picture.box(is_red), with_picture.box(is_dark, inside=(127, 148, 165, 170))
    assert abs((red[2] - red[0]) - 42) < 1 and abs((red[3] - red[1]) - 42) < 1 and abs((red[0] + red[2]) / 2 - 219) < 1
    assert black and 30 < black[2] - black[0] <= 36.5
    drawn = office.get(f"/certificates/batches/{draft}/proof.svg").text
    assert drawn.count("<image ") == 2


def is_red(pixel):
    return pixel[0] > 180 and pixel[1] < 90 and pixel[2] < 90


def is_dark(pixel):
    return max(pixel) < 90


class Page:
    """What is on the first page of a PDF: its text, and where pixels of a colour are."""

    def __init__(self, data):
        page = pypdfium2.PdfDocument(data)[0]
        self.text = page.get_textpage().get_text_range()
        self.picture = page.render(scale=100 / 72).to_pil().convert("RGB")

    def box(self, wanted, inside=(195, 130, 245, 185)):
        """Left, top, right and bottom of such pixels within a part of the page, in mm; None when there is none."""
        scale = 100 / 25.4
        part = self.picture.crop(tuple(round(edge * scale) for edge in inside))
        pixels = part.load()
        found = [(x, y) for y in range(part.height) for x in range(part.width) if wanted(pixels[x, y])]
        if not found:
            return None
        xs, ys = zip(*found, strict=True)
        edges = (min(xs), min(ys), max(xs), max(ys))
        return tuple(edge / scale + inside[n % 2] for n, edge in enumerate(edges))


@pytest.fixture
def ink_of():
    return Page


def test_what_was_issued_keeps_the_seal_it_was_issued_with(as_user, inside):
    office = as_user(10003)
    office.post("/certificates/organs", **given(seal_picture()))
    inside(lambda: add_issued("王敏"))
    before = inside(lambda: db.session.scalar(select(Certificate)).marks)
    office.post("/certificates/organs", **given(seal_picture(ink=(150, 0, 0))))
    organ = inside(lambda: db.session.scalar(select(CertificateOrgan)))
    assert before["seal"] != organ.seal and inside(lambda: db.session.scalar(select(Certificate)).marks) == before
    assert office.post(f"/certificates/organs/{organ.id}/removal").status_code == 303
    assert inside(lambda: queries.marks_of("海川大学工会").seal) is None
    assert inside(lambda: (files.folder() / before["seal"]).is_file())
    assert office.post(f"/certificates/organs/{organ.id}/removal").status_code == 404


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("ground", [(255, 255, 255), (235, 228, 215)])
def test_a_scan_on_any_paper_is_traced(kind, ground):
    picture = Image.open(io.BytesIO(inks.traced(seal_picture(kind, ground=ground), is_seal=True)))
    inked = picture.convert("L").histogram()[0] / (picture.width * picture.height)
    assert 0.1 < inked < 0.4 and abs(picture.width - picture.height) < 4


def png_head(width, height):
    """The beginning of a PNG that claims to be so large."""
    import struct
    import zlib

    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GIF89a nothing", "PNG、JPEG"),
        (b"", "PNG、JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * inks.LARGEST, "2 MB"),
        (b"\x89PNG\r\n\x1a\nbroken", "打不开"),
        (png_head(60000, 60000), "太大|打不开"),
        (seal_picture(size=60), "太小"),
        (seal_picture(shape=(1.0, 0.4)), "圆形或方形"),
        (seal_picture(ink=(255, 255, 255)), "看不出印迹"),
    ],
)
def test_a_picture_of_the_wrong_kind_or_size_is_refused_with_the_limit(as_user, inside, data, said):
    answer = as_user(10003).post("/certificates/organs", **given(data))
    assert answer.status_code == 422 and any(part in answer.text for part in said.split("|"))
    assert inside(lambda: db.session.scalars(select(CertificateOrgan)).all()) == []


def test_nothing_given_is_refused(as_user):
    answer = as_user(10003).post("/certificates/organs", **given())
    assert answer.status_code == 409 and "至少上传" in answer.text


@pytest.mark.parametrize("who", [10001, 10002])
def test_only_the_office_sees_and_gives_marks(as_user, who):
    as_user(10003).post("/certificates/organs", **given(seal_picture()))
    stranger = as_user(who)
    for path in ("/certificates/organs", "/certificates/organs/1/seal.png"):
        assert stranger.get(path).status_code == 403
    assert stranger.post("/certificates/organs", **given(seal_picture())).status_code == 403
    assert as_user(10003).get("/certificates/organs/1/other.png").status_code == 404
    assert as_user(10003).get("/certificates/organs/1/signature.png").status_code == 404


def test_a_signer_needs_a_signature_and_a_change_something_new(as_user, inside):
    office = as_user(10003)
    assert office.post("/certificates/organs", **given(seal_picture())).status_code == 303
    for typed in (given(), given(signer="工会主席")):
        assert office.post("/certificates/organs", **typed).status_code == 409
    assert inside(lambda: db.session.scalar(select(CertificateOrgan)).signer) == ""
