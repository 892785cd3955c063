"""The one settings file.

Nine environment variables, each with a default that suits one office PC; a bad value stops the start
with a sentence.

    DATABASE_URL             postgresql://user:password@host:5432/name or sqlite:////folder/file;
                             default an SQLite file in the data folder
    POVERTYPLAN_DATA         folder for the database, the secret key and collected static files; default var/
    POVERTYPLAN_DEMO         1 shows the demo accounts on the sign-in page; default 0 (scripts/serve sets 1)
    POVERTYPLAN_SECRET_KEY   at least 50 characters; default a key made once in the data folder
    POVERTYPLAN_HOSTS        host names that may be asked for, separated by commas; default this machine only
    POVERTYPLAN_HTTPS        1 behind a proxy on this machine that sets X-Forwarded-Proto to https, or where
                             the server itself speaks TLS (scripts/serve --lan sets it); default 0
    POVERTYPLAN_PROXIES      how many proxies of our own add to X-Forwarded-For; default 1 with HTTPS, else 0
    POVERTYPLAN_BACKUP_KEY   passphrase of the backups, at least 16 characters; default a key made once in
                             the data folder
    POVERTYPLAN_LOG          json writes the log as one JSON object a line; default line, for people
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import bootstrap_wrapper
from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent.parent


def _switch(name: str) -> bool:
    """Whether the variable is 1; unset and empty mean 0."""
    value = os.environ.get(name, "") or "0"
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def _proxies() -> int:
    """How many proxies stand in front."""
    value = os.environ.get("POVERTYPLAN_PROXIES", "") or str(int(HTTPS))
    if not re.fullmatch(r"[0-9]", value):
        raise ImproperlyConfigured(f"POVERTYPLAN_PROXIES must be a number from 0 to 9, not {value!r}.")
    return int(value)


def _data_folder() -> Path:
    """The folder for everything that this installation keeps; made where it is missing, closed to others."""
    folder = Path(os.environ.get("POVERTYPLAN_DATA") or BASE / "var")
    if not folder.is_absolute():
        raise ImproperlyConfigured(f"POVERTYPLAN_DATA must be an absolute path, not {str(folder)!r}.")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"POVERTYPLAN_DATA: the folder {str(folder)!r} cannot be made: {error.strerror}."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"POVERTYPLAN_DATA: the folder {str(folder)!r} cannot be written to.")
    return folder


def _secret_key(folder: Path) -> str:
    """The key from the environment, or the one made once in the data folder.

    The file appears whole or not at all: it is written beside its place and linked there, and of several
    processes that start together one links first and all read the same key.
    """
    key = os.environ.get("POVERTYPLAN_SECRET_KEY", "")
    if key:
        if len(key) < 50:
            raise ImproperlyConfigured(
                f"POVERTYPLAN_SECRET_KEY must have at least 50 characters, not {len(key)}."
            )
        return key
    path = folder / "secret-key"
    if not path.exists():
        descriptor, name = tempfile.mkstemp(prefix=".secret-key-", dir=folder)  # mode 600
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(60))
                file.flush()
                os.fsync(file.fileno())
            os.link(name, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            Path(name).unlink()
    key = path.read_text().strip()
    if len(key) < 50:
        raise ImproperlyConfigured(
            f"The secret key in {str(path)!r} is damaged: remove the file and start again."
        )
    return key


def _backup_key() -> str:
    """The passphrase of the backups, or '' for the key in the data folder (common.backup.key)."""
    key = os.environ.get("POVERTYPLAN_BACKUP_KEY", "").strip()
    if key and len(key) < 16:
        raise ImproperlyConfigured(
            f"POVERTYPLAN_BACKUP_KEY must have at least 16 characters, not {len(key)}."
        )
    return key


def _log_formatter() -> str:
    """The name of the formatter that the log is written with."""
    value = os.environ.get("POVERTYPLAN_LOG", "") or "line"
    if value not in {"line", "json"}:
        raise ImproperlyConfigured(f"POVERTYPLAN_LOG must be line or json, not {value!r}.")
    return value


def _hosts() -> list[str]:
    """Exact host names; no wildcard, because a forged Host header would go into links."""
    names = [name.strip() for name in os.environ.get("POVERTYPLAN_HOSTS", "").split(",") if name.strip()]
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]", name):
            raise ImproperlyConfigured(
                f"POVERTYPLAN_HOSTS: {name!r} is not a host name (no scheme, port or wildcard)."
            )
    return names or ["127.0.0.1", "localhost", "[::1]"]


def _sqlite(path: Path) -> dict[str, Any]:
    # Measured: the defaults lose 66 % of read-then-write transactions with 16 writers, IMMEDIATE none.
    # trusted_schema stays on: off, SQLite refuses JSON_VALID and REGEXP in our own constraints.
    pragmas = (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "journal_size_limit=67108864",
    )
    return {
        "ENGINE": "povertyplan.common.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "; ".join(f"PRAGMA {pragma}" for pragma in pragmas),
        },
        # A file: a database in memory never waits for a lock and has no WAL. tests/conftest.py moves it.
        "TEST": {"NAME": path.with_name("test.sqlite3")},
    }


def database(url: str, folder: Path) -> dict[str, Any]:
    """The database that DATABASE_URL names."""
    if not url:
        return _sqlite(folder / "app.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path[1:]))
        if parts.netloc or not path.is_absolute():
            raise ImproperlyConfigured(
                "DATABASE_URL: write an SQLite file as sqlite:////folder/file (four slashes)."
            )
        return _sqlite(path)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must begin with postgresql:// or sqlite://, not {parts.scheme!r}."
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    if unknown := sorted(query.keys() - {"sslmode", "sslrootcert"}):
        raise ImproperlyConfigured(
            f"DATABASE_URL: unknown option {unknown[0]!r}; known are host, sslmode, sslrootcert."
        )
    try:
        port = parts.port or ""
    except ValueError as error:
        raise ImproperlyConfigured("DATABASE_URL: the port must be a number.") from error
    if not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL: the name of the database is missing.")
    limits = "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
    # Measured: at the default of 4, for disks with heads, a commune's dashboard reads the households of all.
    planner = "-c random_page_cost=1.1"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": f"{limits} {planner}", **query},
    }


DATA = _data_folder()
DEMO = _switch("POVERTYPLAN_DEMO")
HTTPS = _switch("POVERTYPLAN_HTTPS")
PROXIES = _proxies()

# The house.

SECRET_KEY = _secret_key(DATA)
BACKUP_KEY = _backup_key()
DEBUG = False
ALLOWED_HOSTS = _hosts()
ROOT_URLCONF = "povertyplan.urls"
WSGI_APPLICATION = "povertyplan.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "povertyplan.common.staticfiles.LeanStaticFilesConfig",
    "csp",
    "povertyplan.common.apps.CommonConfig",
    "povertyplan.accounts",
    "povertyplan.documents",
    "povertyplan.jobs",
    "households",
    "assignments",
    "plans",
    "reports",
]

MIDDLEWARE = [
    "povertyplan.common.watching.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "povertyplan.common.middleware.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "povertyplan.common.health.HealthMiddleware",
    "povertyplan.common.turns.TurnMiddleware",
    "povertyplan.common.middleware.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "povertyplan.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
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

FORM_RENDERER = "povertyplan.common.widgets.Renderer"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People.

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["povertyplan.accounts.backends.Backend"]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "povertyplan.accounts.validators.MinimumLength", "OPTIONS": {"min_length": 12}},
    {"NAME": "povertyplan.accounts.validators.UnlikeTheName"},
    {"NAME": "povertyplan.accounts.validators.NotCommon"},
]
PASSWORD_HASHERS = ["povertyplan.accounts.hashers.Argon2Hasher"]

SESSION_ENGINE = "povertyplan.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-sid" if HTTPS else "sid"
SESSION_COOKIE_AGE = 8 * 60 * 60  # idle ones end sooner: accounts.sessions
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS

# What a browser is told.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [
    "^(suc-khoe|san-sang|do-luong)/$"
]  # asked for on the machine itself, behind the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
# Other hosts of the domain are not ours to bind to HTTPS, for a year or in a browser's own list.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# What may be sent.

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a grid of 60 hamlets by 40 columns with its hidden fields
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# Language and time.

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # True prints the year 2026 as "2.026"; numbers go through filters
FORMAT_MODULE_PATH = ["povertyplan.formats"]

# Static files.

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Log: console only, never a form, a parameter of a statement, a path, a query string, a reader or a value
# that an error quotes: who read and changed what stands in the audit log.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "povertyplan.common.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"class": "povertyplan.common.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": _log_formatter()}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.db.backends": {"handlers": [], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # a 404 or 403 is an answer
        "gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "povertyplan.common.watching": {"level": "INFO"},
    },
}
