"""What a person changes about their own account."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from accounts.policies import people as policies
from core.actor import Actor
from core.verdict import require


@transaction.atomic
def edit_person(*, by: Actor, now: datetime, phone: str, language: str | None = None, name: str | None = None) -> User:
    """Change one's own mobile, language and, where allowed, name. Locks the user. Raises NotAllowed."""
    require(policies.may_edit_person(by))
    user = User.objects.select_for_update().get(pk=by.user_id)
    if name is not None and name != user.name:
        require(policies.may_rename(by))
        user.name = name
    user.phone, user.language = phone, language or user.language
    user.save(update_fields=["name", "phone", "language"])
    return user


@transaction.atomic
def confirm_address(*, user: User) -> None:
    """Tell the sign-in, which keeps a table of its own, that `user.email` is theirs; an earlier address opens the account no more."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    if not user.email:
        return
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
