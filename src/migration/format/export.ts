import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import type { Plan } from "../../core/migration.ts";
import type { Call } from "../../core/tool.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import { copySchema } from "../../schema/copy-schema.ts";
import { listEntries } from "../folder/list-entries.ts";
import { rolesForTexts } from "../plan/roles.ts";
import { runStep } from "../run/run-step.ts";
import type { Format, MigrationFile } from "./format.ts";
import { formats } from "./index.ts";
import { partsOf } from "./parts.ts";

export interface ExportInput {
  readonly plan_id: string;
  readonly format: string;
  /** The folder that is continued. */
  readonly folder: string | undefined;
}

export interface Exported {
  readonly plan: Plan;
  readonly format: Format;
  readonly files: readonly MigrationFile[];
  /** Whether the plan passed a rehearsal. */
  readonly rehearsed: boolean;
}

/**
 * A plan as files of a migration tool. Throws NOT_FOUND without such a plan, INVALID_INPUT where it has questions, and DRIFT where a
 * picture of the schema is wanted and the target is no longer what the plan was made for.
 */
export async function exportMigration(
  { plan_id: id, format: name, folder }: ExportInput,
  deps: Pick<Deps, "plans" | "session" | "shadow" | "files">,
  call: Call,
): Promise<Exported> {
  const plan = await deps.plans.load(id);
  const format = formats.find((one) => one.id === name);
  if (format === undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "There is no such format.",
      `Use one of ${formats.map((one) => one.id).join(", ")}.`,
    );
  if (plan.phases.length === 0)
    throw new ToolError(
      "INVALID_INPUT",
      "The plan has no steps.",
      "Answer its questions with `hints` in plan_migration, and export the new plan.",
    );
  const parts = await partsOf(plan);
  const existing = folder === undefined ? [] : await filesOf(folder, deps.files, call.signal);
  const schema = format.drawsSchema === true ? await schemaOf(plan, deps, call) : undefined;
  const files = format.export({ parts, existing, schema, now: new Date() });
  return { plan, format, files, rehearsed: (await deps.plans.proof(id))?.passed === true };
}

/** Migrations, and what their tools keep beside them. */
const KEPT = /\.(?:sql|py|[cm]?js|ts)$|(?:^|\/)(?:migration_lock\.toml|meta\/\w+\.json)$/;

async function filesOf(
  folder: string,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<MigrationFile[]> {
  const entries = await listEntries(folder, roots, signal, KEPT);
  return entries.map(({ path, text }) => ({ path, content: text }));
}

/** What whoever runs the files has to know. */
export function notesOf({ plan, format, rehearsed }: Exported): string[] {
  return [
    ...(rehearsed ? [] : ["The plan has not passed a rehearsal: call rehearse_migration first."]),
    ...(format.note === undefined ? [] : [format.note]),
    ...plan.irreversible.map((what) => `Cannot be undone: ${what}`),
  ];
}

/** The schema before and after the plan, found out by running it on a copy without rows. */
async function schemaOf(
  plan: Plan,
  deps: Pick<Deps, "session" | "shadow">,
  call: Call,
): Promise<{ before: Catalog; after: Catalog }> {
  const { project, branch, database } = plan.target;
  await using source = await deps.session({
    target: { project, branch, database },
    intent: "read",
    signal: call.signal,
  });
  await using shadow = await deps.shadow(call.signal);
  const texts = plan.phases.flatMap(({ steps }) => steps.map(({ sql }) => sql));
  const roles = await rolesForTexts(source, texts);
  await shadow.adopt?.(roles.actors);
  const { copy: before } = await copySchema(source, shadow.session, roles);
  const options = { ...call, lockTimeoutMs: plan.lock_timeout_ms, attempts: 1 };
  try {
    for (const step of plan.phases.flatMap(({ steps }) => steps))
      await runStep(shadow.session, step, "forward", options);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "POSTGRES") throw error;
    throw new ToolError(
      "DRIFT",
      "The steps do not run on the target's present schema.",
      "Call plan_migration again, or migration_status for what has been applied.",
      { cause: error, ...(error.quoted === undefined ? {} : { quoted: error.quoted }) },
    );
  }
  return { before, after: await readCatalog(shadow.session) };
}
