/**
 * What decides how a name is read beside the catalog's rows: the snapshot in which they are seen, two settings, which a reload of the
 * server's configuration changes without a transaction, and whose snapshot it is, since a pooler may turn to another server.
 */
export const STATE = `pg_catalog.concat_ws(' ', pg_catalog.pg_current_snapshot()::pg_catalog.text,
  pg_catalog.current_setting('standard_conforming_strings'), pg_catalog.current_setting('search_path'),
  pg_catalog.pg_postmaster_start_time())`;
/** The first version that has it, as `server_version_num`. */
export const STATE_SINCE = 130_000;

/** Nobody is at work in the snapshot: whoever writes gets the number after it, and takes it further. */
const AT_REST = /^(\d+):\1: /;
/** Looks in a row that have to meet the same state: one try that fails costs more than several that succeed save. */
const LOOKS = 20;
/** Names that are remembered for a connection. */
const MOST = 500;

/**
 * What a connection knows of the catalog being as it was. Two snapshots that are equal see the same rows, so what the catalog answered in
 * one state it answers in the other, for the same role. Snapshots with transactions in them are left out, since a standby does not list
 * them. Where somebody writes, however seldom, that nobody did is not counted on (`bench load`: with a writer a third of the reads is lost
 * where two equal looks are enough).
 */
export class Quiet {
  readonly #checked = new Map<string, string>();
  #last: string | undefined;
  #met = 0;

  /** The state in which this was last found to be so, where it says enough; else one that never is. */
  held(key: string): string {
    const state = this.#checked.get(key) ?? "";
    return AT_REST.test(state) ? state : "";
  }

  /** The state in which all of this was found to be so, if it has been the present one for a while. */
  since(keys: readonly string[]): string | undefined {
    if (this.#met < LOOKS || keys.length === 0) return undefined;
    return keys.every((key) => this.#checked.get(key) === this.#last) ? this.#last : undefined;
  }

  /** This was so, in this state. */
  looked(key: string, state: string): void {
    this.#met = state === this.#last && AT_REST.test(state) ? this.#met + 1 : 0;
    this.#last = state;
    if (this.#checked.size >= MOST) this.#checked.clear();
    this.#checked.set(key, state);
  }

  /** It is not the present one any more, or not the same session. */
  over(): void {
    this.#met = 0;
    this.#last = undefined;
    this.#checked.clear();
  }
}
