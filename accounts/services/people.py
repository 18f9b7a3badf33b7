"""What a person changes about their own account."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policies import people as policies
from core.actor import Actor
from core.verdict import require


@transaction.atomic
def edit_person(*, by: Actor, now: datetime, phone: str, language: str, name: str | None = None) -> User:
    """Change one's own mobile, language and, where allowed, name. Locks the user. Raises NotAllowed."""
    require(policies.may_edit_person(by))
    user = User.objects.select_for_update().get(pk=by.user_id)
    if name is not None and name != user.name:
        require(policies.may_rename(by))
        user.name = name
    user.phone, user.language = phone, language
    user.save(update_fields=["name", "phone", "language"])
    return user
