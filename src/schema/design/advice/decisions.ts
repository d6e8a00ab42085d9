import { usersOf } from "../auth/auth.ts";
import { newUuid } from "../build/ground.ts";
import type { Model } from "../model.ts";
import { tenantOwned } from "../tenancy.ts";

export interface Decision {
  readonly topic: string;
  readonly chosen: string;
  readonly options: Option[];
  readonly reason: string;
}

interface Option {
  readonly name: string;
  readonly pros: string;
  readonly cons: string;
}

/** Where there was a real choice: what was chosen, what else there is, and why. */
export const decisionsOf = (model: Model): Decision[] =>
  [keys, enums, deletion, tenancy, nulls, tokens].flatMap((decide) => decide(model) ?? []);

type Decide = (model: Model) => Decision | undefined;

const option = (name: string, pros: string, cons: string): Option => ({ name, pros, cons });

const keys: Decide = (model) => {
  const { entities } = model;
  if (entities.length === 0) return undefined;
  const numbered = entities.filter(({ key }) => key === "identity").map(({ name }) => name);
  const every = numbered.length === entities.length;
  const uuid = newUuid(model);
  return {
    topic: "keys",
    chosen: every ? "identity" : uuid,
    options: [
      option(
        "uuidv7()",
        "Made anywhere without asking; guesses are hopeless; in order of time, so that inserts stay at one end of the index.",
        "16 bytes in the row and in each reference; shows when the row was made; Postgres 18.",
      ),
      option(
        "gen_random_uuid()",
        "As uuidv7(), on every version, and it shows nothing.",
        "Inserts land anywhere in the index: more pages touched, more WAL.",
      ),
      option(
        "identity",
        "8 bytes, short in URLs, in order.",
        "Counts rows for everybody who sees two of them; needs the database to make one.",
      ),
    ],
    reason:
      numbered.length === 0
        ? `\`key: "uuid"\` of all entities; ${uuid === "uuidv7()" ? "Postgres 18 has uuidv7()" : `Postgres ${model.postgres} has no uuidv7()`}.`
        : `As each entity says; identity: ${numbered.slice(0, 8).join(", ")}.`,
  };
};

const enums: Decide = ({ entities }) => {
  const all = entities.flatMap(({ attributes }) =>
    attributes.filter(({ type }) => type === "enum"),
  );
  const [first] = all;
  if (first === undefined) return undefined;
  const kinds = [...new Set(all.map(({ enumAs }) => enumAs))];
  return {
    topic: "enums",
    chosen: kinds.join(", "),
    options: [
      option(
        "type",
        "4 bytes, sorted as listed; clients and generated models know the labels; a label is added without a lock on rows.",
        "A label cannot be removed; renaming and reordering need a plan.",
      ),
      option(
        "check",
        "Plain text for every client; labels change with one constraint (NOT VALID, then VALIDATE).",
        "The text in each row; sorts by letters; clients see only text.",
      ),
      option(
        "table",
        "Labels are rows: added without DDL, with room for names and order.",
        "A foreign key to check with each write; generated models do not know the labels.",
      ),
    ],
    reason:
      "As `enum_as` says. Where it says nothing, a type, because labels are rather added than removed; of rows that belong to tenants a check, because under policies no index finds a label of a type (its comparison is not LEAKPROOF).",
  };
};

const deletion: Decide = ({ entities }) => {
  const soft = entities.filter(({ softDelete }) => softDelete).map(({ name }) => name);
  if (soft.length === 0) return undefined;
  return {
    topic: "deletion",
    chosen: "deleted_at",
    options: [
      option(
        "deleted_at",
        "Undone by one UPDATE; references stay; what is unique may be used again, as unique indexes hold for live rows alone.",
        "Each query has to say deleted_at IS NULL; rows stay until a purge; no cascade happens.",
      ),
      option(
        "DELETE",
        "Gone is gone, references are kept by actions.",
        "Undone only from a backup or a restore of the branch.",
      ),
      option(
        "archive table",
        "Live tables stay small; the archive has its own retention.",
        "Two tables to migrate; references into the archive are not kept.",
      ),
    ],
    reason: `\`soft_delete\` of ${soft.slice(0, 8).join(", ")}.`,
  };
};

const tenancy: Decide = (model) => {
  if (model.tenancy === null) return undefined;
  const { entity } = model.tenancy;
  return {
    topic: "tenancy",
    chosen: "tenant column with composite foreign keys",
    options: [
      option(
        "tenant column with composite foreign keys",
        "A reference cannot lead to another tenant, whoever writes it: checks of foreign keys pass over policies. Policies compare a column and need no join.",
        "One more unique index on each table that is referred to; a column more in references.",
      ),
      option(
        "tenant column alone",
        "Smaller.",
        "A guessed id of another tenant can be referred to, and whether it exists can be found out.",
      ),
      option(
        "schema or project for each tenant",
        "Kept apart, restored and deleted alone.",
        "Migrations run once for each; thousands of tenants are too many schemas.",
      ),
    ],
    reason: `${tenantOwned(model).size} entities belong to one of ${entity}. What is unique in them is unique within the tenant; to be unique for all, an attribute belongs into an entity that is shared.`,
  };
};

const nulls: Decide = ({ entities, relationships, postgres }) => {
  const optional = (entity: string, member: string): boolean =>
    relationships.some(
      ({ from, name, required }) => from === entity && name === member && !required,
    ) ||
    entities.some(
      ({ name, attributes }) =>
        name === entity && attributes.some((one) => one.name === member && !one.required),
    );
  const lists = entities.flatMap(({ name, unique }) =>
    unique.filter((list) => list.length > 1 && list.some((member) => optional(name, member))),
  );
  const [first] = lists;
  if (first === undefined) return undefined;
  return {
    topic: "nulls in what is unique",
    chosen: postgres >= 15 ? "NULLS NOT DISTINCT" : "NULLS DISTINCT",
    options: [
      option(
        "NULLS NOT DISTINCT",
        "Two rows without the optional part are duplicates, too.",
        "Postgres 15.",
      ),
      option(
        "NULLS DISTINCT",
        "On every version; any number of rows without it.",
        "(null, 'a') may be there twice, which surprises most people.",
      ),
    ],
    reason: `Of (${first.join(", ")}) a part may be null.`,
  };
};

const tokens: Decide = (model) => {
  if (!model.auth.some((part) => part === "sessions" || part === "refresh_tokens"))
    return undefined;
  const users = usersOf(model);
  return {
    topic: "sign-in",
    chosen: model.auth
      .filter((part) => part === "sessions" || part === "refresh_tokens")
      .join(", "),
    options: [
      option(
        "sessions",
        "Revoked at once; one look-up by a unique index for each request.",
        "Needs the database for each request.",
      ),
      option(
        "refresh_tokens",
        "Short-lived access tokens need no database; a stolen refresh token is noticed when it comes back.",
        "An access token works until it ends, whatever is revoked.",
      ),
      option(
        "Neon Auth",
        "Users, sessions and providers are kept by Neon; policies read auth.user_id().",
        "Not portable to any Postgres.",
      ),
    ],
    reason: `As \`auth\` says. ${users === undefined ? "There is no entity of users, so the design makes one" : `Users are ${users.name}`}; only digests of tokens are stored, so that whoever reads the tables cannot sign in with them.`,
  };
};
