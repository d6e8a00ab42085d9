/** A plan's own statements return a row at most that anybody looks at; DDL returns none. */
export const LIMITS = { maxRows: 1, maxBytes: 64 * 1024 * 1024, complete: true } as const;

/** A step takes as long as it takes, which its estimate told: Postgres's longest timeout, and no timer of ours. */
export const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** A batch is short; one that is not holds its rows' locks for too long. */
export const BATCH_MS = 60_000;

/**
 * CONCURRENTLY waits for transactions that began before it, and blocks neither reads nor writes meanwhile. What is given up leaves an
 * invalid index behind, so it waits longer than other statements.
 */
export const CONCURRENT_LOCK_MS = 60_000;
