import type { AuthPart, Model } from "../model.ts";

/** Tables that the parts of signing in make, by these names. */
const names: Readonly<Record<AuthPart, readonly string[]>> = {
  password: ["password_credentials"],
  sessions: ["sessions"],
  refresh_tokens: ["refresh_token_families", "refresh_tokens"],
  oauth: ["oauth_identities"],
  magic_links: ["magic_links"],
};

export const authTableNames = ({ auth }: Pick<Model, "auth">): string[] =>
  auth.flatMap((part) => names[part]);
