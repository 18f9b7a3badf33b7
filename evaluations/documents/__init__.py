"""Contexts of papers, one noun a file. Pure reading of what a row has frozen."""
