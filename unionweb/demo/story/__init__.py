"""Eight weeks of bookings as a story: wishes come in, places are given, people come or do not.

Each event happens at its moment and obeys the rules in force (bookings.rules); the story is told up to now. Who wishes
what is drawn before it begins and everything later in the order of events, so that the same seed and the same day
give the same story, however far into the day it is told.
"""

from unionweb.demo.story.course import Course
from unionweb.demo.story.crowd import Crowd
from unionweb.demo.story.demand import fill_agenda
from unionweb.demo.story.parts import Stretch, Visit
from unionweb.demo.story.scenes import play

__all__ = ["Course", "Crowd", "Stretch", "Visit", "fill_agenda", "play"]
