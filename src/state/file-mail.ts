import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keptMs, mostOfOwner, ownerOf } from "./mail.ts";
import type { State } from "./state.ts";

/** To look at the age of everything takes a step for each file. */
const lookEveryMs = 60_000;

/** Boxes as `<dir>/<box>.json`. */
export function fileMail(dir: string): Pick<State, "post" | "collect"> {
  let lookedAt = 0;
  const makeRoom = async (box: string): Promise<void> => {
    const names = await readdir(dir);
    if (lookedAt + lookEveryMs < Date.now()) {
      lookedAt = Date.now();
      await forgetOld(dir, names);
    }
    const own = names.filter((name) => name.startsWith(ownerOf(box)) && name.endsWith(".json"));
    if (own.length >= mostOfOwner) await forgetFirst(dir, own);
  };
  return {
    async post(box, value) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await makeRoom(box);
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

async function forgetOld(dir: string, names: readonly string[]): Promise<void> {
  for (const name of names)
    if ((await writtenAt(dir, name)) < Date.now() - keptMs)
      await rm(join(dir, name), { force: true });
}

/** Of the boxes of one owner, all but the latest that leave room for another. */
async function forgetFirst(dir: string, names: readonly string[]): Promise<void> {
  const boxes = await Promise.all(
    names.map(async (name) => ({ name, written: await writtenAt(dir, name) })),
  );
  const ordered = boxes.toSorted((a, b) => b.written - a.written);
  for (const { name } of ordered.slice(mostOfOwner - 1)) await rm(join(dir, name), { force: true });
}

/** What has gone meanwhile was never written. */
async function writtenAt(dir: string, name: string): Promise<number> {
  return (await stat(join(dir, name)).catch(() => undefined))?.mtimeMs ?? 0;
}
