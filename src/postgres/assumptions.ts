import { isServerError } from "./errors.ts";
import type { Command, RowSink } from "./exchange.ts";
import { STATE, STATE_SINCE } from "./quiet.ts";
import type { Wire } from "./wire.ts";

/** Assertions that a pool remembers. */
const MOST = 200;
/** Plans of assertions that one connection keeps; each takes 0.2 to 2 MB of the server's memory. */
const MOST_KEPT = 8;

/** SQL that fails when something is not true any more. */
export interface Assumption {
  readonly key: string;
  readonly sql: string;
  /** Of the prepared statement, where a connection keeps it. Another text never has it. */
  readonly name: string;
}

/** What the sessions of one pool have found out about the database. */
export class Assumptions {
  readonly #known = new Map<string, Assumption>();
  #made = 0;

  find(key: string): Assumption | undefined {
    const found = this.#known.get(key);
    if (found !== undefined) this.#put(found);
    return found;
  }

  remember(key: string, sql: string): void {
    this.#put({ key, sql, name: `neon_dba_${(this.#made += 1)}` });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
  }

  /** The youngest is the last. */
  #put(assumption: Assumption): void {
    this.#known.delete(assumption.key);
    this.#known.set(assumption.key, assumption);
  }

  forget({ key }: Assumption): void {
    this.#known.delete(key);
  }
}

/** An assumption was wrong, or could not be checked: nothing after it was executed. Without assumptions, it has to be looked again. */
export class Stale extends Error {
  override readonly name = "Stale";
  readonly assumptions: readonly Assumption[];

  constructor(assumptions: readonly Assumption[], cause: unknown) {
    super("What was assumed of the catalog is not so any more.", { cause });
    this.assumptions = assumptions;
  }
}

/** SQL that fails unless the condition holds, when it is executed and not when it is planned. */
export const assertionOf = (condition: string): string =>
  `select case when ${condition} then true else ${CHANGED} end`;

/** Fails when it is computed, and is not computed when the statement is planned. */
const CHANGED = `pg_catalog.boolin(pg_catalog.textout(pg_catalog.concat(
  'the catalog has changed, neon-dba looks again; backend ', pg_catalog.pg_backend_pid())))`;

const IS_STATE = `${STATE} operator(pg_catalog.=) $1::pg_catalog.text`;
const AT_REST = { name: "neon_dba_at_rest", sql: assertionOf(IS_STATE) };

/** Commands that fail when something is not so any more. */
export interface Assertions {
  readonly commands: readonly Command[];
  /** Only whether anything was written since the last look; where it was, nothing is wrong yet. */
  readonly isBrief: boolean;
}

/**
 * Checks them on a connection, as `role`. Planning costs ten times what executing does, so a backend of our own keeps the plans; those that
 * a pooler is given stay on its servers until a thousand others have come. Executing them costs more than a query by key; where nothing was
 * written since they were last found to hold, they hold, and are not computed. On a database that stays at rest not even that is asked:
 * where it does not any more, that was a round trip for nothing, so only a server on this machine is.
 */
export function assertions(
  assumptions: readonly Assumption[],
  wire: Wire,
  role: string | undefined,
): Assertions {
  if (!wire.keepsStatements)
    return { commands: assumptions.map(({ sql }) => ({ sql })), isBrief: false };
  const keyOf = ({ name }: Assumption): string => JSON.stringify([name, role]);
  const since = wire.isHere ? wire.quiet.since(assumptions.map(keyOf)) : undefined;
  if (since !== undefined)
    return { commands: [{ ...kept(AT_REST, wire), values: [since] }], isBrief: true };
  const commands = assumptions.map((assumption) => {
    if (wire.version < STATE_SINCE) return kept(assumption, wire);
    const sql = `select case when ${IS_STATE} then true else (${assumption.sql}) end, ${STATE}`;
    const key = keyOf(assumption);
    const row: RowSink = ([, state]) => wire.quiet.looked(key, String(state));
    return { ...kept({ ...assumption, sql }, wire), values: [wire.quiet.held(key)], row };
  });
  return { commands, isBrief: false };
}

function kept({ name, sql }: Pick<Assumption, "name" | "sql">, wire: Wire): Command {
  const parsed = wire.statements.has(name);
  const closes = parsed || wire.statements.size < MOST_KEPT ? [] : [...wire.statements];
  for (const old of closes) wire.statements.delete(old);
  wire.statements.add(name);
  return { sql, name, parsed, closes };
}

/** There is no such prepared statement, or there is one already. */
const LOST = ["26000", "42P05"];

/** What a failed check says of the connection: some poolers lose statements. */
export function judge(wire: Wire, error: unknown): void {
  if (isServerError(error) && LOST.includes(error.code)) wire.keepsStatements = false;
}
