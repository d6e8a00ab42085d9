import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Call } from "../../core/tool.ts";
import { applyDdl } from "../../schema/apply-ddl.ts";
import { printDdl } from "../../schema/ddl.ts";
import { holdRoles } from "../../schema/hold-roles.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import type { Intent } from "../intent.ts";
import type { RlsProof } from "../proof.ts";
import { proveIntent } from "../prove/prove.ts";

/** Of the script for pg_prove, whose whole prove_rls gives. */
const PGTAP_CHARACTERS = 4_000;

interface GeneratedSchema {
  readonly intent: Intent;
  readonly schema: DatabaseSchema;
  readonly planBudgetMs: number | undefined;
}

/**
 * Holds the schema as the statements leave it against the intent, in a shadow of its own. A finding instead where no rows can be made
 * that fit the schema.
 */
export async function proveGenerated(
  { intent, schema: { catalog, dependencies }, planBudgetMs }: GeneratedSchema,
  deps: Deps,
  call: Call,
): Promise<RlsProof | Finding> {
  const ddl = printDdl(catalog, dependencies);
  try {
    const { passed, cells, failed, mutations, bypasses, plans, pgtap } = await proveIntent(
      deps,
      {
        intent,
        origin: {
          async prepare(session, adopt) {
            await holdRoles(session, ddl.roles);
            await adopt(ddl.roles);
            await applyDdl(session, ddl);
          },
        },
        pgtapCharacters: PGTAP_CHARACTERS,
        ...(planBudgetMs === undefined ? {} : { planBudgetMs }),
      },
      call,
    );
    return { passed, cells, failed, mutations, bypasses, plans, pgtap };
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "UNSUPPORTED") throw error;
    return {
      rule: "not-proven",
      level: "warning",
      object: intent.application_role,
      message: `The statements were carried out, but not proven: ${error.message} ${error.next}`,
      evidence: "measured",
      key: "not-proven",
    };
  }
}
