import type { Deps, Shadow } from "../../core/deps.ts";
import type { Session } from "../../core/session.ts";
import { differences } from "../../postgres/catalog/differences.ts";
import { applyDdl } from "../apply-ddl.ts";
import { rolesOf } from "../access/roles.ts";
import { printDdl } from "../ddl.ts";
import { holdRoles } from "../hold-roles.ts";
import type { Missing } from "../missing.ts";
import { populate } from "../populate.ts";
import { readSchema, type DatabaseSchema } from "../read-schema.ts";
import { besideDatabase } from "./beside-text.ts";
import type { Side } from "./side.ts";

/** A shadow that holds a side's schema, so that statements can be tried on it. */
export interface Room extends AsyncDisposable {
  readonly session: Session;
  /** As it is here. */
  readonly schema: DatabaseSchema;
  /** Objects that are otherwise here, and why where that is known. */
  readonly lacking: readonly { readonly object: string; readonly reason: string }[];
}

/** Copies the schema of a database; what was loaded into a shadow is there already. `roles` are those of both sides. */
export async function openRoom(
  side: Side,
  roles: readonly string[],
  deps: Pick<Deps, "shadow">,
  signal: AbortSignal,
): Promise<Room> {
  if (side.shadow !== undefined) {
    await takeOn(side.shadow, roles);
    const { session } = side.shadow;
    // the side closes what it opened
    return { session, schema: side.schema, lacking: [], async [Symbol.asyncDispose]() {} };
  }
  const shadow = await deps.shadow(signal);
  try {
    await takeOn(shadow, roles);
    return {
      ...(await copy(side.schema, shadow)),
      [Symbol.asyncDispose]: () => shadow[Symbol.asyncDispose](),
    };
  } catch (error) {
    await shadow[Symbol.asyncDispose]();
    throw error;
  }
}

async function copy(
  { catalog, dependencies }: DatabaseSchema,
  { session }: Shadow,
): Promise<Pick<Room, "session" | "schema" | "lacking">> {
  const ddl = printDdl(catalog, dependencies);
  const failures = await applyDdl(session, ddl);
  await populate(session, catalog);
  const schema = await readSchema(session);
  const reasons = new Map<string, string>([
    ...ddl.missing.map(({ object, reason }) => [object, missing[reason]] as const),
    ...failures.map(
      ({ statement, error }) => [statement.object, error.quoted ?? error.message] as const,
    ),
  ]);
  const objects = new Set([
    ...reasons.keys(),
    ...differences(catalog, besideDatabase(schema.catalog, catalog)).map(({ object }) => object),
  ]);
  return {
    session,
    schema,
    lacking: Array.from(objects, (object) => ({
      object,
      reason: reasons.get(object) ?? "it came out otherwise",
    })),
  };
}

const missing: Readonly<Record<Missing["reason"], string>> = {
  subscription: "a subscription would begin to take in rows",
  secret: "what is secret is not printed",
  invalid: "an index whose build failed cannot be made to fail again",
  tablespace: "a tablespace is a folder of one machine",
};

/** Roles belong to all databases of a Postgres; whoever hands over to them has to be a member. */
export async function takeOn(shadow: Shadow, roles: readonly string[]): Promise<void> {
  await holdRoles(shadow.session, roles);
  await shadow.adopt?.(roles);
}

/** All that either side names. */
export const rolesOfBoth = (a: DatabaseSchema, b: DatabaseSchema): string[] => [
  ...new Set([...rolesOf(a.catalog), ...rolesOf(b.catalog)]),
];
