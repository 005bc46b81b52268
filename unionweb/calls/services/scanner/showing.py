"""What a picture or a PDF looks like, as a small picture for pages. Part of the scanner's own process."""

import io

SIDE, QUALITY = 1400, 85
LARGEST_SCALE = 2.0  # a visiting card is not blown up into a poster


def small(image) -> bytes:
    """A small JPEG of a picture, which is made smaller in its place."""
    made = io.BytesIO()
    image.thumbnail((SIDE, SIDE))
    on_white(image).save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def on_white(image):
    """What is see-through stands on white."""
    from PIL import Image

    if image.mode in {"RGBA", "LA"}:
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


def with_fields_drawn(writer, data: bytes) -> bytes:
    """The bytes to draw a PDF from: fields of a form on its first page become stamps, or what was filled in stays unseen."""
    notes = writer.pages[0].get("/Annots")
    found = [one.get_object() for one in notes.get_object() or []] if notes is not None else []
    fields = [one for one in found if isinstance(one, dict) and one.get("/Subtype") == "/Widget"]
    if not fields:
        return data
    from pypdf.generic import NameObject

    for field in fields:
        field[NameObject("/Subtype")] = NameObject("/Stamp")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def first_page(data: bytes) -> bytes:
    """A small picture of the first page of a clean PDF; empty when it cannot be drawn, whatever else can be done with it.

    However large the page says it is, what is drawn is no larger than the picture.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            page = document[0]
            longest = max(page.get_size())
            if not 0 < longest < float("inf"):
                return b""
            return small(page.render(scale=min(LARGEST_SCALE, SIDE / longest)).to_pil())
    except pypdfium2.PdfiumError:
        return b""
