import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Home } from "../../../../../src/embedded/home.ts";
import { homeKey, isAuthorized } from "../../../../../src/embedded/neon/serve/key.ts";
import { neonFolder } from "../../../../../src/embedded/neon/serve/serving.ts";
import { temporaryHome } from "../../../../helpers/cluster.ts";

function home(): Home {
  const made = temporaryHome();
  mkdirSync(neonFolder(made));
  onTestFinished(() => rmSync(made.path, { recursive: true }));
  return made;
}

test("a home keeps its key, for its user alone, and another home has another", () => {
  const [one, other] = [home(), home()];
  const key = homeKey(one);
  expect(key).toMatch(/^napi_local_[0-9a-f]{48}$/);
  expect(homeKey(one)).toBe(key);
  expect(homeKey(other)).not.toBe(key);
  expect(statSync(join(neonFolder(one), "key")).mode & 0o777).toBe(0o600);
});

test("what is no key is replaced by one: an empty file would let everybody in", () => {
  const at = home();
  writeFileSync(join(neonFolder(at), "key"), "");
  expect(homeKey(at)).toMatch(/^napi_local_/);
});

test.each([undefined, "", "Bearer ", "Bearer wrong", "napi_local_1", "bearer napi_local_1"])(
  "%j does not authorize",
  (header) => {
    expect(isAuthorized(header, "napi_local_1")).toBe(false);
  },
);

test("the key does", () => {
  expect(isAuthorized("Bearer napi_local_1", "napi_local_1")).toBe(true);
});
