"""A person's days in the portal as an iCalendar feed: what is in it, and how it is written."""
