import { randomBytes } from "node:crypto";
import { Recent } from "../core/recent.ts";

/** The API's limit. */
const MAX_NAME = 256;

/** Far more than are being made at a time: a name is asked about while it is. */
const made = new Recent<string, true>(1_000);

/** A name that nobody else has: what is found under it was made by this process. */
export function ownName(prefix: string, randomHex = 4): string {
  const suffix = randomBytes(randomHex / 2).toString("hex");
  const name = `${prefix.slice(0, MAX_NAME - randomHex - 1)}-${suffix}`;
  made.set(name, true);
  return name;
}

export const isOwnName = (name: string): boolean => made.has(name);

/** `main-20261121-9f3a`. */
export function branchName(parent: string, now = new Date()): string {
  const day = now.toISOString().slice(0, 10).replaceAll("-", "");
  return ownName(`${parent.slice(0, MAX_NAME - 20)}-${day}`);
}
