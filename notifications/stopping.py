"""Addresses that stop one kind of mail to one person, and do nothing else. Signed, not stored: they hold while the mail is kept."""

from django.core import signing
from django.urls import reverse

from notifications.kinds import FAMILIES

SALT = "notifications.stopping"
DAILY = "daily"  # stands for whatever comes in the daily mail


def stop_path(user_id: int, family: str) -> str:
    """Where a mail’s one click leads."""
    return reverse("mail_stop_by_link", args=[signing.Signer(salt=SALT).sign(f"{user_id}:{family}")])


def stopped_by(token: str) -> tuple[int, str] | None:
    """(person, family) of a token; None for one that is not ours, or that names what may not be stopped."""
    try:
        user_id, family = signing.Signer(salt=SALT).unsign(token).split(":")
    except (signing.BadSignature, ValueError):
        return None
    stoppable = family == DAILY or (family in FAMILIES and FAMILIES[family].stoppable)
    return (int(user_id), family) if stoppable else None
