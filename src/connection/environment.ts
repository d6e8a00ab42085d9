import type { File } from "./stack.ts";

/** The variables, by the names that `neon env pull` writes. */
export const POOLED = "DATABASE_URL";
export const DIRECT = "DATABASE_URL_UNPOOLED";

/** Names only: the values are secrets. */
export const environment = (urlOptions: string): File => ({
  path: ".env.example",
  content: `# \`neon env pull\` fills both in. Each is a secret: .env stays out of git.
# End both with ?${urlOptions} so that the server's certificate is checked.

# Pooled (the host has -pooler): the application.
${POOLED}=
# Direct: migrations, dumps, LISTEN, replication, session state.
${DIRECT}=
`,
});
