"""One machine, one person trying it: `manage.py up` and every other command. DEBUG stays off and the CSP is production's."""

from urllib.parse import urlsplit

from config import databases, env, instance, keys, schedule
from config.logs import logging_for
from config.settings.base import *  # noqa: F403  (each mode is the base with changes)
from config.settings.base import DATA_DIR, SITE_URL

LOCAL = True
DEMO = instance.is_demo(DATA_DIR)
CLOCK_SHIFT = env.clock_shift()
if CLOCK_SHIFT:
    CELERY_BEAT_SCHEDULE = schedule.hurried()

KEYS_DIR = DATA_DIR / "keys"
SECRET_KEY = keys.read(KEYS_DIR, "secret")
FERNET_KEYS = [keys.read(KEYS_DIR, "fernet")]
LINK_KEY = keys.read(KEYS_DIR, "link")
SEAL_KEY_FILE = KEYS_DIR / "seal.pem"

_host = urlsplit(SITE_URL)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", _host.hostname or "localhost"]
# Browsers share cookies between ports: a second instance beside the first would sign its people out.
SESSION_COOKIE_NAME = f"wardbridge_session_{_host.port or 80}"
CSRF_COOKIE_NAME = f"wardbridge_csrf_{_host.port or 80}"
LANGUAGE_COOKIE_SAMESITE = "Lax"

DATABASES = databases.databases()
CACHES = {"default": databases.cache()}
CELERY_BROKER_URL = databases.broker()

# Two lines a mail would push the sign-ins off the screen.
LOGGING = logging_for(json=False, tasks="WARNING")

# Sent mail is read at /mail/, unless a real server is named.
LOCAL_MAIL_DIR = DATA_DIR / "mail"
TEXT_GATEWAY = TEXT_GATEWAY or "config.mail.TextsToFolder"  # noqa: F405  (the base names it)
EMAIL_BACKEND = "config.mail.FolderBackend"
if env.text("MAIL_URL"):
    globals().update(env.mail(env.text("MAIL_URL")))
