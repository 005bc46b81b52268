"""Reads about services, slots and bookings. Scoping to the person is the access check."""
