/** Whether the namespace under this alias is a user's: neither Postgres's own nor a temporary one. */
export function userSchema(namespace: string): string {
  return `(${namespace}.nspname !~ '^pg_' and ${namespace}.nspname <> 'information_schema')`;
}

/** Whether the object is no member of an extension. */
export function ownObject(catalog: string, oid: string): string {
  return `not exists (select from pg_depend member where member.classid = '${catalog}'::regclass
    and member.objid = ${oid} and member.deptype = 'e')`;
}

/** Whether the relation under alias `c`, in the namespace under alias `n`, belongs to the catalog. */
export const ownRelation = `${userSchema("n")} and ${ownObject("pg_class", "c.oid")}`;

/** Objects that initdb did not make: FirstNormalObjectId. */
export function userMade(oid: string): string {
  return `${oid} >= 16384`;
}
