import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Data } from "./store.ts";

const fileOf = ({ path }: Data): string => join(path, "credentials.json");

/** The password of `cloud_admin`. Copies have that of their source, because it is in the catalogs too. */
export function readPassword(data: Data): string {
  return (JSON.parse(readFileSync(fileOf(data), "utf8")) as { superuser: string }).superuser;
}

export function writePassword(data: Data, superuser: string): void {
  writeFileSync(fileOf(data), JSON.stringify({ superuser }), { mode: 0o600 });
}

export const newPassword = (): string => randomBytes(24).toString("hex");
