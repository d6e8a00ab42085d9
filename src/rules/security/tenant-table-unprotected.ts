import type { Table } from "../../postgres/catalog/model/table.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { isUnderPolicies, ownsTable, roleNamed, type SecurityFacts } from "../facts/security.ts";
import { conditionsOf, isOwning } from "./facts/policies.ts";

export const tenantTableUnprotected: Rule<SecurityFacts> = {
  id: "tenant-table-unprotected",
  title: "A table without policies beside tables that have them",
  effect: "The rows of all tenants are read there, whatever protects their parents.",
  *check(facts) {
    const keys = new Set(
      conditionsOf(facts).flatMap(({ planned }) => planned.columns.filter(isOwning)),
    );
    const read = new Set(
      facts.policyReads.flatMap(({ columns }) => columns.map(({ table }) => table)),
    );
    const guarded = facts.catalog.tables.filter(({ rowSecurity }) => rowSecurity.enabled);
    for (const table of facts.catalog.tables) {
      if (table.rowSecurity.enabled || table.partitionBound !== null || table.policies.length > 0)
        continue;
      const parent = parentOf(table, guarded);
      const column = table.columns.find(({ name }) => keys.has(name));
      if (parent === undefined && column === undefined) continue;
      const name = nameOf(table);
      // What policies themselves look up is told by the rule on writable tables.
      if (read.has(name)) continue;
      const of = parent ?? guarded[0];
      const [reader] = facts.access
        .whoMay("SELECT", name)
        .filter((role) => roleNamed(facts, role)?.builtIn === false)
        .filter((role) => !ownsTable(facts, role, table.owner))
        .filter((role) => of !== undefined && isUnderPolicies(facts, role, of));
      if (reader === undefined && !facts.isText) continue;
      yield {
        level: reader === undefined ? "warning" : "error",
        object: name,
        message: `${reader === undefined ? "Whoever gets SELECT" : code(reader)} reads all rows of ${code(name)}: it has no row-level security, though it ${parent === undefined ? `has ${code(column?.name ?? "")}, by which other tables are protected` : `belongs to ${code(nameOf(parent))}, which has`}. Protect it with generate_rls.`,
        evidence: "measured",
      };
    }
  },
};

/** The protected table that a required foreign key leads to. */
function parentOf(table: Table, guarded: readonly Table[]): Table | undefined {
  for (const { references, columns } of table.constraints) {
    if (references === null) continue;
    const required = columns.every(
      (name) => table.columns.find((column) => column.name === name)?.notNull !== null,
    );
    const parent = guarded.find((one) => nameOf(one) === nameOf(references.table));
    if (required && parent !== undefined) return parent;
  }
  return undefined;
}
