import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Place } from "../../../src/agents/client.ts";
import { clients } from "../../../src/agents/clients/index.ts";
import { install, makePlace, personas, planOf, put, remove, skills, tree } from "./harness.ts";

const few = (...names: readonly string[]) => ({
  of: clients.filter(({ name }) => names.includes(name)),
  personas: personas.slice(0, 2),
  skills: skills.slice(0, 2),
});

/** Claude Code's folder leads to that of another client. */
function linked(from: string, to: string): Place {
  const place = makePlace("project");
  for (const folder of [to, join(from, "..")])
    mkdirSync(join(place.root, folder), { recursive: true });
  symlinkSync(join("..", to), join(place.root, from));
  return place;
}

const both = few("claude", "codex");

test("two clients whose skills are one folder: written once, nothing to do the second time, removed without a trace", async () => {
  const place = linked(".claude/skills", ".agents/skills");
  const before = tree(place.root);
  expect(await install(place, both)).toEqual([]);
  expect(await planOf(place, both)).toMatchObject({ steps: [], kept: [] });
  expect(await remove(place)).toEqual([]);
  expect(tree(place.root)).toEqual(before);
});

test("what two clients share goes with the last of them, in any order", async () => {
  for (const [first, last] of [
    ["claude", "codex"],
    ["codex", "claude"],
  ] as const) {
    const place = linked(".claude/skills", ".agents/skills");
    const before = tree(place.root);
    const skill = join(place.root, ".agents/skills", skills[0]?.path ?? "");
    await install(place, few(first));
    expect(await install(place, few(last))).toEqual([]);
    expect(await remove(place, [first])).toEqual([]);
    expect(existsSync(skill)).toBe(true);
    expect(await planOf(place, few(last))).toMatchObject({ steps: [], kept: [] });
    expect(await remove(place, [last])).toEqual([]);
    expect(tree(place.root)).toEqual(before);
  }
});

test("a shared file that an update of one client changed is still known as the other's", async () => {
  const place = linked(".claude/skills", ".agents/skills");
  await install(place, both);
  const newer = both.skills.map((skill) => ({ ...skill, text: "New.\n" }));
  await install(place, { ...few("claude"), skills: newer });
  // one that a later version has no more goes when neither has it
  await install(place, { ...few("claude"), skills: newer.slice(1) });
  const [gone, stays] = both.skills.map(({ path }) => join(place.root, ".agents/skills", path));
  expect([gone, stays].map((file) => existsSync(file ?? ""))).toEqual([true, true]);
  expect(await install(place, { ...few("codex"), skills: newer.slice(1) })).toEqual([]);
  expect([gone, stays].map((file) => existsSync(file ?? ""))).toEqual([false, true]);
  expect(await remove(place)).toEqual([]);
  expect(existsSync(stays ?? "")).toBe(false);
});

test("a file that two clients want different stays the first one's", async () => {
  const place = linked(".claude/agents", ".cursor/agents");
  const before = tree(place.root);
  const options = few("claude", "cursor");
  const kept = options.personas.map(
    ({ name }) => `.cursor/agents/${name}.md is by a link the same file as one of another client`,
  );
  expect(await install(place, options)).toEqual(kept);
  expect(await planOf(place, options)).toMatchObject({ steps: [], kept });
  expect(await remove(place)).toEqual([]);
  expect(tree(place.root)).toEqual(before);
});

test("two clients whose configuration is one file", async () => {
  const place = linked(".cursor/mcp.json", ".");
  rmSync(join(place.root, ".cursor/mcp.json"));
  const file = put(place, ".mcp.json", '{\n  "mcpServers": {}\n}\n');
  symlinkSync("../.mcp.json", join(place.root, ".cursor/mcp.json"));
  const before = tree(place.root);
  const options = few("claude", "cursor");
  expect(await install(place, options)).toEqual([expect.stringContaining(".cursor/mcp.json has")]);
  expect(readFileSync(file, "utf8").match(/"neon-dba": \{/g)).toHaveLength(1);
  expect(await remove(place)).toEqual([]);
  expect(tree(place.root)).toEqual(before);
});

test("what a teammate committed is there, and not removed", async () => {
  const place = makePlace("project");
  await install(place, few("claude"));
  const committed = [".neon-dba", ".mcp.json"];
  for (const path of committed) rmSync(join(place.root, path), { recursive: true });
  const before = tree(place.root);
  expect(await install(place, few("claude"))).toEqual([]);
  expect(existsSync(join(place.root, ".mcp.json"))).toBe(true);
  expect(await remove(place)).toEqual([]);
  expect(tree(place.root)).toEqual(before);
});
