import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openState } from "../../../src/state/open.ts";
import { testDatabase } from "../../helpers/postgres.ts";

const later = Date.now() + 60_000;

describe.each(["files", "postgres"] as const)("state in %s", (kind) => {
  test("has one key and lets a claim through once, also for processes that start together", async () => {
    await using database = await testDatabase();
    const home = mkdtempSync(join(tmpdir(), "neon-dba-state-"));
    const states = Array.from({ length: 4 }, () =>
      openState(home, kind === "files" ? undefined : database.url),
    );
    const keys = await Promise.all(states.map((state) => state.key()));
    expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    const claims = await Promise.all(states.map((state) => state.claim("nonce", later)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await states[0]?.claim("another", later)).toBe(true);
    await Promise.all(states.map((state) => state.close()));
  });
});

test("files are for their owner alone", async () => {
  const home = mkdtempSync(join(tmpdir(), "neon-dba-state-"));
  await openState(home, undefined).key();
  expect(statSync(join(home, "state/key")).mode & 0o077).toBe(0);
  expect(statSync(join(home, "state")).mode & 0o077).toBe(0);
});

test("an expired claim is forgotten on the next one", async () => {
  const home = mkdtempSync(join(tmpdir(), "neon-dba-state-"));
  const state = openState(home, undefined);
  expect(await state.claim("old", Date.now() - 1)).toBe(true);
  expect(await state.claim("new", later)).toBe(true);
  expect(await state.claim("old", Date.now() - 1)).toBe(true);
});

describe.each(["files", "postgres"] as const)("documents in %s", (kind) => {
  test("are replaced whole, read by any process, and listed with the newest first", async () => {
    await using database = await testDatabase();
    const home = mkdtempSync(join(tmpdir(), "neon-dba-state-"));
    const [one, other] = [0, 1].map(() =>
      openState(home, kind === "files" ? undefined : database.url),
    );
    if (one === undefined || other === undefined) throw new Error("two states");
    expect(await other.read("plan", "a")).toBeUndefined();
    expect(await other.list("plan")).toEqual([]);
    await one.write("plan", "a", { step: 1, text: "it's \u00e9" });
    await one.write("plan", "b", { step: 2 });
    await one.write("proof", "a", true);
    await one.write("plan", "a", { step: 3 });
    expect(await other.read("plan", "a")).toEqual({ step: 3 });
    expect(await other.list("plan")).toEqual([{ step: 3 }, { step: 2 }]);
    expect(await other.list("proof")).toEqual([true]);
    await Promise.all([one.close(), other.close()]);
  });
});

describe.each(["files", "postgres"] as const)("mail in %s", (kind) => {
  test("is taken once, by whichever process asks first, and what is claimed is seen by all", async () => {
    await using database = await testDatabase();
    const home = mkdtempSync(join(tmpdir(), "neon-dba-state-"));
    const [one, other] = [0, 1].map(() =>
      openState(home, kind === "files" ? undefined : database.url),
    );
    if (one === undefined || other === undefined) throw new Error("two states");
    await one.check();
    expect(await other.collect(["box", "empty"])).toEqual(new Map());
    await one.post("box", { text: "first" });
    await one.post("box", { text: "it's \u00e9" });
    const taken = await Promise.all([one, other].map((state) => state.collect(["box", "empty"])));
    expect(taken.flatMap((mail) => [...mail])).toEqual([["box", { text: "it's \u00e9" }]]);
    expect(await other.isClaimed("nonce", later)).toBe(false);
    await one.claim("nonce", later);
    expect(await other.isClaimed("nonce", later)).toBe(true);
    await Promise.all([one.close(), other.close()]);
  });
});
