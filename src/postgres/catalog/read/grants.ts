import type { Grant } from "../model/common.ts";
import { compare } from "./words.ts";

const privileges: Readonly<Record<string, string>> = {
  r: "SELECT",
  a: "INSERT",
  w: "UPDATE",
  d: "DELETE",
  D: "TRUNCATE",
  x: "REFERENCES",
  t: "TRIGGER",
  m: "MAINTAIN",
  X: "EXECUTE",
  U: "USAGE",
  C: "CREATE",
  T: "TEMPORARY",
  c: "CONNECT",
  s: "SET",
  A: "ALTER SYSTEM",
};

/** Kinds of object that have privileges, as far as their defaults differ. */
export type GrantableKind =
  | "table"
  | "sequence"
  | "schema"
  | "routine"
  | "type"
  | "language"
  | "foreign data wrapper"
  | "foreign server"
  | "column"
  | "large object";

/** What `acldefault` gives: [owner, PUBLIC]. MAINTAIN exists from Postgres 17 on. */
const defaults: Readonly<Record<GrantableKind, readonly [string, string]>> = {
  table: ["arwdDxtm", ""],
  sequence: ["rwU", ""],
  schema: ["UC", ""],
  routine: ["X", "X"],
  type: ["U", "U"],
  language: ["U", "U"],
  "foreign data wrapper": ["U", ""],
  "foreign server": ["U", ""],
  column: ["", ""],
  "large object": ["rw", ""],
};

/** The privileges in force: those of the access control list or, where none is stored, the defaults of the kind. */
export function grantsOf(
  acl: readonly string[] | null,
  kind: GrantableKind,
  owner: string,
  version: number,
): Grant[] {
  return acl === null ? defaultGrants(kind, owner, version) : acl.map(parseItem).sort(order);
}

export function defaultGrants(kind: GrantableKind, owner: string, version: number): Grant[] {
  const [own, everyone] = defaults[kind];
  const letters = version >= 170000 ? own : own.replace("m", "");
  return [grant(null, everyone, owner), grant(owner, letters, owner)].filter(
    (item) => item.privileges.length > 0,
  );
}

function grant(grantee: string | null, letters: string, grantor: string): Grant {
  return { grantee, grantor, ...parsePrivileges(letters) };
}

/** An aclitem as text: `"odd role"=r*w/owner`; nothing before `=` is PUBLIC. */
export function parseItem(item: string): Grant {
  const found = /^("(?:[^"]|"")*"|[^=]*)=([a-zA-Z*]*)\/("(?:[^"]|"")*"|.*)$/s.exec(item);
  if (found === null) throw new Error(`unknown form of aclitem: ${item}`);
  const [, grantee = "", letters = "", grantor = ""] = found;
  return {
    grantee: grantee === "" ? null : unquote(grantee),
    grantor: unquote(grantor),
    ...parsePrivileges(letters),
  };
}

function parsePrivileges(letters: string): Pick<Grant, "privileges" | "grantable"> {
  const items = Array.from(letters.matchAll(/([a-zA-Z])(\*?)/g), ([, letter = "", star]) => ({
    name: privileges[letter] ?? letter,
    grantable: star === "*",
  })).sort((a, b) => compare(a.name, b.name));
  return {
    privileges: items.map((item) => item.name),
    grantable: items.filter((item) => item.grantable).map((item) => item.name),
  };
}

function unquote(role: string): string {
  return role.startsWith('"') ? role.slice(1, -1).replaceAll('""', '"') : role;
}

function order(a: Grant, b: Grant): number {
  return compare(a.grantee ?? "", b.grantee ?? "") || compare(a.grantor, b.grantor);
}
