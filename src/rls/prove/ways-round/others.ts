import type { Finding } from "../../../core/finding.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { keyOf } from "../../oracle/world.ts";
import { nameOf } from "../place.ts";
import { isKey } from "../../resolve/parent.ts";
import { finding, type WayRound } from "./scene.ts";

/** Rows that leave by logical replication, which knows no policies. */
export const publicationsAround: WayRound = async ({ session, intent }) => {
  const rows = await session.query<{ publication: string; name: string }>(
    `select p.pubname as publication, pg_catalog.format('%I.%I', t.schemaname, t.tablename) as name
     from pg_catalog.pg_publication p cross join lateral pg_catalog.pg_get_publication_tables(p.pubname) g
     join pg_catalog.pg_class c on c.oid = g.relid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     join pg_catalog.pg_tables t on t.schemaname = n.nspname and t.tablename = c.relname
     where pg_catalog.format('%I.%I', t.schemaname, t.tablename) = any ($1)`,
    [intent.tables.map(({ table }) => nameOf(table))],
  );
  return rows.map(({ publication, name }) =>
    finding(
      "published",
      "warning",
      name,
      `Publication ${quoteIdentifier(publication)} sends its rows to whoever subscribes, whatever the policies say. Publish it with a row filter, or to nobody else's servers.`,
      { fix: `alter publication ${quoteIdentifier(publication)} drop table ${name}` },
    ),
  );
};

/** Functions that Postgres believes to show nothing of what they are given run before the policies. */
export const leakproofAround: WayRound = ({ catalog }) =>
  catalog.routines
    .filter(({ leakproof }) => leakproof)
    .map((routine): Finding => {
      const name = `${nameOf(routine)}(${routine.identity})`;
      return finding(
        "leakproof-function",
        "warning",
        name,
        "It is marked LEAKPROOF, so that a filter with it sees rows before the policies do. Mark it so only where it can neither fail nor say anything of its arguments.",
        { evidence: "rule", fix: `alter function ${name} not leakproof` },
      );
    });

/** Errors that say what is in rows that nobody may see. */
export const errorsAround: WayRound = ({ intent, catalog }) => {
  const protectedTables = new Set(intent.tables.map(({ table }) => keyOf(table)));
  return intent.tables.flatMap(({ table, tenant, parent }): Finding[] => {
    const column = tenant?.steps.length === 0 ? tenant.column : undefined;
    const name = nameOf(table);
    const unique = table.indexes.filter(
      ({ unique: isUnique, keys, constraint }) =>
        isUnique &&
        column !== undefined &&
        !keys.some((key) => key.column === column) &&
        !table.constraints.some((own) => own.kind === "primary key" && own.name === constraint),
    );
    const references = table.constraints.filter(
      ({ references: to, columns }) =>
        column !== undefined &&
        to !== null &&
        protectedTables.has(keyOf(to.table)) &&
        keyOf(to.table) !== keyOf(table) &&
        columns.length === 1 &&
        columns[0] !== parent?.column &&
        columns[0] !== column &&
        catalog.tables.some(
          (other) => keyOf(other) === keyOf(to.table) && isKey(other, to.columns),
        ),
    );
    return [
      ...unique.map(({ name: index, keys }) =>
        finding(
          "unique-across-tenants",
          "info",
          `${name}.${quoteIdentifier(index)}`,
          `It is unique over all tenants, so that an insert tells whether another tenant has the same ${keys.map(({ expression }) => expression).join(", ")}. Put the tenant into the key where values can be guessed.`,
          { evidence: "rule" },
        ),
      ),
      ...references.map(({ name: constraint, columns }) =>
        finding(
          "reference-across-tenants",
          "info",
          `${name}.${quoteIdentifier(constraint)}`,
          `Foreign keys pass policies over: a row may refer by ${columns.join(", ")} to another tenant's row, and an insert tells whether that is there. Refer by tenant and key together.`,
          { evidence: "rule" },
        ),
      ),
    ];
  });
};
