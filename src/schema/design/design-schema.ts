import type { Deps } from "../../core/deps.ts";
import type { Finding } from "../../core/finding.ts";
import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import type { Twin } from "../../core/twin.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { proveAccess } from "./access/prove-access.ts";
import type { ProvenPattern } from "./access/proven.ts";
import { decisionsOf } from "./advice/decisions.ts";
import type { Decision } from "./advice/decisions.ts";
import { findingsOf } from "./advice/findings.ts";
import { questionsOf } from "./advice/questions.ts";
import { designTables } from "./design-tables.ts";
import { script, statementsOf } from "./print/statements.ts";
import { provePurges } from "./prove-purges.ts";
import { proveDesign, rollbackOf, run } from "./prove-design.ts";
import type { DesignProof } from "./prove-design.ts";
import { maintenanceOf } from "./purges.ts";
import type { Maintenance } from "./purges.ts";
import { readModel } from "./read-model.ts";
import { settleModel } from "./settle/settle-model.ts";
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
  { shadow, twin }: Pick<Deps, "shadow" | "twin">,
  call: Call,
): Promise<DesignedSchema> {
  const { signal } = call;
  const read = readModel(value);
  call.progress(0, "having Postgres judge the model", 3);
  await using scratch = await shadow(signal);
  const { model, extensions } = await settleModel(scratch.session, read);
  const design = designTables(model);
  await run(
    scratch.session,
    statementsOf(design, [], extensions).map(({ sql }) => sql),
  );
  call.progress(1, "planning the access patterns at the expected rows", 3);
  const twinOf = (of: Session): Promise<Twin> => twin({ of, signal });
  const access = await proveAccess({
    design,
    session: scratch.session,
    twinOf,
    call: {
      signal,
      progress: () => call.progress(1, "planning the access patterns at the expected rows", 3),
    },
  });
  const purging = await provePurges(design, access.indexes, scratch.session, twinOf);
  const indexes = [...access.indexes, ...purging];
  const statements = statementsOf(design, indexes, extensions);
  const verification = verificationOf(design);
  call.progress(2, "carrying the design out, taking it back, carrying it out again", 3);
  await using place = await shadow(signal);
  const { proof, catalog } = await proveDesign(place.session, statements, verification, signal);
  return {
    design,
    catalog,
    ddl: script(statements.map(({ sql }) => sql)),
    rollback: script(rollbackOf(statements)),
    indexes,
    patterns: access.patterns,
    verification,
    maintenance: maintenanceOf(design),
    decisions: decisionsOf(model),
    questions: questionsOf(model),
    findings: findingsOf(model, access),
    proof,
  };
}
