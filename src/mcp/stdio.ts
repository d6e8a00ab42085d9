import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { type ServerConfig, createServer } from "./server.ts";

/**
 * Serves both protocol eras on standard input and output until the client goes or the process is told to stop.
 * Returns when every call in flight has been cancelled in Postgres and undone, at most `graceMs` later.
 */
export async function serve(config: ServerConfig, graceMs = 8_000): Promise<void> {
  const handle = serveStdio(() => createServer(config), {
    onerror: (error) =>
      config.log("warn", "protocol", { error: config.redact.text(error.message) }),
  });
  await new Promise<void>((resolve) => {
    for (const event of ["end", "close", "error"] as const)
      process.stdin.once(event, () => resolve());
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.once(signal, () => resolve());
  });
  await handle.close();
  const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
  await Promise.race([Promise.allSettled(config.running), grace]);
}
