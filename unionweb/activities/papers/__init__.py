"""Papers of activities, set line by line: sign-in sheets, badges, the poster, the official record of volunteer service."""

from unionweb.activities.papers.poster import Poster, poster_of, print_poster
from unionweb.activities.papers.record import print_record
from unionweb.activities.papers.sheet import print_badges, print_sheet

__all__ = ["Poster", "poster_of", "print_badges", "print_poster", "print_record", "print_sheet"]
