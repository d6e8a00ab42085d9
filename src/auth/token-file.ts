import { timingSafeEqual } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { hashToken } from "./token.ts";
import { readTokenLines, type TokenLine } from "./token-lines.ts";

/**
 * Finds whose a token is. The file is looked at for each request and read again when it has changed, so that a line removed is a token
 * revoked at once. Throws an Error of one sentence where the file is missing, malformed or in others' hands: at the start that ends the
 * server, later it lets nobody in, because the list of before may hold what was meant to go.
 */
export function openTokenFile(path: string): {
  /** Reads the file, or finds it unchanged. */
  check(): Promise<void>;
  find(token: string, now?: number): Promise<TokenLine | undefined>;
} {
  let read: { readonly version: string; readonly lines: readonly TokenLine[] } | undefined;

  const current = async (): Promise<readonly TokenLine[]> => {
    const version = await versionOf(path);
    if (read?.version !== version) read = { version, lines: await linesOf(path) };
    return read.lines;
  };

  return {
    check: async () => void (await current()),
    async find(token, now = Date.now()) {
      const hash = hashToken(token);
      // every line is compared, in the same time each: how long it takes tells nothing of which one comes close
      const [line] = (await current()).filter((each) => timingSafeEqual(each.hash, hash));
      return line?.expiresAt !== undefined && line.expiresAt <= now ? undefined : line;
    },
  };
}

async function linesOf(path: string): Promise<TokenLine[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  try {
    return readTokenLines(text);
  } catch (error) {
    throw new Error(
      `The tokens file ${path}: ${(error as Error).message}; mend or remove that line.`,
    );
  }
}

/** Changes with every write and every change of rights. */
async function versionOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  if (!found.isFile())
    throw new Error(`The tokens file ${path} is no file; name the file itself with --tokens.`);
  // hashes may be seen; whoever writes there lets himself in
  if (process.platform !== "win32" && (found.mode & 0o022n) !== 0n)
    throw new Error(`The tokens file ${path} can be written by others; run chmod 600 on it.`);
  const own = process.getuid?.();
  if (own !== undefined && found.uid !== 0n && found.uid !== BigInt(own))
    throw new Error(
      `The tokens file ${path} belongs to the user with the id ${found.uid}, who could let himself in; look whether its lines are yours, then run chown ${own} on it.`,
    );
  return [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(" ");
}

function unreadable(path: string, { code = "unknown" }: NodeJS.ErrnoException): Error {
  const own = process.getuid?.();
  const next =
    code === "ENOENT"
      ? `\`neon-dba token NAME --tokens ${path}\` makes it with a first token`
      : own === undefined
        ? "let the user of this server read it"
        : `let the user of this server read it: run chown ${own} and chmod 600 on it`;
  return new Error(`The tokens file ${path} cannot be read (${code}); ${next}.`);
}
