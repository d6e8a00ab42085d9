import type { Session } from "../../core/session.ts";
import { checkReadable } from "../../postgres/guard/check-readable.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { parseScript } from "../../sql/parse.ts";
import { nameOf } from "../rows/name.ts";
import type { Probe, Reader, Violation } from "./check.ts";

/** Asks one question in a read-only transaction of its own, of all rows or of a share of the pages. */
export function runProbe(
  session: Session,
  probe: Probe,
  { share, statementTimeoutMs }: { readonly share: number; readonly statementTimeoutMs: number },
): Promise<readonly Violation[]> {
  return session.transaction({ access: "read only", statementTimeoutMs }, () =>
    probe.run(readerOn(session, share)),
  );
}

function readerOn(session: Session, share: number): Reader {
  return {
    version: session.version,
    share,
    async rows(sql, { params = [], guarded = false } = {}) {
      if (guarded)
        for (const statement of await parseScript(sql)) await checkReadable(statement, session);
      return jsonRows(session, sql, params);
    },
    from: (table, alias) =>
      `${table.kind === "table" ? "only " : ""}${nameOf(table)} as ${alias}${
        share < 1 ? ` tablesample system (${share * 100}) repeatable (1)` : ""
      }`,
  };
}
