import type { Target } from "./target.ts";

/** The call that makes a role which policies hold: one of Neon's API bypasses them. `to` is where the URL with its password goes. */
export const newRoleCall = (name: string, { project, branch }: Target): string =>
  `manage_role with ${JSON.stringify({
    action: "create",
    name,
    via: "sql",
    ...(project === undefined ? {} : { project }),
    ...(branch === undefined ? {} : { branch }),
    to: { file: ".env", variable: "APP_DATABASE_URL" },
  })}`;
