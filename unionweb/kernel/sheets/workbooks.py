"""Reading .xlsx and .xls, in a process of its own.

The parser (calamine) is fast but trusts its input: a 2 KB workbook with one cell in the last corner of
the sheet makes it ask for 512 GB and abort the whole process (github.com/tafia/calamine/issues/693),
which no `except` can catch. So it runs as `calamine_child.py` under limits of memory and time, and
whatever becomes of that process, this one only sees that there is no answer. Costs about 40 ms a file.
"""

import io
import json
import logging
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from unionweb.kernel.sheets.tables import Limits, SheetProblem

LOCKED = "表格设了打开密码，读不了。请去掉密码，另存一份，再上传。"
_BROKEN = "文件打不开，可能没有存完整，也可能不是 Excel 表格。请用 Excel 打开看看，另存为新的 .xlsx，再上传。"
_TOO_BIG = "表格展开以后太大，读不完。请把要用的内容复制到一个新表格里，存为 .xlsx，再上传。"
_NO_SHEET = "里面没有能看到的工作表。请把要用的工作表取消隐藏，另存为 .xlsx，再上传。"
_PROBLEMS = {"broken": _BROKEN, "too_big": _TOO_BIG, "no_sheet": _NO_SHEET}

_CHILD = Path(__file__).with_name("calamine_child.py")
_SECONDS = 30
_MAX_ENTRIES = 2_000
# Densely repeated rows pack about 1:40; 1:1000 is the most that deflate can do.
_MAX_RATIO = 200
_SMALL = 10 * 1024 * 1024

_LOCKED_XLS = re.compile(
    rb"\x09\x08(?:\x10\x00\x00\x06\x05\x00.{12}|\x08\x00\x00\x05\x05\x00.{4})(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)

log = logging.getLogger(__name__)


def read_lines(data: bytes, limits: Limits) -> tuple[str, list[tuple[int, list[str]]]]:
    """The name of the sheet that was read, and its rows with their numbers. Raises SheetProblem."""
    if data.startswith(b"PK"):
        _check_package(data, limits)
    answer = _ask_child(data, limits)
    if "problem" in answer:
        raise SheetProblem(_PROBLEMS[answer["problem"]])
    return answer["sheet"], answer["rows"]


def is_locked(data: bytes) -> bool:
    """Whether an OLE container needs a password. Looked up here: calamine only says "unknown format".

    A locked .xlsx is a container with a stream of that name; a locked .xls has the record FILEPASS (2F)
    right after the first one, or after WRITEPROTECT (86).
    """
    return "EncryptedPackage".encode("utf-16-le") in data or _LOCKED_XLS.search(data) is not None


def _check_package(data: bytes, limits: Limits) -> None:
    """Judge a zip by its directory, before anything is unpacked. Raises SheetProblem."""
    entries = _directory(data)
    unpacked = sum(entry.file_size for entry in entries)
    bomb = unpacked > _SMALL and unpacked > _MAX_RATIO * len(data)
    if len(entries) > _MAX_ENTRIES or unpacked > limits.unpacked or bomb:
        raise SheetProblem(_TOO_BIG)
    if any(entry.flag_bits & 1 for entry in entries):
        raise SheetProblem(LOCKED)
    names = [entry.filename.lower() for entry in entries]
    if "xl/vbaproject.bin" in names:
        raise SheetProblem("表格里带有宏，不能收。请用 Excel 打开，另存为不带宏的 .xlsx，再上传。")
    # Office on the web names it workbook2.xml and the like.
    if not any(re.fullmatch(r"xl/workbook\d*\.xml", name) for name in names):
        raise SheetProblem("里面不是 Excel 表格。请用 Excel 打开，另存为 .xlsx，再上传。")


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.infolist()
    except Exception as problem:  # zipfile documents BadZipFile, but broken directories raise half a dozen kinds
        raise SheetProblem(_BROKEN) from problem


def _ask_child(data: bytes, limits: Limits) -> dict:
    """The child's answer; if it has none, the likely problem."""
    command = [sys.executable, "-I", str(_CHILD), str(limits.grid_rows), str(limits.cells_per_row)]
    try:
        child = subprocess.run(
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"problem": "too_big"}
    if child.returncode == 0:
        return json.loads(child.stdout)
    log.warning("spreadsheet reader ended with status %d on %d bytes", child.returncode, len(data))
    killed_by_limit = child.returncode < 0
    return {"problem": "too_big" if killed_by_limit else "broken"}
