import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Data } from "./store.ts";

/** When a compute was used last and ended last. */
interface Activity {
  readonly lastActiveAt?: Date | undefined;
  readonly suspendedAt?: Date | undefined;
}

const fileOf = ({ path }: Data): string => join(path, "activity.json");

/** What was noted last; nothing before the first time. */
export function readActivity(data: Data): Activity {
  try {
    const noted = JSON.parse(readFileSync(fileOf(data), "utf8")) as Record<string, string>;
    const at = (time: string | undefined) => (time === undefined ? undefined : new Date(time));
    return {
      lastActiveAt: at(noted["lastActiveAt"]),
      suspendedAt: at(noted["suspendedAt"]),
    };
  } catch {
    return {};
  }
}

export function noteActivity(data: Data, { lastActiveAt, suspendedAt }: Activity): void {
  writeFileSync(`${fileOf(data)}.new`, JSON.stringify({ lastActiveAt, suspendedAt }));
  renameSync(`${fileOf(data)}.new`, fileOf(data));
}
