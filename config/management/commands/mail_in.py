"""`manage.py mail_in < message`: one mail from standard input, as a mail server's pipe hands it over."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from core import clock
from placements.services.mail_in import take_mail

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and hands it over later


class Command(BaseCommand):
    """Takes an answer into its thread. Says what became of it; exits with 75 when it should be handed over again."""

    help = "Take one mail from standard input into its thread"

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            self.stdout.write(take_mail(sys.stdin.buffer.read(), now=clock.now()))
        except (DatabaseError, OSError):
            sys.exit(TRY_AGAIN)
