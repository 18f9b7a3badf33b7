"""Model fields of our own."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=1)
def _box() -> MultiFernet:
    """The first key encrypts, every key decrypts: rotate by putting a new one in front."""
    return MultiFernet([Fernet(key) for key in settings.FERNET_KEYS])


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database holds encrypted (Fernet). It cannot be searched: keep a keyed look-up column beside it."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return _box().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return _box().decrypt(value.encode()).decode() if value else value
