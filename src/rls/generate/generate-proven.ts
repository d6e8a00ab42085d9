import type { Deps } from "../../core/deps.ts";
import type { Call } from "../../core/tool.ts";
import { readIntent } from "../resolve.ts";
import { fitting } from "./fit.ts";
import type { Shown } from "./fit.ts";
import { generateRls } from "./generate.ts";
import type { GenerateRequest } from "./generate.ts";
import { proveGenerated } from "./prove-generated.ts";

interface ProvenRequest extends Omit<GenerateRequest, "intent"> {
  /** As it came; it is judged here. */
  readonly intent: unknown;
  /** After so long no further table is filled to look at plans; default 4,000. */
  readonly planBudgetMs?: number;
}

/** What is generated with its proof, as far as one answer holds it; a finding where it cannot be proven. Errors: those of both. */
export async function generateProven(
  { intent, planBudgetMs, ...request }: ProvenRequest,
  deps: Deps,
  call: Call,
): Promise<Shown & { omitted_policies?: number }> {
  const read = readIntent(intent);
  const { schema, ...made } = await generateRls({ intent: read, ...request }, deps, call);
  const proof = await proveGenerated({ intent: read, schema, planBudgetMs }, deps, call);
  return fitting(
    "passed" in proof ? { ...made, proof } : { ...made, findings: [proof, ...made.findings] },
  );
}
