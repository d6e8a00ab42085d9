import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { Place } from "../../../src/agents/client.ts";
import { digestOf, printRecord, recordFile } from "../../../src/agents/record.ts";
import { install, makePlace, put, remove } from "./harness.ts";

const entry = { path: ["mcpServers", "neon-dba"], created: true, made: 0, states: [] };

test("a record that came with a repository names nothing outside of it", async () => {
  const own = { client: "cursor", digests: [digestOf("theirs\n")] };
  const records = [
    { files: { "../outside/a.txt": own } },
    { files: { "way/a.txt": own } },
    { merged: { "../outside/a.txt": { client: "cursor", ...entry } } },
    { folders: ["../outside/empty"] },
  ];
  for (const hostile of records) {
    const place = makePlace("project");
    const [file, empty] = outside(place);
    symlinkSync("../outside", join(place.root, "way"));
    const record = { about: "", folders: [], files: {}, merged: {}, ...hostile };
    put(place, ".neon-dba/agents.json", printRecord(record));
    const before = readdirSync(place.root, { recursive: true });
    for (const attempt of [install, remove])
      await expect(attempt(place), JSON.stringify(hostile)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        message: expect.stringContaining("leads out of the project"),
      });
    expect(readdirSync(place.root, { recursive: true })).toEqual(before);
    expect([existsSync(file), existsSync(empty)]).toEqual([true, true]);
  }
});

test("a folder that became a link out of the project stops nobody, and stays", async () => {
  const place = makePlace("project");
  const [, empty] = outside(place);
  symlinkSync("../outside", join(place.root, "way"));
  const record = { about: "", folders: ["way/empty"], files: {}, merged: {} };
  put(place, ".neon-dba/agents.json", printRecord(record));
  await install(place);
  await remove(place);
  expect(existsSync(empty)).toBe(true);
});

test("the record itself is not written through a link out of the project", async () => {
  for (const isFolder of [true, false]) {
    const place = makePlace("project");
    const [file] = outside(place);
    const link = isFolder ? dirname(recordFile(place)) : recordFile(place);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(isFolder ? dirname(file) : file, link);
    await expect(install(place)).rejects.toThrow(/leads out of the project/);
    expect(readFileSync(file, "utf8")).toBe("theirs\n");
    expect(readdirSync(dirname(file)).toSorted()).toEqual(["a.txt", "empty"]);
  }
});

/** A file and an empty folder beside the project. */
function outside(place: Place): [file: string, empty: string] {
  const folder = join(dirname(place.root), "outside");
  mkdirSync(join(folder, "empty"), { recursive: true });
  writeFileSync(join(folder, "a.txt"), "theirs\n");
  return [join(folder, "a.txt"), join(folder, "empty")];
}
