import { DIRECT } from "./environment.ts";
import type { File, Settings } from "./stack.ts";

/**
 * Limits that Postgres keeps itself, as settings of the role. The two other ways fail at the pooler: it refuses them as startup
 * parameters (in `options`; outside of it Neon's proxy drops them), and a SET stays with whichever server connection it met. SET LOCAL
 * holds, for one transaction and one more round trip. tests/stacks/pgbouncer.test.ts asks PgBouncer.
 */
export const timeouts = ({ statementSeconds }: Settings): File => ({
  path: "timeouts.sql",
  content: `-- Once, as the application's role, over ${DIRECT}.
-- The role carries the limits, as the pooler refuses them at connect and loses a SET. They hold for connections opened from now on.
alter role current_user set statement_timeout = '${statementSeconds}s';
alter role current_user set idle_in_transaction_session_timeout = '${statementSeconds * 2}s';
-- A migration that takes longer says so itself: set statement_timeout = 0.
`,
});
