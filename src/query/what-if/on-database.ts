import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Missing } from "../../core/twin.ts";
import { explain } from "../explain.ts";
import type { Explainable } from "../explainable.ts";
import { hypotheticalPlan, picturedWith } from "./hypothetical.ts";
import { findHypoPg, withHypoPg, type HypoPg } from "./hypopg.ts";
import type { WhatIf, WhatIfRequest } from "./types.ts";

/** A database whose twin cannot plan the statement. */
interface Untwinned {
  readonly session: Session;
  readonly missing: readonly Missing[];
  /** What the twin said. */
  readonly cause: ToolError;
}

/**
 * Plans a statement with HypoPG on the database itself. Throws UNSUPPORTED, with the ways that are left, where HypoPG is not there, or
 * where another size is asked for, which it cannot imagine.
 */
export async function whatIfOnDatabase(
  { session, missing, cause }: Untwinned,
  given: Explainable,
  { params, indexes, factor, response }: WhatIfRequest,
): Promise<WhatIf> {
  const hypopg = await findHypoPg(session);
  if (factor !== undefined || hypopg.schema === null) {
    const next = factor === undefined ? waysOn(hypopg) : waysToScale(hypopg, indexes.length > 0);
    throw lacking(missing, next, cause);
  }
  return withHypoPg(session, hypopg.schema, indexes, async (made) => {
    const planned = await explain(session, given, { params, analyze: false });
    const used = new Set(planned.plan.nodes.flatMap(({ index = [] }) => index));
    return {
      hypothetical: {
        estimated_by: "HypoPG",
        ...hypotheticalPlan(planned.plan, made, used, response),
      },
      notes: [
        "HypoPG estimated the plan on the database itself, which the planner twin cannot; its sizes leave deduplication out.",
        ...missing.map(({ object, reason }) => `The planner twin lacks ${object}: ${reason}.`),
      ],
      pictured: [picturedWith(planned, made.length)],
    };
  });
}

function lacking(missing: readonly Missing[], next: string, cause: ToolError): ToolError {
  const quoted = missing
    .slice(0, 5)
    .map(({ object, reason }) => `${object}: ${reason}`)
    .join("\n");
  return new ToolError(
    "UNSUPPORTED",
    "The planner twin cannot plan this statement: the embedded Postgres lacks something that it needs.",
    next,
    { cause, quoted: quoted === "" ? (cause.quoted ?? "") : quoted },
  );
}

const CREATE = "run `create extension hypopg` in the database and call again";
const INSTALL =
  "set NEON_DBA_PG_BIN to the `bin` folder of a Postgres 18 that has the extension, and start the server again";

const waysOn = ({ available }: HypoPg): string =>
  `Make the index on a branch (create_branch, run_sql) and explain the statement there; or ${available ? CREATE : INSTALL}.`;

/** HypoPG imagines indexes, and no rows. */
function waysToScale({ schema, available }: HypoPg, indexes: boolean): string {
  const elsewhere = `For another size, ${INSTALL}.`;
  if (!indexes || (schema === null && !available)) return elsewhere;
  const alone =
    schema === null ? `${CREATE} without \`at_scale\`` : "call again without `at_scale`";
  return `For the indexes alone, ${alone}. ${elsewhere}`;
}
