import type { Logger } from "pino";
import type { Redactor } from "./core/redact.ts";

type Level = "error" | "warn" | "info" | "debug";
const order: readonly Level[] = ["error", "warn", "info", "debug"];

/**
 * JSON lines on standard error, without secrets; standard output belongs to the protocol. The logger is loaded with the
 * first line that is really written, because most starts write none.
 */
export function createLog(level: Level, redact: Redactor) {
  let logger: Promise<Logger> | undefined;
  return (at: Level, message: string, fields: Record<string, unknown> = {}): void => {
    if (order.indexOf(at) > order.indexOf(level)) return;
    logger ??= load(level);
    void logger.then((pino) => pino[at](redact.value(fields), redact.text(message)));
  };
}

async function load(level: Level): Promise<Logger> {
  const { pino } = await import("pino");
  return pino(
    { name: "neon-dba", level, base: { pid: process.pid } },
    pino.destination({ dest: 2, sync: true }),
  );
}
