import type { Deps } from "../../core/deps.ts";
import type { Finding } from "../../core/finding.ts";
import type { Call } from "../../core/tool.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ProvenPattern } from "./access/proven.ts";
import { decisionsOf } from "./advice/decisions.ts";
import type { Decision } from "./advice/decisions.ts";
import { findingsOf } from "./advice/findings.ts";
import { executedElsewhere } from "./advice/version.ts";
import { questionsOf } from "./advice/questions.ts";
import { draftSchema } from "./draft.ts";
import { script } from "./print/statements.ts";
import { proveDesign, rollbackOf } from "./prove-design.ts";
import type { DesignProof } from "./prove-design.ts";
import { maintenanceOf } from "./purges.ts";
import type { Maintenance } from "./purges.ts";
import type { Design, DesignedIndex } from "./tables.ts";
import { verificationOf } from "./verification.ts";
import type { VerificationQuery } from "./verification.ts";

export interface DesignedSchema {
  readonly design: Design;
  /** As the ddl leaves it. */
  readonly catalog: Catalog;
  readonly ddl: string;
  readonly rollback: string;
  readonly verification: VerificationQuery[];
  readonly indexes: readonly DesignedIndex[];
  readonly patterns: readonly ProvenPattern[];
  readonly maintenance: Maintenance[];
  readonly decisions: Decision[];
  readonly questions: string[];
  readonly findings: Finding[];
  readonly proof: DesignProof;
}

/**
 * From a model to DDL that Postgres has executed and taken back, with the indexes that its access patterns need by the planner. Errors:
 * INVALID_INPUT with the places in the model, and those of shadows.
 */
export async function designSchema(
  value: unknown,
  deps: Pick<Deps, "shadow" | "twin">,
  call: Call,
): Promise<DesignedSchema> {
  const { signal } = call;
  const { design, access, indexes, statements, ddl, findings } = await draftSchema(
    value,
    deps,
    call,
  );
  const { model } = design;
  const verification = verificationOf(design);
  call.progress(2, "carrying the design out, taking it back, carrying it out again", 3);
  await using place = await deps.shadow(signal);
  const { proof, catalog } = await proveDesign(place.session, statements, verification, signal);
  return {
    design,
    catalog,
    ddl,
    rollback: script(rollbackOf(statements)),
    indexes,
    patterns: access.patterns,
    verification,
    maintenance: maintenanceOf(design),
    decisions: decisionsOf(model),
    questions: questionsOf(model),
    findings: findingsOf(model, access, [...findings, ...executedElsewhere(model, proof)]),
    proof,
  };
}
