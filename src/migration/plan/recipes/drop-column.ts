import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { alterationOf, printed } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Piece, Recipe, Surroundings } from "../recipe.ts";
import { hinted } from "../hints.ts";
import { mentioned } from "../rename/mentions.ts";

/** First nobody has to write the column, then nobody sees it, and at last it goes. */
export const dropColumn: Recipe = {
  id: "drop-column",
  title: "Drop a column",
  cook(change, surroundings) {
    const alteration = alterationOf(change, surroundings);
    if (alteration?.subtype !== "AT_DropColumn") return undefined;
    const { table, name, command } = alteration;
    const column = table.columns.find((item) => item.name === name);
    if (column === undefined || surroundings.isNew(printed(table))) return undefined;
    const [on, own] = [printed(table), quoteIdentifier(name)];
    const hidden = surroundings.name(name, "dropped");
    const [left] = optional(table, column, surroundings);
    const [, value] = / SET DEFAULT (.*)$/s.exec(left?.sql ?? "") ?? [];
    const filled =
      value === undefined
        ? ""
        : ` (its rows get ${value} meanwhile, or what hints.backfill says, and keep it after a rollback)`;
    const cascade = command["behavior"] === "DROP_CASCADE" ? " CASCADE" : "";
    return cooked({
      pieces: [
        ...optional(table, column, surroundings),
        {
          phase: "switch",
          purpose: `Hide ${own} of ${on}: its values stay under another name.`,
          sql: hide(table, name, hidden),
          rollback: hide(table, hidden, name),
        },
        {
          phase: "contract",
          purpose: `Drop what was ${own} of ${on}.`,
          sql: `ALTER TABLE ${on} DROP COLUMN ${quoteIdentifier(hidden)}${cascade}`,
          rollback: null,
          irreversible: true,
        },
      ],
      notes: [
        {
          phase: "expand",
          text:
            `Deploy an application that does not name ${on}.${own} any more${filled}, and look into pg_stat_statements whether a statement still does.` +
            mentioned(change.before, name),
        },
        {
          phase: "switch",
          text: `Who still names ${on}.${own} fails from here on; the rollback brings name and values back at once.`,
        },
      ],
      irreversible: [
        `The contract drops ${on}.${own}; until then its values are kept as ${quoteIdentifier(hidden)}.`,
        ...(left === undefined || value !== undefined
          ? []
          : [
              `Rows that the new application writes have no ${on}.${own}: a rollback cannot make it NOT NULL again while there are any, unless hints.backfill says what they get.`,
            ]),
      ],
      breaks: "switch",
    });
  },
};

export const hide = (table: Table, name: string, hidden: string): string =>
  `ALTER TABLE ${printed(table)} RENAME COLUMN ${quoteIdentifier(name)} TO ${quoteIdentifier(hidden)}`;

/** INSERTs may leave it out: by a default that is given, or by NULL. */
export function optional(table: Table, column: Column, surroundings: Surroundings): Piece[] {
  const { notNull, default: given, identity, generated } = column;
  if (notNull === null || given !== null || identity !== null || generated !== null) return [];
  const [on, own] = [printed(table), quoteIdentifier(column.name)];
  const alter = `ALTER TABLE ${on} ALTER COLUMN ${own}`;
  const filler =
    hinted(surroundings.hints.backfill, table, column.name) ??
    (isBound(table, column.name) ? undefined : neutral(column.type));
  const purpose = `Let INSERTs leave out ${own} of ${on}.`;
  if (filler !== undefined)
    return [
      {
        phase: "expand",
        purpose,
        sql: `${alter} SET DEFAULT ${filler}`,
        rollback: `${alter} DROP DEFAULT`,
      },
    ];
  const key = table.constraints.find(({ kind }) => kind === "primary key");
  if (key?.columns.includes(column.name) === true) return [];
  return surroundings.version >= 180000
    ? optionalByName(table, column, purpose)
    : optionalByCheck(table, column, purpose, surroundings);
}

/** Not every value would do. */
const isBound = ({ constraints, indexes }: Table, name: string): boolean =>
  constraints.some(({ columns }) => columns.includes(name)) ||
  indexes.some(({ unique, keys }) => unique && keys.some(({ column }) => column === name));

/** What rows that do not have the column get meanwhile, so that it can come back as NOT NULL. */
function neutral(type: string): string | undefined {
  const found = neutrals.find(([pattern]) => pattern.test(type));
  return found === undefined ? undefined : `${found[1]}::${type}`;
}

const neutrals: readonly (readonly [type: RegExp, value: string])[] = [
  [/\[\]$/, "'{}'"],
  [/^(text|character varying)/, "''"],
  [/^(smallint|integer|bigint|numeric|real|double precision)/, "0"],
  [/^boolean$/, "false"],
  [/^jsonb?$/, "'{}'"],
  [/^(timestamp|date)/, "'epoch'"],
  [/^uuid$/, "'00000000-0000-0000-0000-000000000000'"],
];

/** The rollback requires it of new rows first, and looks at the others under no lock that stops anybody. */
function optionalByName(table: Table, column: Column, purpose: string): Piece[] {
  const [on, own] = [printed(table), quoteIdentifier(column.name)];
  const name = quoteIdentifier(column.notNull?.name ?? `${table.name}_${column.name}_not_null`);
  const inherit = column.notNull?.noInherit === true ? " NO INHERIT" : "";
  return [
    {
      phase: "expand",
      purpose: `Renew the statistics of ${own}: what is in it is kept.`,
      sql: `ANALYZE ${on} (${own})`,
      rollback: `ALTER TABLE ${on} VALIDATE CONSTRAINT ${name}`,
    },
    {
      phase: "expand",
      purpose,
      sql: `ALTER TABLE ${on} ALTER COLUMN ${own} DROP NOT NULL`,
      rollback: `ALTER TABLE ${on} ADD CONSTRAINT ${name} NOT NULL ${own}${inherit} NOT VALID`,
    },
  ];
}

function optionalByCheck(
  table: Table,
  column: Column,
  purpose: string,
  surroundings: Surroundings,
): Piece[] {
  const [on, own] = [printed(table), quoteIdentifier(column.name)];
  const check = quoteIdentifier(surroundings.name(table.name, column.name, "required"));
  const add = `ALTER TABLE ${on} ADD CONSTRAINT ${check} CHECK (${own} IS NOT NULL) NOT VALID`;
  return [
    {
      phase: "expand",
      purpose: `Renew the statistics of ${own}: what is in it is kept.`,
      sql: `ANALYZE ${on} (${own})`,
      rollback: [
        `ALTER TABLE ${on} ALTER COLUMN ${own} SET NOT NULL`,
        `ALTER TABLE ${on} DROP CONSTRAINT IF EXISTS ${check}`,
      ].join(";\n"),
    },
    {
      phase: "expand",
      purpose: `Note that every row has ${own}, so that the rollback can prove it.`,
      sql: add,
      rollback: `ALTER TABLE ${on} VALIDATE CONSTRAINT ${check}`,
    },
    {
      phase: "expand",
      purpose,
      sql: [
        `ALTER TABLE ${on} ALTER COLUMN ${own} DROP NOT NULL`,
        `ALTER TABLE ${on} DROP CONSTRAINT ${check}`,
      ].join(";\n"),
      rollback: add,
    },
  ];
}
