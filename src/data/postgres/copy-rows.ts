import type { Progress } from "../../core/neon.ts";
import type { Session } from "../../core/session.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Sessions } from "../sessions.ts";
import { countPart, takePart, type LedgerPart, type Part } from "./ledger.ts";
import { copySql, type Columns } from "./parts.ts";
import { change } from "./transaction.ts";

export interface Copying {
  readonly id: string;
  readonly source: Snapshot;
  readonly target: Sessions;
  readonly columns: ReadonlyMap<string, Columns>;
  readonly call: Progress;
}

/**
 * Copies the parts that are not done, as many at once as there are sessions: COPY out of one server is the input of COPY into the
 * other, and a part and its row in the ledger are one transaction. Returns the rows that were copied now.
 */
export async function copyRows(parts: readonly LedgerPart[], copying: Copying): Promise<number> {
  const { target, call } = copying;
  const queue = parts.filter(({ rows }) => rows === null);
  let rows = 0;
  let done = parts.length - queue.length;
  const tell = (): void =>
    call.progress(done, `${done} of ${parts.length} parts of the rows copied`, parts.length);
  const work = async (session: Session): Promise<void> => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
      call.signal.throwIfAborted();
      rows += await copyPart(part, session, copying);
      done += 1;
      tell();
    }
  };
  tell();
  const results = await Promise.allSettled(
    target.map(async (session) => {
      try {
        await work(session);
      } catch (error) {
        // the others end with what they are at
        queue.length = 0;
        throw error;
      }
    }),
  );
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return rows;
}

const NO_COLUMNS: Columns = { columns: [], generated: false, format: "text" };

function copyPart(part: Part, session: Session, { id, source, columns }: Copying): Promise<number> {
  const { out, into } = copySql(part, columns.get(part.table) ?? NO_COLUMNS);
  return change(session, async () => {
    if (!(await takePart(session, id, part))) return 0;
    const rows = await source.run((reader) => session.copyIn(into, reader.copyOut(out)));
    await countPart(session, id, part, rows);
    return rows;
  });
}
