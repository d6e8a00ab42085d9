import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Target } from "../../core/target.ts";

const again = "let the application work for a while, then call find_slow_queries again";

/** Why there are no statistics of statements, and how to have them. */
export const missing = {
  extension({ database }: Target, creator: string | null): ToolError {
    const what = `pg_stat_statements is not created in database \`${identifier(database)}\`.`;
    return creator !== null
      ? new ToolError(
          "UNSUPPORTED",
          what,
          `Run \`create extension pg_stat_statements\` as ${creator} (run_sql with \`mode\` "write" where that is the role), ${again}. Statements are counted from when Postgres started with the library loaded, as Neon always does.`,
        )
      : new ToolError(
          "UNSUPPORTED",
          `${what} This Postgres does not offer it either.`,
          "Install the package of contrib modules for this Postgres, or judge single statements with explain_query.",
        );
  },

  library: (cause?: unknown): ToolError =>
    new ToolError(
      "UNSUPPORTED",
      "pg_stat_statements is created, but its library is not loaded: nothing is counted.",
      `Add pg_stat_statements to shared_preload_libraries and restart Postgres, ${again}.`,
      { cause },
    ),

  privilege({ role }: Target, schema: string): ToolError {
    const [name, place] = [identifier(role), identifier(schema)];
    return new ToolError(
      "PERMISSION",
      `Role \`${name}\` may not read pg_stat_statements in schema \`${place}\`.`,
      `Have its owner run \`grant usage on schema ${place} to ${name}; grant select on ${place}.pg_stat_statements, ${place}.pg_stat_statements_info to ${name}\`, or name another role in \`target\`.`,
    );
  },

  tracking: (): ToolError =>
    new ToolError(
      "UNSUPPORTED",
      "pg_stat_statements.track is `none`: nothing is counted.",
      `Have a superuser run \`alter system set pg_stat_statements.track = top; select pg_reload_conf()\`, ${again}.`,
    ),

  queryId: (): ToolError =>
    new ToolError(
      "UNSUPPORTED",
      "compute_query_id is `off`, and pg_stat_statements counts by that id: nothing is counted.",
      `Have a superuser run \`alter system set compute_query_id = auto; select pg_reload_conf()\`, ${again}.`,
    ),
} as const;
