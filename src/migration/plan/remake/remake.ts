import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import type { FiringState } from "../../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { keyOf } from "../batch.ts";
import { cooked } from "../cooked.ts";
import type { Cooked, Surroundings } from "../recipe.ts";
import { hinted } from "../hints.ts";
import { copyStatement, sameRows } from "./copy-rows.ts";
import { alterDeferral, refersTo } from "./deferral.ts";
import { carriedNumbers } from "./sequences.ts";
import type { Stages } from "./stages.ts";
import { ignoringTwice, syncTriggers } from "./sync.ts";
import type { Copied, Copying } from "./sync.ts";

/**
 * A table is made anew beside the old one, and takes its name. Until the switch triggers carry what is written into the old table over to
 * the new one, from then on back, so that both have all rows until the contract drops the old one.
 */
export function remake(
  table: Table,
  before: Catalog,
  stages: Stages,
  surroundings: Surroundings,
): Cooked {
  const { fresh, target, names, create, own, selfKeys, keys, rest, restBack, keysToOld } = stages;
  const [on, beside, old] = [printed(table), printed(fresh), printed(names.old)];
  const { forward, backward } = directions(table, stages, surroundings);
  const there = syncTriggers(forward, surroundings.searchPath);
  const back = syncTriggers(backward, surroundings.searchPath);
  const numbers = carriedNumbers(table, before, stages);
  const quiet = silenced(table, names.old);
  const waiting = { deferrable: true, initiallyDeferred: true };
  return cooked({
    pieces: [
      {
        phase: "expand",
        purpose: `Create ${beside}, which is to take the place of ${on}.`,
        sql: create.join(";\n"),
        rollback: `DROP TABLE ${beside}`,
      },
      {
        phase: "expand",
        purpose: `Carry what is written into ${on} over to ${beside}.`,
        sql: there.create.join(";\n"),
        rollback: there.drop.join(";\n"),
      },
      {
        phase: "backfill",
        purpose: `Copy the rows of ${on}.`,
        ...copyStatement(table, forward, surroundings),
        rollback: null,
      },
      ...own,
      ...keys.flatMap(({ pieces }) => pieces),
      {
        phase: "verify",
        purpose: `Gather what the planner has to know of ${beside}.`,
        sql: `ANALYZE ${beside}`,
        rollback: null,
      },
      {
        phase: "switch",
        purpose: `${beside} takes the name of ${on}, which is kept as ${old}.`,
        sql: [
          ...there.drop,
          ...names.toOld,
          ...names.toFinal,
          ...keys.flatMap(({ turn }) => turn),
          ...selfKeys.map((key) => alterDeferral(target, key, key)),
          ...rest,
          ...numbers.forward,
          ...quiet.off,
          ...back.create,
        ].join(";\n"),
        rollback: [
          ...back.drop,
          ...quiet.on,
          ...numbers.back,
          ...restBack,
          ...selfKeys.map((key) => alterDeferral(target, key, waiting)),
          ...keys.toReversed().flatMap(({ turnBack }) => turnBack),
          ...names.toFresh,
          ...names.fromOld,
          ...there.create,
        ].join(";\n"),
      },
      {
        phase: "contract",
        purpose: `Nothing is carried over into ${old} any more.`,
        // who holds locks of one table and waits for the other deadlocks with a writer
        sql: [...back.drop, ...keysToOld].join(";\n"),
        rollback: null,
        irreversible: true,
      },
      {
        phase: "contract",
        purpose: `Drop ${old}.`,
        sql: `DROP TABLE ${old}`,
        rollback: null,
        irreversible: true,
      },
    ],
    verification: [{ phase: "verify", ...sameRows(forward) }],
    notes: [
      {
        phase: "expand",
        text: `From here on a write into ${on} is repeated in ${beside}, so one that ${beside} does not take fails. Both together need twice the space of ${on} until the contract.`,
      },
      ...narrowKeys(table, target),
      ...narrowTypes(table, target),
    ],
    irreversible: [`The contract drops ${old}; until then it has all rows that ${on} has.`],
  });
}

function directions(
  table: Table,
  { fresh, target, names }: Stages,
  { name, hints }: Surroundings,
): { readonly forward: Copying; readonly backward: Copying } {
  const key = keyOf(table).map((column) => column.name);
  const targetKey = keyOf(target).map((column) => column.name);
  const cast = ({ columns }: Table, { name: column, type }: Column): string => {
    const own = `s.${quoteIdentifier(column)}`;
    const same = columns.some((other) => other.name === column && other.type === type);
    return same ? own : `${own}::${type}`;
  };
  const hintedOr = (from: Table, column: Column): string => {
    const hint = hinted(hints.backfill, table, column.name);
    return hint === undefined
      ? cast(from, column)
      : `coalesce(s.${quoteIdentifier(column.name)}, ${hint})::${column.type}`;
  };
  const copied = (from: Table, to: Table, valueOf: typeof cast): Copied[] =>
    to.columns
      .filter(
        ({ name: wanted, generated }) =>
          generated === null && from.columns.some((column) => column.name === wanted),
      )
      .map((column) => ({ column, value: valueOf(from, column) }));
  return {
    forward: {
      source: table,
      destination: fresh,
      sourceKey: key,
      key,
      columns: copied(table, fresh, hintedOr),
      twice: ignoringTwice(fresh),
      trigger: name("00", table.name, "copy"),
    },
    backward: {
      source: target,
      destination: names.old,
      sourceKey: key.every((column) => targetKey.includes(column)) ? targetKey : key,
      key,
      columns: copied(target, table, cast),
      twice: ignoringTwice(table),
      trigger: name("00", table.name, "copy_back"),
    },
  };
}

/** Triggers of the application have done their work when a row is carried back; nor is the owner to be stopped by policies. */
function silenced(
  { triggers, rowSecurity, constraints, ...table }: Table,
  old: Stages["names"]["old"],
): { readonly off: readonly string[]; readonly on: readonly string[] } {
  const alter = `ALTER TABLE ${printed(old)}`;
  const own = constraints.filter((key) => refersTo(key, table));
  const waiting = { deferrable: true, initiallyDeferred: true };
  const firing = triggers.filter(({ enabled }) => enabled !== "disabled");
  return {
    off: [
      ...firing.map(({ name }) => `${alter} DISABLE TRIGGER ${quoteIdentifier(name)}`),
      ...own.map((key) => alterDeferral(old, key, waiting)),
      ...(rowSecurity.forced ? [`${alter} NO FORCE ROW LEVEL SECURITY`] : []),
    ],
    on: [
      ...firing.map(({ name, enabled }) => `${alter} ${enable[enabled]} ${quoteIdentifier(name)}`),
      ...own.map((key) => alterDeferral(old, key, key)),
      ...(rowSecurity.forced ? [`${alter} FORCE ROW LEVEL SECURITY`] : []),
    ],
  };
}

const enable: Readonly<Record<FiringState, string>> = {
  origin: "ENABLE TRIGGER",
  always: "ENABLE ALWAYS TRIGGER",
  replica: "ENABLE REPLICA TRIGGER",
  disabled: "DISABLE TRIGGER",
};

/** What was unique and is no longer. */
function narrowKeys(table: Table, target: Table): Cooked["notes"] {
  const kept = new Set(target.constraints.map((item) => item.columns.toSorted().join("\0")));
  const lost = table.constraints.filter(
    ({ kind, columns }) =>
      (kind === "primary key" || kind === "unique") && !kept.has(columns.toSorted().join("\0")),
  );
  return lost.map(({ columns }) => {
    const names = columns.map(quoteIdentifier).join(", ");
    return {
      phase: "switch",
      text: `From here on (${names}) alone is not unique in ${printed(table)}: ON CONFLICT (${names}) fails, and of two rows with the same only one would be there after a rollback.`,
    };
  });
}

/** Until the contract the old table has to take what the new one takes. */
function narrowTypes(table: Table, target: Table): Cooked["notes"] {
  return table.columns.flatMap(({ name, type }) => {
    const wanted = target.columns.find((column) => column.name === name);
    if (wanted === undefined || wanted.type === type) return [];
    return [
      {
        phase: "switch",
        text: `Until the contract ${quoteIdentifier(name)} of ${printed(table)} takes no value that is not of type ${type} too: the old table has it as well.`,
      } as const,
    ];
  });
}
