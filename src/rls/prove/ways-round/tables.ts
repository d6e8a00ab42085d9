import type { Finding } from "../../../core/finding.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { keyOf } from "../../oracle/world.ts";
import { nameOf } from "../place.ts";
import { finding, type Scene, type WayRound } from "./scene.ts";

/** Row-level security that is off, or that the owner passes over; and what everybody may. */
export const switchesAround: WayRound = ({ intent }) =>
  intent.tables.flatMap(({ table }): Finding[] => {
    const name = nameOf(table);
    const everybody = table.grants.filter(({ grantee }) => grantee === null);
    return [
      ...(table.rowSecurity.enabled
        ? []
        : [
            finding(
              "rls-disabled",
              "error",
              name,
              "Row-level security is off, so its policies do nothing.",
              {
                fix: `alter table ${name} enable row level security`,
              },
            ),
          ]),
      ...(table.rowSecurity.forced
        ? []
        : [
            finding(
              "rls-not-forced",
              "error",
              name,
              "Its owner passes the policies over, and so do the views and functions that run as the owner. Force them.",
              { fix: `alter table ${name} force row level security` },
            ),
          ]),
      ...(everybody.length === 0
        ? []
        : [
            finding(
              "granted-to-public",
              "error",
              name,
              `Every role may ${everybody.flatMap(({ privileges }) => privileges).join(", ")}, whoever it was made for. Grant to the application role alone.`,
              { fix: `revoke all on ${name} from public` },
            ),
          ]),
    ];
  });

/** Tables that hold what belongs to the tables of the intent, or speak of tenants, and that nothing protects. */
export const tablesOutside: WayRound = async (scene) => {
  const { intent, catalog, built } = scene;
  const known = new Set(intent.tables.map(({ table }) => keyOf(table)));
  const linked = new Set(built.linked.map(({ table }) => keyOf(table)));
  const columns = new Set(
    intent.tables.flatMap(({ tenant, owner }) =>
      [tenant?.column, owner?.column].filter((name) => name !== undefined && name !== "id"),
    ),
  );
  const outside = catalog.tables.filter(
    (table) =>
      !known.has(keyOf(table)) &&
      !table.rowSecurity.enabled &&
      table.partitionBound === null &&
      table.inherits.length === 0,
  );
  const may = await privileges(scene, outside);
  return outside.flatMap((table): Finding[] => {
    const allowed = may.get(nameOf(table)) ?? [];
    if (allowed.length === 0) return [];
    const name = nameOf(table);
    const isLinked = linked.has(keyOf(table));
    const child = refersTo(table, known, catalog.tables, new Set());
    const speaks = table.columns.some((column) => columns.has(column.name));
    if (!child && !speaks && !isLinked) return [];
    const writes = allowed.filter((privilege) => privilege !== "SELECT");
    const isMembers = intent.members !== null && keyOf(intent.members.table) === keyOf(table);
    if (isLinked)
      return [
        finding(
          "unprotected-reference",
          isMembers && writes.length > 0 ? "error" : "warning",
          name,
          isMembers && writes.length > 0
            ? `Who belongs to which tenant hangs on it, the application role may ${writes.join(", ")}, and no policy says which rows: a user can become a member of any tenant. Add it to the intent, or take the privileges away.`
            : `The application role may ${allowed.join(", ")} for all tenants' rows: it is not in the intent and has no row-level security. Add it to the intent if they are not for everybody.`,
          writes.length > 0
            ? {
                fix: `revoke ${writes.join(", ")} on ${name} from ${quoteIdentifier(intent.applicationRole)}`,
              }
            : {},
        ),
      ];
    return [
      finding(
        "unprotected-table",
        "error",
        name,
        `${child ? "Its rows belong to rows of the intent" : "It has a column that says whose a row is"}, the application role may ${allowed.join(", ")}, and it has no row-level security. Add it to the intent with its parent.`,
        {
          fix: `alter table ${name} enable row level security; alter table ${name} force row level security`,
        },
      ),
    ];
  });
};

function refersTo(
  table: Table,
  known: ReadonlySet<string>,
  all: readonly Table[],
  seen: Set<string>,
): boolean {
  if (seen.has(keyOf(table))) return false;
  seen.add(keyOf(table));
  return table.constraints.some(({ references }) => {
    if (references === null) return false;
    const to = keyOf(references.table);
    const parent = all.find((other) => keyOf(other) === to);
    return known.has(to) || (parent !== undefined && refersTo(parent, known, all, seen));
  });
}

/** What the application role may do with each table or some of its columns. */
export async function privileges(
  { session, intent }: Scene,
  tables: readonly Table[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await session.query<{ name: string; may: string[] }>(
    `select name, coalesce((select pg_catalog.json_agg(p) from unnest(array['SELECT', 'INSERT', 'UPDATE']) p
              where pg_catalog.has_any_column_privilege($1, name::regclass, p)), '[]')::jsonb
            || case when pg_catalog.has_table_privilege($1, name::regclass, 'DELETE') then '["DELETE"]' else '[]' end::jsonb as may
     from unnest($2::text[]) name`,
    [intent.applicationRole, tables.map(nameOf)],
  );
  return new Map(rows.map(({ name, may }) => [name, may]));
}

/** Partitions and children of inheritance have policies of their own, or none. */
export const childrenAround: WayRound = async (scene) => {
  const { intent, catalog } = scene;
  const childrenOf = (table: Table): readonly Table[] =>
    catalog.tables
      .filter(({ inherits }) => inherits.some((parent) => keyOf(parent) === keyOf(table)))
      .flatMap((child) => [child, ...childrenOf(child)]);
  const all = intent.tables.flatMap(({ table }) =>
    childrenOf(table).map((child) => ({ table, child })),
  );
  if (all.length === 0) return [];
  const may = await privileges(
    scene,
    all.map(({ child }) => child),
  );
  return all.flatMap(({ table, child }): Finding[] => {
    const allowed = may.get(nameOf(child)) ?? [];
    if (allowed.length === 0 || (child.rowSecurity.enabled && child.policies.length === 0))
      return [];
    if (child.rowSecurity.enabled && sameText(child, table)) return [];
    return [
      finding(
        "partition-reached-directly",
        "error",
        nameOf(child),
        `The application role may ${allowed.join(", ")} here, and the policies of ${nameOf(table)} do not apply to who names the ${child.partitionBound === null ? "child" : "partition"}. Take the privileges away: through the parent they are not needed.`,
        { fix: `revoke all on ${nameOf(child)} from ${quoteIdentifier(intent.applicationRole)}` },
      ),
    ];
  });
};

const sameText = (a: Table, b: Table): boolean => policiesOf(a) === policiesOf(b);

const policiesOf = ({ policies }: Table): string =>
  policies
    .map(({ command, permissive, roles, using, check }) =>
      JSON.stringify([command, permissive, roles, using, check]),
    )
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join("\n");
