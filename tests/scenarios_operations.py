"""Whom and what an administrator acts upon on a bad day."""

from typing import Any

from allauth.mfa.models import Authenticator

from core import clock
from institutions.models import Membership
from tests.factories.students import StoredFileFactory


def operated_upon(supervisor: Membership) -> dict[str, Any]:
    """Whom and what an administrator acts upon: the supervisor, with a second step, and a file that is open and one that is closed."""
    Authenticator.objects.create(user=supervisor.user, type=Authenticator.Type.TOTP, data={})
    return {
        "person": supervisor.user_id,
        "membership": supervisor.pk,
        "operations_close_file.file": StoredFileFactory().pk,
        "operations_open_file.file": StoredFileFactory(quarantined_at=clock.now()).pk,
        "session_end.pk": 1,
    }
