import type { Policy } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { Cell } from "../cells/cell.ts";
import type { Roles, TableCells } from "../run-cells.ts";
import { tryAll, tryMutants } from "../try.ts";
import type { Scene } from "../ways-round/scene.ts";
import type { Mutant } from "./mutants.ts";

export interface MutantTrial {
  readonly cells: readonly Cell[];
  readonly prelude: readonly string[];
}

/** Cells that the command's policies decide, and those of tables that look at this one. */
export function trialOf(
  { tables, intent, catalog }: Scene,
  { ground, cells, prelude }: TableCells,
  { stranger }: Roles,
  command: Policy["command"],
): MutantTrial {
  const { name, table } = ground.rows;
  const context = cells.filter(({ actor }) => actor.settings.length > 0);
  const probes = context
    .filter(
      ({ role, actor, verb, command: own, expected }) =>
        role === intent.applicationRole &&
        ((actor === context[0]?.actor &&
          /^(?:select|update without|delete without|insert a row)/.test(verb)) ||
          (own === "insert" && expected.effect === "rows")),
    )
    .map((cell): Cell => ({ ...cell, role: stranger, probe: true }));
  const dependents = tables
    .filter(
      ({ ground: other }) =>
        other !== ground &&
        other.rows.table.policies.some(({ using, check }) =>
          `${using ?? ""}${check ?? ""}`.includes(table.name),
        ),
    )
    .flatMap(({ cells: others }) =>
      others.filter(
        ({ verb, role, actor }) =>
          verb === "select" && role === intent.applicationRole && actor.settings.length > 0,
      ),
    );
  const decided = (cell: Cell): boolean => command === "all" || cell.command === command;
  // a cell that a weaker policy opens comes sooner than one that it shuts
  const rank = (cell: Cell): number => (cell.expected.effect === "nothing" ? 0 : 1);
  return {
    cells: [
      ...[...context, ...probes].filter(decided).toSorted((a, b) => rank(a) - rank(b)),
      ...(command === "all" || command === "select" ? dependents : []),
    ],
    prelude: [
      ...prelude,
      ...catalog.schemas.map(
        (schema) =>
          `grant usage on schema ${quoteIdentifier(schema.name)} to ${quoteIdentifier(stranger)}`,
      ),
      `grant select, insert, update, delete on ${name} to ${quoteIdentifier(stranger)}`,
      ...catalog.schemas.map((schema) => grantFunctions(schema.name, stranger)),
    ],
  };
}

/** Those that may be granted: a policy widened to the role must not fail for what it calls. */
const grantFunctions = (schema: string, role: string): string =>
  `do ${quoteLiteral(`begin grant execute on all functions in schema ${quoteIdentifier(schema)} to ${quoteIdentifier(role)}; exception when insufficient_privilege then null; end`)}`;

/** Of these cells so many that reasons can be looked for: of a few actors, among them some who see a part of the rows. */
export function fewer({ cells, prelude }: MutantTrial): MutantTrial {
  const actorsOf = (some: readonly Cell[]) => [...new Set(some.map(({ actor }) => actor))];
  const allowed = cells.filter(({ expected }) => expected.effect === "rows");
  const some = new Set([
    ...actorsOf(cells).filter(
      ({ name, kind }, at) => at < 3 || kind === "nobody" || /of both|of B|outsider/.test(name),
    ),
    ...actorsOf(allowed).slice(0, 3),
  ]);
  return { prelude, cells: cells.filter(({ actor }) => some.has(actor)) };
}

/**
 * For each mutant the cell that turns, nothing where none does. `first` is done before the mutant's own, and what cells come to then is
 * asked anew.
 */
export async function answersTo(
  { session }: Scene,
  { cells, prelude }: MutantTrial,
  mutants: readonly Pick<Mutant, "ddl">[],
  first: readonly string[],
): Promise<readonly string[]> {
  const base = await tryAll(session, cells, [...first, ...prelude]);
  return tryMutants(session, cells, {
    prelude,
    base,
    mutants: mutants.map(({ ddl }) => [...first, ...ddl]),
  });
}
