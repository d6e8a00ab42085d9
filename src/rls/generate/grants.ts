import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { printed, sameName } from "../resolve/find.ts";
import { verbs } from "../resolved.ts";
import type { ResolvedTable, Verb } from "../resolved.ts";
import type { Ground } from "./ground.ts";
import type { Piece } from "./piece.ts";

/** Privileges on the tables, exactly those that the intent needs; none for PUBLIC, and none on partitions by their own names. */
export function grantsOf(ground: Ground): Piece[] {
  const { intent, catalog } = ground;
  return [
    ...schemaGrants(ground),
    ...intent.tables.flatMap((said) => [
      tablePiece(said.table, [
        ...revokePublic(said.table),
        ...exactly(said, intent.applicationRole),
        ...intent.adminRoles.flatMap((role) => allOf(said.table, role)),
      ]),
      ...descendants(catalog, said.table).map((child) =>
        tablePiece(child, [...revokePublic(child), ...revokeAll(child, intent.applicationRole)]),
      ),
      ...sequenceGrants(ground, said),
    ]),
  ].filter(({ sql }) => sql.length > 0);
}

function tablePiece(table: Table, sql: readonly string[]): Piece {
  return {
    object: `privileges on ${printed(table)}`,
    sql,
    state: ({ tables }) => {
      const now = tables.find((candidate) => sameName(candidate, table));
      return [now?.grants, now?.columns.map(({ grants }) => grants)];
    },
  };
}

/** Partitions and children by inheritance, over any number of steps. Policies of the parent do not hold there. */
export function descendants(catalog: Catalog, table: Table): Table[] {
  const children = catalog.tables.filter(({ inherits }) =>
    inherits.some((parent) => sameName(parent, table)),
  );
  return children.flatMap((child) => [child, ...descendants(catalog, child)]);
}

const held = (table: Table, role: string | null): string[] => [
  ...new Set(
    table.grants.filter(({ grantee }) => grantee === role).flatMap(({ privileges }) => privileges),
  ),
];

const heldColumns = (table: Table, role: string | null, privilege: string): string[] =>
  table.columns
    .filter(({ grants }) =>
      grants.some(({ grantee, privileges }) => grantee === role && privileges.includes(privilege)),
    )
    .map(({ name }) => name);

const holdsAny = (table: Table, role: string | null): boolean =>
  held(table, role).length > 0 ||
  table.columns.some(({ grants }) => grants.some(({ grantee }) => grantee === role));

const revokePublic = (table: Table): string[] =>
  holdsAny(table, null) ? [`REVOKE ALL ON TABLE ${printed(table)} FROM PUBLIC`] : [];

const revokeAll = (table: Table, role: string): string[] =>
  holdsAny(table, role)
    ? [`REVOKE ALL ON TABLE ${printed(table)} FROM ${quoteIdentifier(role)}`]
    : [];

/** What the application role has and is not to have goes, what it is to have and has not comes. */
function exactly(said: ResolvedTable, role: string): string[] {
  const { table } = said;
  const target = `ON TABLE ${printed(table)}`;
  const whole = verbs.filter(
    (verb) => said.allow[verb].length > 0 && columnsFor(said, verb) === undefined,
  );
  const wanted = new Set(whole.map((verb) => verb.toUpperCase()));
  const lost = held(table, role).filter((privilege) => !wanted.has(privilege));
  const given = [...wanted].filter((privilege) => !held(table, role).includes(privilege));
  const columns = (["SELECT", "INSERT", "UPDATE", "REFERENCES"] as const).map((privilege) => {
    const verb = verbs.find((name) => name.toUpperCase() === privilege);
    const some =
      verb === undefined || said.allow[verb].length === 0 ? [] : (columnsFor(said, verb) ?? []);
    const had = heldColumns(table, role, privilege);
    // With the privilege on the table those on its columns go too.
    const kept = lost.includes(privilege) ? [] : had;
    return {
      lost: listed(
        privilege,
        kept.filter((name) => !some.includes(name)),
      ),
      given: listed(
        privilege,
        some.filter((name) => !kept.includes(name)),
      ),
    };
  });
  const gone = [...lost, ...columns.flatMap((change) => change.lost)];
  const come = [...given, ...columns.flatMap((change) => change.given)];
  return [
    ...(gone.length === 0
      ? []
      : [`REVOKE ${gone.join(", ")} ${target} FROM ${quoteIdentifier(role)}`]),
    ...(come.length === 0
      ? []
      : [`GRANT ${come.join(", ")} ${target} TO ${quoteIdentifier(role)}`]),
  ];
}

const columnsFor = (said: ResolvedTable, verb: Verb): readonly string[] | undefined =>
  verb === "delete" ? undefined : said.columns[verb];

const listed = (privilege: string, columns: readonly string[]): string[] =>
  columns.length === 0 ? [] : [`${privilege} (${columns.map(quoteIdentifier).join(", ")})`];

function allOf(table: Table, role: string): string[] {
  const missing = verbs
    .map((verb) => verb.toUpperCase())
    .filter((privilege) => !held(table, role).includes(privilege));
  return missing.length === 0
    ? []
    : [`GRANT ${missing.join(", ")} ON TABLE ${printed(table)} TO ${quoteIdentifier(role)}`];
}

/** To reach anything in a schema. */
function schemaGrants({ intent, catalog }: Ground): Piece[] {
  const roles = [intent.applicationRole, ...intent.adminRoles];
  const used = new Set(intent.tables.map(({ table }) => table.schema));
  return catalog.schemas
    .filter(({ name }) => used.has(name))
    .map(({ name, grants }) => {
      const may = (role: string): boolean =>
        grants.some(
          ({ grantee, privileges }) =>
            (grantee === null || grantee === role) && privileges.includes("USAGE"),
        );
      return {
        object: `privileges on schema ${quoteIdentifier(name)}`,
        sql: roles
          .filter((role) => !may(role))
          .map(
            (role) => `GRANT USAGE ON SCHEMA ${quoteIdentifier(name)} TO ${quoteIdentifier(role)}`,
          ),
        state: ({ schemas }) => schemas.find((schema) => schema.name === name)?.grants,
      };
    });
}

/** Of serial columns; those of identity columns need none. */
function sequenceGrants({ intent, catalog }: Ground, said: ResolvedTable): Piece[] {
  const roles = [
    ...(said.allow.insert.length === 0 ? [] : [intent.applicationRole]),
    ...intent.adminRoles,
  ];
  return catalog.sequences
    .filter(({ ownedBy }) => ownedBy !== null && sameName(ownedBy.table, said.table))
    .map((sequence) => ({
      object: `privileges on ${printed(sequence)}`,
      sql: roles
        .filter(
          (role) =>
            !sequence.grants.some(
              ({ grantee, privileges }) =>
                (grantee === role || grantee === null) && privileges.includes("USAGE"),
            ),
        )
        .map((role) => `GRANT USAGE ON SEQUENCE ${printed(sequence)} TO ${quoteIdentifier(role)}`),
      state: ({ sequences }) =>
        sequences.find((candidate) => sameName(candidate, sequence))?.grants,
    }));
}
