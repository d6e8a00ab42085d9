import type { Deps } from "../../core/deps.ts";
import type { Finding } from "../../core/finding.ts";
import type { Session } from "../../core/session.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { Twin } from "../../core/twin.ts";
import { proveAccess } from "./access/prove-access.ts";
import type { ProvenAccess } from "./access/proven.ts";
import { designTables } from "./design-tables.ts";
import { givenStatements, script, statementsOf } from "./print/statements.ts";
import type { DesignStatement } from "./print/statements.ts";
import { run } from "./prove-design.ts";
import { provePurges } from "./prove-purges.ts";
import { givenFindings } from "./given/findings.ts";
import { inTarget } from "./given/in-target.ts";
import { readModel } from "./read-model.ts";
import { mutableChecks } from "./settle/mutable-checks.ts";
import { settleModel } from "./settle/settle-model.ts";
import type { Design, DesignedIndex } from "./tables.ts";

/** A design whose tables are there, and whose indexes the planner uses, before it is carried out as a whole. */
interface DraftedSchema {
  readonly design: Design;
  readonly access: ProvenAccess;
  readonly indexes: readonly DesignedIndex[];
  /** What has to be there before the statements, on a database of the design's own. */
  readonly given: readonly string[];
  readonly statements: readonly DesignStatement[];
  readonly ddl: string;
  /** What only Postgres can say of the model. */
  readonly findings: readonly Finding[];
  /** The target that what exists was held against. */
  readonly place?: Target | undefined;
}

/** The same model gives the same statements. Errors: INVALID_INPUT with the places in the model, and those of shadows. */
export async function draftSchema(
  value: unknown,
  { shadow, twin, session }: Pick<Deps, "shadow" | "twin" | "session">,
  call: Call,
  target?: TargetInput,
): Promise<DraftedSchema> {
  const { signal } = call;
  const read = readModel(value);
  call.progress(0, "having Postgres judge the model", 3);
  await using scratch = await shadow(signal);
  const { model, extensions, given: brought } = await settleModel(scratch.session, read);
  const { design, routines, place } = await inTarget(designTables(model), session, target, signal);
  const given = [...givenStatements(design, brought), ...routines];
  await run(scratch.session, [
    ...given,
    ...statementsOf(design, [], extensions).map(({ sql }) => sql),
  ]);
  const findings = [
    ...givenFindings(design, place),
    ...(await mutableChecks(scratch.session, design)),
  ];
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
  return { design, access, indexes, given, statements, ddl, findings, place };
}
