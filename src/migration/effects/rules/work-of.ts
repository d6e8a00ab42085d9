import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { isOn } from "../../../sql/options.ts";
import { asNode, listOf, textOf, type Fields } from "../../../sql/walk.ts";
import { commandsOf, constraintsIn } from "./alter-table.ts";
import { columnWork } from "./column-work.ts";
import { constraintWork, validationWork } from "./constraint-work.ts";
import { usersOf } from "./domains.ts";
import { defaultPartition, foundBy, indexName, leavesOf, nameOf, relationOf } from "./find.ts";
import { newIndex, noWork, rewritten, together, type Relation, type Work } from "./work.ts";

type WorkOf = (fields: Fields, catalog: Catalog) => Work;

/** What a statement of this tag works on, by what the documentation and the measurements say of its form. */
export function workOf(tag: string, fields: Fields, catalog: Catalog): Work {
  return WORK[tag]?.(fields, catalog) ?? noWork;
}

const WORK: Readonly<Record<string, WorkOf>> = {
  IndexStmt: (fields, catalog) => {
    const table = relationOf(catalog, fields["relation"]);
    if (table === undefined) return noWork;
    const { inh } = fields["relation"] as Fields;
    const name = textOf(fields["idxname"]);
    const exists = table.indexes.some((index) => index.name === name);
    const partitioned = table.kind === "partitioned table";
    if ((exists && fields["if_not_exists"] === true) || (partitioned && inh !== true))
      return noWork;
    const leaves = partitioned ? leavesOf(catalog, table) : [table];
    return {
      rewrites: [],
      scans: leaves.map(nameOf),
      builds: leaves.map((leaf) =>
        newIndex(leaf, leaf === table ? name : "", keysOf(fields), "idx"),
      ),
    };
  },
  AlterTableStmt: (fields, catalog) => {
    const table = relationOf(catalog, fields["relation"]);
    if (table === undefined) return noWork;
    const commands = commandsOf(fields);
    const left = withoutDropped(table, commands);
    return together(commands.map((command) => commandWork(catalog, left, command)));
  },
  CreateStmt: ({ inhRelations, partbound }, catalog) => {
    const [parent] = listOf(inhRelations).flatMap(
      (range) => relationOf(catalog, asNode(range, "RangeVar")) ?? [],
    );
    if (parent === undefined || partbound === undefined) return noWork;
    return { ...noWork, scans: defaultOf(catalog, parent) };
  },
  TruncateStmt: ({ relations }, catalog) => {
    const tables = listOf(relations).flatMap(
      (range) => relationOf(catalog, asNode(range, "RangeVar")) ?? [],
    );
    return { ...together(tables.map(rewritten)), scans: [] };
  },
  ClusterStmt: ({ relation }, catalog) => whole(relationOf(catalog, relation)),
  VacuumStmt: ({ rels, options }, catalog) =>
    isOn(options, "full")
      ? together(
          listOf(rels).map((item) =>
            whole(relationOf(catalog, asNode(item, "VacuumRelation")?.["relation"])),
          ),
        )
      : noWork,
  ReindexStmt: ({ relation }, catalog) => {
    const found = foundBy(catalog, relation);
    if (found === undefined || !("relation" in found)) return noWork;
    const indexes = found.index === undefined ? found.relation.indexes : [found.index];
    const builds = indexes.map((index) => indexName(found.relation, index));
    return { rewrites: [], scans: builds.length === 0 ? [] : [nameOf(found.relation)], builds };
  },
  RefreshMatViewStmt: ({ relation, concurrent }, catalog) => {
    const view = relationOf(catalog, relation);
    if (view === undefined) return noWork;
    return concurrent === true ? { ...noWork, scans: [nameOf(view)] } : rewritten(view);
  },
  AlterSeqStmt: ({ sequence, options }, catalog) => {
    const found = foundBy(catalog, sequence);
    const owned = listOf(options).every(
      (option) => asNode(option, "DefElem")?.["defname"] === "owned_by",
    );
    return found === undefined || owned ? noWork : { ...noWork, rewrites: [found.name] };
  },
  AlterDomainStmt: (fields, catalog) => ({ ...noWork, scans: usersOf(catalog, fields) }),
};

const defaultOf = (catalog: Catalog, parent: Relation): string[] =>
  [defaultPartition(catalog, parent)].flatMap((table) =>
    table === undefined ? [] : nameOf(table),
  );

const whole = (table: Relation | undefined): Work =>
  table === undefined ? noWork : rewritten(table);

const keysOf = ({ indexParams }: Fields): string[] =>
  listOf(indexParams).map((item) => textOf(asNode(item, "IndexElem")?.["name"]) || "expr");

/** What one command drops is gone before another could rely on it. */
function withoutDropped(table: Relation, commands: readonly Fields[]): Relation {
  if (!("constraints" in table)) return table;
  const dropped = commands
    .filter(({ subtype }) => subtype === "AT_DropConstraint")
    .map(({ name }) => name);
  return { ...table, constraints: table.constraints.filter(({ name }) => !dropped.includes(name)) };
}

function commandWork(catalog: Catalog, table: Relation, command: Fields): Work {
  const leaves = leavesOf(catalog, table);
  switch (command["subtype"]) {
    case "AT_AddConstraint":
      return together(
        constraintsIn([command["def"]]).map((constraint) =>
          constraintWork(catalog, leaves, constraint),
        ),
      );
    case "AT_AlterConstraint": {
      const change = asNode(command["def"], "ATAlterConstraint");
      if (change?.["alterEnforceability"] !== true || change["is_enforced"] !== true) return noWork;
      return validationWork(catalog, table, textOf(change["conname"]), leaves);
    }
    case "AT_ValidateConstraint":
      return validationWork(catalog, table, textOf(command["name"]), leaves);
    case "AT_AttachPartition": {
      const partition = relationOf(catalog, asNode(command["def"], "PartitionCmd")?.["name"]);
      return partition === undefined ? noWork : attachment(catalog, table, partition);
    }
    case "AT_SetAccessMethod":
      if (table.accessMethod === command["name"]) return noWork;
      return together(leaves.map(rewritten));
    case "AT_SetLogged":
    case "AT_SetUnLogged":
      return together(leaves.map(rewritten));
    default:
      return columnWork(catalog, table, leaves, command);
  }
}

/** The partition gets the indexes of its parent that it has not. Whether a CHECK spares the look at its rows is for Postgres to prove. */
function attachment(catalog: Catalog, parent: Relation, partition: Relation): Work {
  const columns = ({ keys }: Relation["indexes"][number]): string[] =>
    keys.map(({ column }) => column ?? "expr");
  const has = new Set(partition.indexes.map((index) => columns(index).join()));
  const missing = parent.indexes.filter((index) => !has.has(columns(index).join()));
  return {
    rewrites: [],
    scans: [...leavesOf(catalog, partition).map(nameOf), ...defaultOf(catalog, parent)],
    builds: missing.map((index) => newIndex(partition, "", columns(index), "idx")),
  };
}
