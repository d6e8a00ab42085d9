import { defaultGrants } from "../../postgres/catalog/read/grants.ts";
import type { GrantableKind } from "../../postgres/catalog/read/grants.ts";
import type { Catalog, OtherKind, Schema } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Grant } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { routineTarget } from "../emit/routines.ts";
import { nameOf } from "../text.ts";

/** An object as ALTER .. OWNER and GRANT address it. */
export interface GrantedObject {
  readonly kind: GrantableKind;
  /** Of the schema that it is in. */
  readonly schema: string | null;
  /** `MATERIALIZED VIEW x.y`; null where the owner is that of another object. */
  readonly alter: string | null;
  /** `TABLE x.y` */
  readonly grant: string;
  readonly owner: string;
  readonly grants: readonly Grant[];
  /** What it had when it was made. */
  readonly born: readonly Grant[];
  readonly columns: readonly Column[];
}

/** Everything that has an owner and privileges, in the order of the catalog. */
export function grantedObjects(catalog: Catalog): GrantedObject[] {
  const object = objectIn(catalog.version);
  return [
    ...catalog.schemas.map((schema) => schemaObject(catalog, schema)),
    ...catalog.types.map((type) => {
      const grant = `TYPE ${nameOf(type)}`;
      return object(type, "type", type.kind === "domain" ? `DOMAIN ${nameOf(type)}` : grant, grant);
    }),
    ...catalog.sequences.map((sequence) => {
      const target = `SEQUENCE ${nameOf(sequence)}`;
      return object(sequence, "sequence", sequence.ownedBy === null ? target : null, target);
    }),
    ...[...catalog.tables, ...catalog.views].map((relation) => ({
      ...object(
        relation,
        "table",
        `${words[relation.kind]} ${nameOf(relation)}`,
        `TABLE ${nameOf(relation)}`,
      ),
      columns: relation.columns,
    })),
    ...catalog.routines.map((routine) => {
      const alter = routineTarget(routine);
      return object(
        routine,
        "routine",
        alter,
        alter.replace("AGGREGATE", "FUNCTION").replace("(*)", "()"),
      );
    }),
    ...catalog.others.flatMap((other) => {
      const target = targets[other.kind];
      if (target === undefined || other.owner === null) return [];
      const [kind, alter, grant] = target;
      const name = quoteIdentifier(other.name);
      const { owner, grants } = other;
      return [
        object({ schema: null, owner, grants }, kind, `${alter} ${name}`, `${grant} ${name}`),
      ];
    }),
  ];
}

interface Named {
  readonly schema: string | null;
  readonly owner: string;
  readonly grants: readonly Grant[];
}

function objectIn(version: number) {
  return (
    named: Named,
    kind: GrantableKind,
    alter: string | null,
    grant: string,
  ): GrantedObject => {
    const { schema, owner, grants } = named;
    return {
      kind,
      schema,
      alter,
      grant,
      owner,
      grants,
      columns: [],
      born: defaultGrants(kind, owner, version),
    };
  };
}

/**
 * Schema `public` is there before us. As initdb made it it belongs to a role that is not the same everywhere, which counts as the
 * owner of the database; and PUBLIC may use it.
 */
function schemaObject(catalog: Catalog, schema: Schema): GrantedObject {
  const target = `SCHEMA ${quoteIdentifier(schema.name)}`;
  const object = objectIn(catalog.version)({ ...schema, schema: null }, "schema", target, target);
  if (schema.name !== "public") return object;
  const owner = schema.initialOwner ? catalog.database.owner : schema.owner;
  const owned = (role: string): string => (role === schema.owner ? owner : role);
  const everyone =
    schema.initialOwner && catalog.version >= 150000 ? ["USAGE"] : ["CREATE", "USAGE"];
  return {
    ...object,
    owner,
    grants: schema.grants.map((grant) => ({
      ...grant,
      grantor: owned(grant.grantor),
      grantee: grant.grantee === null ? null : owned(grant.grantee),
    })),
    born: [
      ...defaultGrants("schema", owner, catalog.version),
      { grantee: null, grantor: owner, privileges: everyone, grantable: [] },
    ],
  };
}

const words = {
  table: "TABLE",
  "partitioned table": "TABLE",
  "foreign table": "FOREIGN TABLE",
  view: "VIEW",
  "materialized view": "MATERIALIZED VIEW",
} as const;

const targets: Readonly<Partial<Record<OtherKind, readonly [GrantableKind, string, string]>>> = {
  language: ["language", "LANGUAGE", "LANGUAGE"],
  "foreign data wrapper": ["foreign data wrapper", "FOREIGN DATA WRAPPER", "FOREIGN DATA WRAPPER"],
  "foreign server": ["foreign server", "SERVER", "FOREIGN SERVER"],
};
