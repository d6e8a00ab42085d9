import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applyPlan } from "../../../src/agents/apply.ts";
import { clients } from "../../../src/agents/clients/index.ts";
import { readRecord } from "../../../src/agents/record.ts";
import { install, makePlace, planOf, put, remove, tree } from "./harness.ts";

const only = (name: string) => ({ of: clients.filter((client) => client.name === name) });

test("a plan is not carried out on a record that another run has changed since", async () => {
  const place = makePlace("project");
  const plan = await planOf(place, only("cursor"));
  await install(place, only("claude"));
  const before = tree(place.root);
  await expect(applyPlan(place, plan)).rejects.toMatchObject({ code: "DRIFT" });
  expect(tree(place.root)).toEqual(before);
  await install(place, only("cursor"));
  await remove(place);
  expect(tree(place.root)).toEqual({});
});

test("a run waits for no other, and takes over from one that was killed", async () => {
  const place = makePlace("project");
  const plan = await planOf(place, only("cursor"));
  await using other = await running();
  const mark = put(place, `.neon-dba/agents.lock.${other.pid}`, "");
  await expect(applyPlan(place, plan)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    next: expect.stringContaining(mark),
  });
  expect(Object.keys(tree(place.root))).toEqual([".neon-dba", mark.slice(place.root.length + 1)]);
  await other.end();
  await applyPlan(place, plan);
  expect(readdirSync(join(place.root, ".neon-dba"))).toEqual(["agents.json"]);
  await remove(place);
  expect(tree(place.root)).toEqual({});
});

test("what killed runs had half written goes, whichever process it was; a file of that ending is the user's", async () => {
  const place = makePlace("project");
  await install(place, only("cursor"));
  put(place, ".cursor/mcp.json.41.neon-dba-tmp", "half");
  put(place, ".cursor/mcp.json.42.neon-dba-tmp", "half");
  put(place, ".neon-dba/agents.json.43.neon-dba-tmp", "half");
  put(place, ".cursor/mine.neon-dba-tmp", "mine");
  await remove(place);
  expect(tree(place.root)).toEqual({
    ".cursor": "/",
    ".cursor/mine.neon-dba-tmp": `${0o644} mine`,
  });
});

test("what fails on the way is told as that: the rest is recorded, and the next run finishes or undoes it", async () => {
  for (const next of [install, remove]) {
    const place = makePlace("user");
    const plan = await planOf(place, { of: [...only("cursor").of, ...only("gemini").of] });
    const file = put(place, ".gemini", "no folder");
    const failure = expect.objectContaining({
      code: "INVALID_INPUT",
      message: expect.stringContaining("`.gemini/agents/"),
      next: expect.stringMatching(/^(?!.*Nothing).*recorded.*agents remove --scope user/),
    });
    await expect(applyPlan(place, plan)).rejects.toEqual(failure);
    expect(Object.keys((await readRecord(place)).files)).not.toEqual([]);
    expect(readdirSync(join(place.root, ".neon-dba"))).toEqual(["agents.json"]);
    rmSync(file);
    expect(await next(place)).toEqual([]);
    await remove(place);
    expect(tree(place.root)).toEqual({});
  }
});

/** A process that is there until it is ended. */
async function running() {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const ended = once(child, "exit");
  await once(child, "spawn");
  const end = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  return { pid: child.pid ?? 0, end, [Symbol.asyncDispose]: end };
}
