import type { ErrorCode } from "../core/errors.ts";

/** Our code, what happened, and what to do next. */
export type Meaning = readonly [code: ErrorCode, what: string, next: string];

const NAMES = "Look the name up with describe_database, then call again.";
/** For rows that are still pointed to. */
export const POINTED =
  "Call explain_delete with the text below in `error`: it tells what points to these rows and how they can go.";
const AGAIN = "Nothing was applied: call again.";

/** By SQLSTATE, https://www.postgresql.org/docs/18/errcodes-appendix.html; a class of two characters stands for the rest of it. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  "08": ["UNAVAILABLE", "The connection to Postgres was lost.", "Call again."],
  "08P01": [
    "INVALID_INPUT",
    "The parameters do not fit the statement.",
    "Give `params` one value for each of `$1`, `$2`... in order.",
  ],
  "0A000": [
    "UNSUPPORTED",
    "Postgres does not support this.",
    "Write it in another way; the hint below may name one.",
  ],
  "21000": [
    "POSTGRES",
    "A subquery that has to return one row returned several.",
    "Add LIMIT 1, aggregate, or use IN or EXISTS.",
  ],
  "22": [
    "POSTGRES",
    "A value is not valid where it is used.",
    "Correct the value, or convert it with a cast; pass values in `params`.",
  ],
  "22012": ["POSTGRES", "A division by zero.", "Divide by `nullif(divisor, 0)`."],
  // from 18 on; RESTRICT was 23503 before
  "23001": ["POSTGRES", "A foreign key with RESTRICT still points to a row.", POINTED],
  "23502": [
    "POSTGRES",
    "A column that may not be null got no value.",
    "Give it a value, or a DEFAULT.",
  ],
  "23503": [
    "POSTGRES",
    "A foreign key has no row to point to, or is still pointed to.",
    "Write the referenced row first, or remove the referencing rows first.",
  ],
  "23505": [
    "POSTGRES",
    "A row with this key exists already.",
    "Use another key, UPDATE the row, or INSERT ... ON CONFLICT.",
  ],
  "23514": [
    "POSTGRES",
    "A row violates a CHECK constraint.",
    "Look at the constraint with describe_database (`detail` full), and correct the values.",
  ],
  "23P01": [
    "POSTGRES",
    "A row conflicts with another under an exclusion constraint.",
    "Look at the constraint with describe_database (`detail` full), and correct the values.",
  ],
  "25001": [
    "INVALID_INPUT",
    "Postgres runs this only outside a transaction.",
    "Call run_sql with this statement alone.",
  ],
  "25006": [
    "READ_ONLY",
    "The statement writes, and reads run in a read-only transaction.",
    'Use `mode` "write" where writing is allowed.',
  ],
  "25P03": ["TIMEOUT", "The transaction waited too long for its next statement.", AGAIN],
  "25P04": ["TIMEOUT", "The transaction took too long.", "Do less in one call."],
  "2BP01": [
    "POSTGRES",
    "Other objects depend on this one.",
    "Drop them first, or add CASCADE to drop them too.",
  ],
  "2D000": [
    "UNSUPPORTED",
    "The procedure ends its transaction itself, and run_sql runs it inside one.",
    "Use a procedure without COMMIT and ROLLBACK.",
  ],
  "3F000": ["POSTGRES", "There is no such schema.", NAMES],
  "40001": ["POSTGRES", "A concurrent transaction changed the same data.", AGAIN],
  "40P01": [
    "POSTGRES",
    "The statement and a concurrent transaction waited for each other, and Postgres ended this one.",
    AGAIN,
  ],
  "42501": [
    "PERMISSION",
    "The role may not do this.",
    "Use a role that has the privilege (`target.role`), or ask the owner to grant it.",
  ],
  "42601": [
    "INVALID_SQL",
    "The SQL does not parse.",
    "Correct the statement at the position and call again.",
  ],
  "42701": [
    "POSTGRES",
    "There is a column of this name already.",
    "Use another name, or IF NOT EXISTS.",
  ],
  "42703": ["POSTGRES", "There is no such column.", NAMES],
  "42704": ["POSTGRES", "There is no such object.", NAMES],
  "42710": [
    "POSTGRES",
    "There is an object of this name already.",
    "Use another name, or IF NOT EXISTS.",
  ],
  "42712": [
    "POSTGRES",
    "Two tables of the FROM list have the same name.",
    "Give each its own alias.",
  ],
  "42702": [
    "POSTGRES",
    "A column name is in several tables of the FROM list.",
    "Write it with its table's alias.",
  ],
  "42803": [
    "POSTGRES",
    "A column is neither grouped nor aggregated.",
    "Add it to GROUP BY, or aggregate it.",
  ],
  "42804": ["POSTGRES", "Types do not fit together.", "Convert one side with a cast."],
  "42883": [
    "POSTGRES",
    "There is no such function or operator for these types.",
    "Check the name, and cast arguments to the types it takes.",
  ],
  "42P01": ["POSTGRES", "There is no such relation.", NAMES],
  "42P02": [
    "INVALID_INPUT",
    "The statement uses a parameter that has no value.",
    "Give `params` one value for each of `$1`, `$2`... in order.",
  ],
  "42P07": [
    "POSTGRES",
    "There is a relation of this name already.",
    "Use another name, or IF NOT EXISTS.",
  ],
  "42P18": [
    "INVALID_INPUT",
    "Postgres cannot tell the type of a parameter.",
    "Cast it where it is used: `$1::text`.",
  ],
  "53": [
    "LIMIT",
    "Postgres ran out of a resource (memory, disk, or a setting's limit).",
    "Do less at once: fewer rows, a narrower statement.",
  ],
  "53300": ["UNAVAILABLE", "Postgres has no connection left.", "Call again in a while."],
  "54": [
    "LIMIT",
    "The statement exceeds a limit of Postgres.",
    "Split it, or nest it less deeply.",
  ],
  "55006": ["POSTGRES", "The object is in use.", "Call again when nobody uses it."],
  "55P03": [
    "LOCK_TIMEOUT",
    "Another transaction holds a lock that this statement needs, and did not release it in time; nothing was applied.",
    "See who holds locks with `select pid, state, xact_start, query from pg_stat_activity where pid in (select pid from pg_locks where granted) and pid <> pg_backend_pid()`, wait for them to end, and call again.",
  ],
  "57P": [
    "UNAVAILABLE",
    "Postgres ended the connection: it shuts down, or somebody ended the session.",
    "Call again.",
  ],
  P0001: [
    "POSTGRES",
    "A function or trigger of the database raised an error.",
    "Read its message, correct the values and call again.",
  ],
};

export function meaningOf(sqlstate: string): Meaning {
  return (
    MEANINGS[sqlstate] ??
    MEANINGS[sqlstate.slice(0, 3)] ??
    MEANINGS[sqlstate.slice(0, 2)] ?? [
      "POSTGRES",
      "Postgres refused the statement.",
      "Correct it as the message says and call again.",
    ]
  );
}
