import { expect, test } from "vitest";
import { project, projectList, refusal, refusedBy, scriptedApi } from "./scripted-api.ts";

const { signal } = new AbortController();
const many = Array.from({ length: 401 }, (_, index) => project(`many-${index}-a`, `p${index}`));

test("reads all pages, and stops after a short one though it has a cursor", async () => {
  await using api = await scriptedApi(({ url }) =>
    url.includes("cursor=second")
      ? projectList(many.slice(400), { pagination: { cursor: "third" } })
      : projectList(many.slice(0, 400), { pagination: { cursor: "second" } }),
  );
  expect(await api.neon.projects(signal)).toHaveLength(401);
  expect(api.asked.map(({ url }) => url)).toEqual([
    "/projects?limit=400",
    "/projects?limit=400&cursor=second",
  ]);
  expect(api.violations).toEqual([]);
});

test("a key that has to name an organization gets the projects of all of them", async () => {
  const organization = (id: string) => ({
    id,
    name: id,
    handle: id,
    plan: "free",
    created_at: "2026-11-21T05:00:00Z",
    updated_at: "2026-11-21T05:00:00Z",
    managed_by: "console",
  });
  await using api = await scriptedApi(({ url }) => {
    if (url === "/users/me/organizations")
      return { body: { organizations: [organization("org-a"), organization("org-b")] } };
    const [, id] = /org_id=(.*)/.exec(url) ?? [];
    return id === undefined
      ? refusal(400, "org_id is required")
      : projectList([project(`of-${id}`)]);
  });
  expect((await api.neon.projects(signal)).map(({ id }) => id)).toEqual(["of-org-a", "of-org-b"]);
  expect(api.violations).toEqual([]);
});

test("a project by its id costs one request, and none for a while", async () => {
  const { active_time: _, ...listed } = project("calm-sea-123456", "calm");
  await using api = await scriptedApi(() => ({
    body: {
      project: {
        ...listed,
        data_storage_bytes_hour: 0,
        data_transfer_bytes: 0,
        written_data_bytes: 0,
        compute_time_seconds: 0,
        active_time_seconds: 0,
        consumption_period_start: "2026-11-01T00:00:00Z",
        consumption_period_end: "2026-12-01T00:00:00Z",
      },
    },
  }));
  expect(await api.neon.project("calm-sea-123456", signal)).toEqual({
    id: "calm-sea-123456",
    name: "calm",
    postgres: 18,
    region: "aws-eu-central-1",
    createdAt: "2026-11-21T05:00:00Z",
    historySeconds: 86_400,
  });
  await api.neon.project("calm-sea-123456", signal);
  expect(api.asked.map(({ url }) => url)).toEqual(["/projects/calm-sea-123456"]);
  expect(api.violations).toEqual([]);
});

const two = projectList([project("a-1", "shop"), project("b-1", "tasks")]);

test("the only project is meant when none is named; of several, one has to be", async () => {
  await using one = await scriptedApi(() => projectList([project("a-1", "shop")]));
  expect(await one.neon.project(undefined, signal)).toMatchObject({ id: "a-1" });
  await using several = await scriptedApi(() => two);
  const error = await refusedBy(several.neon.project(undefined, signal));
  expect(error).toMatchObject({
    code: "INVALID_INPUT",
    next: "Name one as `project`: `shop`, `tasks`.",
  });
  await using none = await scriptedApi(() => projectList([]));
  expect(await refusedBy(none.neon.project(undefined, signal))).toMatchObject({
    code: "NOT_FOUND",
  });
});

test("the project of the settings is meant when none is named", async () => {
  await using api = await scriptedApi(() => two, { project: "tasks" });
  expect(await api.neon.project(undefined, signal)).toMatchObject({ id: "b-1" });
  expect(await api.neon.project("shop", signal)).toMatchObject({ id: "a-1" });
});

test("a wrong name is answered with the nearest", async () => {
  await using api = await scriptedApi(() => two);
  expect(await refusedBy(api.neon.project("task", signal))).toMatchObject({
    code: "NOT_FOUND",
    message: "There is no project `task`; did you mean `tasks`?",
    next: "There are `shop`, `tasks`.",
  });
});

test("two projects of one name are told apart by their ids", async () => {
  await using api = await scriptedApi(() =>
    projectList([project("a-1", "x"), project("b-1", "x")]),
  );
  expect(await refusedBy(api.neon.project("x", signal))).toMatchObject({
    code: "INVALID_INPUT",
    next: "Name the project by its id: `a-1`, `b-1`.",
  });
  expect(await api.neon.project("b-1", signal)).toMatchObject({ id: "b-1" });
});

test("a name that is not remembered is looked up, though others are", async () => {
  await using api = await scriptedApi((_, index) =>
    index === 0 ? projectList([project("a-1", "shop")]) : two,
  );
  await api.neon.project("shop", signal);
  await api.neon.project("shop", signal);
  expect(api.asked).toHaveLength(1);
  expect(await api.neon.project("tasks", signal)).toMatchObject({ id: "b-1" });
  expect(api.asked).toHaveLength(2);
});

test("names are forgotten after their time", async () => {
  await using api = await scriptedApi(() => two, { limits: { names: 0 } });
  await api.neon.project("shop", signal);
  await api.neon.project("shop", signal);
  expect(api.asked).toHaveLength(2);
});
