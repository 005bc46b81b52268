"""What a person may type on the pages of activities: shape only."""
