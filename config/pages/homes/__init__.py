"""The signed-in home, by acting role: what must I do next, and where do things stand. One module a role; each gives a page's context."""
