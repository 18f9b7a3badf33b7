"""How the portal does, for its administrators: what is counted, what is looked at, and what is done on a bad day."""
