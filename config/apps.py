"""The composition root as a Django app: it holds the commands and wires what no app may know."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig

from config import pango

APPS_WITH_LISTS = ("institutions", "students", "placements", "evaluations")


class ConfigConfig(AppConfig):
    """Loads the Celery app with Django, so that `shared_task` finds it in every process."""

    name = "config"

    def ready(self) -> None:
        pango.use_our_fonts()
        import_module("config.celery").app.set_default()
        import_module("config.operations.pulse")
        for app in APPS_WITH_LISTS:  # each brings its sheets too
            import_module(f"{app}.views.listings")
        for app in ("institutions", "placements"):  # what only goes out
            import_module(f"{app}.views.listings_more")
        # What mail takes along is made where everything may be read.
        attachments, interviews = (
            import_module("notifications.attachments"),
            import_module("config.calendars.interviews"),
        )
        attachments.declare("interview", interviews.interview_file)


class OurStaticFiles(StaticFilesConfig):
    """Leaves out what no browser of ours asks for: papers' fonts, htmx's next version and its extensions.

    The extensions import from names that are no files, so they could not be collected either.
    """

    ignore_patterns = [  # noqa: RUF012  (Django declares it so)
        *StaticFilesConfig.ignore_patterns,
        "fonts/*",
        "django_htmx/ext/*",
        "django_htmx/*-4*",
    ]
