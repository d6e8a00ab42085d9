/** Whether the namespace under this alias is a user's: neither Postgres's own nor a temporary one. */
export function userSchema(namespace: string): string {
  return `(${namespace}.nspname !~ '^pg_' and ${namespace}.nspname <> 'information_schema')`;
}

/** Whether the object is no member of an extension. */
export function ownObject(catalog: string, oid: string): string {
  return `not exists (select from pg_depend member where member.classid = '${catalog}'::regclass
    and member.objid = ${oid} and member.deptype = 'e')`;
}

/** What is read: the objects with these oids; null is all that belongs to the catalog. */
export type Only =
  | (Readonly<Record<"relations" | "types" | "routines", readonly number[]>> & {
      /** Whether the queries of views are wanted: printing one waits for locks on all that it reads from. */
      readonly viewDefinitions: boolean;
    })
  | null;

/** Whether the relation under alias `c`, in the namespace under alias `n`, is to be read; composite types have one, too. */
export function ownRelation(only: Only): string {
  if (only !== null)
    return `(${oneOf("c.oid", only.relations)} or ${oneOf("c.reltype", only.types)})`;
  return `${userSchema("n")} and ${ownObject("pg_class", "c.oid")}`;
}

export function oneOf(oid: string, oids: readonly number[]): string {
  return `${oid} = any ('{${oids.join()}}'::oid[])`;
}

/** Objects that initdb did not make: FirstNormalObjectId. */
export function userMade(oid: string): string {
  return `${oid} >= 16384`;
}
