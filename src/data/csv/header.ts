import { clipped } from "../../core/clipped.ts";
import { identifier } from "../../core/identifier.ts";
import type { Field } from "./sample.ts";

const VALUE =
  /^[-+]?[\d.,]+(?:[eE][-+]?\d+)?%?$|^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|^(?:true|false)$|^[0-9a-f]{8}-[0-9a-f]{4}-/i;
const YEAR = /^\d{4}$/;
/** Bytes of a name in Postgres. */
const LONGEST = 63;

/** How a name of a file may differ from a table's. */
export const foldName = (name: string): string => name.toLowerCase().replaceAll(/[\s-]+/g, "_");

/**
 * Whether the first record holds names; undefined where it could be either: `country,2019` are names, and values as well. `known` are the
 * columns of the table, and what the caller calls columns of the file.
 */
export function holdsNames(row: readonly Field[], known: readonly string[]): boolean | undefined {
  const names = row.map(nameIn);
  if (names.length === 0) return false;
  const folded = new Set(known.map(foldName));
  const found = names.filter((name) => folded.has(foldName(clipped(name, LONGEST))));
  if (found.length === names.length) return true;
  const looksRight = (name: string): boolean =>
    name !== "" && Buffer.byteLength(name) <= LONGEST && !VALUE.test(name);
  if (names.every(looksRight) && new Set(names).size === names.length) return true;
  if (names.every((name) => VALUE.test(name))) return false;
  if (known.length > 0 && found.length === 0) return false;
  // names that look like values stand behind one that says what the rows are, and rows begin with a number
  const [first = ""] = names;
  return VALUE.test(first) && !YEAR.test(first) ? false : undefined;
}

/** What to ask where nobody can tell. */
export const askForHeader = (row: readonly Field[]): string =>
  `Does the first line hold names or values (${row
    .slice(0, 4)
    .map((name) => `\`${identifier(nameIn(name))}\``)
    .join(", ")}${row.length > 4 ? ", …" : ""})? options.header true or false.`;

/** The names of a first record as a table can have them: of the length of Postgres, and each once. */
export function columnNames(row: readonly Field[]): readonly string[] {
  const taken = new Set<string>();
  for (const [index, field] of row.entries()) {
    const given = nameIn(field);
    const name = clipped(given === "" ? `column_${index + 1}` : given, LONGEST);
    let free = name;
    for (let number = 2; taken.has(free); number += 1) {
      const ending = `_${number}`;
      free = clipped(name, LONGEST - ending.length) + ending;
    }
    taken.add(free);
  }
  return [...taken];
}

/** A note where names were made up. */
export function renamed(row: readonly Field[], names: readonly string[]): readonly string[] {
  const others = names.flatMap((name, index) => {
    const given = nameIn(row[index] ?? null);
    return given === name ? [] : [`\`${identifier(given)}\` is \`${identifier(name)}\``];
  });
  return others.length === 0
    ? []
    : [`Names that are empty, too long or there twice are read as others: ${others.join(", ")}.`];
}

const nameIn = (field: Field): string => field?.trim() ?? "";
