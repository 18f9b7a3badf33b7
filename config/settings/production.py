"""A portal that people rely on. Everything comes from the environment; what is missing is named, all of it at once."""

from pathlib import Path
from urllib.parse import urlsplit

from config import databases, env, keys, reports
from config.logs import logging_for
from config.settings.base import *  # noqa: F403  (each mode is the base with changes)
from config.settings.base import SILENCED_SYSTEM_CHECKS as SILENCED

_found = env.required(
    {"SECRET_KEY": keys.is_long, "LINK_KEY": keys.is_long, "FERNET_KEYS": keys.are_fernet},
    DATABASE_URL="the PostgreSQL database, as postgres://user:password@host/name.",
    REDIS_URL="the Valkey or Redis that carries wake-ups and the cache, as redis://host:6379/0.",
    SITE_URL="the address people type, as https://portal.example.org. Links in mail and papers begin with it.",
    MAIL_URL="the mail server, as smtp://user:password@host:587.",
    MAIL_FROM="whom mail comes from, as Placement office <office@example.org>.",
    SECRET_KEY="64 random characters, 32 at the least, which sign sessions.",  # noqa: S106  (a description, not a key)
    FERNET_KEYS="one or more Fernet keys with commas between them, newest first, which encrypt identity numbers: 32 bytes each, as Base64.",
    LINK_KEY="64 random characters, 32 at the least, from which the links in mail are made.",
    SEAL_KEY_FILE="the file of the portal's seal for papers: private key and certificate, PEM.",
)

SITE_URL = _found["SITE_URL"].rstrip("/")
SECRET_KEY = _found["SECRET_KEY"]
SECRET_KEY_FALLBACKS = env.words("OLD_SECRET_KEYS")
FERNET_KEYS = env.words("FERNET_KEYS")
LINK_KEY = _found["LINK_KEY"]
SEAL_KEY_FILE = Path(_found["SEAL_KEY_FILE"])
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _found["MAIL_FROM"]

DATABASES = databases.databases()
CACHES = {"default": databases.cache()}
CELERY_BROKER_URL = databases.broker()
globals().update(env.mail(_found["MAIL_URL"]))

_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
# What looks after the portal asks by the machine's own address. No page says by which name it was asked: links come from SITE_URL.
ALLOWED_HOSTS = [_site.hostname or "", *env.words("ALSO_HOSTS"), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Plain http is for a network that nobody else can hear, and then a browser would refuse these anyway.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "wardbridge_session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "wardbridge_csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# For the host alone, unless told: browsers would ask every other host below it for TLS too, and a year is long.
SECURE_HSTS_PRELOAD = HTTPS and env.flag("HSTS_PRELOAD")
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and (SECURE_HSTS_PRELOAD or env.flag("HSTS_SUBDOMAINS"))
SILENCED_SYSTEM_CHECKS = [*SILENCED, "security.W005", "security.W021"]
if env.number("PROXIES", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = logging_for(json=True)
if env.text("SENTRY_DSN"):
    reports.send_to(env.text("SENTRY_DSN"))
