"""What a page says once somebody was asked by mail: that it has left, or that it waits for the hours of its reader."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from evaluations.models import Evaluation
from evaluations.services.evaluations_asking import reads_later


def asked(evaluation: Evaluation, at_once: Any) -> str:
    """`at_once`, unless the evaluator has chosen other hours for mail. One query."""
    if (reader := reads_later(evaluation, clock.now())) is None:
        return str(at_once)
    return _("Asked. The mail comes at the next hour that %(name)s has chosen for mail, not now.") % {
        "name": reader.user
    }
