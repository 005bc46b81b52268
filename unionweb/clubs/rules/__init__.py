"""Who may do what, and what the union's rules allow. Pure: no database, no request."""
