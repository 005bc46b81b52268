"""What can happen to points, slots and bookings. Each public function is one transaction."""
