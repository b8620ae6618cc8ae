"""Settings, read from the environment: docs/settings.md describes each variable.

Production is the default and fails closed: whatever is missing or malformed stops the start with one message.
"""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from jinja2 import StrictUndefined

from project.environment import Environment, development_database

BASE_DIR = Path(__file__).resolve().parent.parent

# The environment

environment = Environment(os.environ)

DEBUG = environment.boolean("DEBUG", default=False)
SECRET_KEY = environment.text(
    "SECRET_KEY",
    get_random_secret_key() if DEBUG else None,
    needed="a long random text that only this site knows. "
    'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(50))"',
)
ALLOWED_HOSTS = environment.words(
    "ALLOWED_HOSTS", "" if DEBUG else None, needed="the host names of the site, separated by commas: onrecord.example"
)
DATABASES = {
    "default": environment.database(
        "DATABASE_URL",
        development_database(BASE_DIR) if DEBUG else None,
        needed="postgresql://user:password@host:5432/name, or sqlite:////folder/onrecord.sqlite3",
    )
}
CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS")
HTTPS = environment.boolean("HTTPS", default=not DEBUG)
SECURE_PROXY = environment.boolean("SECURE_PROXY", default=False)
CORRECTIONS_EMAIL = environment.email("CORRECTIONS_EMAIL", "corrections@example.org" if DEBUG else "")
SOURCE_CODE_URL = environment.web_address("SOURCE_CODE_URL")
ONE_TIME_CODES = environment.choice("ONE_TIME_CODES", ["optional", "required"])
RESPONSE_CACHE_MB = environment.whole_number("RESPONSE_CACHE_MB", 0 if DEBUG else 16)
STATIC_ROOT = BASE_DIR / environment.text("STATIC_ROOT", "staticfiles")

environment.refuse_problems()

# The application

ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "quotes",  # before the admin, whose templates it overrides
    "project.apps.DeskConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "simple_history",
]

MIDDLEWARE = [
    "project.request_log.RequestLogMiddleware",
    "project.headers.DefaultHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "project.response_cache.ResponseCacheMiddleware",  # outside of what makes pages, inside of what counts requests
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # inside of GZip: the ETag is that of the page, not of its bytes
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "project.methods.ReadingOnlyMiddleware",
    "project.body_size.BodySizeMiddleware",  # before the next, which reads the form
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {  # the pages for readers
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "quotes.presentation.environment.environment",
            "undefined": StrictUndefined,  # a name that a page was not given is an error
            "lstrip_blocks": True,
            "context_processors": ["quotes.reading.context_processors.site"],
        },
    },
    {  # the editors' desk: Django's admin, and what quotes/templates/ overrides of it
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "project.form_renderer.FormRenderer"

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True

# Static files: WhiteNoise serves what `collectstatic` gathered; in development, straight from the source folders.

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # the fonts too are for this site's own pages

# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: this site cannot promise for its neighbours on the domain
    "security.W021",  # HSTS preloading: the same, and for years
]
X_FRAME_OPTIONS = "DENY"
if SECURE_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    AXES_CLIENT_IP_CALLABLE = "project.client_address.behind_proxy"

# What is sent: an article of a million characters in any script, or a file of 5 MB, and the form around it.

MOST_BODY_BYTES = 10_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = MOST_BODY_BYTES

# Logging in: ten wrong passwords or codes for one name from one address close that pair for a quarter of an hour.

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 10
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says when it opens again, and that stays true
AXES_LOCKOUT_CALLABLE = "quotes.admin.signing_in.refusals.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "password_given", "proof", "typed"]
SESSION_COOKIE_AGE = 12 * 60 * 60  # from the log-in on, whatever is done meanwhile (project.sessions)
LOGIN_URL = "admin:login"
CSRF_FAILURE_VIEW = "quotes.admin.signing_in.refusals.csrf_failure"
OTP_TOTP_ISSUER = "On Record"

# Logging: one line for each request, warnings of everything, tracebacks of errors; to standard error.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "name_request": {"()": "project.log_lines.NameRequest"},
        "play_down_refusals": {"()": "project.log_lines.PlayDownRefusals"},
    },
    "formatters": {
        "line": {
            "class": "project.log_lines.OneLine",
            "format": "{asctime} {levelname} {request_id} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["name_request", "play_down_refusals"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.request": {"level": "ERROR"},  # its warnings, "Not Found", say again what project.requests said
        "django.server": {"level": "ERROR", "propagate": True},  # the same, of the server for development
        "project": {"level": "INFO"},
        "quotes": {"level": "INFO"},
    },
}
