"""What a person may type about bookings: shape only."""
