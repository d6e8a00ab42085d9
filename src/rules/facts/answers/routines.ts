import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Routine } from "../../../postgres/catalog/model/routine.ts";
import { signatureOf } from "../../engine/names.ts";
import { readBody, type RoutineBody } from "./body.ts";
import { resolveCalls, type Volatility } from "./calls.ts";
import { missingRelations, missingTargets, type MissingColumn } from "./missing.ts";
import type { TriggerFacts } from "./triggers.ts";

export interface RoutineFacts extends Omit<RoutineBody, "relations" | "targets" | "calls"> {
  readonly routine: Routine;
  /** Relations that its SQL reads or writes, as written. */
  readonly relations: readonly string[];
  /** The worst of all that it may call; of an unknown function `v`. */
  readonly volatility: Volatility;
  /** What it calls that is not immutable in any of its forms: `now`, `current_setting`. */
  readonly mutable: readonly string[];
  /** What it calls without a schema that is no function of Postgres. */
  readonly foreignCalls: readonly string[];
  /** Relations that are nowhere. */
  readonly missing: readonly string[];
  /** Columns that it names and their table does not have. */
  readonly missingColumns: readonly MissingColumn[];
}

/** What bodies in SQL and PL/pgSQL do; names are looked up by Postgres. */
export async function readRoutines(
  session: Session,
  catalog: Catalog,
  triggers: ReadonlyMap<string, TriggerFacts>,
): Promise<Map<string, RoutineFacts>> {
  const bodies: { readonly routine: Routine; readonly body: RoutineBody }[] = [];
  for (const routine of catalog.routines) {
    const body = await readBody(routine);
    if (body !== undefined) bodies.push({ routine, body });
  }
  const made = new Set([
    ...bodies.flatMap(({ body }) => body.made),
    ...[...triggers.values()].flatMap(({ transitions }) => transitions),
  ]);
  const missing = await missingRelations(
    session,
    bodies.flatMap(({ body }) => body.relations).filter(({ name }) => !made.has(name)),
  );
  const volatilityOf = await resolveCalls(
    session,
    bodies.flatMap(({ body }) => body.calls),
  );
  return new Map(
    bodies.map(({ routine, body: { relations, targets, calls, ...body } }) => {
      const known = calls.map((call) => ({ call, ...volatilityOf(call) }));
      return [
        signatureOf(routine),
        {
          ...body,
          routine,
          relations: relations.map(written),
          volatility: worst([...known.map((one) => one.worst), body.asksContext ? "s" : "i"]),
          mutable: known
            .filter(({ best }) => best !== undefined && best !== "i")
            .map(({ call }) => call.name),
          foreignCalls: known
            .filter(({ call, ofPostgres }) => call.schema === undefined && !ofPostgres)
            .map(({ call }) => call.name),
          missing: relations.map(written).filter((name) => missing.has(name)),
          missingColumns: missingTargets(targets, catalog),
        },
      ];
    }),
  );
}

const written = ({ schema, name }: { schema?: string; name: string }): string =>
  schema === undefined ? name : `${schema}.${name}`;

const worst = (all: readonly Volatility[]): Volatility =>
  all.includes("v") ? "v" : all.includes("s") ? "s" : "i";
