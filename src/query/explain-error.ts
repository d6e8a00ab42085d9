import { ToolError } from "../core/errors.ts";

interface Circumstances {
  readonly analyze: boolean;
  readonly parameters: number;
}

/** Puts the way on into words for explain_query, where that of the session is for run_sql. */
export function explainError(error: unknown, { analyze, parameters }: Circumstances): unknown {
  if (!(error instanceof ToolError)) return error;
  if (error.code === "READ_ONLY" && error.next.includes("mode"))
    return new ToolError(
      "READ_ONLY",
      error.message,
      "Leave that out of the statement to explain.",
      { cause: error },
    );
  if (error.sqlstate === undefined) return error;
  const { quoted, sqlstate } = error;
  const details = { sqlstate, cause: error, ...(quoted === undefined ? {} : { quoted }) };
  switch (sqlstate) {
    case "57014":
      if (error.code !== "TIMEOUT") return error;
      return analyze
        ? new ToolError(
            "TIMEOUT",
            "The statement ran too long under ANALYZE and was stopped.",
            "Call explain_query without `analyze`: the plan and its estimates need no execution.",
            details,
          )
        : new ToolError(
            "TIMEOUT",
            "Postgres took too long to plan the statement.",
            "Join fewer tables at once, or let a condition reach the partition key.",
            details,
          );
    case "25006":
      return new ToolError(
        "READ_ONLY",
        "The statement calls something that writes, and reads are executed read-only.",
        "Call explain_query without `analyze`: the plan needs no execution.",
        details,
      );
    case "42601":
      return parameters === 0
        ? error
        : new ToolError(
            "INVALID_SQL",
            "Postgres takes no parameter in that place of the statement.",
            "Write a typed literal such as `interval $1` as `$1::interval`, or put a value where the `$n` stands, and call explain_query again.",
            details,
          );
    case "42725":
    case "42P18":
    case "42P08":
      if (parameters === 0) return error;
      return new ToolError(
        "INVALID_SQL",
        "Postgres cannot tell the type of a parameter.",
        "Add a cast, for example `$1::bigint`, and call explain_query again.",
        details,
      );
    default:
      return error;
  }
}
