import { ToolError } from "../core/errors.ts";
import type { Area, AreaReport, HealthContext, Verdict } from "./area.ts";

/** What one statement may take, and all areas together that are looked at without being asked for. */
const [STATEMENT_MS, ALL_MS] = [3_000, 20_000];
const WORST: readonly Verdict[] = ["act", "watch", "ok"];

export interface Looked {
  /** The worst first. */
  readonly verdicts: readonly (AreaReport & { readonly area: string })[];
  readonly skipped: readonly { readonly area: string; readonly reason: string }[];
}

/** Reads one area after the other. One that fails takes no other with it. */
export async function lookAt(areas: readonly Area[], context: HealthContext): Promise<Looked> {
  const end = Date.now() + ALL_MS;
  const verdicts: Looked["verdicts"][number][] = [];
  const skipped: Looked["skipped"][number][] = [];
  for (const [index, area] of areas.entries()) {
    context.call.progress(index, area.name, areas.length);
    if (area.isAskedFor !== true && Date.now() > end) {
      skipped.push({ area: area.name, reason: "the server answers too slowly: ask for it alone." });
      continue;
    }
    try {
      verdicts.push({ area: area.name, ...(await read(area, context)) });
    } catch (error) {
      if (context.call.signal.aborted) throw error;
      skipped.push({ area: area.name, reason: reasonOf(error) });
    }
  }
  const place = ({ verdict }: AreaReport): number => WORST.indexOf(verdict);
  return { verdicts: verdicts.toSorted((a, b) => place(a) - place(b)), skipped };
}

/** In a transaction, so that its settings hold and its statements see one moment of pg_stat_activity. */
function read(area: Area, context: HealthContext): Promise<AreaReport> {
  if (area.isAskedFor === true) return area.read(context);
  const options = {
    access: "read only",
    statementTimeoutMs: STATEMENT_MS,
    lockTimeoutMs: 200,
  } as const;
  return context.session.transaction(options, () => area.read(context));
}

/** With Postgres' own words, which name what was refused. */
function reasonOf(error: unknown): string {
  if (!(error instanceof ToolError)) throw error;
  const { code, message, next, sqlstate, quoted } = error;
  const what = sqlstate === undefined ? code : `${code} ${sqlstate}`;
  return [`${what}: ${message}`, quoted?.split("\n", 1)[0], next].filter(Boolean).join(" ");
}
