import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  dataIds,
  put,
  putOperations,
} from "../../../../../src/embedded/neon/control/state/changes.ts";
import { recover } from "../../../../../src/embedded/neon/control/state/recover.ts";
import { Store } from "../../../../../src/embedded/neon/control/state/store.ts";
import type {
  Branch,
  Operation,
  Project,
} from "../../../../../src/embedded/neon/control/state/types.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "neon-dba-store-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const times = { createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" };
const project = (id: string): Project => ({
  id,
  name: id,
  postgres: 18,
  historySeconds: 0,
  size: { minCu: 1, maxCu: 1, suspendSeconds: 0 },
  ...times,
});
const branch = (id: string, more: Partial<Branch> = {}): Branch => ({
  id,
  projectId: "p",
  name: id,
  isDefault: false,
  isProtected: false,
  state: "ready",
  stateChangedAt: times.createdAt,
  initSource: "parent-data",
  roles: [],
  databases: [],
  ...times,
  ...more,
});
const operation = (id: string, status: Operation["status"]): Operation => ({
  id,
  projectId: "p",
  action: "create_branch",
  status,
  ...times,
});
const onDisk = () => JSON.parse(readFileSync(join(root, "state.json"), "utf8")) as Store["state"];

test("a change is in memory at once and on disk when it says so, for nobody else to read", async () => {
  const store = await Store.open(root);
  expect(store.isNew).toBe(true);
  const saved = Promise.all([
    store.change(put("projects", project("a"))),
    store.change(put("projects", project("b"))),
  ]);
  expect(Object.keys(store.state.projects)).toEqual(["a", "b"]);
  await saved;
  expect(onDisk()).toEqual(store.state);
  expect(statSync(join(root, "state.json")).mode & 0o777).toBe(0o600);
  const again = await Store.open(root);
  expect([again.isNew, again.state]).toEqual([false, store.state]);
});

test("what is committed is on disk before it is seen", async () => {
  const store = await Store.open(root);
  const seen: string[][] = [];
  const committed = store.commit(put("projects", project("a")), () =>
    seen.push(Object.keys(onDisk().projects), Object.keys(store.state.projects)),
  );
  expect(store.state.projects).toEqual({});
  await committed;
  expect(seen).toEqual([["a"], ["a"]]);
});

test("a draft that was not renamed means nothing; a file that is broken is not taken for a new home", async () => {
  writeFileSync(join(root, "state.json.new"), "{");
  expect((await Store.open(root)).isNew).toBe(true);
  writeFileSync(join(root, "state.json"), "{");
  await expect(Store.open(root)).rejects.toThrow("JSON");
});

test("what a killed process left is made usable", async () => {
  const store = await Store.open(root);
  for (const id of ["p", "empty"]) store.note(put("projects", project(id)));
  store.note(put("branches", branch("whole", { data: "data-1" })));
  store.note(put("branches", branch("half", { state: "init" })));
  store.note(put("branches", branch("reset", { state: "resetting", data: "data-2" })));
  store.note(putOperations(operation("done", "finished"), operation("ran", "running")));
  store.note(recover);
  const { projects, branches, operations } = store.state;
  expect(Object.keys(projects)).toEqual(["p"]);
  expect(Object.values(branches).map(({ id, state }) => [id, state])).toEqual([
    ["whole", "ready"],
    ["reset", "ready"],
  ]);
  expect(operations.map(({ status }) => status)).toEqual(["finished", "failed"]);
  expect(dataIds(store.state)).toEqual(new Set(["data-1", "data-2"]));
});

test("the oldest operations that are over are forgotten", async () => {
  const store = await Store.open(root);
  store.note(putOperations(operation("running", "running")));
  for (let index = 0; index < 510; index += 1)
    store.note(putOperations(operation(String(index), "finished")));
  const ids = store.state.operations.map(({ id }) => id);
  expect([ids.length, ids[0], ids[1], ids.at(-1)]).toEqual([500, "running", "11", "509"]);
});
