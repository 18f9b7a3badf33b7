"""Filters of lists, one noun a file."""
