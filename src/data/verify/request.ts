import * as z from "zod";
import { ToolError } from "../../core/errors.ts";
import { faultText, inputFaults } from "../../core/input-faults.ts";
import { TargetInput } from "../../core/target.ts";

const Elsewhere = z.strictObject({ url_variable: z.string(), database: z.string().optional() });
const Here = z.strictObject({
  ...TargetInput.shape,
  at: z.string().optional(),
  snapshot: z.string().optional(),
});

/** Where the rows are that the target's are held against. */
export type SourceRequest =
  | { readonly kind: "variable"; readonly variable: string; readonly database?: string | undefined }
  | {
      readonly kind: "target";
      readonly target: TargetInput;
      /** A time or an LSN of the branch's past. */
      readonly at?: string | undefined;
      /** A snapshot's name or id. */
      readonly snapshot?: string | undefined;
    };

/** The source as it came over the wire. Throws INVALID_INPUT with every place that is wrong. */
export function readSource(value: Readonly<Record<string, unknown>>): SourceRequest {
  if ("url_variable" in value) {
    const { url_variable: variable, database } = read(Elsewhere, value);
    return { kind: "variable", variable, database };
  }
  const { at, snapshot, ...target } = read(Here, value);
  if (at !== undefined && snapshot !== undefined)
    throw refuse("`source` names a moment and a snapshot, which is a moment of its own.");
  return { kind: "target", target, at, snapshot };
}

function read<T>(form: z.ZodType<T>, value: unknown): T {
  const parsed = form.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refuse(
    "`source` is not of its form.",
    inputFaults(form, value, parsed.error).map((fault) => faultText(fault, ["source"])),
  );
}

function refuse(what: string, places: readonly string[] = []): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    what,
    "Write { project?, branch?, database?, role?, at? or snapshot? }, or { url_variable, database? } with the name of an environment variable.",
    places.length === 0 ? {} : { quoted: places.join("\n") },
  );
}
