import type { Config } from "../config.ts";
import type { Address } from "../core/address.ts";
import { ToolError } from "../core/errors.ts";
import { addressFromUrl } from "../postgres/url.ts";

/** The variable of the Postgres that holds what this server signs with, and the plans of all its callers. */
export const OWN = "NEON_DBA_STATE_URL";

const LOOPBACK = /^(?:localhost|127\..*|::1|\[::1\])$/;

/**
 * Refuses the database of this server's own state, whatever it is called there: whoever reads the key in it can agree to changes in
 * another's name. A branch of that database is a copy that nobody knows of, so the state belongs where no agent branches.
 */
export function refuseOwnState({ stateUrl }: Pick<Config, "stateUrl">, at: Address): Address {
  const own = stateUrl === undefined ? undefined : addressFromUrl(stateUrl);
  if (own === undefined || placeOf(own) !== placeOf(at)) return at;
  throw ownState();
}

export const ownState = (): ToolError =>
  new ToolError(
    "PERMISSION",
    `\`${OWN}\` names that database: what this server keeps there is nobody's to read, copy or change.`,
    "Name the database that is meant; the operator can give the state a database of its own.",
  );

function placeOf({ host, port, database }: Address): string {
  // a pooler is the same server
  const name = host.toLowerCase().replace(/^([^.]+)-pooler\./, "$1.");
  return JSON.stringify([LOOPBACK.test(name) ? "localhost" : name, port, database]);
}
