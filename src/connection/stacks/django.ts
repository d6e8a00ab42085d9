import { retryPython } from "../retry/python.ts";
import type { Settings, Stack } from "../stack.ts";

export const django: Stack = {
  name: "django",
  aliases: ["django-rest-framework", "drf", "wagtail"],
  runtimes: ["long_running", "serverless"],
  urlOptions: "sslmode=verify-full&sslrootcert=system&channel_binding=require",
  evidence: "measured",
  files: (settings) => [
    { path: "database_settings.py", content: database(settings) },
    { path: "database.py", content: DATABASE },
    retryPython,
  ],
  notes: ({ poolSize }) => [
    "settings.py: `from database_settings import DATABASES`. Migrations take the direct address: `manage.py migrate --database direct`.",
    `Before Django 5.1 each thread of the server keeps one connection: run no more than ${poolSize} (gunicorn --threads). From 5.1 on psycopg_pool counts them.`,
    "DISABLE_SERVER_SIDE_CURSORS: `.iterator()` would open a cursor WITH HOLD, which the pooler loses. Packages: django, psycopg[binary,pool].",
  ],
};

const database = (settings: Settings): string => `import os
from urllib.parse import parse_qsl, unquote, urlsplit

import django


def database(variable: str) -> dict:
    url = urlsplit(os.environ[variable])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname,
        "PORT": url.port or 5432,
        "OPTIONS": {
            **dict(parse_qsl(url.query)),
            "connect_timeout": ${settings.connectSeconds},  # a suspended compute wakes within it
            # For connections that died silently. Postgres itself stops a statement: timeouts.sql.
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 2,
        },
    }


DATABASES = {
    "default": {
        **database("DATABASE_URL"),
        # What a suspend has cut is found before use.
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    },
    "direct": database("DATABASE_URL_UNPOOLED"),
}

# Kept for less than the compute's suspend time.
if django.VERSION >= (5, 1):
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 0,
        "max_size": ${settings.poolSize},
        "timeout": ${settings.connectSeconds},
        "max_idle": ${settings.idleSeconds},
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = ${settings.idleSeconds}
`;

const DATABASE = `from collections.abc import Callable
from typing import TypeVar

from django.db import connection
from django.db.transaction import atomic

from retry import Attempt, retry

T = TypeVar("T")


def transaction(work: Callable[[], T], idempotent: bool = False) -> T:
    """All of work in one transaction. It is repeated as a whole, so it should do nothing outside the database."""

    def once(attempt: Attempt) -> T:
        # After an error the connection may be gone.
        connection.close_if_unusable_or_obsolete()
        with atomic():
            result = work()
            # From here on a lost connection does not say whether it was committed.
            attempt.repeatable = idempotent
        return result

    return retry(once)


def is_ready() -> bool:
    """For readiness at a deploy. A probe that asks the database every minute never lets the compute suspend."""

    def one() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return cursor.fetchone() == (1,)

    return transaction(one, idempotent=True)
`;
