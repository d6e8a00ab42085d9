/**
 * At the end of each query of ours, so that `pg_stat_statements` tells it from the application's: it keeps the text between the first
 * word and the last, and cuts off a comment before the first one from Postgres 18.
 */
export const ownMark = "/* neon-dba */";

/**
 * On a line of its own: the last one may end in a comment. Not for a statement of the caller's as it stands: its application's is the same
 * to `pg_stat_statements`, which keeps the text that came first, and would pass for ours.
 */
export const marked = (sql: string): string => `${sql}\n${ownMark}`;
