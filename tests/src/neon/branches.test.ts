import { expect, test } from "vitest";
import {
  type Answer,
  branch,
  project,
  projectList,
  refusal,
  refusedBy,
  scriptedApi,
} from "./scripted-api.ts";

const { signal } = new AbortController();
const main = branch("br-main-1", "main", { default: true });
const dev = branch("br-dev-1", "dev", { parent_id: "br-main-1", logical_size: 4096 });
const PROJECT = "/projects/calm-sea-123456";

/** The lists of projects and branches, and single branches, as they are in `state`. */
function api(state: { branches: ReturnType<typeof branch>[] }) {
  return scriptedApi(({ url }): Answer => {
    if (url.startsWith("/projects?")) return projectList([project("calm-sea-123456", "calm")]);
    const [path = "", query = ""] = url.split("?");
    if (path === `${PROJECT}/branches`) return pageOf(state.branches, query);
    const one = state.branches.find(({ id }) => path === `${PROJECT}/branches/${id}`);
    return one === undefined
      ? refusal(404, "branch not found")
      : { body: { branch: one, annotation } };
  });
}

const annotation = {
  object: { type: "console/branch", id: "br-1" },
  value: {},
};

function pageOf(branches: ReturnType<typeof branch>[], query: string): Answer {
  const cursor = Number(new URLSearchParams(query).get("cursor") ?? 0);
  const next = cursor + 2 < branches.length ? { next: String(cursor + 2) } : {};
  const items = branches.slice(cursor, cursor + 2);
  return { body: { branches: items, annotations: {}, pagination: next } };
}

test("all pages; the default branch first, then by name, with the names of parents", async () => {
  await using neon = await api({ branches: [branch("br-z-1", "z"), dev, main] });
  const branches = await neon.neon.branches(undefined, signal);
  expect(branches.map(({ name }) => name)).toEqual(["main", "dev", "z"]);
  expect(branches[1]).toEqual({
    id: "br-dev-1",
    name: "dev",
    project: { id: "calm-sea-123456", name: "calm" },
    parent: { id: "br-main-1", name: "main" },
    isDefault: false,
    isProtected: false,
    state: "ready",
    createdAt: "2026-11-21T05:00:00Z",
    bytes: 4096,
  });
  expect(neon.asked).toHaveLength(3);
  expect(neon.violations).toEqual([]);
});

test("the default branch is the one with the flag, whatever it is called", async () => {
  const state = {
    branches: [branch("br-1", "main"), branch("br-2", "production", { default: true })],
  };
  await using neon = await api(state);
  expect(await neon.neon.branch({}, signal)).toMatchObject({ name: "production" });
  state.branches = [branch("br-1", "main", { default: true }), branch("br-2", "production")];
  expect(await neon.neon.branch({}, signal)).toMatchObject({ name: "main" });
});

test("a branch is as it is now, for one request when its id is known", async () => {
  const state = { branches: [main, dev] };
  await using neon = await api(state);
  await neon.neon.branch({ branch: "dev" }, signal);
  neon.asked.length = 0;
  state.branches = [main, { ...dev, protected: true }];
  expect(await neon.neon.branch({ branch: "dev" }, signal)).toMatchObject({ isProtected: true });
  expect(await neon.neon.branch({ branch: "br-dev-1" }, signal)).toMatchObject({ name: "dev" });
  expect(neon.asked.map(({ url }) => url)).toEqual([
    `${PROJECT}/branches/br-dev-1`,
    `${PROJECT}/branches/br-dev-1`,
  ]);
  expect(neon.violations).toEqual([]);
});

test("a name leads to another branch when the one that had it is renamed or gone", async () => {
  const state = { branches: [main, dev] };
  await using neon = await api(state);
  await neon.neon.branch({ branch: "dev" }, signal);
  state.branches = [main, { ...dev, name: "old" }, branch("br-dev-2", "dev")];
  expect(await neon.neon.branch({ branch: "dev" }, signal)).toMatchObject({ id: "br-dev-2" });
  state.branches = [main, branch("br-dev-3", "dev")];
  expect(await neon.neon.branch({ branch: "dev" }, signal)).toMatchObject({ id: "br-dev-3" });
});

test("a wrong name is answered with the nearest, and shown with nothing hidden in it", async () => {
  await using neon = await api({ branches: [main, dev] });
  expect(await refusedBy(neon.neon.branch({ branch: "deb" }, signal))).toMatchObject({
    code: "NOT_FOUND",
    message: "There is no branch `deb` in project `calm`; did you mean `dev`?",
    next: "There are `main`, `dev`.",
  });
  const hidden = await refusedBy(neon.neon.branch({ branch: "a`\u202e" }, signal));
  expect(hidden.message).toBe("There is no branch `a\\u{60}\\u{202e}` in project `calm`.");
});
