"""What `flask fonts` prints: which font serves which role, and what it lacks."""

from functools import cache

from flask import current_app

from unionweb.kernel import labels
from unionweb.kernel.fonts.faces import Face, Typeface
from unionweb.kernel.fonts.installed import SUBSETTER, FontsMissing, library, subsetter_works

# Characters of real names that fonts often lack, within and beyond the basic block of Unicode.
RARE = "㛃䶮㑇㙘䜣𬱖𬭼𬍛𫖯𫍯𬬻𫟼𠅤𣲘𤩽𬳵𬭸𨱏𬭶犇喆珺龑琸囍堃喆昇淼"


def report() -> tuple[list[str], bool]:
    """Lines that say which font serves which role and what it lacks, and whether this machine can print."""
    faults = [] if subsetter_works() else [f"{SUBSETTER} is missing: apt-get install libharfbuzz-subset0"]
    try:
        found = library()
    except FontsMissing as problem:
        return [*faults, str(problem)], False
    lines = [line for role, faces in found.faces.items() for line in _served(role, faces)]
    chosen = current_app.config["FONTS"].items()
    named = {n.casefold() for faces in found.faces.values() for face in faces for n in face.names}
    faults += [f"UNIONWEB_FONT_{r.upper()}: {n} is not installed" for r, ns in chosen for n in ns if n.casefold() not in named]
    return lines + faults, not faults


def _served(role: Typeface, faces: list[Face]) -> list[str]:
    """One line for each face of a role: the GB 2312 characters and the rare names it lacks."""
    lines = []
    for place, face in enumerate(faces):
        lacks = [character for character in _common() + RARE if not face.has(character)]
        shown = "lacks nothing" if not lacks else f"lacks {len(lacks)}: {''.join(lacks[:12])}{'…' if len(lacks) > 12 else ''}"
        lines.append(f"{labels.label(role) if not place else '  then'}\t{face.name}\t{shown}\t{face.path}")
    return lines


@cache
def _common() -> str:
    """The 6,763 Chinese characters of GB 2312."""
    pairs = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in pairs)
