"""Institutes and partners, who acts for whom, and the agreements between them."""
