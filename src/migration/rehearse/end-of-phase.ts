import { tryOldStatements } from "./old-application.ts";
import type { Walk } from "./run-steps.ts";
import type { PhaseEnd } from "./segments.ts";
import type { State } from "./state.ts";
import { verify } from "./verify.ts";

/** What phases promise when they are done: their checks hold, and the old application works if they say so. */
export async function atEndOfPhases(
  { place, findings, old }: Walk,
  ends: readonly PhaseEnd[],
  { fingerprint }: State,
): Promise<void> {
  for (const { phase, verification, oldApplication } of ends) {
    findings.fingerprints.push({ phase, fingerprint });
    for (const { report, failure } of await verify(place.session, phase, verification)) {
      findings.verification.push(report);
      if (failure !== undefined) findings.failures.push(failure);
    }
    for (const { statement, error } of await tryOldStatements(place.session, old)) {
      const ok = error === undefined;
      findings.oldApplication.push({ statement, phase, ok, ...(ok ? {} : { error }) });
      if (!ok && oldApplication === "works")
        findings.failures.push({
          phase,
          what: `a statement of the old application fails after ${phase}, and the plan says that it works`,
          change:
            "Move what breaks it into the phase contract, or deploy the new application before.",
          quoted: `${statement}\n${error}`,
        });
    }
  }
}
