import type { File } from "../stack.ts";

/** For SQLAlchemy and Django, over psycopg, asyncpg or psycopg2: which errors are worth a second attempt, and when. No packages. */
export const retryPython: File = {
  path: "retry.py",
  content: `import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

# Postgres undid the transaction because of another one: repeat all of it.
UNDONE = {"40001", "40P01"}
# Not reached, not ready, no room, or the connection broke.
TRANSIENT = {"57P01", "57P02", "57P03", "53300", "08000", "08001", "08003", "08004", "08006"}
# What drivers and the pooler say without a code. A host name that does not exist and a wrong password are not here: they stay wrong.
WORDS = (
    "connection refused", "connection reset", "connection was closed", "connection is closed", "connection is lost",
    "server closed the connection", "connection not open", "timeout expired", "connection timeout", "server conn crashed",
    "couldn't connect to compute node", "the database system is", "terminating connection", "too many clients",
    "connection slots are reserved", "consuming input failed", "broken pipe",
)

ATTEMPTS = 7
FIRST_SECONDS = 0.1
MOST_SECONDS = 10.0
# No attempt begins later: whoever waits for the answer has given up.
DEADLINE_SECONDS = 30.0


@dataclass
class Attempt:
    # Set to False before sending what must not run twice: if the connection breaks then, nobody knows whether it ran.
    repeatable: bool = True


def retry(work: Callable[[Attempt], T]) -> T:
    """Calls work again after errors that pass, with exponential backoff (100 ms to 10 s) and jitter."""
    started = time.monotonic()
    for count in range(1, ATTEMPTS + 1):
        attempt = Attempt()
        try:
            return work(attempt)
        except Exception as error:
            if late(count, started) or not worth_it(error, attempt):
                raise
        time.sleep(delay(count))
    raise AssertionError


async def retry_async(work: Callable[[Attempt], Awaitable[T]]) -> T:
    started = time.monotonic()
    for count in range(1, ATTEMPTS + 1):
        attempt = Attempt()
        try:
            return await work(attempt)
        except Exception as error:
            if late(count, started) or not worth_it(error, attempt):
                raise
        await asyncio.sleep(delay(count))
    raise AssertionError


def late(count: int, started: float) -> bool:
    return count == ATTEMPTS or time.monotonic() - started > DEADLINE_SECONDS


def delay(count: int) -> float:
    return min(MOST_SECONDS, FIRST_SECONDS * 2 ** (count - 1)) * random.uniform(0.5, 1)


def worth_it(error: BaseException | None, attempt: Attempt) -> bool:
    # Libraries wrap what the driver said.
    while error is not None:
        code = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
        if code in UNDONE:
            return True
        if code in TRANSIENT or isinstance(error, (ConnectionError, TimeoutError)):
            return attempt.repeatable
        if code is None and any(word in str(error).lower() for word in WORDS):
            return attempt.repeatable
        error = getattr(error, "orig", None) or error.__cause__
    return False
`,
};
