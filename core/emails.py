"""E-mail addresses: as people paste them, and as mail can carry them."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # controls, marks of direction and joiners, blanks


def plain_email(text: str) -> str:
    """The address without what nobody sees, which comes along out of right-to-left text. Raises ValidationError for other than ASCII."""
    plain = "".join(letter for letter in text if unicodedata.category(letter) not in UNSEEN)
    if not plain.isascii():
        raise ValidationError(_("Mail reaches no address with such letters. Write it in plain English letters."))
    return plain
