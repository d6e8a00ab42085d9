import * as z from "zod";
import { ToolError } from "../../core/errors.ts";
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
  | ({ readonly kind: "database" } & z.infer<typeof Database>)
  | ({ readonly kind: "ddl" } & z.infer<typeof Ddl>)
  | ({ readonly kind: "folder" } & z.infer<typeof Folder>);

/** A side as it came over the wire; `{}` is the default branch. Throws INVALID_INPUT with every place that is wrong. */
export function readSide(
  name: "from" | "to",
  value: Readonly<Record<string, unknown>>,
): SideRequest {
  const kind = "ddl" in value ? "ddl" : "folder" in value ? "folder" : "database";
  const read = { ddl: Ddl, folder: Folder, database: Database }[kind].safeParse(value);
  if (!read.success)
    throw refuse(
      `\`${name}\` is not of its form.`,
      read.error.issues.map(({ path, message }) => [[name, ...path].join("."), message].join(": ")),
    );
  const side = { kind, ...read.data } as SideRequest;
  if (side.kind === "database" && side.at !== undefined && side.snapshot !== undefined)
    throw refuse(`\`${name}\` names a moment and a snapshot, which is a moment of its own.`);
  return side;
}

function refuse(what: string, places: readonly string[] = []): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    what,
    "Write { project?, branch?, database?, role?, at? or snapshot? }, { ddl } or { folder, framework? }.",
    places.length === 0 ? {} : { quoted: places.join("\n") },
  );
}
