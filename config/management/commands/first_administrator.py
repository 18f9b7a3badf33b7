"""`manage.py first_administrator EMAIL`: the way into a portal that nobody has opened yet, or whose only administrator is gone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import User
from accounts.services.invitations import INVITATION_LASTS, first_administrator_link
from config.bad_day.accounts import tell_of_administrator
from core import clock


class Command(BaseCommand):
    """Mails nothing: on a first day mail may not leave yet."""

    help = "Print a one-time link by which this person sets a password and becomes an administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="Whose account it is; made when there is none.")
        parser.add_argument("--name", default="Administrator")

    def handle(self, *_args: Any, email: str, name: str, **_options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is no e-mail address.") from error
        with transaction.atomic():
            self.stdout.write(first_administrator_link(email=email.lower(), name=name))
            user = User.unclaimed(email=email.lower(), name=name)
            tell_of_administrator(user, now=clock.now())
        if user.is_claimed:
            self.stdout.write(
                f"Account {user.pk} was here before: it is an administrator’s from now on, with the password it has."
            )
        self.stdout.write(f"Open it once, within {INVITATION_LASTS.days} days. Whoever has it is the administrator.")
