"""Every setting of the web side, read from the environment.

They are described in docs/reference/settings.md.
"""

import re
from pathlib import Path
from typing import Any

import dj_database_url

from parvis.lib import env
from parvis.lib.home import Home
from parvis.lib.sign_in_providers import sign_in

PACKAGE = Path(__file__).resolve().parent

# The installation
HOME = Home.from_environment()
SECRET_KEY = HOME.secret("django.key").hex()
MEDIA_ROOT = HOME.media

# Where it is reached
DEBUG = env.yes_no("PARVIS_DEBUG", default=False)
HTTPS = env.yes_no("PARVIS_HTTPS", default=False)
HSTS = HTTPS and env.yes_no("PARVIS_HSTS", default=True)
BEHIND_PROXY = env.yes_no("PARVIS_BEHIND_PROXY", default=False)
ALLOWED_HOSTS = env.words("PARVIS_HOSTS", ("localhost", "127.0.0.1", "[::1]"))

SITE_URL = env.address("PARVIS_URL", "http://127.0.0.1:8000", schemes=("http", "https"))

ROOT_URLCONF = "parvis.urls"
WSGI_APPLICATION = "parvis.wsgi.application"

SIGN_IN = sign_in()  # with accounts elsewhere

INSTALLED_APPS = [
    "parvis.core",
    "parvis.web",  # before allauth: its templates come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *SIGN_IN.apps,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "ninja",  # the page /api/docs, with its own style and scripts
]

MIDDLEWARE = [
    "parvis.web.away.DatabaseAway",  # outermost: whatever asks the database stands below
    "django.middleware.security.SecurityMiddleware",
    "parvis.web.security.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parvis.web.who.rights",
            ]
        },
    }
]

# Database: SQLite in the installation, or a PostgreSQL server


def database() -> dict[str, Any]:
    """Django's database settings from PARVIS_DATABASE."""
    schemes = ("sqlite", "postgresql", "postgres")
    where = env.address("PARVIS_DATABASE", f"sqlite:///{HOME.database}", schemes=schemes)
    found: dict[str, Any] = {**dj_database_url.parse(where)}
    if where.startswith("sqlite"):
        return {**found, "OPTIONS": SQLITE}
    return {**found, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


SQLITE = {
    # A write takes its lock when its transaction begins: no deadlock between two readers
    # that both want to write, and what was checked still holds when it is written.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds to wait for another writer
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What `parvis worker` does waits in the database: put there with the change that wants it
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What is drawn for the impact page, shared by all processes and kept over a restart
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME.pages,
        "OPTIONS": {"MAX_ENTRIES": 60},  # some 30 kB each
    },
}

# Sign-in: a code by e-mail, a passkey or a password. There are no user names.
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "parvis.web.me.arriving.Adapter"  # those without a desk come to their own page
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # a password may be set, and need not
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
SOCIALACCOUNT_PROVIDERS = SIGN_IN.providers
SOCIALACCOUNT_QUERY_EMAIL = True
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # a passkey works on http://localhost only
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0

# Mail
DEFAULT_FROM_EMAIL = env.text("PARVIS_MAIL_FROM", "Parvis <parvis@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_PROVIDER = ""  # with an HTTP interface, if any
MAIL_KEEPS_ID = True  # whoever takes our mail lets it have our Message-ID
globals().update(env.mail("PARVIS_MAIL", outbox=str(HOME.outbox)))
MAIL_HOOK_SECRET = env.mail_hook("PARVIS_MAIL_HOOK_SECRET")
ANYMAIL_WEBHOOK_SECRET = f"parvis:{MAIL_HOOK_SECRET}"  # as name and password of HTTP

# Where tasks for newcomers are read from
GITHUB_TOKEN = env.text("PARVIS_GITHUB_TOKEN", "")

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_TZ = True
TIME_ZONE = "UTC"

# The site's own style and scripts, served from the package by WhiteNoise
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# What a browser may do with our pages
CONTENT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": " ".join(["'self'", *SIGN_IN.origins]),  # a form leads on to who signs them in
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HSTS else 0


def origins() -> list[str]:
    """The site's own names as browsers say them: with the port, where its address has one."""
    port = re.match(r"https://[^/]+(:\d+)(?:/|$)", SITE_URL)
    names = [f"*{host}" if host.startswith(".") else host for host in ALLOWED_HOSTS]
    return [f"https://{name}{port[1] if port else ''}" for name in names]


CSRF_TRUSTED_ORIGINS = origins() if HTTPS else []
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
