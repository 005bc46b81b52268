"""Files that people send in: looked through, rid of their maker's name, and read for the preview, in a process of its own.

The libraries that read documents trust their input, so they run as `scanner` under limits of memory and time;
whatever becomes of that process, this one only sees that there is no answer. Nothing is kept here.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from unionweb.calls.rules.kinds import Reading
from unionweb.kernel import documents
from unionweb.kernel.errors import Refused

MB = 1024 * 1024
SECONDS = 40
KINDS = {
    "pdf": "PDF",
    "docx": "Word（.docx）",
    "xlsx": "Excel（.xlsx）",
    "pptx": "PowerPoint（.pptx）",
    "jpg": "JPEG 图片",
    "png": "PNG 图片",
}
ENDINGS, PICTURES = {"jpeg": "jpg"}, {"jpg", "png"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what a password makes of a new one
# What people have on their computers and telephones, and what it can be saved as.
OLD = {"doc": "docx", "xls": "xlsx", "ppt": "pptx", "wps": "docx", "et": "xlsx", "dps": "pptx", "rtf": "docx"}
STRANGE_PICTURES = {"heic", "heif", "webp", "bmp", "tif", "tiff", "gif"}
PROBLEMS = {
    "macro": "“{name}”里带有宏，没有收下。请另存为不带宏的文件，再上传。",
    "inside": "“{name}”里夹带了别的文件或程序，没有收下。请去掉，或另存为 PDF，再上传。",
    "locked": "“{name}”设了密码，打不开，没有收下。请去掉密码，再上传。",
    "too_big": "“{name}”展开以后太大，没有收下。请压缩里面的图片，再上传。",
    "external": "“{name}”要从别处取内容，没有收下。请把内容嵌进文件，或另存为 PDF，再上传。",
    "broken": "“{name}”打不开，可能没有存完整，没有收下。请打开看看，另存一份，再上传。",
}
STOPPED = {-signal.SIGXCPU, -signal.SIGKILL}  # for its time or the machine's memory; any other end is a fall over the file
_CHILD = Path(__file__).with_name("scanner")


@dataclass(frozen=True)
class Scanned:
    """A clean file. kind: its ending; text: what it says; reading: how much of it that is; preview: a small JPEG of a picture,
    or of the first page of a PDF."""

    kind: str
    data: bytes
    text: str
    reading: Reading
    preview: bytes | None


def scan(data: bytes, name: str, kinds: Collection[str], largest_mb: int = 10) -> Scanned:
    """The clean copy of a file of one of these kinds. Refused, with what to do, for every file that cannot be used."""
    shown = name[-60:] or "这个文件"
    if not data:
        raise Refused(f"“{shown}”是空的，没有收下。请重新选一个。")
    if len(data) > min(largest_mb * MB, documents.LARGEST):
        raise Refused(f"“{shown}”有 {len(data) / MB:.1f} MB，最大能收 {largest_mb} MB。请压缩以后再上传。")
    kind = _kind_of(data, name, kinds, shown)
    answer, body = _ask_child(data, kind)
    if "problem" in answer:
        raise Refused(PROBLEMS[answer["problem"]].format(name=shown))
    clean, preview = body[: answer["size"]], body[answer["size"] :]
    return Scanned(kind, clean, answer["text"], Reading(answer["reading"]), preview or None)


def _kind_of(data: bytes, name: str, kinds: Collection[str], shown: str) -> str:
    """What the file is, if its content, its ending and what is asked for agree."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    ending = ENDINGS.get(ending, ending)
    found = documents.kind_of(data, name)
    if ending in {"docm", "xlsm", "pptm", "dotm"}:
        raise Refused(PROBLEMS["macro"].format(name=shown))
    if instead := _instead(ending, kinds):
        raise Refused(f"“{shown}”{instead}，再上传。")
    wanted = "、".join(KINDS[kind] for kind in KINDS if kind in kinds)
    if ending not in kinds:
        raise Refused(f"这里只收 {wanted}，“{shown}”没有收下。")
    if data.startswith(OLD_OFFICE):
        raise Refused(f"“{shown}”打不开，没有收下：可能设了密码，或者是旧格式改了名字。请去掉密码，另存为 .{ending}，再上传。")
    if found != ending:
        raise Refused(
            f"“{shown}”以 .{ending} 结尾，里面却不是这种文件，没有收下。请打开看看，另存为 {wanted}，再上传。"
        )
    return found


def _instead(ending: str, kinds: Collection[str]) -> str:
    """What to do with a file of an old kind or of a telephone, where what it can be saved as is taken; empty for others."""
    if ending in OLD and (OLD[ending] in kinds or "pdf" in kinds):
        better = f".{OLD[ending]}" if OLD[ending] in kinds else "PDF"
        return f"是旧格式（.{ending}），里面的作者信息去不掉，没有收下。请用 Word 或 WPS 打开，另存为 {better}"
    if ending in STRANGE_PICTURES and PICTURES & set(kinds):
        return f"是 .{ending} 图片，没有收下。手机里的照片请先导出成 JPEG，别的请另存为 JPEG 或 PNG"
    return ""


def _ask_child(data: bytes, kind: str) -> tuple[dict, bytes]:
    """The child's answer and what it made; the likely problem when it has none."""
    command = [sys.executable, "-I", str(_CHILD), kind]
    try:
        child = subprocess.run(
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"problem": "too_big"}, b""
    if child.returncode or not child.stdout:
        return {"problem": "too_big" if child.returncode in STOPPED else "broken"}, b""
    head, _, body = child.stdout.partition(b"\n")
    return json.loads(head), body
