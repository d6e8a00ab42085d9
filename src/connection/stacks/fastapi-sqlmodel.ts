import { retryPython } from "../retry/python.ts";
import type { Settings, Stack } from "../stack.ts";

export const fastapiSqlmodel: Stack = {
  name: "fastapi-sqlmodel",
  aliases: ["fastapi", "sqlmodel", "sqlalchemy", "sqlalchemy-psycopg", "flask", "python"],
  runtimes: ["long_running", "serverless"],
  urlOptions: "sslmode=verify-full&sslrootcert=system&channel_binding=require",
  evidence: "measured",
  files: (settings) => [{ path: "database.py", content: database(settings) }, retryPython],
  notes: () => [
    "Routes that are plain `def` run in FastAPI's threads, so the driver may block. A route that takes SessionDep is not repeated by itself: its client repeats it, or its work goes through `transaction`.",
    "psycopg prepares a statement at its fifth use; with libpq before 17 it drops old ones by SQL, which the pooler does not understand, so it then prepares none.",
    "Packages: sqlmodel, fastapi, psycopg[binary] 3.2 or later.",
  ],
};

const database = (settings: Settings): string => `import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar

import psycopg
from fastapi import Depends, FastAPI
from sqlalchemy import make_url
from sqlmodel import Session, create_engine, text

from retry import Attempt, retry

T = TypeVar("T")

engine = create_engine(
    # psycopg 3, whichever scheme the variable has.
    make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg"),
    pool_size=${settings.poolSize},
    max_overflow=0,
    pool_timeout=${settings.connectSeconds},
    # The pool's connections do not outlive the compute's suspend time unused; what a restart has cut is found before use.
    pool_recycle=${settings.idleSeconds},
    pool_use_lifo=True,
    pool_pre_ping=True,
    connect_args={
        "connect_timeout": ${settings.connectSeconds},  # a suspended compute wakes within it
        "prepare_threshold": 5 if psycopg.pq.version() >= 170000 else None,
        # For connections that died silently. Postgres itself stops a statement: timeouts.sql.
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 2,
    },
)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def transaction(work: Callable[[Session], T], idempotent: bool = False) -> T:
    """All of work in one transaction. It is repeated as a whole, so it should do nothing outside the database."""

    def once(attempt: Attempt) -> T:
        with Session(engine, expire_on_commit=False) as session:
            result = work(session)
            session.flush()
            # From here on a lost connection does not say whether it was committed.
            attempt.repeatable = idempotent
            session.commit()
            return result

    return retry(once)


def is_ready() -> bool:
    """For readiness at a deploy. A probe that asks the database every minute never lets the compute suspend."""
    return transaction(lambda session: session.execute(text("select 1")).scalar_one(), idempotent=True) == 1


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """FastAPI(lifespan=lifespan): the pool is closed after the last request."""
    yield
    engine.dispose()
`;
