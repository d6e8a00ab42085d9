import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { emitDrizzle } from "../../src/schema/models/drizzle/drizzle.ts";
import { modelSource } from "../../src/schema/models/read-source.ts";
import { compile } from "../src/schema/models/compile.ts";
import { catalogOf, modelDatabase, modelFixtures } from "../src/schema/models/sources.ts";
import { differencesOf } from "./round-trip.ts";

const run = promisify(execFile);
const modules = resolve(import.meta.dirname, "node_modules");

/** What drizzle-kit makes of a schema file: its statements. */
async function generate(folder: string): Promise<string[]> {
  const config = { dialect: "postgresql", out: "./out-kit", schema: "./schema.ts" };
  await writeFile(join(folder, "drizzle.config.json"), JSON.stringify(config));
  const bin = join(modules, "drizzle-kit/bin.cjs");
  await run(process.execPath, [bin, "generate", "--config", "drizzle.config.json"], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const made = (await readdir(join(folder, "out-kit"))).filter((name) => name.endsWith(".sql"));
  const sql = await readFile(join(folder, "out-kit", made[0] ?? ""), "utf8");
  return sql.split("--> statement-breakpoint").map((statement) => statement.trim());
}

/** What drizzle-kit stops on, or writes as SQL that is none; the file says so. */
const unfit = `
  alter table public."order" drop column "__proto__";
  alter table public."Größe 表" drop column "quote""inside"`;

/** What Drizzle has no words for. Everything else comes back as it was. */
const expected: Readonly<Record<string, readonly string[]>> = {
  types: ["table public.generated columns.c.generated.kind"],
  names: [
    'table public."2fa_tokens" columns."1st"."position"',
    'table public."2fa_tokens" columns."2nd"."position"',
    'table public."2fa_tokens" columns."3"."position"',
    'table public."Größe 表" columns."💡".comment',
    'table public."Größe 表" comment',
  ],
  everything: [
    "table auth.users columns.email.comment",
    "table auth.users comment",
    "table auth.users indexes.users_created.include",
    "type public.task_status comment",
    "view public.task_counts indexes.task_counts_project",
  ],
  beyond: [
    "statistics public.invoices_both is gone",
    'table public.accounts columns.name."collation"',
    "table public.accounts columns.note.storage",
    "table public.accounts constraints.accounts_name_short.definition",
    "table public.accounts constraints.accounts_name_short.validated",
    'table public.accounts constraints.accounts_parent."deferrable"',
    "table public.accounts constraints.accounts_parent.definition",
    'table public.accounts constraints.accounts_parent."initiallyDeferred"',
    "table public.accounts triggers.touch",
    "table public.bookings constraints.bookings_no_overlap",
    "table public.bookings indexes.bookings_no_overlap",
    "table public.circles columns.area.inherited",
    "table public.circles columns.area.local",
    "table public.circles columns.id.inherited",
    "table public.circles columns.id.local",
    "table public.circles inherits",
    'table public.events "accessMethod"',
    "table public.events kind",
    'table public.events "partitionKey"',
    "table public.events_2026 is gone",
    "table public.events_other is gone",
    "table public.invoices constraints.invoices_account_id_fkey.definition",
    'table public.invoices constraints.invoices_account_id_fkey."references".match',
    'table public.invoices indexes.invoices_total."nullsNotDistinct"',
    "table public.scratch options.fillfactor",
    "table public.scratch unlogged",
    'table public.secrets "rowSecurity".forced',
  ],
};

test.each(modelFixtures)("drizzle-kit makes of %s what it was made from", async (name) => {
  await using database = await modelDatabase(name);
  const whole = emitDrizzle(modelSource(await catalogOf(database)));
  if (name === "names") await database.run(unfit);
  const catalog = await catalogOf(database);
  const { files, warnings } = name === "names" ? emitDrizzle(modelSource(catalog)) : whole;
  const folder = await compile(files, modules);
  const found = await differencesOf(name, catalog, await generate(folder));
  expect(found).toEqual(expected[name] ?? []);
  // each table that came back otherwise is told of
  for (const difference of found) {
    const [, object = ""] = /^\S+ (\S+\.(?:"[^"]*"|\w+))/.exec(difference) ?? [];
    const told = [...whole.warnings, ...warnings].join("\n");
    expect(told, difference).toContain(
      object.replace(/_(2026|other)$/, "").replace("invoices_both", "invoices"),
    );
  }
});

test("what drizzle-kit cannot take is told, and left out where it would stop", async () => {
  await using database = await modelDatabase("names");
  await database.run(`
    create index "a;b" on public."Größe 表" ("semi;colon");
    alter table public."Größe 表" add check ("semi;colon" <> '--')`);
  const { warnings, files } = emitDrizzle(modelSource(await catalogOf(database)));
  expect(warnings).toContain('public."order": column __proto__, on which drizzle-kit stops');
  expect(warnings.join("\n")).toContain('does not escape the quotation marks of "quote""inside"');
  expect(warnings).toContain('public."Größe 表": "a;b", whose words drizzle-kit would take apart');
  const folder = await compile(files, modules);
  expect((await generate(folder)).join()).toContain('CREATE TABLE "Größe 表"');
});

/** Runs on the database; the compiler holds it to the types. */
const program = `
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import * as schema from "./schema.ts";
import type { NewTask, User } from "./schema.ts";
const { labels, profiles, projects, taskLabels, tasks, users } = schema;

declare const process: { argv: readonly string[]; exit(code: number): never };
const db = drizzle(process.argv[2] ?? "", { schema });
const [ann, bob] = await db.insert(users).values([{ email: "a@b.c", displayName: "Ann", role: "owner" }, { email: "b@b.c", displayName: "Bob", settings: { a: [1] } }]).returning();
if (ann === undefined || bob === undefined) throw new Error("no rows");
const owner: User = ann;
await db.update(users).set({ managerId: owner.id }).where(eq(users.id, bob.id));
await db.insert(profiles).values({ userId: owner.id, tags: ["x", "y"] });
const [project] = await db.insert(projects).values({ tenantId: 1n, name: "p" }).returning();
if (project === undefined) throw new Error("no row");
const task: NewTask = { tenantId: project.tenantId, projectId: project.id, title: "t", authorId: owner.id, assigneeId: bob.id };
const [first] = await db.insert(tasks).values(task).returning();
if (first === undefined) throw new Error("no row");
await db.insert(tasks).values({ ...task, parentId: first.id, title: "child" });
const [label] = await db.insert(labels).values({ name: "red" }).returning();
await db.insert(taskLabels).values({ taskId: first.id, labelId: label?.id ?? 0 });

const found = await db.query.users.findMany({
  orderBy: (user, { asc }) => asc(user.displayName),
  with: { profile: true, manager: true, usersAsManager: true, tasksAsAuthor: { with: { children: true, project: true, taskLabels: { with: { label: true } } } }, tasksAsAssignee: true },
});
const open = await db.select().from(schema.openTasks);
console.log(JSON.stringify([
  found.map((user) => [user.displayName, user.profile?.tags ?? null, user.manager?.displayName ?? null, user.usersAsManager.length, user.tasksAsAuthor.length, user.tasksAsAssignee.length]),
  found[0]?.tasksAsAuthor.map((each) => [each.title, each.status, each.titleLength, each.children.map(({ title }) => title), each.project.name, each.taskLabels.map((join) => join.label.name)]),
  open.length,
  found[1]?.settings,
]));

export const wrong = [
  // @ts-expect-error it is generated
  () => db.insert(tasks).values({ ...task, titleLength: 3 }),
  // @ts-expect-error a column is missing
  () => db.insert(tasks).values({ title: "t" }),
  // @ts-expect-error no label of the enum
  () => db.update(tasks).set({ status: "opened" }),
];
process.exit(0);
`;

test("Drizzle runs on the schema, with its relations at both ends", async () => {
  await using database = await modelDatabase("everything");
  const { files } = emitDrizzle(modelSource(await catalogOf(database)));
  const folder = await compile([...files, { path: "program.ts", content: program }], modules);
  const { stdout } = await run(process.execPath, [join(folder, "out/program.js"), database.url], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  expect(JSON.parse(stdout)).toEqual([
    [
      ["Ann", ["x", "y"], null, 1, 2, 0],
      ["Bob", null, "Ann", 0, 0, 2],
    ],
    [
      ["t", "open", 1, ["child"], "p", ["red"]],
      ["child", "open", 5, [], "p", []],
    ],
    2,
    { a: [1] },
  ]);
});
