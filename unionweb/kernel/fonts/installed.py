"""The fonts of this machine: what it has, which of it is preferred, and what is missing."""

import ctypes
import shutil
import subprocess
from functools import cache
from pathlib import Path

from flask import current_app

from unionweb.kernel import labels
from unionweb.kernel.fonts.faces import Face, Library, Typeface

SUBSETTER = "libharfbuzz-subset.so.0"
_FORMAT = "%{file}\t%{index}\t%{weight}\t%{family}\t%{fullname}\t%{postscriptname}\t%{charset}\n"

# In order of preference, by any name the file carries. Licensed fonts first, free ones of Debian after them; the last
# one of each list has the most characters. UNIONWEB_FONT_TITLE and the like put other names before all of these.
PREFERRED = {
    Typeface.title: (
        "方正小标宋_GBK", "方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05",
        "FandolSong-Bold", "NotoSerifCJKsc-SemiBold", "NotoSerifCJKsc-Bold", "LXGWWenKai-Regular", "NotoSerifCJKsc-Regular",
    ),
    Typeface.fangsong: (
        "Zhuque Fangsong", "Zhuque Fangsong (technical preview)", "仿宋_GB2312", "FangSong_GB2312", "FangSong",
        "FandolFang-Regular", "NotoSerifCJKsc-Regular",
    ),
    Typeface.sans: ("SimHei", "NotoSansCJKsc-Regular"),
    Typeface.kai: ("楷体_GB2312", "KaiTi_GB2312", "LXGWWenKai-Regular", "NotoSerifCJKsc-Regular"),
    Typeface.serif: ("NotoSerifCJKsc-Regular",),
    Typeface.name: ("LXGWWenKai-Regular", "NotoSerifCJKsc-Regular"),
}  # fmt: skip


class FontsMissing(RuntimeError):
    """This machine cannot print: what is missing, and the command that installs it."""


def library() -> Library:
    """The fonts of this installation. Raises FontsMissing when it has none for a role."""
    folders = (current_app.config["INSTANCE"] / "fonts", Path(current_app.root_path) / "instance" / "fonts")
    chosen = tuple(sorted(current_app.config["FONTS"].items()))
    found = _library(tuple(dict.fromkeys(folders)), chosen)
    unserved = [labels.label(role) for role, faces in found.faces.items() if not faces]
    if unserved:
        raise FontsMissing(f"No font for {'、'.join(unserved)}. {remedy()}")
    return found


@cache
def _library(folders: tuple[Path, ...], chosen: tuple[tuple[str, tuple[str, ...]], ...]) -> Library:
    wanted = {role: (*dict(chosen).get(role.value, ()), *names) for role, names in PREFERRED.items()}
    own = [_faces_in(folder) for folder in folders if folder.is_dir()]
    return Library([face for faces in own for face in faces] + _listed("fc-list", "--format", _FORMAT), wanted)


def _faces_in(folder: Path) -> list[Face]:
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in {".otf", ".ttf", ".ttc"})
    return _listed("fc-scan", "--format", _FORMAT, *map(str, files)) if files else []


def _listed(*command: str) -> list[Face]:
    if not shutil.which(command[0]):
        raise FontsMissing("fontconfig is not installed. To install it: apt-get install fontconfig")
    lines = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120).stdout.splitlines()
    parts = (line.split("\t") for line in lines)
    fit = (part for part in parts if len(part) == 7 and part[1].isdigit() and int(part[1]) < 0x10000)
    return [_face(part, installed=command[0] == "fc-list") for part in fit]


def _face(part: list[str], *, installed: bool) -> Face:
    path, index, weight, families, titles, postscript, charset = part
    names = (*families.split(","), *titles.split(","), postscript or Path(path).stem)
    own = tuple(dict.fromkeys(name for name in names if name))
    return Face(own, Path(path), int(index), int(weight) if weight.isdigit() else 0, charset, installed)


def subsetter_works() -> bool:
    """Whether fonts can be cut to the characters used; without it a page takes fifty times as long."""
    try:
        ctypes.CDLL(SUBSETTER)
    except OSError:
        return False
    return True


def remedy() -> str:
    """The sentence that helps when something is missing."""
    return "To install what is missing: deploy/bootstrap.sh fonts"


def missing_characters(text: str, role: Typeface) -> str:
    """The characters of `text` that no font of the role has: a paper with one of them must not be printed."""
    return library().missing(text, role)
