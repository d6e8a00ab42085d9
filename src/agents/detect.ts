import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Client, Place } from "./client.ts";
import { clients } from "./clients/index.ts";
import { exists } from "./files.ts";
import { type Record, fileOf, keyOf } from "./record.ts";
import { serverOf } from "./server.ts";

/** The clients that leave a trace here: their command is on the path, or a folder or file of theirs is at the place or in the home directory. */
export function detectClients(place: Place): Client[] {
  const user: Place = { ...place, scope: "user", root: place.home };
  return clients.filter(
    (client) =>
      [...client.traces(place), ...client.traces(user)].some((path) => existsSync(path)) ||
      isCommand(client.command, place),
  );
}

function isCommand(name: string, { platform, env }: Place): boolean {
  const endings = platform === "win32" ? [".exe", ".cmd", ".ps1"] : [""];
  return (env["PATH"] ?? env["Path"] ?? "")
    .split(delimiter)
    .some(
      (folder) =>
        folder !== "" && endings.some((ending) => existsSync(join(folder, `${name}${ending}`))),
    );
}

/** Where a file with an entry of ours is now: people rename what a client reads under more than one name. */
export async function findMerged(place: Place, { merged }: Record, key: string): Promise<string> {
  const file = fileOf(place, key);
  if (await exists(file)) return file;
  const client = clients.find(({ name }) => name === merged[key]?.client);
  for (const other of client?.entry(place, serverOf([])).files ?? []) {
    const isNew = dirname(other) === dirname(file) && !Object.hasOwn(merged, keyOf(place, other));
    if (isNew && (await exists(other))) return other;
  }
  return file;
}
