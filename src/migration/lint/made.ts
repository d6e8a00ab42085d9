import type { Session } from "../../core/session.ts";
import { qualified } from "../../sql/quote.ts";

/** Which relations a set made, at which statement. */
export interface Made {
  /** Looks at what there is before the statement of this number. Within the caller's transaction, if there is one. */
  look(number: number): Promise<void>;
  /** Whether the relation was there before this statement, and not before the set. */
  isNew(relation: string, number: number): boolean;
  /** Whether a relation of this bare name was there before the set, whatever it is called now. */
  isOld(name: string): boolean;
  /** What a relation was called before the set. */
  firstName(relation: string): string | undefined;
}

interface Named extends Record<string, unknown> {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
}

const RELATIONS = `
  select c.oid::pg_catalog.text as oid, n.nspname as schema, c.relname as name
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'm', 'v', 'f', 'S', 'i', 'I')
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/** Begins with the relations that there are now. */
export async function openMade(session: Session): Promise<Made> {
  const first = new Map(
    (await relations(session)).map(({ oid, schema, name }) => [oid, qualified(schema, name)]),
  );
  const oldNames = new Set<string>();
  const firstNames = new Map<string, string>();
  /** From which statement on a name was a new relation's, and from which on it was not any more. */
  const spans = new Map<string, { readonly from: number; to: number }[]>();
  let present = new Set<string>();
  const remember = (rows: readonly Named[]): Set<string> => {
    const fresh = new Set<string>();
    for (const { oid, schema, name } of rows) {
      const original = first.get(oid);
      if (original === undefined) fresh.add(qualified(schema, name));
      else {
        oldNames.add(name);
        firstNames.set(qualified(schema, name), original);
      }
    }
    return fresh;
  };
  remember(await relations(session));
  return {
    async look(number) {
      const fresh = remember(await relations(session));
      for (const name of fresh)
        if (!present.has(name))
          spans.set(name, [...(spans.get(name) ?? []), { from: number, to: Infinity }]);
      for (const name of present) {
        const last = spans.get(name)?.at(-1);
        if (last !== undefined && !fresh.has(name)) last.to = number;
      }
      present = fresh;
    },
    isNew: (relation, number) =>
      spans.get(relation)?.some(({ from, to }) => from <= number && number < to) ?? false,
    isOld: (name) => oldNames.has(name),
    firstName: (relation) => firstNames.get(relation),
  };
}

const relations = (session: Session): Promise<Named[]> => session.query<Named>(RELATIONS);
