"""The suite: its own PostgreSQL, no broker, mail in memory. A test that needs a real worker asks for one (tests/worker.py)."""

from datetime import timedelta
from pathlib import Path

from config import databases, env
from config.settings.base import *  # noqa: F403  (each mode is the base with changes)
from config.settings.base import BASE_DIR

LOCAL = True
DEMO = True
SITE_URL = "http://testserver"
CLOCK_SHIFT = timedelta(0)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATA_DIR = Path(env.text("TEST_FILES", str(env.data_dir() / "test")))

SECRET_KEY = "a key for tests alone, long enough for every check of its length"  # noqa: S105
FERNET_KEYS = ["dGVzdHMgYWxvbmUsIHRoaXJ0eS10d28gYnl0ZXMgISE="]
LINK_KEY = "links in tests"
KEYS_DIR = DATA_DIR / "keys"
SEAL_KEY_FILE = KEYS_DIR / "seal.pem"

# Several people may run the suite at once: each run has databases of its own name. A worker's subprocess is told which one it serves.
_name = env.text("TEST_NAME", "wardbridge")
DATABASES = {"default": databases.database(for_tests=True)}
DATABASES["default"]["TEST"] = {"NAME": f"test_{_name}"}
if env.text("TEST_DATABASE"):
    DATABASES["default"]["NAME"] = env.text("TEST_DATABASE")
CONN_MAX_AGE = 0
CACHES = {"default": {"BACKEND": "config.cache.ProcessCache"}}

# A wake-up goes nowhere unless a test starts a worker; what it would have done is tested by calling it.
WAKE_WORKERS = bool(env.text("TEST_BROKER"))
CELERY_BROKER_URL = env.text("TEST_BROKER", "memory://")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_AUTOREFRESH = True
STATICFILES_DIRS = [BASE_DIR / "static"]
LOCAL_MAIL_DIR = DATA_DIR / "mail"
TEXT_GATEWAY = "config.mail.TextsToFolder"

# Quick on purpose: the suite signs people in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A worker's process cannot hand its mail over in memory.
EMAIL_BACKEND = (
    "config.mail.FolderBackend" if env.text("TEST_BROKER") else "django.core.mail.backends.locmem.EmailBackend"
)
