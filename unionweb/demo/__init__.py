"""The demo university: believable, invented, the same for the same seed."""
