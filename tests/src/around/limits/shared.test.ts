import { once } from "node:events";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admitEach } from "../../../../src/around/limits/rate.ts";
import { admitShared, type Draw } from "../../../../src/around/limits/shared.ts";
import { openState } from "../../../../src/state/open.ts";
import { type TestDatabase, testDatabase } from "../../../helpers/postgres.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** What one process admits by, on a state of its own connections; `draws` counts its questions. */
function openProcess(most: number, url = database.url, what = "call") {
  const state = openState("/nowhere", url);
  const counted = { draws: 0 };
  const draw: Draw = async (account, of) => {
    counted.draws += 1;
    if (state.draw === undefined) throw new Error("no account");
    return state.draw(account, of);
  };
  // the account that is there is waited for, however slow the machine
  const patience = url === database.url ? { patienceMs: 60_000 } : {};
  const admit = admitShared({ what, most, draw, alone: admitEach(most), ...patience });
  return { admit, counted, [Symbol.asyncDispose]: () => state.close() };
}

/** How many of so many calls are let in, by one process after the other. */
async function admitted(
  processes: readonly { readonly admit: (who: string) => Promise<number> }[],
  who: string,
  calls: number,
): Promise<number> {
  let count = 0;
  for (let call = 0; call < calls; call++)
    if ((await processes[call % processes.length]?.admit(who)) === 0) count++;
  return count;
}

test("processes admit together what one may, and ask for few of the calls", async () => {
  await using one = openProcess(600);
  await using other = openProcess(600);
  expect(await admitted([one, other], "alice", 900)).toBe(600);
  // each draw takes an eighth of the rest, whoever draws: 45 for 600, then what each asks once too often
  const draws = one.counted.draws + other.counted.draws;
  expect(draws).toBeLessThan(60);
  // who is refused asks nobody
  expect(await one.admit("alice")).toBeGreaterThan(30);
  expect(one.counted.draws + other.counted.draws).toBe(draws);
  expect(await admitted([one, other], "bob", 10)).toBe(10);
});

test("a burst at once is let in once, not once for each process", async () => {
  await using one = openProcess(40, database.url, "burst");
  await using other = openProcess(40, database.url, "burst");
  const burst = Array.from({ length: 200 }, (_, call) => (call % 2 ? one : other).admit("alice"));
  const waits = await Promise.all(burst);
  expect(waits.filter((seconds) => seconds === 0)).toHaveLength(40);
  for (const seconds of waits) expect(seconds).toBeLessThanOrEqual(60);
});

test("a process that uses its callers' minutes alone gets all of them", async () => {
  await using one = openProcess(25, database.url, "alone");
  await using other = openProcess(25, database.url, "alone");
  expect(await admitted([one], "alice", 40)).toBe(25);
  expect(await admitted([other], "alice", 1)).toBe(0);
  expect(await admitted([other], "bob", 40)).toBe(25);
});

test("an answer that is read late is of the same minute: what it grants comes to what is left", async () => {
  const state = openState("/nowhere", database.url);
  const answers: ReturnType<Draw>[] = [];
  const draw: Draw = (account, of) => {
    if (state.draw === undefined) throw new Error("no account");
    const answer = state.draw(account, of);
    // the second is drawn ahead, while three of the first block are left
    const read = answers.length === 1 ? answer.finally(() => sleep(1_200)) : answer;
    answers.push(read);
    return read;
  };
  const admit = admitShared({ what: "late", most: 64, draw, alone: admitEach(64) });
  try {
    expect(await admitted([{ admit }], "alice", 5)).toBe(5);
    expect(answers).toHaveLength(2);
    await answers[1];
    await setImmediate();
    expect(await admitted([{ admit }], "alice", 80)).toBe(59);
  } finally {
    await state.close();
  }
});

test("a state that is away, or does not answer, leaves each process its own limit", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  try {
    for (const at of [9, port]) {
      await using process = openProcess(5, `postgres://u:p@127.0.0.1:${at}/d`);
      expect(await admitted([process], "alice", 8)).toBe(5);
      // and is not asked for each call
      expect(process.counted.draws).toBeLessThan(3);
    }
  } finally {
    silent.close();
  }
});
