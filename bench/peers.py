"""The same certificates as others would make them: one WeasyPrint document for each person, and LibreOffice.

Both show what ours show: A4 across, a border, the heading, name, text, seal, date, number and QR code.
"""

import base64
import io
import shutil
import subprocess
from html import escape
from pathlib import Path

import segno

WINDOW = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"'
STAR = "50,30 54.5,43.8 69,43.8 57.3,52.4 61.8,66.2 50,57.7 38.2,66.2 42.7,52.4 31,43.8 45.5,43.8"
SEAL = f"""<svg {WINDOW} fill="none"><circle cx="50" cy="50" r="47" stroke="#d00" stroke-width="3"/>
<polygon points="{STAR}" fill="#d00"/><g fill="#d00" font-size="11" font-family="Noto Serif CJK SC">{{organ}}</g></svg>"""
HTML = """<html lang="zh-CN"><meta charset="utf-8"><title>荣誉证书</title><style>
@page{{size:A4 landscape;margin:10mm}}
body{{font:20pt/2 'LXGW WenKai','Noto Serif CJK SC';border:3mm double #c9a227;height:180mm;margin:0;position:relative}}
h1{{font:bold 44pt 'Noto Serif CJK SC';color:#b11;text-align:center;margin:12mm 0;letter-spacing:.3em}}
p{{margin:0 28mm;text-indent:2em}} p.name{{text-indent:0}} svg{{position:absolute}}
.seal{{right:35mm;bottom:12mm;width:42mm}} .code{{left:28mm;bottom:18mm;width:22mm}}
.organ{{position:absolute;right:30mm;bottom:18mm;text-align:center;text-indent:0;margin:0}}
.no{{position:absolute;left:0;bottom:4mm;font-size:10pt}}</style>
<h1>荣誉证书</h1><p class="name">{name} 同志：</p><p>{text}</p><p>特发此证，以资鼓励。</p>
<svg class="code" viewBox="0 0 45 45"><path stroke="#000" d="{code}"/></svg>{seal}
<p class="organ">{organ}<br>{date}</p><p class="no">编号：{number}</p></html>"""
TEXT = "在2026年度工会工作中认真履职、无私奉献，成绩突出，被评为“优秀工会工作者”。"


def plain_page(paper) -> str:
    """One certificate as a person who knows HTML would write it."""
    organ, seal = escape(paper.organ), _seal(paper.organ).replace("<svg", '<svg class="seal"', 1)
    code = segno.make(paper.address, error="m").svg_inline().split('d="')[1].split('"')[0]
    said = {"name": escape(paper.name), "text": TEXT, "organ": organ, "date": "2026年3月8日", "number": escape(paper.serial_no)}
    return HTML.format(**said, code=code, seal=seal)


def plain_loop(papers) -> list[bytes]:
    """One WeasyPrint document for each person, with the fonts of the system by their names, nothing shared."""
    from weasyprint import HTML as Document

    return [Document(string=plain_page(paper)).write_pdf() for paper in papers]


def office() -> str | None:
    """The path of LibreOffice, None when it is not installed."""
    return shutil.which("soffice")


def office_document(papers) -> str:
    """All certificates as one flat OpenDocument text, a page each."""
    return FLAT.format(pages="".join(_office_page(paper) for paper in papers))


def convert(document: str, folder: Path) -> bytes:
    """The PDF that LibreOffice makes of a document, with a profile of its own."""
    source = folder / "certificates.fodt"
    source.write_text(document, encoding="utf-8")
    command = [office(), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=900)
    return source.with_suffix(".pdf").read_bytes()


def _office_page(paper) -> str:
    code = io.BytesIO()
    segno.make(paper.address, error="m").save(code, kind="png", scale=4)
    seal = _seal(paper.organ).encode()
    pictures = _picture(code.getvalue(), "0cm", "22mm", "code") + _picture(seal, "200mm", "42mm", "seal")
    said = (f"{escape(paper.name)} 同志：", TEXT, "特发此证，以资鼓励。")
    body = "".join(f'<text:p text:style-name="B">{line}</text:p>' for line in said)
    signed = "".join(f'<text:p text:style-name="R">{line}</text:p>' for line in (escape(paper.organ), "2026年3月8日"))
    number = f'<text:p text:style-name="N">编号：{escape(paper.serial_no)}</text:p>'
    return f'<text:p text:style-name="H">荣誉证书{pictures}</text:p>{body}{signed}{number}'


def _seal(organ: str) -> str:
    """The seal, its letters on the upper part of the ring."""
    step = 240 / max(len(organ) - 1, 1)
    turned = (f'<text x="44.5" y="16" transform="rotate({n * step - 120:.1f} 50 50)">{escape(c)}</text>' for n, c in enumerate(organ))
    return SEAL.format(organ="".join(turned))


def _picture(data: bytes, x: str, size: str, name: str) -> str:
    place = f'svg:x="{x}" svg:y="110mm" svg:width="{size}" svg:height="{size}"'
    content = base64.b64encode(data).decode()
    return (
        f'<draw:frame draw:style-name="F" text:anchor-type="paragraph" draw:name="{name}" {place}><draw:image>'
        f"<office:binary-data>{content}</office:binary-data></draw:image></draw:frame>"
    )


SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{tail}:1.0"'
    for name, tail in {
        "office": "office", "style": "style", "text": "text", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip
FLAT = f"""<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:version="1.2"
office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="LXGW WenKai" svg:font-family="'LXGW WenKai'"/>
<style:font-face style:name="Noto Serif CJK SC" svg:font-family="'Noto Serif CJK SC'"/></office:font-face-decls>
<office:automatic-styles>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="297mm" fo:page-height="210mm"
style:print-orientation="landscape" fo:margin="10mm" fo:border="3mm double #c9a227" fo:padding="15mm"/></style:page-layout>
<style:style style:name="H" style:family="paragraph" style:master-page-name="M"><style:paragraph-properties
fo:text-align="center" fo:break-before="page"/><style:text-properties style:font-name-asian="Noto Serif CJK SC"
style:font-size-asian="44pt" fo:color="#bb1111"/></style:style>
<style:style style:name="B" style:family="paragraph"><style:paragraph-properties fo:text-indent="14mm"/>
<style:text-properties style:font-name-asian="LXGW WenKai" style:font-size-asian="20pt"/></style:style>
<style:style style:name="R" style:family="paragraph"><style:paragraph-properties fo:text-align="end"/>
<style:text-properties style:font-name-asian="LXGW WenKai" style:font-size-asian="20pt"/></style:style>
<style:style style:name="N" style:family="paragraph"><style:text-properties style:font-name-asian="LXGW WenKai"
style:font-size-asian="10pt"/></style:style>
<style:style style:name="F" style:family="graphic"><style:graphic-properties style:wrap="run-through"
style:run-through="background" style:horizontal-pos="from-left" style:horizontal-rel="paragraph" style:vertical-pos="from-top"
style:vertical-rel="paragraph"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="M" style:page-layout-name="L"/></office:master-styles>
<office:body><office:text>{{pages}}</office:text></office:body></office:document>"""
