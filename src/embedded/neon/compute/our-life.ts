/**
 * For a Postgres in recovery, which takes no session that could watch over it: shell commands that it runs at each segment of WAL and
 * at the end. They tell it to give up (a status above 125) when this process is dead.
 */
const alive =
  process.platform === "linux" ? `test -d /proc/${process.pid}` : `kill -0 ${process.pid}`;

/** There is nothing to fetch: all WAL is in place already. */
export const restoreCommand =
  process.platform === "win32" ? "exit 1" : `${alive} || exit 200; exit 1`;

export const recoveryEndCommand = process.platform === "win32" ? "" : `${alive} || exit 200`;
