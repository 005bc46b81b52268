"""The demo university: an invented school with its people, rooms and eight weeks of bookings, loaded by one command.

Everything follows from a seed and today's date. What lies in the past is told as a story, event by event and by the
rules of the house, up to the moment of loading: so the state is one that the application itself would have reached.
"""
