import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { openToRead } from "../../files/open.ts";

const BYTES = 4_000_000;

/**
 * Keys of findings that are known: a JSON array of keys, or of findings with `key`, in a file below one of `roots`. Errors: NOT_FOUND,
 * INVALID_INPUT, LIMIT.
 */
export async function readBaseline(path: string, roots: readonly string[]): Promise<string[]> {
  const text = await read(path, roots);
  try {
    const list: unknown = JSON.parse(text);
    const entries = Array.isArray(list) ? list : (list as { findings?: unknown[] }).findings;
    return (entries ?? []).map(keyOf);
  } catch (error) {
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(path)}\` is no list of keys.`,
      'Write a JSON array of the keys of known findings: ["rule:object", ...].',
      { cause: error },
    );
  }
}

function keyOf(entry: unknown): string {
  const key: unknown = typeof entry === "string" ? entry : (entry as { key?: unknown }).key;
  if (typeof key !== "string") throw new TypeError("an entry without a key");
  return key;
}

async function read(path: string, roots: readonly string[]): Promise<string> {
  const { file } = await openToRead(path, roots);
  await using opened = file;
  const { size } = await opened.stat();
  if (size <= BYTES) return await opened.readFile("utf8");
  throw new ToolError(
    "LIMIT",
    `\`${identifier(path)}\` has ${size} bytes; a baseline may have ${BYTES}.`,
    "Keep nothing but keys in it, or ignore whole rules.",
  );
}
