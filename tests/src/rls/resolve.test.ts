import { beforeAll, expect, test } from "vitest";
import type { Catalog } from "../../../src/postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../../src/postgres/catalog/read-catalog.ts";
import type { Intent } from "../../../src/rls/intent.ts";
import { resolveIntent } from "../../../src/rls/resolve.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { openSession } from "../query/session.ts";
import {
  allow,
  byTenant,
  intent,
  members,
  ownerless,
  projects,
  schema,
  type Table,
} from "./resolve/intents.ts";

let catalog: Catalog;
beforeAll(async () => {
  await using database = await testDatabase(schema);
  await using session = await openSession(database.url);
  catalog = await readCatalog(session);
});

test("names are found as people write them, and parents are followed", () => {
  const found = resolveIntent(
    intent(
      [
        { table: '"Projects"', tenant: '"tenant"', owner: "Owner", allow: allow("tenant") },
        { table: "TASKS", parent: { column: "Project", table: "Projects" }, allow: allow("owner") },
        {
          table: "public.steps",
          parent: { column: "task", table: "public.tasks" },
          allow: allow(["owner", "tenant"]),
        },
        { table: "marks", parent: { column: "step", table: "steps" }, allow: allow("anyone") },
      ],
      { members },
    ),
    catalog,
  );
  expect(found.user).toEqual({ kind: "setting", name: "app.user", type: "integer" });
  const [, tasks, steps, marks] = found.tables;
  expect(tasks?.owner).toEqual({
    steps: [
      { column: "project", table: { schema: "public", name: "Projects" }, key: "id", with: [] },
    ],
    table: { schema: "public", name: "Projects" },
    column: "Owner",
    type: "integer",
  });
  expect(steps?.tenant?.steps.map(({ column }) => column)).toEqual(["task", "project"]);
  // the key alone does not tell the parent
  expect(marks?.parent?.with).toEqual([{ column: "tenant", key: "tenant" }]);
  expect(marks?.tenant?.type).toBe("public.tenant_id");
  expect(found.findings).toEqual([]);
});

test("permissions are brought to one form", () => {
  const one = resolveIntent(
    intent(
      [
        {
          ...projects,
          owner: "Owner",
          deleted: "gone_at",
          columns: { select: ["ID", "id"] },
          allow: {
            select: ["owner", "anyone"],
            insert: [{ member_role: ["hand"] }, { member_role: ["boss", "hand"] }, "owner"],
            update: "nobody",
            delete: ["owner", "owner"],
          },
        },
      ],
      { members },
    ),
    catalog,
  ).tables[0];
  expect(one?.allow).toEqual({
    select: ["anyone"],
    insert: ["owner", { member_role: ["boss", "hand"] }],
    update: [],
    delete: ["owner"],
  });
  expect(one?.deleted).toEqual({ column: "gone_at", kind: "time" });
  expect(one?.columns).toEqual({ select: ["id"] });
});

test("what the setting holds follows from what is asked", () => {
  const held = (given: Intent) => {
    const { user, tenant } = resolveIntent(given, catalog);
    return [user?.kind === "setting" && user.name, tenant?.kind === "setting" && tenant.name];
  };
  const owned: Table = { table: "trees", owner: "owner", allow: allow("owner") };
  expect(held(intent([owned]))).toEqual(["app.user", false]);
  expect(held(intent([{ ...ownerless }], byTenant))).toEqual([false, "app.tenant"]);
  const both = { ...projects, owner: "Owner", allow: allow(["tenant", "owner"]) };
  expect(
    held(
      intent([both], {
        context: {
          kind: "setting",
          name: "app.user",
          type: "int4",
          tenant: { name: "app.tenant", type: "uuid" },
        },
      }),
    ),
  ).toEqual(["app.user", "app.tenant"]);
  expect(held(intent([both], { members }))).toEqual(["app.user", false]);
});

test("users are the members where the owners lead to them, and it is said", () => {
  const found = resolveIntent(
    intent([
      { table: "members", tenant: "tenant", owner: "user", allow: allow(["tenant", "owner"]) },
    ]),
    catalog,
  );
  expect(found.members?.table.name).toBe("users");
  expect([found.members?.tenant, found.members?.user]).toEqual(["tenant", "id"]);
  expect(found.findings.map(({ rule }) => rule)).toEqual(["members-inferred"]);
});
