import type { Deps } from "../../core/deps.ts";
import type { Finding } from "../../core/finding.ts";
import type { Target, TargetInput } from "../../core/target.ts";
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
  /** Statements that stand for what exists already: before the ddl on a database of its own. */
  readonly given: string;
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
  /** What exists was held against it. */
  readonly target?: Target;
}

/**
 * From a model to DDL that Postgres has executed and taken back, with the indexes that its access patterns need by the planner. Errors:
 * INVALID_INPUT with the places in the model, and those of shadows.
 */
export async function designSchema(
  value: unknown,
  deps: Pick<Deps, "shadow" | "twin" | "session">,
  call: Call,
  target?: TargetInput,
): Promise<DesignedSchema> {
  const { signal } = call;
  const drafted = await draftSchema(value, deps, call, target);
  const { design, access, indexes, given, statements, ddl, findings, place: held } = drafted;
  const { model } = design;
  const made = { ...model, entities: model.entities.filter(({ exists }) => !exists) };
  const verification = verificationOf(design);
  call.progress(2, "carrying the design out, taking it back, carrying it out again", 3);
  await using place = await deps.shadow(signal);
  const { proof, catalog } = await proveDesign(place.session, drafted, verification, signal);
  return {
    design,
    catalog,
    given: script(given),
    ddl,
    ...(held === undefined ? {} : { target: held }),
    rollback: script(rollbackOf(statements)),
    indexes,
    patterns: access.patterns,
    verification,
    maintenance: maintenanceOf(design),
    decisions: decisionsOf(made),
    questions: questionsOf(model),
    findings: findingsOf(model, access, [...findings, ...executedElsewhere(model, proof)]),
    proof,
  };
}
