import type { Session } from "../core/session.ts";
import { readCatalogHere } from "../postgres/catalog/read-catalog.ts";
import type { Catalog } from "../postgres/catalog/model/catalog.ts";
import { readCasts } from "./casts.ts";
import type { Casts } from "./casts.ts";
import { readDependencies } from "./dependencies.ts";
import type { Dependencies } from "./order.ts";

export interface DatabaseSchema {
  readonly catalog: Catalog;
  readonly dependencies: Dependencies;
  readonly casts: Casts;
}

/** Reads all that printing needs, in one read-only snapshot. No privileges are needed but to connect. */
export async function readSchema(
  session: Session,
  statementTimeoutMs = 60_000,
): Promise<DatabaseSchema> {
  return session.transaction(
    { access: "read only", isolation: "repeatable read", statementTimeoutMs },
    () => readSchemaHere(session),
  );
}

/** The same inside the caller's transaction, which sees its own uncommitted DDL; the search path is empty until it ends. */
export async function readSchemaHere(session: Session): Promise<DatabaseSchema> {
  const catalog = await readCatalogHere(session);
  await session.query("select set_config('search_path', '', true)");
  return {
    catalog,
    dependencies: await readDependencies(session),
    casts: await readCasts(session),
  };
}
