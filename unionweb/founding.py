"""The first start of an installation: the two services it comes with, and the first administrator."""
