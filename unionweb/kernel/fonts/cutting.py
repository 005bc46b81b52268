"""Fonts cut to the characters of one print run: the renderer then works on 50 kB a thousand times, and not on 16 MB."""

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from unionweb.kernel.fonts.faces import Face, Library, Typeface
from unionweb.kernel.fonts.installed import FontsMissing, remedy

_HARFBUZZ, _SUBSETTER = "libharfbuzz.so.0", "libharfbuzz-subset.so.0"


class NoFont(ValueError):
    """A character that no face of its role has; the only argument."""


@dataclass(frozen=True)
class Cut:
    """Cut fonts: where the file of each face is, and the characters it was cut to."""

    files: dict[Face, Path]
    letters: dict[Face, str]


def cut(library: Library, texts: dict[Typeface, str], folder: Path) -> Cut:
    """Cut the faces that print these texts, by role, to their characters; the files go into `folder`.

    NoFont for a character that no face of its role has; OSError on a full disk; FontsMissing without HarfBuzz's subsetter.
    """
    letters: dict[Face, set[str]] = {}
    for role, text in texts.items():
        for character in set(text):
            face = library.face(character, role)
            if face is None:
                raise NoFont(character)
            letters.setdefault(face, set()).add(character)
    files = {face: folder / f"{number}.otf" for number, face in enumerate(letters)}
    for face, path in files.items():
        path.write_bytes(cut_file(face.path, face.index, letters[face]))
    return Cut(files, {face: "".join(sorted(used)) for face, used in letters.items()})


def cut_file(path: Path, index: int, letters: Iterable[str]) -> bytes:
    """One face of a font file with nothing in it but these characters. ValueError for a file that is no font."""
    harfbuzz, subsetter = _libraries()
    blob = harfbuzz.hb_blob_create_from_file(str(path).encode())
    face = harfbuzz.hb_face_create(blob, index)
    wanted = subsetter.hb_subset_input_create_or_fail()
    try:
        if not harfbuzz.hb_face_get_glyph_count(face):
            raise ValueError(f"{path} cannot be cut")
        characters = subsetter.hb_subset_input_unicode_set(wanted)
        for letter in letters:
            harfbuzz.hb_set_add(characters, ord(letter))
        return _bytes_of(harfbuzz, subsetter.hb_subset_or_fail(face, wanted), path)
    finally:
        subsetter.hb_subset_input_destroy(wanted)
        harfbuzz.hb_face_destroy(face)
        harfbuzz.hb_blob_destroy(blob)


def _bytes_of(harfbuzz, face, path: Path) -> bytes:
    if not face:
        raise ValueError(f"{path} cannot be cut")
    blob, length = harfbuzz.hb_face_reference_blob(face), ctypes.c_uint()
    try:
        return ctypes.string_at(harfbuzz.hb_blob_get_data(blob, ctypes.byref(length)), length.value)
    finally:
        harfbuzz.hb_blob_destroy(blob)
        harfbuzz.hb_face_destroy(face)


@cache
def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    """HarfBuzz and its subsetter, told what their functions take and give: everything is a pointer."""
    try:
        harfbuzz, subsetter, pointer = ctypes.CDLL(_HARFBUZZ), ctypes.CDLL(_SUBSETTER), ctypes.c_void_p
    except OSError as error:
        raise FontsMissing(f"{error.args[0]}. {remedy()}") from error
    harfbuzz.hb_blob_create_from_file.argtypes = [ctypes.c_char_p]
    harfbuzz.hb_face_create.argtypes = [pointer, ctypes.c_uint]
    harfbuzz.hb_set_add.argtypes = [pointer, ctypes.c_uint32]
    harfbuzz.hb_blob_get_data.argtypes = [pointer, ctypes.POINTER(ctypes.c_uint)]
    subsetter.hb_subset_or_fail.argtypes = [pointer, pointer]
    for library, names in (
        (harfbuzz, ("hb_face_reference_blob", "hb_face_get_glyph_count", "hb_face_destroy", "hb_blob_destroy")),
        (subsetter, ("hb_subset_input_unicode_set", "hb_subset_input_destroy")),
    ):
        for name in names:
            getattr(library, name).argtypes = [pointer]
    for made in ("hb_blob_create_from_file", "hb_face_create", "hb_blob_get_data", "hb_face_reference_blob"):
        getattr(harfbuzz, made).restype = pointer
    for made in ("hb_subset_input_create_or_fail", "hb_subset_input_unicode_set", "hb_subset_or_fail"):
        getattr(subsetter, made).restype = pointer
    return harfbuzz, subsetter
