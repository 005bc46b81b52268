"""The desk has no tables of its own: it looks after those of common, the kernel and the inbox."""
