"""Evaluations, letters, certificates and their verification."""
