"""Filters of lists, one noun a file; every filter is in the address."""
