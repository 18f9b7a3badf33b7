"""May-I of one's own account."""
