import type { Session } from "../core/session.ts";
import { differences } from "../postgres/catalog/differences.ts";
import type { Difference } from "../postgres/catalog/differences.ts";
import { readCatalog } from "../postgres/catalog/read-catalog.ts";
import type { Catalog } from "../postgres/catalog/model/catalog.ts";
import { applyDdl } from "./apply-ddl.ts";
import type { Failure } from "./apply-ddl.ts";
import { printDdl, withRoles } from "./ddl.ts";
import type { Ddl } from "./ddl.ts";
import { readSchema } from "./read-schema.ts";

export interface SchemaCopy {
  readonly source: Catalog;
  readonly copy: Catalog;
  readonly ddl: Ddl;
  /** Statements that the copy's server or role refused. */
  readonly failures: readonly Failure[];
  /** Where the copy is not the source, measured after everything ran; empty when the fingerprints are equal. */
  readonly differences: readonly Difference[];
}

/**
 * Makes an empty database hold the source's schema, and measures whether it does. The source is only read. `besides` are roles that the
 * schema does not name.
 */
export async function copySchema(
  source: Session,
  target: Session,
  besides: Pick<Ddl, "roles" | "actors"> = { roles: [], actors: [] },
): Promise<SchemaCopy> {
  const schema = await readSchema(source);
  const ddl = withRoles(printDdl(schema.catalog, schema.dependencies), besides);
  const failures = await applyDdl(target, ddl);
  const copy = await readCatalog(target);
  return {
    source: schema.catalog,
    copy,
    ddl,
    failures,
    differences: differences(schema.catalog, copy),
  };
}
