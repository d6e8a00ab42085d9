import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { isOwner } from "../../schema/access/role-sql.ts";
import { sameName } from "../resolve/find.ts";
import type { ResolvedIntent, ResolvedTable } from "../resolved.ts";
import type { Piece } from "./piece.ts";

/** What statements are made from, and the functions and policies that conditions turned out to need. */
export interface Ground {
  readonly intent: ResolvedIntent;
  readonly catalog: Catalog;
  /** `server_version_num` of the server that the statements are for. */
  readonly version: number;
  /** By object. Those that others call come first. */
  readonly functions: Map<string, Piece>;
  /** Policies by which the owners of functions read what these look up. */
  readonly lookups: Map<string, Piece>;
}

export const tableOf = (ground: Ground, name: ObjectName): Table | undefined =>
  ground.catalog.tables.find((table) => sameName(table, name));

/** What the intent says of a table, where it does. */
export const saidOf = (ground: Ground, name: ObjectName): ResolvedTable | undefined =>
  ground.intent.tables.find(({ table }) => sameName(table, name));

/** Owners of tables other than the database's, as whom definer functions run. */
export function otherOwners({ intent, catalog }: Ground): string[] {
  const tables = [...intent.tables.map(({ table }) => table), intent.members?.table];
  const owners = tables.flatMap((table) => table?.owner ?? []);
  return [...new Set(owners.filter((owner) => !isOwner(catalog, owner)))];
}

/** Who calls the functions of policies. */
export const callers = (ground: Ground): string[] => [
  ...new Set([ground.intent.applicationRole, ...otherOwners(ground)]),
];
