import { expect } from "vitest";

/** Whether it is a JSON-RPC message that a server may send: a response, or a notification of its own. */
function isWellFormed(message: unknown): boolean {
  if (typeof message !== "object" || message === null || Array.isArray(message)) return false;
  const { jsonrpc, id, result, error, method } = message as Record<string, unknown>;
  if (jsonrpc !== "2.0") return false;
  if (method !== undefined) return typeof method === "string" && result === undefined;
  if (id !== undefined && id !== null && typeof id !== "string" && typeof id !== "number")
    return false;
  if (error === undefined) return typeof result === "object" && result !== null && id !== null;
  const { code, message: words } = error as Record<string, unknown>;
  return result === undefined && Number.isInteger(code) && typeof words === "string";
}

/** What no answer to anybody holds: faults of ours, and our own places. */
const FAULTS =
  /-32603|"code":-32_?603|ended with an error that it does not know|Internal server error|\n\s+at |\/node_modules\/|\.ts:\d+:\d+/;

/**
 * The SDK (2.4) says "internal error" of parameters that its own schema of the method refuses, and lists what is wrong with them; handlers
 * of ours are not reached. Whatever else has this code is a fault.
 */
function isMisnamed(message: unknown): message is { error: { message: string } } {
  const { error } = (message ?? {}) as { error?: { code: unknown; message: unknown } };
  if (error?.code !== -32_603 || typeof error.message !== "string") return false;
  if (!error.message.startsWith("[\n  {\n")) return false;
  const issues = JSON.parse(error.message) as { code?: unknown; path?: unknown }[];
  return issues.every(({ code, path }) => typeof code === "string" && Array.isArray(path));
}

/** Throws on an answer that is no JSON-RPC, that tells of a fault of the server, or that holds one of these secrets. */
export function checkAnswer(
  message: unknown,
  { secrets, to }: { readonly secrets: readonly string[]; readonly to: string },
): void {
  const text = JSON.stringify(isMisnamed(message) ? { ...message, error: {} } : message);
  const shown = `${text.slice(0, 500)}\nto ${to.slice(0, 500)}`;
  expect(isWellFormed(message), `no JSON-RPC: ${shown}`).toBe(true);
  expect(FAULTS.exec(text), shown).toBeNull();
  for (const secret of secrets) expect(text.includes(secret), shown).toBe(false);
}
