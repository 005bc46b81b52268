"""Ground floor: how a page, a write, a job, a file works. Knows nothing of unions."""
