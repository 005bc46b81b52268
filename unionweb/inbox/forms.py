"""Nothing is typed here: messages are only read, and every change is a single button."""
