import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { State } from "./state.ts";

/** Documents as `<dir>/<kind>/<id>.json`, readable by the owner alone. One is there whole or not at all. */
export function fileDocuments(dir: string): Pick<State, "write" | "read" | "list"> {
  return {
    async write(kind, id, value) {
      await mkdir(join(dir, kind), { recursive: true, mode: 0o700 });
      const draft = join(dir, kind, `${id}.${randomBytes(6).toString("hex")}.draft`);
      try {
        await writeFile(draft, JSON.stringify(value), { mode: 0o600 });
        await rename(draft, join(dir, kind, `${id}.json`));
      } finally {
        await rm(draft, { force: true });
      }
    },
    read: (kind, id) => parsed(join(dir, kind, `${id}.json`)),
    async list(kind) {
      const names = await readdir(join(dir, kind)).catch(unlessMissing([]));
      const files = await Promise.all(
        names
          .filter((name) => name.endsWith(".json"))
          .map(async (name) => {
            const path = join(dir, kind, name);
            return { path, written: (await stat(path)).mtimeMs };
          }),
      );
      const ordered = files.toSorted((a, b) => b.written - a.written);
      return Promise.all(ordered.map(({ path }) => parsed(path)));
    },
  };
}

async function parsed(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch(unlessMissing(undefined));
  return text === undefined ? undefined : JSON.parse(text);
}

const unlessMissing =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === "ENOENT") return instead;
    throw error;
  };
