/**
 * For a Postgres in recovery, which takes no session that could watch over it: shell commands that it runs at each segment of WAL and
 * at the end. They tell it to give up (a status above 125) when this process is dead.
 */
const alive =
  process.platform === "linux" ? `test -d /proc/${process.pid}` : `kill -0 ${process.pid}`;

const whileWeLive = (command: string): string =>
  process.platform === "win32" ? command : `${alive} || exit 200; ${command}`;

/** There is nothing to fetch: all WAL is in place already. */
export const restoreCommand = whileWeLive("exit 1");

/** Fetches segments from a folder that another Postgres writes to: the last one as far as it is written. */
export function fetchCommand(folder: string): string {
  const path = folder.replaceAll("%", "%%");
  if (process.platform === "win32")
    return `copy "${path.replaceAll("/", "\\")}\\%f" "%p" >nul 2>&1`;
  return whileWeLive(`cp '${path.replaceAll("'", "'\\''")}/%f' "%p" 2>/dev/null`);
}

export const recoveryEndCommand = process.platform === "win32" ? "" : `${alive} || exit 200`;
