import type { Deps } from "../../core/deps.ts";
import type { Finding } from "../../core/finding.ts";
import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import type { Twin } from "../../core/twin.ts";
import { proveAccess } from "./access/prove-access.ts";
import type { ProvenAccess } from "./access/proven.ts";
import { designTables } from "./design-tables.ts";
import { script, statementsOf } from "./print/statements.ts";
import type { DesignStatement } from "./print/statements.ts";
import { run } from "./prove-design.ts";
import { provePurges } from "./prove-purges.ts";
import { readModel } from "./read-model.ts";
import { mutableChecks } from "./settle/mutable-checks.ts";
import { settleModel } from "./settle/settle-model.ts";
import type { Design, DesignedIndex } from "./tables.ts";

/** A design whose tables are there, and whose indexes the planner uses, before it is carried out as a whole. */
interface DraftedSchema {
  readonly design: Design;
  readonly access: ProvenAccess;
  readonly indexes: readonly DesignedIndex[];
  readonly statements: readonly DesignStatement[];
  readonly ddl: string;
  /** What only Postgres can say of the model. */
  readonly findings: readonly Finding[];
}

/** The same model gives the same statements. Errors: INVALID_INPUT with the places in the model, and those of shadows. */
export async function draftSchema(
  value: unknown,
  { shadow, twin }: Pick<Deps, "shadow" | "twin">,
  call: Call,
): Promise<DraftedSchema> {
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
  const findings = await mutableChecks(scratch.session, design);
  const planning = (): void =>
    call.progress(1, "planning the access patterns at the expected rows", 3);
  planning();
  const twinOf = (of: Session): Promise<Twin> => twin({ of, signal });
  const access = await proveAccess({
    design,
    session: scratch.session,
    twinOf,
    call: { signal, progress: planning },
  });
  const purging = await provePurges(design, access.indexes, scratch.session, twinOf);
  const indexes = [...access.indexes, ...purging];
  const statements = statementsOf(design, indexes, extensions);
  const ddl = script(statements.map(({ sql }) => sql));
  return { design, access, indexes, statements, ddl, findings };
}
