import { isServerError } from "./errors.ts";
import type { Command } from "./exchange.ts";
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

/** An assumption was wrong, or could not be checked: nothing after it was executed. */
export class Stale extends Error {
  override readonly name = "Stale";
  readonly assumptions: readonly Assumption[];

  constructor(assumptions: readonly Assumption[], cause: unknown) {
    super("What was assumed of the catalog is not so any more.", { cause });
    this.assumptions = assumptions;
  }
}

/**
 * Checks them on a connection. Planning costs ten times what executing does, so a backend of our own keeps the plans; those that a
 * pooler is given stay on its servers until a thousand others have come.
 */
export function assertions(assumptions: readonly Assumption[], wire: Wire): Command[] {
  if (!wire.keepsStatements) return assumptions.map(({ sql }) => ({ sql }));
  return assumptions.map(({ sql, name }) => {
    const parsed = wire.statements.has(name);
    const closes = parsed || wire.statements.size < MOST_KEPT ? [] : [...wire.statements];
    for (const old of closes) wire.statements.delete(old);
    wire.statements.add(name);
    return { sql, name, parsed, closes };
  });
}

/** There is no such prepared statement, or there is one already. */
const LOST = ["26000", "42P05"];

/** What a failed check says of the connection: some poolers lose statements. */
export function judge(wire: Wire, error: unknown): void {
  if (isServerError(error) && LOST.includes(error.code)) wire.keepsStatements = false;
}
