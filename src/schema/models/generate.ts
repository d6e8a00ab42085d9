import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import { loadDdl, parseDdl } from "../load-ddl.ts";
import type { Skipped } from "../load-ddl.ts";
import type { GeneratedModels } from "./format.ts";
import { loadEmitter } from "./index.ts";
import type { ModelFormat } from "./index.ts";
import { modelSource } from "./read-source.ts";

export interface ModelsRequest {
  readonly format: ModelFormat;
  readonly target?: TargetInput | undefined;
  /** Instead of a target: it is run on a shadow. */
  readonly ddl?: string | undefined;
  readonly schemas?: readonly string[] | undefined;
}

export interface ModelsOf extends GeneratedModels {
  readonly target?: Target;
  readonly tables: number;
}

/**
 * Writes the models of a database, or of DDL. `own` takes the tables from the catalog that are no part of the application's schema.
 * Throws NOT_FOUND for a schema without tables, and what reading and loading throw.
 */
export async function generateModels(
  { format, target, ddl, schemas }: ModelsRequest,
  deps: Pick<Deps, "session" | "shadow">,
  call: Call,
  own: (catalog: Catalog) => Catalog,
): Promise<ModelsOf> {
  if (target !== undefined && ddl !== undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "`ddl` is given instead of `target`.",
      "Pass one of the two to generate_models.",
    );
  const { skipped, ...read } =
    ddl === undefined ? await readTarget(target, deps, call) : await readDdl(ddl, deps, call);
  const catalog = own(read.catalog);
  refuseUnknown(catalog, schemas);
  call.progress(1, "writing the models");
  const source = modelSource(catalog, schemas);
  const emit = await loadEmitter(format);
  const { files, warnings } = await emit(source);
  return {
    ...(read.target === undefined ? {} : { target: read.target }),
    files,
    warnings: [...skipped.map(({ what, reason }) => `left out, ${what}: ${reason}`), ...warnings],
    tables: source.entities.length,
  };
}

interface Read {
  readonly catalog: Catalog;
  readonly skipped: readonly Skipped[];
  readonly target?: Target;
}

async function readTarget(
  target: TargetInput | undefined,
  deps: Pick<Deps, "session">,
  call: Call,
): Promise<Read> {
  call.progress(0, "reading the schema");
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal: call.signal,
  });
  return { catalog: await readCatalog(session), skipped: [], target: session.target };
}

async function readDdl(ddl: string, deps: Pick<Deps, "shadow">, call: Call): Promise<Read> {
  await parseDdl(ddl);
  call.progress(0, "loading the DDL");
  await using shadow = await deps.shadow(call.signal);
  const { skipped } = await loadDdl(shadow.session, ddl, call.signal);
  return { catalog: await readCatalog(shadow.session), skipped };
}

/** A schema without tables would give an empty file, which nobody asks for. */
function refuseUnknown(catalog: Catalog, schemas: readonly string[] | undefined): void {
  const known = new Set([...catalog.tables, ...catalog.views].map(({ schema }) => schema));
  const unknown = schemas?.filter((schema) => !known.has(schema)) ?? [];
  const names = (list: readonly string[]): string =>
    list.map((name) => `\`${identifier(name)}\``).join(", ");
  if (unknown.length > 0) {
    const close = unknown.flatMap((name) => nearest(name, known));
    throw new ToolError(
      "NOT_FOUND",
      `No tables or views in the schema ${names(unknown)}.`,
      close.length > 0
        ? `Did you mean ${names(close)}?`
        : `Schemas that have some: ${names([...known]) || "none"}.`,
    );
  }
  if (known.size === 0)
    throw new ToolError(
      "NOT_FOUND",
      "There are no tables and no views.",
      "Create them first, or pass their DDL as `ddl`.",
    );
}
