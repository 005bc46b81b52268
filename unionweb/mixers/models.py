"""Tables of mixers."""
