"""What is done whenever allauth notes a sign-in."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models.signals import pre_save
from django.dispatch import receiver

from accounts.services.sessions import NOWHERE


@receiver(pre_save, sender=UserSession)
def forget_the_place(instance: UserSession, **_kwargs: Any) -> None:
    """Nobody needs the address that somebody came from, so it is not kept."""
    instance.ip = NOWHERE
