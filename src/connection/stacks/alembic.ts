import { retryPython } from "../retry/python.ts";
import type { Settings, Stack } from "../stack.ts";

export const alembic: Stack = {
  name: "alembic",
  aliases: ["alembic-migrations", "flask-migrate"],
  runtimes: ["long_running"],
  urlOptions: "sslmode=verify-full&sslrootcert=system&channel_binding=require",
  evidence: "measured",
  files: (settings) => [
    { path: "alembic.ini", content: INI },
    { path: "migrations/env.py", content: environment(settings) },
    retryPython,
  ],
  notes: () => [
    "Migrations go over the direct address alone: they keep a session, with locks and settings of their own. DATABASE_URL is for the application (stack fastapi-sqlmodel or sqlalchemy-async).",
    "Only connecting is repeated. A migration that broke off was rolled back, as all of them are one transaction: run it again.",
  ],
};

const INI = `[alembic]
script_location = migrations
prepend_sys_path = .
`;

const environment = (settings: Settings): string => `import os

from alembic import context
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from retry import retry

# For --autogenerate: the metadata of your models (SQLModel.metadata, Base.metadata).
target_metadata = None

engine = create_engine(
    make_url(os.environ["DATABASE_URL_UNPOOLED"]).set(drivername="postgresql+psycopg"),
    poolclass=NullPool,
    connect_args={"connect_timeout": ${settings.connectSeconds}},  # a suspended compute wakes within it
)

with retry(lambda attempt: engine.connect()) as connection:
    # A session of its own may be told so: no limit for long work, and no queue of others behind a lock that is not to be had.
    connection.exec_driver_sql("set statement_timeout = 0")
    connection.exec_driver_sql("set lock_timeout = '5s'")
    connection.commit()
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
`;
