import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { dropTriggers } from "../drop-triggers.ts";
import type { Replacement } from "../replace/replacement.ts";
import { changed, functionSql } from "../replace/sync.ts";
import type { Sync } from "../replace/sync.ts";

/** A column that goes, and what it is made of where the new application has written the ones that come. */
export interface Source {
  readonly name: string;
  /** What it is called from the switch on. */
  readonly hidden: string;
  readonly back: string | undefined;
}

export interface Split {
  readonly table: Table;
  readonly trigger: string;
  /** The columns that come: `fresh` is their name, `forward` what they are made of. */
  readonly columns: readonly Replacement[];
  readonly sources: readonly Source[];
}

/**
 * A row trigger between columns that go and columns that come, which are there together: who writes the one writes the other. What
 * agrees already is left alone, so that filling the new columns does not write the old ones from them. Where nothing leads back, there is
 * no trigger any more from the switch on.
 */
export function splitSync(split: Split, searchPath: readonly string[]): Sync {
  const { table, trigger } = split;
  const [routine, on, name] = [
    qualified(table.schema, trigger),
    printed(table),
    quoteIdentifier(trigger),
  ];
  const both = functionSql(routine, searchPath, bothWays(split));
  const create = [
    `CREATE ${both}`,
    `CREATE TRIGGER ${name} BEFORE INSERT OR UPDATE ON ${on} FOR EACH ROW EXECUTE FUNCTION ${routine}()`,
  ];
  const drop = [...dropTriggers(table, trigger), `DROP FUNCTION ${routine}()`];
  if (split.sources.every(({ back }) => back === undefined))
    return { create, turn: drop, turnBack: create, drop };
  const after = functionSql(routine, searchPath, hiddenOnes(split));
  return {
    create,
    turn: [`CREATE OR REPLACE ${after}`],
    turnBack: [`CREATE OR REPLACE ${both}`],
    drop,
  };
}

function bothWays({ table, columns, sources }: Split): string[] {
  const targets = columns.map(({ fresh }) => fresh);
  const agreed = columns.map(({ forward, target }) => `(${ofRow(forward, table)})::${target.type}`);
  const row = `ROW(${targets.map((target) => `NEW.${quoteIdentifier(target)}`).join(", ")})::record`;
  return [
    "IF TG_OP = 'INSERT' THEN",
    ...columns.flatMap(({ fresh, forward }) => fillIn(fresh, forward, table)),
    ...sources.flatMap(({ name, back }) => (back === undefined ? [] : fillIn(name, back, table))),
    `ELSIF ${changed(sources.map(({ name }) => name))} THEN`,
    ...columns.flatMap(({ fresh, forward, reads }) => [
      `  IF ${changed(reads)} THEN`,
      ...assign(fresh, forward, table),
      "  END IF;",
    ]),
    `ELSIF ${changed(targets)} AND ${row} *<> ROW(${agreed.join(", ")})::record THEN`,
    ...sources.flatMap(({ name, back }) => (back === undefined ? [] : assign(name, back, table))),
    "  NULL;",
    "END IF;",
  ];
}

const hiddenOnes = ({ table, columns, sources }: Split): string[] => [
  `IF TG_OP = 'INSERT' OR ${changed(columns.map(({ fresh }) => fresh))} THEN`,
  ...sources.flatMap(({ hidden, back }) => (back === undefined ? [] : assign(hidden, back, table))),
  "END IF;",
];

function fillIn(column: string, value: string, table: Table): string[] {
  return [
    `  IF NEW.${quoteIdentifier(column)} IS NULL THEN`,
    ...assign(column, value, table),
    "  END IF;",
  ];
}

/** A value of which nothing can be made is no reason for a statement of the application to fail: verification finds it. */
function assign(column: string, value: string, table: Table): string[] {
  const target = `NEW.${quoteIdentifier(column)}`;
  return [
    `    BEGIN ${target} := ${ofRow(value, table)};`,
    `    EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN ${target} := NULL; END;`,
  ];
}

const ofRow = (expression: string, table: Table): string =>
  `(SELECT ${expression} FROM (SELECT NEW.*) AS ${quoteIdentifier(table.name)})`;
