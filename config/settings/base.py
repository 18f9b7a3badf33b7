"""What every mode shares. Nothing here reads a file, opens a connection or makes anything."""

import logging
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from config import env
from config.logs import logging_for
from config.schedule import SCHEDULE

BASE_DIR = env.ROOT
DATA_DIR = env.data_dir()

# What this instance is. LOCAL opens /mail/ and the movable clock; DEMO marks every page and paper.
LOCAL = False
DEMO = False
DEBUG = False
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
CLOCK_SHIFT = timedelta(0)

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "core",
    "accounts",
    "notifications",
    "institutions",
    "students",
    "placements",
    "evaluations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    # Before staticfiles, so that a development server would serve as production does.
    "whitenoise.runserver_nostatic",
    "config.apps.OurStaticFiles",
    "django.contrib.postgres",
    "django.forms",  # for its templates
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "import_export",
    "pghistory",
    "pgtrigger",
    "template_partials",
]

MIDDLEWARE = [
    "core.middleware.FailureMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.TallyMiddleware",
    "config.middleware.RequestLogMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SeenMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "institutions.middleware.ActorMiddleware",
    "institutions.middleware.LookMiddleware",
    "config.middleware.HistoryMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.replica.ReplicaMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.BodyLimitMiddleware",
    # Reads what a form sent, so it stands behind the limit.
    "accounts.middleware.PiecedFilesMiddleware",
    "accounts.middleware.AnsweredMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "config.context.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Without a replica it sends everything to the one there is.
DATABASE_ROUTERS = ["config.replica.Router"]

# Language and time. An institute's own zone is applied per request; this one is for everybody else.
LANGUAGE_CODE = "en"
# A language is offered once its words are there: without them the pages would turn right to left and stay English (ADR 56).
LANGUAGES = [
    (code, name)
    for code, name in (("en", _("English")), ("ur", _("Urdu")))
    if code == LANGUAGE_CODE or (BASE_DIR / "locale" / code).is_dir()
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.time_zone()
USE_TZ = True
USE_I18N = True

# Who may come in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# The address is unique among those who have one (a constraint of the table); students may have none, and sign in with a code.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "notifications.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# An account is opened by an invitation to its address, which proves the address better than a second mail would.
ACCOUNT_EMAIL_VERIFICATION = "none"
# One address a person. A new one takes over when the link in its mail was opened, so nobody receives what is meant for another.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
# Five wrong passwords lock one account for five minutes. A whole campus may share an address: what one person there does locks nobody else.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/5m/key"}
# Two ways of a second step, and codes on paper for the day the phone is lost. A passkey signs in by itself, too: it is both steps at once.
MFA_ADAPTER = "notifications.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}  # as for passwords: a whole campus may share an address
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Wardbridge"
# Nobody signs up with another's address here; and who is about to change theirs may still be asked for a second step.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PROXIES", 0)

SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What a browser may do with a page. Charts and bars are SVG and <progress>, so no style attribute is ever needed.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# No request is larger, files and all: it is answered before it is read.
BODY_LIMIT = 12 * 1024 * 1024
# ClamAV's socket, /run/clamav/clamd.ctl or host:3310. Where it is named, what it cannot look at is refused.
CLAMAV = env.text("CLAMAV")
# The country of phone numbers that are written without one.
PHONE_REGION = env.text("PHONE_REGION", "PK")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Files: what ships with the code, and what people entrust to the portal (served by views alone, never by address).
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": env.storage(env.text("STORAGE_URL")),
    # Collected by one account and served by another: these two are not what people send, which only the portal reads.
    "staticfiles": {
        "BACKEND": "config.storage.StaticStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# History that no bulk update or admin action escapes; the triggers refuse to change it even for the owner of the tables.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_ADMIN_CLASS = "django.contrib.admin.ModelAdmin"

# Work. The tables hold what must not be lost; the broker only carries wake-ups, so it may be emptied at any time.
WAKE_WORKERS = True
CELERY_TIMEZONE = TIME_ZONE
# Three queues, so that a night's papers hold up nobody's mail. A worker takes from all of them, unless -Q names some.
CELERY_TASK_QUEUES = [Queue(name) for name in ("mail", "documents", "sweeps")]
CELERY_TASK_DEFAULT_QUEUE = "documents"
CELERY_TASK_ROUTES = {
    "notifications.*": {"queue": "mail"},
    "students.s*_code*": {"queue": "mail"},
    "*.sweep_*": {"queue": "sweeps"},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 9 * 60
CELERY_TASK_TIME_LIMIT = 10 * 60
CELERY_TASK_IGNORE_RESULT = True
# Above the longest task, or a slow task would be given to a second worker.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 30 * 60, "socket_timeout": 5, "socket_connect_timeout": 3}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = SCHEDULE

DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Wardbridge <portal@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Answers by mail: the address that the mail server hands to `manage.py mail_in`, with its +tags; and a Maildir that the clock looks into.
# Without an address mail says nothing about answering.
MAIL_IN = env.text("MAIL_IN")
MAIL_IN_DIR = env.text("MAIL_IN_DIR")
# Codes and messages by text: the class that carries them, and for the webhook its address, token and the secret that signs what it
# sends. Without one only slips are printed, and everybody is told by mail.
TEXT_URL = env.text("TEXT_URL")
TEXT_TOKEN = env.text("TEXT_TOKEN")
TEXT_SECRET = env.text("TEXT_SECRET")
TEXT_GATEWAY = env.text("TEXT_GATEWAY", "notifications.texts.Webhook" if TEXT_URL else "")
ADMINS: list[tuple[str, str]] = []

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# What a machine that watches sends to read /metrics; without one there is no such page.
METRICS_TOKEN = env.text("METRICS_TOKEN")

LOGGING = logging_for(json=False)
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
