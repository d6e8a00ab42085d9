import type { Catalog, OtherObject } from "../../postgres/catalog/model/catalog.ts";
import type { Grant } from "../../postgres/catalog/model/common.ts";
import { foreignGrantStatements } from "../access/foreign-grants.ts";
import { grantedObjects } from "../access/objects.ts";
import type { GrantedObject } from "../access/objects.ts";
import { ownedOnly } from "../access/owners.ts";
import { roleSql } from "../access/role-sql.ts";
import { userMappingStatements } from "../access/user-mappings.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Key } from "../key.ts";
import { bornIn, defaultPrivilegeChanges } from "./born.ts";
import type { Decided } from "./decide.ts";
import { columnGrantChanges, grantChanges } from "./grant-changes.ts";
import { dropOther, otherKey } from "./other-removals.ts";
import { otherVerdict } from "./other-verdict.ts";
import { ownerChanges } from "./owner-changes.ts";
import type { OwnerChange } from "./owner-changes.ts";
import type { DifferenceStatement } from "./plan-difference.ts";
import type { Sides } from "./sides.ts";
import { targetKeys } from "./target-keys.ts";

/** Who may do what, after everything is there: owners, then grants, then the default privileges, which would be given to all that is made. */
export function accessChanges(sides: Sides, decided: Decided): DifferenceStatement[] {
  const [a, b] = [asOwnerOf(sides.a.catalog, sides.b.catalog), sides.b.catalog];
  const isNew = newIn(a, b, decided);
  const before = new Map(grantedObjects(a).map((object) => [object.grant, object]));
  const after = grantedObjects(b);
  const known = (object: GrantedObject): GrantedObject | undefined =>
    isNew(object.grant) ? undefined : before.get(object.grant);
  return [
    ...ownerChanges(a, b, ownersOf(a, b, after, known, isNew)).map((sql) => ({
      sql,
      object: "owners",
    })),
    ...after.flatMap((object) =>
      objectGrants(a, b, object, known(object), decided).map((sql) => ({
        sql,
        object: object.grant.toLowerCase(),
      })),
    ),
    ...mappings(a, b, isNew),
    ...foreignGrants(a, b),
    ...defaultPrivilegeChanges(a, b).map((sql) => ({ sql, object: "default privileges" })),
  ];
}

/** The first catalog as if the owner of its database were called as that of the other. */
function asOwnerOf(a: Catalog, b: Catalog): Catalog {
  const name = a.database.owner;
  if (name === b.database.owner) return a;
  const renamed = JSON.parse(
    JSON.stringify(a, (field, value: unknown) =>
      ["owner", "grantor", "grantee", "role"].includes(field) && value === name
        ? b.database.owner
        : value,
    ),
  ) as Catalog;
  return renamed;
}

/** Whether what a statement addresses is made by the plan. */
function newIn(a: Catalog, b: Catalog, decided: Decided): (target: string) => boolean {
  const keys = new Map<string, Key>([...targetKeys(a), ...targetKeys(b)]);
  return (target) => {
    const key = keys.get(target);
    return key !== undefined && decided.comes(key);
  };
}

function ownersOf(
  a: Catalog,
  b: Catalog,
  after: readonly GrantedObject[],
  known: (object: GrantedObject) => GrantedObject | undefined,
  isNew: (target: string) => boolean,
): OwnerChange[] {
  const maker = b.database.owner;
  const others = new Map(ownedOnly(a).map((object) => [object.alter, object]));
  return [
    ...after.map((object) => ({ ...object, from: known(object)?.owner ?? maker })),
    ...ownedOnly(b).map((object) => {
      const before = isNew(object.alter ?? "") ? undefined : others.get(object.alter);
      return { ...object, from: before?.owner ?? maker };
    }),
  ];
}

function objectGrants(
  a: Catalog,
  b: Catalog,
  object: GrantedObject,
  before: GrantedObject | undefined,
  decided: Decided,
): string[] {
  const from = before === undefined ? bornIn(a, b, object) : before.grants;
  const was = before?.owner ?? b.database.owner;
  const changes = grantChanges(
    a,
    b,
    object.grant,
    object.owner,
    passed(from, was, object.owner),
    object.grants,
  );
  const revoked = new Set(changes.filter((sql) => sql.startsWith("REVOKE")).map(granteeOf));
  const columns = object.columns.flatMap((column) => {
    const there = before?.columns.find(({ name }) => name === column.name);
    const key = JSON.stringify(["column", ...namesOf(b, object, column.name)]);
    // A column of a view is no part of its own: it stays as long as the view does.
    const isRemade = decided.verdicts.get(key)?.kind === "remake";
    const kept = there === undefined || isRemade ? [] : passed(there.grants, was, object.owner);
    const lasting = kept.filter(({ grantee }) => !revoked.has(roleSql(b, grantee)));
    return columnGrantChanges(b, object, column, lasting);
  });
  return [...changes, ...columns];
}

function granteeOf(revoke: string): string {
  return / FROM (.*?)( CASCADE)?$/s.exec(revoke)?.[1] ?? "";
}

function namesOf(b: Catalog, object: GrantedObject, column: string): string[] {
  const relation = [...b.tables, ...b.views].find(
    ({ columns, schema }) => columns === object.columns && schema === object.schema,
  );
  return [relation?.schema ?? "", relation?.name ?? "", column];
}

/** With ALTER .. OWNER what the old owner gave and has is the new one's. */
function passed(grants: readonly Grant[], from: string, to: string): Grant[] {
  const role = (name: string): string => (name === from ? to : name);
  return grants.map((grant) => ({
    ...grant,
    grantor: role(grant.grantor),
    grantee: grant.grantee === null ? null : role(grant.grantee),
  }));
}

function mappings(
  a: Catalog,
  b: Catalog,
  isNew: (target: string) => boolean,
): DifferenceStatement[] {
  const mapped = (catalog: Catalog) => catalog.others.filter(({ kind }) => kind === "user mapping");
  const stays = ({ properties }: OtherObject): boolean =>
    !isNew(`SERVER ${quoteIdentifier(String(properties["server"]))}`);
  const [before, after] = [mapped(a).filter(stays), mapped(b)];
  const named = new Map(before.map((object) => [otherKey(object), object]));
  const wanted = new Set(after.map(otherKey));
  const servers = new Set(
    b.others.flatMap(({ kind, name }) => (kind === "foreign server" ? [name] : [])),
  );
  return [
    ...before
      .filter(
        (object) =>
          !wanted.has(otherKey(object)) && servers.has(String(object.properties["server"])),
      )
      .map((object) => ({ sql: dropOther(object), object: `user mapping ${object.name}` })),
    ...after.flatMap((object) => {
      const other = named.get(otherKey(object));
      const verdict = other === undefined ? undefined : otherVerdict(other, object);
      const statements =
        verdict === undefined
          ? userMappingStatements(b, object).map((sql) => ({ sql }))
          : verdict.kind === "change"
            ? verdict.changes
            : [];
      return statements.map((change) => ({ ...change, object: `user mapping ${object.name}` }));
    }),
  ];
}

function foreignGrants(a: Catalog, b: Catalog): DifferenceStatement[] {
  const before = new Map(
    a.foreignGrants.map((item) => [`${item.kind} ${item.name}`, JSON.stringify(item)]),
  );
  return b.foreignGrants.flatMap((item) => {
    const object = `${item.kind} ${item.name}`;
    if (before.get(object) === JSON.stringify(item)) return [];
    return foreignGrantStatements(b, item).map((sql) => ({ sql, object }));
  });
}
