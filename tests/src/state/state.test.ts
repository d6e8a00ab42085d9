import { mkdtempSync, statSync, utimesSync } from "node:fs";
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
    expect(await other.collect(["alice.box", "alice.empty"])).toEqual(new Map());
    await one.post("alice.box", { text: "first" });
    await one.post("alice.box", { text: "it's \u00e9" });
    const taken = await Promise.all(
      [one, other].map((state) => state.collect(["alice.box", "alice.empty"])),
    );
    expect(taken.flatMap((mail) => [...mail])).toEqual([["alice.box", { text: "it's \u00e9" }]]);
    expect(await other.isClaimed("nonce", later)).toBe(false);
    await one.claim("nonce", later);
    expect(await other.isClaimed("nonce", later)).toBe(true);
    await Promise.all([one.close(), other.close()]);
  });
});

describe.each(["files", "postgres"] as const)(
  "mail in %s, when much of one owner waits",
  (kind) => {
    test("what came last is kept, and what is another's", async () => {
      await using database = await testDatabase();
      const home = mkdtempSync(join(tmpdir(), "neon-dba-state-"));
      const state = openState(home, kind === "files" ? undefined : database.url);
      await state.post("bob.0", "his");
      const boxes = Array.from({ length: 100 }, (_, at) => `alice.${at}`);
      for (const box of boxes) await state.post(box, box);
      const kept = await state.collect(["bob.0", ...boxes]);
      expect(kept.size).toBe(65);
      expect([kept.get("bob.0"), kept.get("alice.99")]).toEqual(["his", "alice.99"]);
      await state.post("alice.0", "again");
      expect(await state.collect(boxes)).toEqual(new Map([["alice.0", "again"]]));
      await state.close();
    });
  },
);

test("mail that nobody has collected is thrown away", async () => {
  const home = mkdtempSync(join(tmpdir(), "neon-dba-state-"));
  await openState(home, undefined).post("alice.old", 1);
  const long = new Date(Date.now() - 3_600_000);
  utimesSync(join(home, "state/mail/alice.old.json"), long, long);
  const state = openState(home, undefined);
  await state.post("bob.new", 2);
  expect(await state.collect(["alice.old", "bob.new"])).toEqual(new Map([["bob.new", 2]]));
});

test("an account gives what it holds to all processes together, and is full again when its time is up", async () => {
  await using database = await testDatabase();
  const states = Array.from({ length: 3 }, () => openState("/nowhere", database.url));
  const drawAll = async (account: string, seconds: number) => {
    const of = { most: 40, seconds };
    const draws = states.flatMap((state) =>
      Array.from({ length: 12 }, async () => (await state.draw?.(account, of)) ?? never()),
    );
    return Promise.all(draws);
  };
  const shares = await drawAll("a", 60);
  const granted = shares.map((share) => share.granted);
  expect(granted.reduce((sum, each) => sum + each, 0)).toBe(40);
  // an eighth of what is left, however many ask at once
  expect(granted.toSorted((a, b) => b - a).slice(0, 6)).toEqual([5, 5, 4, 4, 3, 3]);
  for (const { ms } of shares) expect(ms).toBeLessThanOrEqual(60_000);
  const more = { most: 40, seconds: 60 };
  expect(await states[0]?.draw?.("a", more)).toMatchObject({ granted: 0 });
  expect(await states[0]?.draw?.("b", more)).toMatchObject({ granted: 5 });

  const brief = await drawAll("brief", 1);
  await new Promise((resolve) => setTimeout(resolve, Math.max(...brief.map(({ ms }) => ms)) + 50));
  expect(await states[0]?.draw?.("brief", { most: 40, seconds: 1 })).toMatchObject({ granted: 5 });
  // a lower limit since is no debt
  expect(await states[1]?.draw?.("a", { most: 10, seconds: 60 })).toMatchObject({ granted: 0 });
  await Promise.all(states.map((state) => state.close()));
});

test("files have no accounts: their processes are on one machine", () => {
  expect(openState("/nowhere", undefined).draw).toBeUndefined();
});

function never(): never {
  throw new Error("no account");
}
