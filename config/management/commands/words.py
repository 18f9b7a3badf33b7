"""`manage.py words`: brings the catalogues under locale/ up to date with what is marked, and compiles them. Needs gettext."""

import re
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands.makemessages import Command as MakeMessages

TEMPLATES = ["html", "txt", "xml", "svg", "py"]
NOT_OURS = ["tests", "docs", "var", "static"]
MADE_AT = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)


class Command(MakeMessages):
    """What is new stands at its place without words: nothing is guessed, and what is no longer marked goes."""

    help = "Bring the catalogues up to date and compile them. For developers: it calls xgettext, msgmerge and msgfmt."
    msgmerge_options = [*MakeMessages.msgmerge_options, "--no-fuzzy-matching"]

    def add_arguments(self, parser: CommandParser) -> None:
        """None: each run does the same."""

    def handle(self, *_args: Any, **_options: Any) -> None:
        asked = {
            "locale": [],
            "all": True,
            "exclude": [],
            "domain": "django",
            "extensions": TEMPLATES,
            "symlinks": False,
        }
        how = {"no_wrap": True, "no_location": True, "add_location": None, "no_obsolete": True, "keep_pot": False}
        ignored = {"ignore_patterns": NOT_OURS, "use_default_ignore_patterns": True}
        super().handle(verbosity=0, **asked, **how, **ignored)
        for po in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po")):
            po.write_text(MADE_AT.sub("", po.read_text()))
            command = ["msgfmt", "--check-format", "--statistics", "-o", str(po.with_suffix(".mo")), str(po)]
            subprocess.run(command, check=True)
