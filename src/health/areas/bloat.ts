import { PLANS, PRICES_AS_OF } from "../../core/neon-facts.ts";
import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import type { Area } from "../area.ts";
import { code, reportOf, worst, type Observation } from "../judge.ts";
import { bytes, counted, percent } from "../words.ts";
import { estimateBloat, type Relation } from "./bloat/estimate.ts";
import { findPgstattuple, measureBloat } from "./bloat/measure.ts";

const MB = 1_048_576;
/** Smaller ones are read in no time, whatever is in them. */
const LEAST = 10 * MB;
/** A table that is written has free room for what comes next, and a B-tree after splits has half: that is no bloat. */
const LIMITS = {
  table: { wasted: 20 * MB, share: 0.5 },
  index: { wasted: 10 * MB, share: 0.6 },
} as const;
/** Each is read, and the database works meanwhile. */
const MOST_MEASURED = 8;
const GB = 1e9;

type Judged = Relation & { readonly wasted: number; readonly evidence: "measured" | "estimated" };

export const bloat: Area = {
  name: "bloat",

  async read({ session, extensions, isNeon }) {
    const relations = await estimateBloat(session, LEAST);
    const estimated = relations.flatMap((one): Judged[] =>
      one.ideal === undefined
        ? []
        : [{ ...one, wasted: Math.max(one.bytes - one.ideal, 0), evidence: "estimated" }],
    );
    const unknown = relations.filter(({ ideal }) => ideal === undefined);
    const judged = extensions.has("pgstattuple")
      ? await measured(session, estimated, unknown)
      : estimated;
    const sick = judged.filter(isBloated);
    const wasted = sick.reduce((sum, one) => sum + one.wasted, 0);
    const hasRepack = await offersRepack(session);
    return reportOf(
      worst(
        sick,
        (one) => one.wasted,
        (one) => tell(one, { hasRepack, isNeon }),
      ),
      {
        summary:
          sick.length === 0
            ? `None of the ${counted(relations.length, "table or index", "tables and indexes")} above ${bytes(LEAST)} is far larger than what it holds.`
            : `${bytes(wasted)} are empty in ${counted(sick.length, "table or index", "tables and indexes")} of ${relations.length} above ${bytes(LEAST)}.`,
        figures: {
          looked_at: relations.length,
          unknown: relations.length - judged.length,
          bloated: sick.length,
          wasted_bytes: Math.round(wasted),
          evidence: judged.some(({ evidence }) => evidence === "measured")
            ? "measured"
            : "estimated",
        },
      },
    );
  },

  // it grows over weeks, and a night's job sees it in time
  alerts: [],
};

const isBloated = ({ kind, bytes: size, wasted }: Judged): boolean =>
  wasted >= LIMITS[kind].wasted && wasted >= size * LIMITS[kind].share;

/** Measures what looks bloated, and what nothing is known of; what cannot be measured stays estimated. */
async function measured(
  session: Session,
  estimated: readonly Judged[],
  unknown: readonly Relation[],
): Promise<Judged[]> {
  const schema = await findPgstattuple(session);
  if (schema === undefined) return [...estimated];
  const suspects = estimated.filter(isBloated).toSorted((a, b) => b.wasted - a.wasted);
  const largest = unknown.toSorted((a, b) => b.bytes - a.bytes);
  const found = new Map<number, Judged>();
  for (const one of [...suspects, ...largest].slice(0, MOST_MEASURED)) {
    const seen = await measureBloat(session, schema, one);
    if (seen !== undefined)
      found.set(one.oid, { ...one, wasted: Math.max(seen.wasted, 0), evidence: "measured" });
  }
  const known = new Set(estimated.map(({ oid }) => oid));
  return [
    ...estimated.map((one) => found.get(one.oid) ?? one),
    ...[...found.values()].filter(({ oid }) => !known.has(oid)),
  ];
}

async function offersRepack(session: Session): Promise<boolean> {
  const [row] = await jsonRows<{ offered: boolean }>(
    session,
    "select exists (select from pg_catalog.pg_available_extensions where name = 'pg_repack') as offered",
  );
  return row?.offered === true;
}

interface Offers {
  readonly hasRepack: boolean;
  readonly isNeon: boolean;
}

function tell(
  { kind, name, bytes: size, wasted, evidence }: Judged,
  { hasRepack, isNeon }: Offers,
): Observation {
  const price = (PLANS.launch.perStorageGbMonth * wasted) / GB;
  const cost =
    isNeon && wasted >= GB
      ? ` That is about $${price.toFixed(2)} of storage a month (prices of ${PRICES_AS_OF}).`
      : "";
  const about = `${code(name)} takes ${bytes(size)}, of which ${evidence === "estimated" ? "some " : ""}${bytes(wasted)} (${percent(wasted / size)}) are empty.${cost}`;
  if (kind === "index")
    return {
      rule: "index-bloated",
      level: "warning",
      object: name,
      message: `${about} Build it anew, which locks nobody out and takes its size once more meanwhile.`,
      evidence,
      fix: `REINDEX INDEX CONCURRENTLY ${name};`,
    };
  const way = hasRepack
    ? "pg_repack writes it anew while it is used (CREATE EXTENSION pg_repack; then the program of the same name). VACUUM FULL does, too, and locks out all reads and writes of it meanwhile."
    : "VACUUM FULL writes it anew and locks out all reads and writes of it meanwhile: only in a pause.";
  return {
    rule: "table-bloated",
    level: "warning",
    object: name,
    message: `${about} New rows fill that in time; where they do not come, ${way}`,
    evidence,
    fix: `VACUUM (FULL, ANALYZE) ${name}; -- ACCESS EXCLUSIVE lock until it is done`,
  };
}
