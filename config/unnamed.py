"""Taking people out of what errors say: a driver quotes the row, a mail library the address, a view the link.

What is left tells a programmer where and what; whose row it was, ids in the line tell.
"""

import re

# PostgreSQL quotes rows, its driver the statement, over as many lines as they have; a traceback goes on with one of these.
_QUOTED = re.compile(
    r"(?:\n|\\n)(?:DETAIL|CONTEXT|LINE \d+): .*?(?=\nTraceback |\n  File |\n\nThe above |\n\nDuring |\Z)", re.DOTALL
)
_SAID = [
    (re.compile(r"""'[^'\n]*[ @][^'\n]*'|"[^"\n]*[ @][^"\n]*\""""), "'…'"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "(address)"),
    (re.compile(r"\+?\b\d(?:[ -]?\d){8,}\b"), "(number)"),
    (re.compile(r"\b(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{22,}"), "(token)"),
]


def unnamed(text: str) -> str:
    """A message without what is quoted in it, addresses, numbers, and what looks like the token of a link."""
    text = _QUOTED.sub("", text)
    for pattern, word in _SAID:
        text = pattern.sub(word, text)
    return text


def unnamed_trace(text: str) -> str:
    """A traceback whose messages are `unnamed`; its own lines stand as they are."""
    lines = _QUOTED.sub("", text).split("\n")
    return "\n".join(line if line.startswith((" ", "Traceback ")) else unnamed(line) for line in lines)
