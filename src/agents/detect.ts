import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Client, Place } from "./client.ts";
import { clients } from "./clients/index.ts";

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
