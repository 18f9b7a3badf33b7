"""Model fields of our own."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _box_of(*keys: str) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _box() -> MultiFernet:
    """The first key encrypts, every key decrypts: rotate by putting a new one in front."""
    return _box_of(*settings.FERNET_KEYS)


def encrypt(text: str) -> str:
    """Text as the database holds it, for a column that is not one of ours."""
    return _box().encrypt(text.encode()).decode()


def decrypt(held: str) -> str:
    """Its counterpart. Raises InvalidToken when no key opens it."""
    return _box().decrypt(held.encode()).decode()


def encrypt_again(held: str) -> str:
    """What a column holds, under the first key: itself when it bears that already. Raises InvalidToken when no key opens it."""
    token = held.encode()
    try:
        _box_of(settings.FERNET_KEYS[0]).decrypt(token)
    except InvalidToken:
        return _box().rotate(token).decode()
    return held


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database holds encrypted (Fernet). It cannot be searched: keep a keyed look-up column beside it."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return decrypt(value) if value else value
