import { tagged, type Fields } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";

export const unsupportedOnNeon: LintRule = {
  id: "unsupported-on-neon",
  title: "Statement that Neon does not run",
  condition:
    "A statement needs a superuser or the server's own files: ALTER SYSTEM, tablespaces, LOAD, COPY with a file or PROGRAM.",
  effect: "On Neon, as on most managed servers, it fails with 42501.",
  workaround: "Settings of roles and databases, COPY FROM STDIN, import_data.",
  *check(set) {
    for (const at of set.statements) {
      const [tag, fields] = tagged(at.statement.node) ?? ["", {}];
      const found = NEEDS[tag]?.(fields);
      if (found === undefined) continue;
      const [what, instead] = found;
      yield {
        level: "error",
        at,
        object: what,
        message: `${what} needs a superuser or the server's files, which nobody has on Neon: the migration fails there. ${instead}`,
        evidence: at.error?.sqlstate === "42501" ? "measured" : "rule",
      };
    }
  },
};

type Needed = readonly [what: string, instead: string];

const NEEDS: Readonly<Record<string, (fields: Fields) => Needed | undefined>> = {
  AlterSystemStmt: () => [
    "ALTER SYSTEM",
    "Set it for a role or database by ALTER ROLE or ALTER DATABASE ... SET, or in the compute's settings.",
  ],
  CreateTableSpaceStmt: () => [
    "CREATE TABLESPACE",
    "Leave tablespaces out: Neon's storage has none.",
  ],
  LoadStmt: () => ["LOAD", "Use CREATE EXTENSION for what Neon offers."],
  CopyStmt: (fields) =>
    fields["filename"] === undefined
      ? undefined
      : [
          fields["is_program"] === true ? "COPY with PROGRAM" : "COPY with a file of the server",
          "Use COPY FROM STDIN from a client, or import_data.",
        ],
};
