import type { File } from "../stack.ts";

/** For every driver of JavaScript: which errors are worth a second attempt, and when. It needs no package, and nothing of Node.js. */
export const retryTypescript: File = {
  path: "retry.ts",
  content: `// SQLSTATEs of Postgres, errors of Node.js and its drivers, P… of Prisma.
/** Postgres undid the transaction because of another one: repeat all of it. */
const UNDONE = new Set(["40001", "40P01", "P2034"]);
/** Not reached, not ready, no room: nothing was executed. ENOTFOUND is not here: a wrong host name stays wrong. */
const NOT_BEGUN = new Set([
  "ECONNREFUSED", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "CONNECT_TIMEOUT", "57P03", "53300", "08001", "08004", "P1001", "P2037",
]);
/** The connection broke: what was under way may have been executed. */
const BROKEN = new Set([
  "ECONNRESET", "EPIPE", "ETIMEDOUT", "UND_ERR_SOCKET", "CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED",
  "57P01", "57P02", "08000", "08003", "08006", "P1017",
]);
/** What drivers and the pooler say without a code of their own. */
const WORDS = /connection terminated|connection error and is not queryable|server conn crashed|closed the connection/i;

const ATTEMPTS = 7;
const FIRST_MS = 100;
const MOST_MS = 10_000;
/** No attempt begins later: whoever waits for the answer has given up. */
const DEADLINE_MS = 30_000;

export interface Attempt {
  /** Set to false before sending what must not run twice: if the connection breaks then, nobody knows whether it ran. */
  repeatable: boolean;
}

/** Calls \`work\` again after errors that pass, with exponential backoff (100 ms to 10 s) and jitter. */
export async function retry<T>(work: (attempt: Attempt) => Promise<T>): Promise<T> {
  const started = Date.now();
  for (let count = 1; ; count++) {
    const attempt: Attempt = { repeatable: true };
    try {
      return await work(attempt);
    } catch (error) {
      const late = count === ATTEMPTS || Date.now() - started > DEADLINE_MS;
      if (late || !isWorthIt(error, attempt.repeatable)) throw error;
      const ms = Math.min(MOST_MS, FIRST_MS * 2 ** (count - 1)) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }
}

/** Where libraries keep what the driver said. */
const INNER = ["cause", "sourceError", "meta", "driverAdapterError"] as const;

function isWorthIt(error: unknown, repeatable: boolean): boolean {
  if (typeof error !== "object" || error === null) return false;
  const said = error as Record<string, unknown>;
  const code = String(said.originalCode ?? said.code);
  if (UNDONE.has(code) || NOT_BEGUN.has(code)) return true;
  if (BROKEN.has(code) || WORDS.test(String(said.message))) return repeatable;
  const inner = [...INNER.map((name) => said[name]), ...(Array.isArray(said.errors) ? said.errors : [])];
  return inner.some((one) => isWorthIt(one, repeatable));
}
`,
};
