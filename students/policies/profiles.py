"""What a complete profile holds."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from core.errors import Words
from students.models import Student


def missing(student: Student) -> Iterator[tuple[str, Words]]:
    """What a profile still lacks, as (name of the form's field, words). Expects `student.user` loaded."""
    wanted = (
        ("phone", _("your mobile number"), student.user.phone),
        ("city", _("the city you live in"), student.city),
        ("about", _("a few words about you"), student.about),
        ("emergency_name", _("whom to call in an emergency"), student.emergency_name),
        ("emergency_phone", _("the number to call in an emergency"), student.emergency_phone),
        ("cv", _("your CV"), student.cv_id),
    )
    for field, words, value in wanted:
        if not value:
            yield field, words
