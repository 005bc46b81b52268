"""What can go wrong that a person should be told about."""


class Refused(Exception):
    """A rule said no. Each reason is a full Chinese sentence, meant for the person; nothing was changed."""

    status = 409

    def __init__(self, *reasons: str):
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


class Unavailable(Exception):
    """The database cannot write just now (locked, full disk): answered with 503; nothing was changed."""
