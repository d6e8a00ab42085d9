import type { Deps } from "../../../core/deps.ts";
import { identifier } from "../../../core/identifier.ts";
import { nearest } from "../../../core/nearest.ts";
import type { Target, TargetInput } from "../../../core/target.ts";
import type { Problem } from "../problem.ts";
import { refuseProblems } from "../problem.ts";
import type { Design, DesignedRoutine, DesignedTable } from "../tables.ts";
import { type Facts, readFacts } from "./facts.ts";

interface Held {
  /** Without the routines that the target has already. */
  readonly design: Design;
  /** Their statements. */
  readonly routines: readonly string[];
  readonly place?: Target;
}

/**
 * Holds a design against the target's catalog, where one is named: what the model says exists has to be there as it says, and what the
 * design makes must not. Throws one INVALID_INPUT with every place that is otherwise.
 */
export async function inTarget(
  design: Design,
  session: Deps["session"],
  target: TargetInput | undefined,
  signal: AbortSignal,
): Promise<Held> {
  if (target === undefined) return { design, routines: [] };
  await using open = await session({ target, intent: "read", signal });
  const facts = await readFacts(open, design);
  refuseProblems([
    ...design.given.flatMap((table) => otherwise(design, table, facts)),
    ...taken(design, facts),
  ]);
  const there = design.routines.filter((routine) => facts.routines.has(nameOf(routine)));
  return {
    design: { ...design, routines: design.routines.filter((routine) => !there.includes(routine)) },
    routines: there.map(({ sql }) => sql),
    place: open.target,
  };
}

const nameOf = ({ signature }: DesignedRoutine): string =>
  signature.endsWith("()") ? signature.slice(0, -2) : "";

function otherwise({ model }: Design, table: DesignedTable, facts: Facts): Problem[] {
  const at = model.entities.findIndex(({ name }) => name === table.entity);
  const place = `entities[${at}]`;
  const columns = facts.tables.get(table.name);
  if (columns === undefined)
    return [
      {
        place: `${place}.name`,
        cause: `the target has no table \`${identifier(table.name)}\` in ${identifier(model.schema)}`,
        cure: perhaps(table.name, facts.tables.keys(), "Leave out `exists` to have it made."),
      },
    ];
  const attributes = model.entities[at]?.attributes ?? [];
  const found = table.columns.flatMap((column): Problem[] => {
    const attribute = attributes.find(({ name }) => name === column.name);
    const here = attribute === undefined ? place : `${place}.attributes[${attribute.at}]`;
    const type = columns.get(column.name);
    const shown = `\`${identifier(table.name)}.${identifier(column.name)}\``;
    if (type === undefined)
      return [
        {
          place: here,
          cause: `the target has no column ${shown}`,
          cure: perhaps(column.name, columns.keys(), "Correct it, or leave it out."),
        },
      ];
    // which type has the labels of an enum the model does not say
    if (type === column.type || attribute?.type === "enum") return [];
    return [
      {
        place: here,
        cause: `${shown} is ${identifier(type)} in the target, and not ${identifier(column.type)}`,
        cure:
          column.name === "id"
            ? `List it among the attributes: { "name": "id", "type": ${JSON.stringify(type)} }.`
            : `Write ${JSON.stringify(type)}.`,
      },
    ];
  });
  if (!columns.has("id") || facts.keys.get(table.name)?.has("id") === true) return found;
  return [
    ...found,
    {
      place,
      cause: `\`${identifier(table.name)}.id\` is not unique by itself in the target, so that nothing can refer to it`,
      cure: "Give it a primary key or a unique constraint by plan_migration first.",
    },
  ];
}

function perhaps(name: string, known: Iterable<string>, otherwise: string): string {
  const [close] = nearest(name, known, 1);
  return close === undefined ? otherwise : `Did you mean \`${identifier(close)}\`?`;
}

/** What a statement of the design would fail on. */
function taken({ model, tables, enums, routines }: Design, facts: Facts): Problem[] {
  const place = (entity: string | null): string =>
    entity === null
      ? "schema"
      : `entities[${model.entities.findIndex(({ name }) => name === entity)}].name`;
  const shown = (name: string): string => `\`${identifier(name)}\``;
  return [
    ...tables
      .filter(({ name }) => facts.tables.has(name))
      .map(({ name, entity }) => ({
        place: place(entity),
        cause: `the target has a table ${shown(name)} already`,
        cure:
          entity === null
            ? "Leave out what makes it, or name another schema."
            : "Write `exists: true` to refer to it, or give the entity another name; plan_migration changes it.",
      })),
    ...enums
      .filter(({ name }) => facts.types.has(name))
      .map(({ name }) => ({
        place: "schema",
        cause: `the target has a type ${shown(name)} already`,
        cure: 'Write `enum_as: "check"` for the attribute, or name another schema.',
      })),
    ...routines
      .filter((routine) => {
        const body = facts.routines.get(nameOf(routine));
        return body !== undefined && !routine.sql.includes(`$$${body}$$`);
      })
      .map((routine) => ({
        place: "schema",
        cause: `the target has a function ${shown(nameOf(routine))} that does something else`,
        cure: "Name another schema, or rename that function by plan_migration.",
      })),
  ];
}
