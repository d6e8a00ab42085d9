import { ToolError } from "../../../core/errors.ts";
import { identifier } from "../../../core/identifier.ts";
import { nearest } from "../../../core/nearest.ts";
import type { Session } from "../../../core/session.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { jsonRows } from "../read/source.ts";
import type { Entry, EntryRow } from "./inventory.ts";
import { entryOf, everything, keyOf, schemaNames, takeInventory } from "./inventory.ts";
import { readings, unquoted } from "./name.ts";

/** How many names are looked through for one that a wrong name may have meant. */
const candidates = 20_000;

const byName = `
  select o.rank, o.kind, o.schema, o.name, o.args, o.oid, o.columns from (${everything}) o
   where o.name = any ($1::text[]) and o.schema !~ '^pg_(temp|toast)'`;

/** The objects that the texts name, each once, in the order of the inventory. Throws NOT_FOUND with the nearest names. */
export async function resolveObjects(
  session: Session,
  texts: readonly string[],
  schemas?: readonly string[],
): Promise<Entry[]> {
  const names = texts.flatMap((text) => readings(text).map((reading) => reading.name));
  const rows = await jsonRows<EntryRow>(session, byName, [[...new Set(names)]]);
  const entries = rows
    .map(entryOf)
    .filter((entry) => schemas === undefined || schemas.includes(entry.schema));
  const found = new Map<string, Entry>();
  for (const text of texts) {
    const meant = match(text, entries);
    if (meant.length === 0) throw await notFound(session, text);
    for (const entry of meant) found.set(JSON.stringify(keyOf(entry)), entry);
  }
  return [...found.values()].sort(compareEntries);
}

/** The entries of the first reading that names any. */
function match(text: string, entries: readonly Entry[]): Entry[] {
  for (const reading of readings(text)) {
    const meant = entries.filter(
      (entry) =>
        entry.name === reading.name &&
        (reading.schema === null || entry.schema === reading.schema) &&
        (reading.arguments === null ||
          (entry.list === "functions" && sameArguments(entry.arguments, reading.arguments))),
    );
    if (meant.length > 0) return meant;
  }
  return [];
}

const sameArguments = (a: string, b: string): boolean =>
  a.replaceAll(/\s+/g, " ").trim() === b.replaceAll(/\s+/g, " ").trim();

export function compareEntries(a: Entry, b: Entry): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  for (const [at, value] of left.entries()) {
    const other = right[at] ?? "";
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

async function notFound(session: Session, text: string): Promise<ToolError> {
  const known = await takeInventory(session, {}, null, candidates);
  const names = known.map(({ schema, name }) => qualified(schema, name));
  const meant = nearest(text, names);
  return new ToolError(
    "NOT_FOUND",
    `There is no object \`${identifier(text)}\` in database \`${identifier(session.target.database)}\`.`,
    meant.length > 0
      ? `Did you mean ${or(meant)}? Otherwise search for a part of the name with describe_database (\`search\`).`
      : "Have describe_database search for a part of the name (`search`), or list all names (`detail` set to `names`).",
  );
}

/** The schemas that the texts name, raw or as Postgres prints them. Throws NOT_FOUND with the nearest names. */
export async function resolveSchemas(
  session: Session,
  texts: readonly string[],
): Promise<string[]> {
  const known = await schemaNames(session);
  return texts.map((text) => {
    const meant = [text, unquoted(text), text.toLowerCase()].find((name) => known.includes(name));
    if (meant !== undefined) return meant;
    const close = nearest(text, known).map(quoteIdentifier);
    const all = known.slice(0, 10).map(quoteIdentifier);
    throw new ToolError(
      "NOT_FOUND",
      `There is no schema \`${identifier(text)}\` in database \`${identifier(session.target.database)}\`.`,
      close.length > 0
        ? `Did you mean ${or(close)}?`
        : `The schemas are ${or(all, "and")}${known.length > all.length ? " and more" : ""}.`,
    );
  });
}

function or(names: readonly string[], word = "or"): string {
  const quoted = names.map((name) => `\`${identifier(name)}\``);
  return quoted.length < 2
    ? quoted.join("")
    : `${quoted.slice(0, -1).join(", ")} ${word} ${quoted.at(-1)}`;
}
