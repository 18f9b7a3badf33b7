"""The web process: `granian --interface wsgi config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from config import databases, patience, tether

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
# No page may hold a connection for long, and none waits much longer; tasks and commands may.
databases.limit_pages()
patience.limit_waiting()
# granian's worker outlives a killed master otherwise.
tether.tie_if_asked()

application = get_wsgi_application()
