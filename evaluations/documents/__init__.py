"""Contexts of papers, one noun a file. Pure reading of what a row has frozen."""

LANGUAGE = (
    "en"  # of every sealed paper, whoever reads the portal in which language: councils and employers abroad read it
)
