/**
 * What decides how a name is read beside the catalog's rows: the snapshot in which they are seen, and two settings, which a reload of the
 * server's configuration changes without a transaction.
 */
export const STATE = `pg_catalog.concat_ws(' ', pg_catalog.pg_current_snapshot()::pg_catalog.text,
  pg_catalog.current_setting('standard_conforming_strings'), pg_catalog.current_setting('search_path'))`;
/** The first version that has it, as `server_version_num`. */
export const STATE_SINCE = 130_000;

/** Nobody is at work in the snapshot: whoever writes gets the number after it, and takes it further. */
const AT_REST = /^(\d+):\1: /;
/** Names that are remembered for a connection. */
const MOST = 500;

/**
 * What a connection knows of the catalog being as it was. Two snapshots that are equal see the same rows, so what the catalog answered in
 * one state it answers in the other, for the same role. It is counted on from the second look that met the same state: where somebody
 * writes all the time, none does, and trying would cost a round trip for nothing. Snapshots with transactions in them are left out, since
 * a standby does not list them.
 */
export class Quiet {
  readonly #checked = new Map<string, string>();
  #last: string | undefined;
  #held = false;

  /** The state in which all of this was found to be so, if it may still be the present one. */
  since(keys: readonly string[]): string | undefined {
    if (!this.#held || keys.length === 0) return undefined;
    return keys.every((key) => this.#checked.get(key) === this.#last) ? this.#last : undefined;
  }

  /** This was so, in this state. */
  looked(key: string, state: string): void {
    this.#held = state === this.#last && AT_REST.test(state);
    this.#last = state;
    if (this.#checked.size >= MOST) this.#checked.clear();
    this.#checked.set(key, state);
  }

  /** It is not the present one any more, or not the same session. */
  over(): void {
    this.#held = false;
    this.#last = undefined;
    this.#checked.clear();
  }
}
