import { beforeAll, expect, test } from "vitest";
import { ToolError } from "../../../../src/core/errors.ts";
import type { Catalog } from "../../../../src/postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import type { Intent } from "../../../../src/rls/intent.ts";
import { readIntent, resolveIntent } from "../../../../src/rls/resolve.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";
import { allow, byTenant, intent, members, ownerless, projects, schema } from "./intents.ts";

let catalog: Catalog;
beforeAll(async () => {
  await using database = await testDatabase(schema);
  await using session = await openSession(database.url);
  catalog = await readCatalog(session);
});

/** Place, cause and cure of each. */
const refused: Record<string, [Intent, RegExp, RegExp]> = {
  "no table": [
    intent([{ ...projects, table: "porjects" }]),
    /^intent\.tables\[0\]\.table: there is no table `porjects`/,
    /public\."Projects"/,
  ],
  "a view": [intent([{ ...projects, table: "seen" }]), /is a view/, /security_invoker/],
  "a materialized view": [
    intent([{ ...projects, table: "counted" }]),
    /is a materialized view/,
    /whoever may select/,
  ],
  "two tables of a name": [
    intent([{ ...projects, table: "twice" }]),
    /in several schemas/,
    /other\.twice, third\.twice/,
  ],
  "a table twice": [
    intent([projects, projects]),
    /^intent\.tables\[1\]\.table: .* named twice/,
    /one entry/,
  ],
  "no column": [
    intent([{ ...projects, tenant: "tennant" }]),
    /^intent\.tables\[0\]\.tenant: .* has no column `tennant`/,
    /Did you mean tenant/,
  ],
  "no reference": [
    intent([
      projects,
      { table: "tasks", parent: { column: "nr", table: "Projects" }, allow: allow("tenant") },
    ]),
    /^intent\.tables\[1\]\.parent: .*does not refer/,
    /\(project, tenant, project\)/,
  ],
  "a parent that is not in it": [
    intent([
      { table: "tasks", parent: { column: "project", table: "Projects" }, allow: allow("tenant") },
    ]),
    /^intent\.tables\[0\]\.parent\.table: the intent does not say/,
    /Add an entry/,
  ],
  "a circle": [
    intent([
      { table: "loop_a", parent: { column: "b", table: "loop_b" }, allow: allow("owner") },
      { table: "loop_b", parent: { column: "a", table: "loop_a" }, allow: allow("owner") },
    ]),
    /circle: public\.loop_a -> public\.loop_b -> public\.loop_a/,
    /column of its own/,
  ],
  "a table that is its own parent": [
    intent([{ table: "trees", parent: { column: "up", table: "trees" }, allow: allow("owner") }]),
    /circle/,
    /column of its own/,
  ],
  "another type": [
    intent([{ ...ownerless }], {
      context: { kind: "setting", name: "app.tenant", type: "text" },
    }),
    /tenant: public\."Projects"\.tenant is public\.tenant_id, but the setting app\.tenant is text/,
    /type: "public\.tenant_id"/,
  ],
  "no type": [
    intent([projects], { context: { kind: "setting", name: "app.x", type: "uid" } }),
    /^intent\.context\.type: there is no type `uid`/,
    /uuid/,
  ],
  "no setting": [
    intent([projects], { context: { kind: "setting", name: "role", type: "uuid" } }),
    /^intent\.context\.name/,
    /app\.user_id/,
  ],
  "one setting for two": [
    intent([projects], {
      context: { kind: "setting", name: "a.b", type: "int", tenant: { name: "a.b", type: "uuid" } },
    }),
    /same setting/,
    /of its own/,
  ],
  "a tenant beside the tenant": [
    intent([projects], {
      context: {
        kind: "setting",
        name: "a.b",
        type: "uuid",
        holds: "tenant",
        tenant: { name: "a.c", type: "uuid" },
      },
    }),
    /holds the tenant already/,
    /holds: "user"/,
  ],
  "no owner": [
    intent([{ table: "users", tenant: "tenant", allow: allow("owner") }]),
    /nothing says who owns a row of public\.users/,
    /`owner`/,
  ],
  "no tenant": [
    intent([{ table: "trees", allow: allow("tenant") }], byTenant),
    /nothing says which tenant/,
    /`tenant`/,
  ],
  "tenants of nobody knows whom": [
    intent([
      {
        ...projects,
        table: "steps",
        owner: "loose",
        tenant: "tenant",
        allow: allow(["owner", "tenant"]),
      },
    ]),
    /nothing says which tenant a user belongs to/,
    /Add `members`/,
  ],
  "owners where the tenant is set": [
    intent([{ ...projects, owner: "Owner", allow: allow("owner") }], {
      context: { kind: "setting", name: "app.tenant", type: "uuid", holds: "tenant" },
    }),
    /holds the tenant, not the user/,
    /holds: "user"/,
  ],
  "members without their table": [
    intent([{ ...ownerless, allow: allow("member") }], byTenant),
    /names no table of members/,
    /Add `members`/,
  ],
  "roles without their column": [
    intent([{ ...projects, allow: allow({ member_role: ["boss"] }) }], {
      members: { table: "members", tenant: "tenant", user: "user" },
    }),
    /nothing says which role/,
    /`members\.role`/,
  ],
  "a role that there is not": [
    intent([{ ...projects, allow: allow({ member_role: ["bos"] }) }], { members }),
    /no role `bos`/,
    /boss/,
  ],
  "roles of a date": [
    intent([{ ...projects, allow: allow({ member_role: ["boss"] }) }], {
      members: { ...members, role: "since" },
    }),
    /^intent\.members\.role: since is of type date/,
    /enum/,
  ],
  "members of another type": [
    intent([projects], { members: { ...members, user: "tenant" } }),
    /^intent\.members\.user: tenant is uuid/,
    /type: "uuid"/,
  ],
  "nobody beside others": [
    intent([{ ...projects, allow: allow(["nobody", "owner"]) }]),
    /^intent\.tables\[0\]\.allow\.select: `nobody`/,
    /stand alone/,
  ],
  "a mark that is none": [
    intent([{ ...projects, deleted: "id" }]),
    /does not say when or whether/,
    /timestamptz or boolean/,
  ],
  "a role that is none": [
    intent([projects], { application_role: "PUBLIC" }),
    /^intent\.application_role/,
    /app_user/,
  ],
  "the application as its administration": [
    intent([projects], { admin_roles: ["root", "app"] }),
    /^intent\.admin_roles\[1\]/,
    /another role/,
  ],
};

test.each(Object.entries(refused))("refused: %s", (_name, [given, cause, cure]) => {
  const error = failure(() => resolveIntent(given, catalog));
  expect(error.code).toBe("INVALID_INPUT");
  expect(error.message).toMatch(cause);
  expect(error.next).toMatch(cure);
});

test("an intent of another form is refused once, with every place", () => {
  const error = failure(() =>
    readIntent({
      context: { kind: "setting", name: "a.b" },
      application_role: "app",
      tables: [
        {
          table: "t",
          allow: { select: "everybody", insert: "owner", update: "owner" },
          tenants: "x",
        },
      ],
    }),
  );
  expect(error.message).toMatch(/not of its form in \d places/);
  for (const place of [
    "intent.context.type",
    "intent.tables.0.allow.select",
    "intent.tables.0.allow.delete",
    "tenants",
  ])
    expect(error.quoted).toContain(place);
  expect(readIntent(intent([projects]))).toEqual(intent([projects]));
});

function failure(work: () => unknown): ToolError {
  try {
    work();
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}
