import { expect, test } from "vitest";
import { createOracle, type Attempt, type Power } from "../../../../src/rls/oracle/expect.ts";
import type { WorldRow } from "../../../../src/rls/oracle/world.ts";
import type { Permission } from "../../../../src/rls/intent.ts";
import type { Path, ResolvedIntent, ResolvedTable } from "../../../../src/rls/resolved.ts";

const name = (table: string) => ({ schema: "public", name: table });
const own = (table: string, column: string): Path => ({
  steps: [],
  table: name(table),
  column,
  type: "text",
});
const row = (id: string, values: WorldRow["values"]): WorldRow => ({
  id,
  values: { id, ...values },
});

const world = new Map([
  [
    "public.members",
    [
      row("m1", { tenant: "A", login: "anna", role: "admin" }),
      row("m2", { tenant: "A", login: "otto", role: "reader" }),
      row("m3", { tenant: "B", login: "anna", role: "reader" }),
      row("m4", { tenant: "B", login: "bert", role: "admin" }),
    ],
  ],
  [
    "public.notes",
    [
      row("n1", { tenant: "A", login: "anna", gone: null }),
      row("n2", { tenant: "A", login: "otto", gone: null }),
      row("n3", { tenant: "B", login: "bert", gone: null }),
      row("n4", { tenant: null, login: "anna", gone: null }),
      row("n5", { tenant: "B", login: "otto", gone: null }),
      row("n6", { tenant: "A", login: "anna", gone: "2024-01-01" }),
    ],
  ],
  [
    "public.lines",
    [row("l1", { note: "n1" }), row("l2", { note: "n3" }), row("l3", { note: null })],
  ],
]);

type Allow = ResolvedTable["allow"];

function oracle(allow: Partial<Allow>, more: Partial<ResolvedIntent> = {}) {
  const nobody: Allow = { select: [], insert: [], update: [], delete: [] };
  const table = (text: string, part: Partial<ResolvedTable>): ResolvedTable => ({
    table: name(text) as ResolvedTable["table"],
    tenant: own("notes", "tenant"),
    owner: own("notes", "login"),
    parent: null,
    allow: { ...nobody, ...allow },
    deleted: null,
    columns: {},
    ...part,
  });
  const step = { column: "note", table: name("notes"), key: "id", with: [] };
  const notes = table("notes", { deleted: { column: "gone", kind: "time" } });
  const lines = table("lines", {
    tenant: { ...own("notes", "tenant"), steps: [step] },
    owner: { ...own("notes", "login"), steps: [step] },
    parent: step,
  });
  const intent: ResolvedIntent = {
    user: { kind: "setting", name: "app.user", type: "text" },
    tenant: null,
    applicationRole: "app",
    adminRoles: [],
    members: {
      table: name("members") as ResolvedTable["table"],
      tenant: "tenant",
      user: "login",
      role: "role",
    },
    tables: [notes, lines],
    findings: [],
    ...more,
  };
  const made = createOracle(intent, world);
  const as = (user: string | null, tenant: string | null = null): Power => ({
    kind: "application",
    identity: { user, tenant },
  });
  const ask = (power: Power, attempt: Attempt, of: ResolvedTable = notes): readonly string[] => {
    const expected = made.expect(of, power, attempt);
    return expected.effect === "rows" ? expected.ids : [];
  };
  return { as, ask, lines };
}

const select = { does: "select" } as const;
const rows = (...ids: string[]) =>
  (world.get("public.notes") ?? []).filter(({ id }) => ids.includes(id));

test.each<[Permission[], string | null, string[]]>([
  [["tenant"], "anna", ["n1", "n2", "n3", "n5"]],
  [["tenant"], "otto", ["n1", "n2"]],
  [["owner"], "anna", ["n1"]],
  // whoever has left a tenant owns nothing there any more
  [["owner"], "otto", ["n2"]],
  [[{ member_role: ["admin"] }], "anna", ["n1", "n2"]],
  [["owner", { member_role: ["admin"] }], "bert", ["n3", "n5"]],
  [["tenant"], "nobody", []],
  [["tenant", "owner"], null, []],
  [["anyone"], null, ["n1", "n2", "n3", "n4", "n5"]],
  [[], "anna", []],
])("%j lets %s see %j", (allowed, user, seen) => {
  const { as, ask } = oracle({ select: allowed });
  expect(ask(as(user), select)).toEqual(seen);
});

test("a row below no parent is nobody's, and one below a parent is whose that is", () => {
  const { as, ask, lines } = oracle({ select: ["tenant"] });
  expect(ask(as("otto"), select, lines)).toEqual(["l1"]);
  expect(ask(as("anna"), select, lines)).toEqual(["l1", "l2"]);
});

test("where the context names a tenant too, it is that one of the user's", () => {
  const source = { kind: "setting", name: "app.tenant", type: "text" } as const;
  const { as, ask } = oracle({ select: ["tenant"] }, { tenant: source });
  expect(ask(as("anna", "A"), select)).toEqual(["n1", "n2"]);
  expect(ask(as("otto", "B"), select)).toEqual([]);
  expect(ask(as("anna"), select)).toEqual([]);
});

test("an update has to be allowed before and after, and what it reads has to be visible", () => {
  const update = (set: object, reads = true): Attempt => ({
    does: "update",
    rows: rows("n1", "n2", "n3", "n6"),
    set: { ...set },
    reads,
  });
  const { as, ask } = oracle({ select: ["tenant"], update: ["owner"] });
  expect(ask(as("anna"), update({}))).toEqual(["n1"]);
  expect(ask(as("anna"), update({ login: "otto" }))).toEqual([]);
  expect(ask(as("anna"), update({ tenant: "B" }))).toEqual(["n1"]);
  const blind = oracle({ update: ["owner"] });
  expect(blind.ask(blind.as("anna"), update({}))).toEqual([]);
  expect(blind.ask(blind.as("anna"), update({}, false))).toEqual(["n1"]);
});

test("an upsert needs both commands, and RETURNING to see what was made", () => {
  const { as, ask } = oracle({ select: ["tenant"], insert: ["tenant"], update: ["owner"] });
  const [mine, theirs] = rows("n1", "n2");
  const over = (on: WorldRow | undefined): Attempt => ({
    does: "upsert",
    row: mine?.values ?? {},
    on,
    set: {},
  });
  expect(ask(as("anna"), over(mine))).toEqual(["new"]);
  expect(ask(as("anna"), over(theirs))).toEqual([]);
  expect(ask(as("anna"), over(undefined))).toEqual(["new"]);
  const blind = oracle({ insert: ["tenant"] });
  const insert = { does: "insert", row: mine?.values ?? {} } as const;
  expect(blind.ask(blind.as("anna"), insert)).toEqual(["new"]);
  expect(blind.ask(blind.as("anna"), { ...insert, returning: true })).toEqual([]);
});

test("administration sees everything, strangers nothing, and nobody truncates", () => {
  const { ask, as } = oracle({ select: ["owner"] });
  expect(ask({ kind: "admin" }, select)).toHaveLength(6);
  expect(ask({ kind: "stranger" }, select)).toEqual([]);
  expect(ask(as("anna"), { does: "truncate" })).toEqual([]);
});
