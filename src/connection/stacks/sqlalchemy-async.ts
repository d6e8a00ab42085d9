import { retryPython } from "../retry/python.ts";
import type { Settings, Stack } from "../stack.ts";

export const sqlalchemyAsync: Stack = {
  name: "sqlalchemy-async",
  aliases: ["asyncpg", "sqlalchemy-asyncpg", "fastapi-async", "async-sqlmodel", "litestar"],
  runtimes: ["long_running", "serverless"],
  urlOptions: "sslmode=verify-full",
  evidence: "measured",
  files: (settings) => [{ path: "database.py", content: database(settings) }, retryPython],
  notes: () => [
    "asyncpg's prepared statements stay on: they are the protocol's, which the pooler keeps for each client. `statement_cache_size=0` is advice for older poolers.",
    "At shutdown `await close()`, in FastAPI's lifespan. Packages: sqlalchemy[asyncio], asyncpg.",
  ],
};

const database = (settings: Settings): string => `import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from retry import Attempt, retry_async

T = TypeVar("T")

url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+asyncpg")
# libpq's words, which asyncpg would take for arguments of its own and refuse.
server_settings = {"options": url.query["options"]} if "options" in url.query else {}
url = url.set(query={})

engine = create_async_engine(
    url,
    pool_size=${settings.poolSize},
    max_overflow=0,
    pool_timeout=${settings.connectSeconds},
    # The pool's connections do not outlive the compute's suspend time unused; what a restart has cut is found before use.
    pool_recycle=${settings.idleSeconds},
    pool_use_lifo=True,
    pool_pre_ping=True,
    connect_args={
        # Encrypted, and the certificate checked against the system's roots.
        "ssl": ssl.create_default_context(),
        "timeout": ${settings.connectSeconds},  # a suspended compute wakes within it
        # For connections that died silently; Postgres itself stops a statement before: timeouts.sql.
        "command_timeout": ${settings.statementSeconds + 5},
        "server_settings": server_settings,
    },
)
sessions = async_sessionmaker(engine, expire_on_commit=False)


async def get_session() -> AsyncIterator[AsyncSession]:
    """FastAPI: Annotated[AsyncSession, Depends(get_session)]."""
    async with sessions() as session:
        yield session


async def transaction(work: Callable[[AsyncSession], Awaitable[T]], idempotent: bool = False) -> T:
    """All of work in one transaction. It is repeated as a whole, so it should do nothing outside the database."""

    async def once(attempt: Attempt) -> T:
        async with sessions() as session:
            result = await work(session)
            await session.flush()
            # From here on a lost connection does not say whether it was committed.
            attempt.repeatable = idempotent
            await session.commit()
            return result

    return await retry_async(once)


async def is_ready() -> bool:
    """For readiness at a deploy. A probe that asks the database every minute never lets the compute suspend."""

    async def one(session: AsyncSession) -> int:
        return (await session.execute(text("select 1"))).scalar_one()

    return await transaction(one, idempotent=True) == 1


async def close() -> None:
    await engine.dispose()
`;
