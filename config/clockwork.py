"""The clock: `celery -A config.clockwork beat`. It knows when what is due and whom to wake, by names alone: no app, no table, no page, and
so a third of the memory that a worker takes.
"""

import logging.config
import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("wardbridge", fixups=[])  # Celery's own would load all of Django
app.config_from_object("django.conf:settings", namespace="CELERY")


@setup_logging.connect
def _log_as_everywhere(**_kwargs: object) -> None:
    """As Django sets it up in the other processes."""
    logging.config.dictConfig(settings.LOGGING)
