"""A believable term, built only through services, so that seeding tests the rules.

Every name is invented; no name stands in two institutes.
"""
