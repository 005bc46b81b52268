"""Which font prints what: roles on paper, the files that serve them, the characters they have and how wide those are.

A role is served by a list of faces. A character comes from the first face of the list that has it, so a rare one
(㛃 in 仿宋) falls to a face we chose and never to whatever the machine happens to have. Font files are never part of
this repository: Debian packages, `instance/fonts`, or fonts the union has a licence for. A new file needs a restart.
"""

from unionweb.kernel.fonts.faces import Face, Library, Typeface, named, stands_alone
from unionweb.kernel.fonts.installed import FontsMissing, library, missing_characters, subsetter_works

__all__ = [
    "Face", "FontsMissing", "Library", "Typeface", "library", "missing_characters", "named", "stands_alone", "subsetter_works",
]  # fmt: skip
