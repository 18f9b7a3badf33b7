"""Bad days, tried: each drill breaks something in an instance of its own, prints its figures, and says whether it passed.

A drill is a module with `run(drill)`; its docstring's first line says what is done. docs/operations.md has the figures of the last time.
"""
