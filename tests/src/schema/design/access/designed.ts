import { proveAccess } from "../../../../../src/schema/design/access/prove-access.ts";
import type { ProvenAccess } from "../../../../../src/schema/design/access/proven.ts";
import { designTables } from "../../../../../src/schema/design/design-tables.ts";
import type { AccessPattern } from "../../../../../src/schema/design/model.ts";
import { statementsOf } from "../../../../../src/schema/design/print/statements.ts";
import { readModel } from "../../../../../src/schema/design/read-model.ts";
import type { Deps, Shadow } from "../../../../../src/core/deps.ts";
import type { Design } from "../../../../../src/schema/design/tables.ts";

const signal = new AbortController().signal;

export const designOf = (model: object): Design => designTables(readModel(model));

/** A shadow with the tables of a design, and nothing that its patterns need. */
export async function shadowOf(deps: Deps, design: Design): Promise<Shadow> {
  const shadow = await deps.shadow(signal);
  const tables = { ...design, routines: [], triggers: [] };
  for (const { sql } of statementsOf(tables, [], [])) await shadow.session.query(sql);
  return shadow;
}

export async function prove(deps: Deps, design: Design): Promise<ProvenAccess> {
  await using shadow = await shadowOf(deps, design);
  return await proveAccess({
    design,
    session: shadow.session,
    twinOf: (of) => deps.twin({ of, signal }),
    call: { signal, progress: () => {} },
  });
}

export const pattern = (
  entity: string,
  name: string,
  more: Partial<AccessPattern> = {},
): AccessPattern => ({
  name,
  entity,
  equals: [],
  range: [],
  contains: [],
  search: [],
  sort: [],
  frequency: "medium",
  ...more,
});
