import * as z from "zod";
import { ToolError } from "../../core/errors.ts";
import { faultText, inputFaults } from "../../core/input-faults.ts";
import { TargetInput } from "../../core/target.ts";

const Database = z.strictObject({
  ...TargetInput.shape,
  at: z.string().optional(),
  snapshot: z.string().optional(),
});
const Ddl = z.strictObject({ ddl: z.string() });
const Folder = z.strictObject({ folder: z.string(), framework: z.string().optional() });

/** Where one of the schemas is. */
export type SideRequest =
  | DatabaseRequest
  | { readonly kind: "ddl"; readonly ddl: string }
  | FolderRequest;

export interface DatabaseRequest {
  readonly kind: "database";
  readonly target: TargetInput;
  /** A time or an LSN of the branch's past. */
  readonly at?: string | undefined;
  /** A snapshot's name or id. */
  readonly snapshot?: string | undefined;
}

export interface FolderRequest {
  readonly kind: "folder";
  readonly folder: string;
  readonly framework?: string | undefined;
}

/** A side as it came over the wire; `{}` is the default branch. Throws INVALID_INPUT with every place that is wrong. */
export function readSide(
  name: "from" | "to",
  value: Readonly<Record<string, unknown>>,
): SideRequest {
  if ("ddl" in value) return { kind: "ddl", ...read(name, Ddl, value) };
  if ("folder" in value) return { kind: "folder", ...read(name, Folder, value) };
  const { at, snapshot, ...target } = read(name, Database, value);
  if (at !== undefined && snapshot !== undefined)
    throw refuse(`\`${name}\` names a moment and a snapshot, which is a moment of its own.`);
  return { kind: "database", target, at, snapshot };
}

function read<T>(name: string, form: z.ZodType<T>, value: unknown): T {
  const parsed = form.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refuse(
    `\`${name}\` is not of its form.`,
    inputFaults(form, value, parsed.error).map((fault) => faultText(fault, [name])),
  );
}

function refuse(what: string, places: readonly string[] = []): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    what,
    "Write { project?, branch?, database?, role?, at? or snapshot? }, { ddl } or { folder, framework? }.",
    places.length === 0 ? {} : { quoted: places.join("\n") },
  );
}
