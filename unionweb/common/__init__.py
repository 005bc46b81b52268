"""First floor: rules of union work that several features share, with their tables. Imports only kernel."""
