import { scopes, type Scope, withHeld } from "./principal.ts";
import { isScope } from "./token-lines.ts";

/** With the prefix, because an authorization server may serve others too, and to them `admin` means something else. */
const PREFIX = "neon-dba:";

export const oauthScope = (scope: Scope): string => `${PREFIX}${scope}`;

/** What the claims of an access token grant here: `scope` (RFC 9068, one string) or `scp` (a list or a string, as Microsoft and Okta write it). Foreign scopes count for nothing. */
export function grantedScopes({
  scope,
  scp,
}: Readonly<Record<string, unknown>>): ReadonlySet<Scope> {
  const words = [scope, scp].flatMap((claim) =>
    typeof claim === "string" ? claim.split(" ") : Array.isArray(claim) ? claim : [],
  );
  const ours = words.flatMap((word: unknown) => {
    const [, name = ""] = typeof word === "string" ? word.split(PREFIX, 2) : [];
    return word === oauthScope(name as Scope) && isScope(name) ? [name] : [];
  });
  return withHeld(ours);
}

/** What to ask an authorization server for, so that the new token can do this and what the old one could. */
export const scopesUpTo = (scope: Scope): string[] =>
  scopes.slice(0, scopes.indexOf(scope) + 1).map(oauthScope);
