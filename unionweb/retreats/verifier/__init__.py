"""What anybody can use without this program: verify_draw.py, handed out as it is."""
