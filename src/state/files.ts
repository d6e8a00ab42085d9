import { randomBytes } from "node:crypto";
import {
  access,
  constants,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { fileDocuments } from "./file-documents.ts";
import { fileMail } from "./file-mail.ts";
import type { State } from "./state.ts";

/** State in `<dir>/key`, `<dir>/claims` and `<dir>/documents`, readable by the owner alone. */
export function fileState(dir: string): State {
  const claims = join(dir, "claims");
  let key: Promise<Buffer> | undefined;
  return {
    key: () => (key ??= readOrCreateKey(dir)),
    async claim(id, expiresAt) {
      await mkdir(claims, { recursive: true, mode: 0o700 });
      await forgetExpired(claims);
      try {
        // exclusive creation is the one atomic test-and-set that every file system has
        const file = await open(join(claims, `${expiresAt}-${id}`), "wx", 0o600);
        await file.close();
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
        throw error;
      }
    },
    isClaimed: async (id, expiresAt) =>
      access(join(claims, `${expiresAt}-${id}`)).then(
        () => true,
        () => false,
      ),
    ...fileMail(join(dir, "mail")),
    ...fileDocuments(join(dir, "documents")),
    async check() {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await access(dir, constants.W_OK);
    },
    close: async () => {},
  };
}

async function readOrCreateKey(dir: string): Promise<Buffer> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, "key");
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, randomBytes(32), { mode: 0o600 });
  try {
    // a link never overwrites: of two processes that start together, both end up with the first one's key
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path);
}

async function forgetExpired(claims: string): Promise<void> {
  const now = Date.now();
  for (const name of await readdir(claims))
    if (Number(name.split("-")[0]) < now) await rm(join(claims, name), { force: true });
}
