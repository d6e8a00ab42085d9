import { expect, test } from "vitest";
import { LockTable } from "../../../../../src/embedded/neon/control/work/locks.ts";

test("what is read may be read by others, and is changed by nobody", () => {
  const locks = new LockTable();
  const first = locks.take({ changes: [], reads: ["a"] });
  const second = locks.take({ changes: [], reads: ["a"] });
  first();
  expect(() => locks.take({ changes: ["a"] })).toThrow("conflicting operations");
  second();
  locks.take({ changes: ["a"] });
});

test("what is changed is neither read nor changed by others, and a refusal takes nothing", () => {
  const locks = new LockTable();
  const release = locks.take({ changes: ["a"] });
  expect(() => locks.take({ changes: ["b"], reads: ["a"] })).toThrow("conflicting operations");
  expect(() => locks.take({ changes: ["b", "a"] })).toThrow("conflicting operations");
  locks.take({ changes: ["b"] })();
  release();
  locks.take({ changes: ["a", "b"] });
});
