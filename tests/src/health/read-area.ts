import { readContext } from "../../../src/health/context.ts";
import type { Area, AreaReport } from "../../../src/health/area.ts";
import { noNeon } from "../../helpers/deps.ts";
import { openSession } from "../query/session.ts";

/** What one area says of the database of a URL, read as check_health reads it: in a read-only transaction with short statements. */
export async function readArea(area: Area, url: string, timeScale = 1): Promise<AreaReport> {
  await using session = await openSession(url);
  const context = await readContext(session, {
    target: {},
    deps: {
      ...noNeon,
      access: "read",
      session: () => openSession(url),
      shadow: () => Promise.reject(new Error("no area needs a shadow")),
    },
    call: {
      signal: new AbortController().signal,
      progress: () => {},
      confirm: () => Promise.reject(new Error("this area changes nothing")),
    },
    sloMs: 1_000,
    compute: undefined,
    timeScale,
  });
  const options = { access: "read only", statementTimeoutMs: 5_000, lockTimeoutMs: 200 } as const;
  return await session.transaction(options, () => area.read(context));
}

export const rules = ({ findings }: AreaReport): string[] => findings.map(({ rule }) => rule);
