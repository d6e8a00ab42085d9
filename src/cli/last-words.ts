import type { Redactor } from "../core/redact.ts";

/**
 * An error that nobody catches ends the process, and standard error tells it in one line of JSON without secrets. Node would print it with
 * all that it holds: the headers of a request, the settings of a connection.
 */
export function tellLastWords(redact: Redactor): Disposable {
  const end = (error: unknown): void => {
    const line = {
      level: 60,
      time: Date.now(),
      pid: process.pid,
      name: "neon-dba",
      error: redact.text(wordsOf(error)),
      msg: "ended by an error that nobody caught",
    };
    process.stderr.write(`${JSON.stringify(line)}\n`);
    // what runs is in no state to be gone on with; Postgres undoes what was begun
    process.exit(1);
  };
  process.on("uncaughtException", end);
  return { [Symbol.dispose]: () => void process.off("uncaughtException", end) };
}

/** Of what is neither an Error nor text only the kind: it may hold anything. */
function wordsOf(error: unknown): string {
  if (error instanceof Error) return error.stack ?? error.message;
  return typeof error === "string" ? error : typeof error;
}
