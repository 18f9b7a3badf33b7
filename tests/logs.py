"""What the log must never hold, looked for in every line that any test makes the portal write (SAFETY 12).

Lines are read as the portal's own handler would print them, with its filters. People of the factories are called “Person 7” and live at
.example; what looks like a token stands behind one letter, as the addresses of links do.
"""

import logging
import re
from collections.abc import Iterable

from structlog.stdlib import ProcessorFormatter

NEVER = re.compile(
    r"""[\w.+-]+@[\w.-]+\.(?:example|invalid)   # a mail address
      | \bPerson\ \d+                           # a name
      | \+92\d{8,}                              # a telephone number
      | /[a-z]/[\w-]{20,}                       # a link with its token
    """,
    re.VERBOSE,
)

OTHERS = {"mail.log"}  # the mail server that tests write to, which is none of the portal's


def said_of_people(records: Iterable[logging.LogRecord]) -> list[str]:
    """The lines that say too much."""
    handler = next((h for h in logging.getLogger().handlers if isinstance(h.formatter, ProcessorFormatter)), None)
    if handler is None:
        return []
    lines = [handler.format(record) for record in records if record.name not in OTHERS and handler.filter(record)]
    return [line for line in lines if NEVER.search(line)]
