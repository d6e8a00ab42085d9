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
import { applyPlan } from "../../../src/agents/apply.ts";
import type { Place } from "../../../src/agents/client.ts";
import { clients } from "../../../src/agents/clients/index.ts";
import { printRecord, recordFile } from "../../../src/agents/record.ts";
import {
  install,
  makePlace,
  personas,
  planOf,
  put,
  remove,
  settle,
  skills,
  tree,
} from "./harness.ts";

const cases = (["project", "user"] as const).flatMap((scope) =>
  [...clients.map((client) => [client]), clients].flatMap((of) =>
    [false, true].map((settled) => ({
      scope,
      of,
      settled,
      title: `${of.length === 1 ? (of[0]?.title ?? "") : "all of them"}, ${scope}${settled ? ", among files of others" : ""}`,
    })),
  ),
);

test.each(cases)(
  "$title: installed, nothing to do the second time, removed without a trace",
  async ({ scope, of, settled }) => {
    const place = makePlace(scope);
    if (settled) settle(place);
    const before = tree(place.root);
    expect(await install(place, { of })).toEqual([]);
    const installed = tree(place.root);
    const merged = /mcp\.json|\.claude\.json|config\.toml|opencode|settings/;
    const untouched = Object.entries(before).filter(([path]) => !merged.test(path));
    expect(installed).toMatchObject(Object.fromEntries(untouched));
    expect(
      Object.keys(installed).filter((path) =>
        personas.some(({ name }) => path.includes(`agents/${name}.`)),
      ),
    ).toHaveLength(5 * of.length);
    const again = await planOf(place, { of });
    expect(again).toMatchObject({ steps: [], kept: [] });
    await applyPlan(place, again);
    expect(tree(place.root)).toEqual(installed);
    expect(await remove(place)).toEqual([]);
    expect(tree(place.root)).toEqual(before);
  },
);

test("what the user edited or wrote stays, and is told", async () => {
  const place = makePlace("project");
  const of = clients.filter(({ name }) => name === "claude");
  const theirs = put(place, ".claude/agents/neon-db-architect.md", "mine\n");
  expect(await install(place, { of })).toEqual([
    ".claude/agents/neon-db-architect.md is there already, and not written by neon-dba",
  ]);
  const edited = join(place.root, ".claude/agents/neon-database-ops.md");
  writeFileSync(edited, `${readFileSync(edited, "utf8")}Be kind.\n`);
  const shorter = personas.map((persona) => ({ ...persona, text: "New text." }));
  expect(await install(place, { of, personas: shorter })).toContain(
    ".claude/agents/neon-database-ops.md was edited since it was installed",
  );
  expect(
    readFileSync(join(place.root, ".claude/agents/serverless-db-architect.md"), "utf8"),
  ).toMatch(/New text\.\n$/);
  expect(await remove(place)).toEqual([
    ".claude/agents/neon-database-ops.md was edited since it was installed",
  ]);
  expect(readFileSync(theirs, "utf8")).toBe("mine\n");
  expect(readFileSync(edited, "utf8")).toMatch(/Be kind\.\n$/);
  expect(existsSync(join(place.root, ".mcp.json"))).toBe(false);
  expect(existsSync(join(place.root, ".neon-dba"))).toBe(false);
});

test("a persona that a later version has no more is taken away with the update", async () => {
  const place = makePlace("user");
  await install(place);
  const fewer = personas.slice(1);
  const plan = await planOf(place, { personas: fewer });
  expect(plan.steps.map(({ after }) => after)).toEqual(clients.map(() => undefined));
  await applyPlan(place, plan);
  await remove(place);
  expect(tree(place.root)).toEqual({});
});

test("one client of several goes without the others", async () => {
  const place = makePlace("project");
  await install(place, { of: clients.filter(({ name }) => name !== "claude") });
  const others = tree(place.root);
  await install(place);
  await remove(place, ["claude"]);
  expect(tree(place.root)).toEqual(others);
});

test("killed between any two files: the next installation finishes, the next removal leaves nothing", async () => {
  const few = {
    of: clients.filter(({ name }) => ["vscode", "codex"].includes(name)),
    personas: personas.slice(0, 2),
    skills: skills.slice(0, 2),
  };
  const total = (await planOf(makePlace("project"), few)).steps.length;
  const whole = makePlace("project");
  settle(whole);
  const before = tree(whole.root);
  await install(whole, few);
  const finished = tree(whole.root);
  for (let done = 0; done <= total; done++) {
    for (const next of ["install", "remove"] as const) {
      const place = makePlace("project");
      settle(place);
      const plan = await planOf(place, few);
      const [{ file } = { file: "" }] = plan.steps.slice(done);
      await applyPlan(place, { ...plan, steps: plan.steps.slice(0, done) });
      // as a killed process leaves it: the record of before, some of the files, half a temporary one
      mkdirSync(dirname(recordFile(place)), { recursive: true });
      writeFileSync(recordFile(place), printRecord(plan.meanwhile));
      if (file !== "") {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.neon-dba-tmp`, "half");
      }
      expect(await (next === "install" ? install(place, few) : remove(place))).toEqual([]);
      expect(tree(place.root), `${next} after ${done}`).toEqual(
        next === "install" ? finished : before,
      );
    }
  }
});

test("a malformed file, a link out of the project and one to nowhere are refused before anything is written", async () => {
  const attempts: readonly [(place: Place) => void, RegExp][] = [
    [(place) => put(place, ".cursor/mcp.json", '{"a": '), /line 1/],
    [
      (place) => writeFileSync(put(place, ".cursor/mcp.json", ""), Buffer.from([0x7b, 0xff, 0x7d])),
      /not UTF-8/,
    ],
    [(place) => symlinkSync(place.home, join(place.root, ".gemini")), /leads out of the project/],
    [
      (place) => symlinkSync(join(place.root, "gone"), join(place.root, ".mcp.json")),
      /leads out|leads nowhere/,
    ],
    [(place) => put(place, ".neon-dba/agents.json", "{}"), /not what neon-dba wrote/],
  ];
  for (const [arrange, why] of attempts) {
    const place = makePlace("project");
    arrange(place);
    const before = readdirSync(place.root, { recursive: true });
    await expect(install(place)).rejects.toThrow(why);
    expect(readdirSync(place.root, { recursive: true })).toEqual(before);
  }
});

test("configuration that is a link into the user's own files is written through it", async () => {
  const place = makePlace("user");
  const real = put(place, "dotfiles/cursor.json", '{\n  "mcpServers": {}\n}\n');
  mkdirSync(join(place.root, ".cursor"));
  symlinkSync(real, join(place.root, ".cursor/mcp.json"));
  await install(place);
  expect(readFileSync(real, "utf8")).toContain('"neon-dba"');
  await remove(place);
  expect(readFileSync(real, "utf8")).toBe('{\n  "mcpServers": {}\n}\n');
});

test("what changed between looking and writing is not overwritten", async () => {
  const place = makePlace("project");
  const plan = await planOf(place);
  put(place, ".cursor/mcp.json", '{"theirs": 1}');
  await expect(applyPlan(place, plan)).rejects.toMatchObject({ code: "DRIFT" });
  expect(readFileSync(join(place.root, ".cursor/mcp.json"), "utf8")).toBe('{"theirs": 1}');
  expect(await install(place)).toEqual([]);
  await remove(place);
  expect(tree(place.root)).toEqual({
    ".cursor": "/",
    ".cursor/mcp.json": `${0o644} {"theirs": 1}`,
  });
});
