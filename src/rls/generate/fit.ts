import { ToolError } from "../../core/errors.ts";
import type { RlsProof } from "../proof.ts";
import type { GeneratedRls } from "./generate.ts";

export interface Shown extends Omit<GeneratedRls, "schema"> {
  readonly proof?: RlsProof | undefined;
}

/** Characters of a result, of the 40,000 that there may be; each quotation mark in JSON takes two. */
const CHARACTERS = 36_000;

/**
 * The same with what the script says anyway left out where all of it is too long for one answer: first the test script, then policies
 * from the end on. Throws LIMIT where the scripts alone are.
 */
export function fitting(result: Shown): Shown & { omitted_policies?: number } {
  const size = (value: unknown): number => JSON.stringify(value).length;
  if (size(result) <= CHARACTERS) return result;
  const { proof } = result;
  const less = proof === undefined ? result : { ...result, proof: { ...proof, pgtap: "" } };
  let left = CHARACTERS - size({ ...less, policies: [] });
  if (left < 0)
    throw new ToolError(
      "LIMIT",
      `Statements for ${new Set(result.policies.map(({ table }) => table)).size} tables are too long for one answer.`,
      "Call it for some of the tables at a time, each with the tables that it belongs to; what is there already is not written again.",
    );
  const kept = result.policies.filter((policy) => {
    left -= size(policy) + 1;
    return left >= 0;
  });
  const omitted = result.policies.length - kept.length;
  return { ...less, policies: kept, ...(omitted === 0 ? {} : { omitted_policies: omitted }) };
}
