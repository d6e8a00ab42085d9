import { settingsOf, comment } from "../../../schema/text.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { batchStatement } from "../batch.ts";
import type { Cooked, Piece, Surroundings } from "../recipe.ts";
import { cooked } from "../cooked.ts";
import type { Replacement, TableReplacement } from "./replacement.ts";
import type { Sync } from "./sync.ts";

const list = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(", ");

/** The new columns beside the old ones, both written from now on, and the rows that were there filled. */
export function prepare(group: TableReplacement, sync: Sync, surroundings: Surroundings): Cooked {
  const { table, columns } = group;
  const names = columns.map(({ column }) => quoteIdentifier(column.name)).join(", ");
  const on = printed(table);
  return cooked({
    pieces: [
      {
        phase: "expand",
        purpose: `Add a successor of ${names} to ${on}; a trigger writes it along with the old one.`,
        sql: [
          `ALTER TABLE ${on} ${columns.map(addColumn).join(", ")}`,
          ...columns.flatMap((column) => settings(on, column)),
          ...sync.create,
        ].join(";\n"),
        rollback: [
          ...sync.drop,
          `ALTER TABLE ${on} ${columns.map(({ fresh }) => `DROP COLUMN ${quoteIdentifier(fresh)}`).join(", ")}`,
        ].join(";\n"),
      },
      fill(group, surroundings),
    ],
    verification: columns.map((replacement) => ({
      phase: "backfill",
      purpose: `Every row of ${on} has its new ${quoteIdentifier(replacement.column.name)}.`,
      sql: `SELECT count(*) FROM ${on} WHERE ${unfilled(replacement)}`,
      expect: 0,
    })),
    notes: fired(table).map((text) => ({ phase: "backfill", text })),
  });
}

/** Triggers of others that see the rows being filled; what they would change of a row is undone, what they do elsewhere is not. */
function fired({ triggers, ...table }: Table): string[] {
  const found = triggers.filter(
    ({ definition, enabled }) =>
      enabled !== "disabled" && /\bUPDATE\b(?! OF )/.test(definition.replace(/ ON .*$/s, "")),
  );
  if (found.length === 0) return [];
  const names = found.map(({ name }) => quoteIdentifier(name)).join(", ");
  return [
    `Filling rows of ${printed(table)} fires ${names}: what they would change of the row is undone, what they write elsewhere is not.`,
  ];
}

const addColumn = ({ fresh, target }: Replacement): string =>
  `ADD COLUMN ${quoteIdentifier(fresh)} ${target.type}${target.collation === null ? "" : ` COLLATE ${printed(target.collation)}`}`;

/** What is said of the column and does not depend on its name. */
function settings(on: string, { fresh, target }: Replacement): string[] {
  const name = quoteIdentifier(fresh);
  const set = (what: string): string => `ALTER TABLE ${on} ALTER COLUMN ${name} SET ${what}`;
  const { storage, compression, statistics, options } = target;
  return [
    ...(storage === null ? [] : [set(`STORAGE ${storage.toUpperCase()}`)]),
    ...(compression === null ? [] : [set(`COMPRESSION ${compression}`)]),
    ...(statistics === null ? [] : [set(`STATISTICS ${statistics}`)]),
    ...(Object.keys(options).length === 0 ? [] : [set(`(${settingsOf(options)})`)]),
    ...comment(`COLUMN ${on}.${name}`, target.comment),
    ...columnGrants(on, fresh, target),
  ];
}

function columnGrants(on: string, fresh: string, { grants }: Column): string[] {
  return grants.flatMap(({ grantee, privileges, grantable }) => {
    const give = (names: readonly string[], option: string): string[] =>
      names.length === 0
        ? []
        : [
            `GRANT ${names.map((name) => `${name} (${quoteIdentifier(fresh)})`).join(", ")} ON ${on}` +
              ` TO ${grantee === null ? "PUBLIC" : quoteIdentifier(grantee)}${option}`,
          ];
    return [
      ...give(
        privileges.filter((name) => !grantable.includes(name)),
        "",
      ),
      ...give(grantable, " WITH GRANT OPTION"),
    ];
  });
}

const unfilled = ({ fresh, forward, plain, column, volatile }: Replacement): string => {
  const given =
    plain || volatile ? `${quoteIdentifier(column.name)} IS NOT NULL` : `(${forward}) IS NOT NULL`;
  return `${quoteIdentifier(fresh)} IS NULL AND ${given}`;
};

function fill({ table, columns }: TableReplacement, surroundings: Surroundings): Piece {
  const names = list(columns.map(({ fresh }) => fresh));
  return {
    phase: "backfill",
    purpose: `Fill ${names} of the rows of ${printed(table)} that were there before.`,
    rollback: null,
    ...batchStatement(
      {
        table,
        set: Object.fromEntries(columns.map(({ fresh, forward }) => [fresh, forward])),
        where: columns.map((column) => `(${unfilled(column)})`).join(" OR "),
      },
      surroundings,
    ),
  };
}
