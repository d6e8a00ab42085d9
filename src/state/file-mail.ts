import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { State } from "./state.ts";

const keptMs = 10 * 60_000;

/** Boxes as `<dir>/<box>.json`. */
export function fileMail(dir: string): Pick<State, "post" | "collect"> {
  return {
    async post(box, value) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await forgetOld(dir);
      const draft = join(dir, `${box}.${randomBytes(6).toString("hex")}.draft`);
      await writeFile(draft, JSON.stringify(value), { mode: 0o600 });
      await rename(draft, join(dir, `${box}.json`));
    },
    async collect(boxes) {
      const found = new Map<string, unknown>();
      for (const box of boxes) {
        const taken = join(dir, `${box}.${randomBytes(6).toString("hex")}.draft`);
        try {
          // of several processes one succeeds in this
          await rename(join(dir, `${box}.json`), taken);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
          throw error;
        }
        found.set(box, JSON.parse(await readFile(taken, "utf8")));
        await rm(taken, { force: true });
      }
      return found;
    },
  };
}

async function forgetOld(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const written = await stat(join(dir, name)).catch(() => undefined);
    if (written !== undefined && written.mtimeMs < Date.now() - keptMs)
      await rm(join(dir, name), { force: true });
  }
}
