"""Speed of the real application as ratios against bare Flask on the same server: `python -m bench`. See README.md."""
