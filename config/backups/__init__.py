"""Backups: the database as it stood at one moment, and every file, in one file that checks itself; and the way back."""
