import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { emitPrisma } from "../../src/schema/models/prisma/prisma.ts";
import { modelSource } from "../../src/schema/models/read-source.ts";
import { parseScript } from "../../src/sql/parse.ts";
import { catalogOf, modelDatabase, modelFixtures } from "../src/schema/models/sources.ts";
import { differencesOf } from "./round-trip.ts";

const run = promisify(execFile);

/** The DDL that Prisma's engine makes of a schema; throws with what it finds wrong in it. */
async function generate(content: string, url: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "neon-dba-prisma-"));
  await writeFile(join(folder, "schema.prisma"), content);
  const { stdout } = await run(
    process.execPath,
    [join(import.meta.dirname, "prisma.js"), "--diff", join(folder, "schema.prisma"), url],
    { env: { ...process.env, NODE_OPTIONS: "" } },
  );
  return (await parseScript(stdout)).map(({ text }) => text);
}

/** What Prisma writes as SQL that is none; the file says so. */
const unfit: Readonly<Record<string, string>> = {
  names: `alter table public."Größe 表" drop column "quote""inside";
    alter type public.date_type rename value '' to 'empty';
    alter type public.date_type rename value 'it''s' to 'it is'`,
  everything: "alter type public.task_status rename value 'won''t \"fix\"' to 'never'",
};

/** What Prisma has no words for, or makes in its own way. Everything else comes back as it was. */
const expected: Readonly<Record<string, readonly string[]>> = {
  beyond: [
    "sequence public.accounts_id_seq is new",
    "statistics public.invoices_both is gone",
    'table public.accounts columns.id."default"',
    "table public.accounts columns.id.identity",
    'table public.accounts columns.name."collation"',
    "table public.accounts columns.note.storage",
    "table public.accounts constraints.accounts_name_short",
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
    "table public.invoices constraints.invoices_lines_check",
    "table public.invoices indexes.invoices_lines.options.fastupdate",
    'table public.invoices indexes.invoices_total."nullsNotDistinct"',
    "table public.scratch options.fillfactor",
    "table public.scratch unlogged",
    "table public.secrets policies.secrets_tenant",
    'table public.secrets "rowSecurity".enabled',
    'table public.secrets "rowSecurity".forced',
  ],
  everything: [
    "sequence public.projects_id_seq is new",
    "sequence public.tasks_id_seq is new",
    'table auth.users columns.created_at."default"',
    "table auth.users columns.email.comment",
    "table auth.users columns.email.type",
    'table auth.users columns.roles."notNull"',
    "table auth.users columns.search.generated",
    "table auth.users comment",
    "table auth.users constraints.users_balance_check",
    "table auth.users constraints.users_display_name_birthday_key",
    "table auth.users constraints.users_display_name_check",
    "table auth.users constraints.users_email_key",
    "table auth.users constraints.users_rating_check",
    "table auth.users indexes.users_brin.options.pages_per_range",
    "table auth.users indexes.users_created.include",
    "table auth.users indexes.users_created.keys",
    'table auth.users indexes.users_display_name_birthday_key."constraint"',
    'table auth.users indexes.users_display_name_birthday_key."nullsNotDistinct"',
    'table auth.users indexes.users_email_key."constraint"',
    "table auth.users indexes.users_name_lower",
    "table public.labels constraints.labels_name_key",
    'table public.labels indexes.labels_name_key."constraint"',
    'table public.profiles columns.tags."notNull"',
    "table public.profiles constraints.profiles_homepage_check",
    'table public.projects columns.id."default"',
    "table public.projects columns.id.identity",
    "table public.projects constraints.projects_name_per_tenant",
    'table public.projects indexes.projects_name_per_tenant."constraint"',
    'table public.tasks columns.id."default"',
    "table public.tasks columns.id.identity",
    'table public.tasks columns.priority."notNull"',
    "table public.tasks columns.priority.type",
    "table public.tasks columns.title_length.generated",
    "table public.tasks constraints.tasks_dates",
    "table public.tasks constraints.tasks_done",
    "table public.tasks constraints.tasks_weight_check",
    "table public.tasks indexes.tasks_search",
    "type public.task_status comment",
    "view public.open_tasks is gone",
    "view public.task_counts is gone",
  ],
  names: ['table public."Größe 表" columns."💡".comment', 'table public."Größe 表" comment'],
  types: [
    "sequence public.generated_d_seq is new",
    "sequence public.generated_e_seq is new",
    'table public.arrays columns.some_integers."notNull"',
    "table public.arrays columns.some_percents.type",
    'table public.arrays columns.some_texts."notNull"',
    "table public.generated columns.b.generated",
    "table public.generated columns.c.generated",
    'table public.generated columns.d."default"',
    "table public.generated columns.d.identity",
    'table public.generated columns.e."default"',
    "table public.generated columns.e.identity",
    "table public.scalars columns.a_code.type",
    "table public.scalars columns.a_even.type",
    "table public.scalars columns.a_percent.type",
    'table public.scalars columns.a_slug."notNull"',
    "table public.scalars columns.a_slug.type",
    "table public.scalars columns.a_small_even.type",
    'table public.scalars columns.a_timestamptz_0."default"',
    "table public.scalars columns.a_words.type",
  ],
};

test.each(modelFixtures)("Prisma makes of %s what it was made from", async (name) => {
  await using database = await modelDatabase(name);
  await database.run(unfit[name] ?? "select 1");
  const catalog = await catalogOf(database);
  const { files, warnings } = emitPrisma(modelSource(catalog));
  const statements = await generate(files[0]?.content ?? "", database.url);
  const found = await differencesOf(name, catalog, statements, ["CreateSeqStmt"]);
  expect(found).toEqual(expected[name] ?? []);
  expect(untold(found, warnings)).toEqual([]);
});

/** A default that says the same in other words. */
const same = /"default"$/;

/** Differences of whose table or type the file says nothing. */
function untold(found: readonly string[], warnings: readonly string[]): string[] {
  const told = warnings.join("\n");
  return found.filter((difference) => {
    if (same.test(difference) || /^(sequence|statistics) /.test(difference)) return false;
    const [, object = ""] = /^\S+ (\S+\.(?:"[^"]*"|\w+))/.exec(difference) ?? [];
    return !told.includes(object.replace(/_(2026|other)$/, ""));
  });
}

test("Prisma refuses a schema that is none", async () => {
  await using database = await modelDatabase("beyond");
  const { files } = emitPrisma(modelSource(await catalogOf(database)));
  const wrong = (files[0]?.content ?? "").replace("BigInt ", "BigInteger ");
  await expect(generate(wrong, database.url)).rejects.toThrow(/BigInteger/);
});
