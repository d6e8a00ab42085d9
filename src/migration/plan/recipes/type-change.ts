import { identifier } from "../../../core/identifier.ts";
import type { Question } from "../../../core/migration.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { printed, sameIn } from "../alteration.ts";
import { cooked, together } from "../cooked.ts";
import type { Recipe, Surroundings } from "../recipe.ts";
import { dualWriteName } from "../dual-write.ts";
import { collectTypeChanges, isZoned } from "../replace/collect.ts";
import type { Collected, TypeChange } from "../replace/collect.ts";
import { dependentsOf } from "../replace/asides.ts";
import { conversionOf, usingOf } from "../replace/conversion.ts";
import { hasFixedIndex, hasFixedKey, unfit } from "../replace/fit.ts";
import { lossOf } from "../replace/loss.ts";
import { withLookups } from "../replace/key-lookup.ts";
import { hinted, hintOf } from "../hints.ts";
import { replaceColumns } from "../replace/replace.ts";
import type { Replacement, TableReplacement } from "../replace/replacement.ts";

/** Types that cannot be changed in place: a new column beside the old one takes its place, alone or with the columns that refer to it. */
export const typeChange: Recipe = {
  id: "type-change",
  title: "Change the type of columns",
  async cook(change, surroundings, later) {
    const collected = collectTypeChanges(change, later, surroundings);
    if (collected === undefined || (await isNothing(collected, surroundings))) return undefined;
    const replacements: Replacement[] = [];
    const questions: Question[] = [];
    for (const type of collected.types) {
      const replacement = await replacementOf(type, collected, surroundings);
      if (replacement === undefined) return undefined;
      replacements.push(replacement);
      questions.push(...(await questionsOf(replacement, type, collected, surroundings)));
    }
    const { before, after, taken, gone, again } = collected;
    const dependents = dependentsOf(gone, again);
    if (dependents === undefined) return undefined;
    const tables = byTable(withLookups(replacements), collected, surroundings);
    for (const table of tables) if (await isFixed(table, before, surroundings)) return undefined;
    const done = await replaceColumns({ tables, before, after, dependents }, surroundings);
    return { ...together([done, cooked({ questions })]), taken };
  },
};

/** In UTC, times with and without a zone are the same bytes. */
async function isNothing({ types }: Collected, { ask }: Surroundings): Promise<boolean> {
  if (!types.every((type) => isZoned(type.change, type.alteration))) return false;
  if (types.some(({ change: { effect } }) => effect.rewrites.length > 0)) return false;
  const found = await ask("SELECT current_setting('TimeZone') AS zone");
  return /^((Etc\/)?(UTC|GMT)|Z)$/.test(String(found?.["zone"]));
}

/** There is no way but to write the table anew. */
async function isFixed(
  { table, columns }: TableReplacement,
  before: Catalog,
  surroundings: Surroundings,
): Promise<boolean> {
  const names = columns.map(({ column }) => column.name);
  return (
    (await unfit(table, before, surroundings)) !== undefined ||
    hasFixedKey(table, before, surroundings.version) ||
    (await hasFixedIndex(table, names))
  );
}

async function replacementOf(
  { change, alteration }: TypeChange,
  { before, after }: Collected,
  surroundings: Surroundings,
): Promise<Replacement | undefined> {
  const { name } = alteration;
  const table = sameIn(before.tables, alteration.table);
  const column = table?.columns.find((item) => item.name === name);
  const target = sameIn(after.tables, alteration.table)?.columns.find((item) => item.name === name);
  if (table === undefined || column === undefined || target === undefined) return undefined;
  const { hints } = surroundings;
  const conversion = await conversionOf(
    {
      table,
      column,
      target,
      after,
      using: hinted(hints.using, table, name) ?? (await usingOf(change.statement.text)),
      back: hinted(hints.backfill, table, name),
    },
    surroundings,
  );
  return {
    ...conversion,
    table,
    column,
    target,
    fresh: surroundings.name(name, "new"),
    kept: surroundings.name(name, "old"),
  };
}

function byTable(
  replacements: readonly Replacement[],
  { after }: Collected,
  { name }: Surroundings,
): TableReplacement[] {
  const tables = new Set(replacements.map(({ table }) => table));
  return [...tables].map((table) => {
    const columns = replacements.filter((replacement) => replacement.table === table);
    const [first] = columns;
    return {
      table,
      target: sameIn(after.tables, table) ?? table,
      columns,
      trigger: dualWriteName(name, table, first?.column.name ?? ""),
    };
  });
}

async function questionsOf(
  replacement: Replacement,
  { change }: TypeChange,
  { before, after }: Collected,
  surroundings: Surroundings,
): Promise<Question[]> {
  const { table, column, target } = replacement;
  const key = hintOf(table, column.name);
  if (hinted(surroundings.hints.using, table, column.name) !== undefined) return [];
  const labels = labelsOf(target.type, after);
  // whoever casts one enum to another may not know that rows still have a label of it
  const isRelabelled =
    replacement.plain && labels !== undefined && labelsOf(column.type, before) !== undefined;
  const given = (await usingOf(change.statement.text)) !== undefined;
  if (given && replacement.forward !== column.name && !isRelabelled) return [];
  const zones = [column.type, target.type].map((type) => /timestamp.* with time zone/.test(type));
  const about = key;
  const hint = `hints.using[${JSON.stringify(key)}]`;
  if (
    zones[0] !== zones[1] &&
    column.type.startsWith("timestamp") &&
    target.type.startsWith("timestamp")
  ) {
    const any = await surroundings.ask(
      `SELECT EXISTS (SELECT FROM ${printed(table)} WHERE ${quoteIdentifier(column.name)} IS NOT NULL) AS any`,
    );
    if (any?.["any"] === false) return [];
    const own = quoteIdentifier(column.name);
    return [
      {
        about,
        question: `In which time zone are the values of ${key}? ALTER TYPE would take the session's.`,
        options: [`${own} AT TIME ZONE 'UTC'`, `${own} AT TIME ZONE current_setting('TimeZone')`],
        hint,
      },
    ];
  }
  const loss = lossOf(column.name, {
    from: column.type,
    to: target.type,
    version: surroundings.version,
    labels,
  });
  if (loss === undefined) return [];
  const found = await surroundings.ask(
    `SELECT count(*)::int AS lost, min((${quoteIdentifier(column.name)})::text) AS example FROM ${printed(table)} WHERE ${loss}`,
  );
  const lost = Number(found?.["lost"] ?? 0);
  if (lost === 0) return [];
  return [
    {
      about,
      question: `${lost} ${lost === 1 ? "value" : "values"} of ${key} ${lost === 1 ? "does" : "do"} not fit ${target.type}, as \`${identifier(String(found?.["example"]))}\`: what shall they become?`,
      options:
        labels === undefined || target.type.endsWith("[]")
          ? []
          : labels.map(
              (label) =>
                `${quoteLiteral(label)}: ${otherLabel(column.name, labels, label, target.type)}`,
            ),
      hint,
    },
  ];
}

/** Of an enum, or of the elements of an array of one. */
function labelsOf(type: string, { types }: Catalog): readonly string[] | undefined {
  const element = type.replace(/\[\]$/, "");
  return types.flatMap((known) =>
    known.kind === "enum" && printed(known) === element ? [known.labels] : [],
  )[0];
}

/** A conversion by which rows without one of the labels get this one. */
function otherLabel(
  column: string,
  labels: readonly string[],
  label: string,
  type: string,
): string {
  const value = `${quoteIdentifier(column)}::text`;
  return `(CASE WHEN ${value} IN (${labels.map(quoteLiteral).join(", ")}) THEN ${value} ELSE ${quoteLiteral(label)} END)::${type}`;
}
