"""Phone numbers: written as people write them, kept as the world dials them."""

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def plain_phone(text: str) -> str:
    """“0300 1234567” as “+923001234567”; empty stays empty. Raises ValidationError for what nobody can dial."""
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, settings.PHONE_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(_("This is no phone number. Write it like %(example)s."), params={"example": _example()})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spaced_phone(number: str) -> str:
    """“+923001234567” as “+92 300 1234567”, to be read aloud; what is no number stays as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


def _example() -> str:
    number = phonenumbers.example_number_for_type(settings.PHONE_REGION, phonenumbers.PhoneNumberType.MOBILE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL) if number else "+92 301 2345678"
