"""Who may do what with messages: everybody with their own, nobody with another's."""
