import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "../../home.ts";
import { neonFolder } from "./serving.ts";

/** The API key of the home, made on first use. Only the one local Neon of the home calls this. */
export function homeKey(home: Home): string {
  const path = join(neonFolder(home), "key");
  const kept = read(path);
  if (kept !== undefined) return kept;
  const key = `napi_local_${randomBytes(24).toString("hex")}`;
  writeFileSync(`${path}.new`, key, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return key;
}

function read(path: string): string | undefined {
  try {
    const key = readFileSync(path, "utf8");
    return /^napi_local_[0-9a-f]{48}$/.test(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Takes as long for a wrong key as for the right one, whatever its length. */
export function isAuthorized(authorization: string | undefined, key: string): boolean {
  return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${key}`));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
