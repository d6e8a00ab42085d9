import type { Target, TargetInput } from "../../core/target.ts";
import { identifier } from "../../core/identifier.ts";
import type { ImportResult } from "../import-result.ts";
import type { compareSnapshots } from "../verify/verify-data.ts";
import { cutOver } from "./cut-over.ts";
import type { Refused } from "./finish.ts";
import type { Ledger, LedgerPart } from "./ledger.ts";
import type { ImportPlan } from "./plan.ts";
import type { Proof } from "./prove.ts";
import type { PostgresRequest } from "./request.ts";

interface Common {
  readonly plan: ImportPlan;
  readonly wanted: PostgresRequest;
  readonly target: Target;
  /** The target as the caller named it. */
  readonly asked: TargetInput;
  readonly began: number;
}

export interface Planned extends Common {
  /** Undefined where nothing is made. */
  readonly proof: Proof | undefined;
  /** Why tables of the target are in the way. */
  readonly existing: string | undefined;
  readonly ledger: Ledger | undefined;
}

/** What would be done, and what stands against it. Nothing was changed. */
export function plannedResult({ plan, proof, existing, ledger, ...common }: Planned): ImportResult {
  const { halves, parts, access } = plan;
  return {
    ...frame(common, true),
    tables: Array.from(plan.columns.keys(), (table) => ({
      table,
      rows: plan.rows.get(table) ?? 0,
      rejected: 0,
      evidence: "estimated" as const,
    })),
    questions: [
      ...plan.blockers,
      ...(existing === undefined ? [] : [existing]),
      ...(proof?.fatal ?? []).map((text) => `A shadow refused ${text}`),
    ],
    plan: [
      plan.existing
        ? `The tables are there, empty, and equal to the source's. ${halves.before.length} steps remove what would stop rows, until these are there: ${kinds(halves.before)}`
        : `${halves.before.length} steps make what rows need: ${kinds(halves.before)}`,
      `COPY ${plan.columns.size} tables in ${parts.length} parts from one snapshot, each with its row in the ledger neon_dba.database_import_part`,
      `${halves.after.length} steps make what comes after rows: ${kinds(halves.after)}`,
      `${access.length} statements for policies, owners and privileges`,
      "set sequences, ANALYZE, compare counts and checksums with the snapshot",
    ],
    notes: [
      sourceNote(plan),
      ...(proof === undefined
        ? []
        : [
            `Proof: ${proof.steps - proof.refused.length} of ${proof.steps} steps executed on a shadow${refusals(proof.refused)}`,
          ]),
      ...(ledger === undefined ? [] : [resumeNote(ledger)]),
      ...leftNotes(plan, common.wanted),
    ],
    next: "Repeat without dry_run. For the shortest downtime, follow `cut_over`.",
    cut_over: cutOver(plan, common.wanted, common.asked),
  };
}

export interface Imported extends Common {
  readonly refused: readonly Refused[];
  readonly sequences: number;
  /** When an earlier call has finished it: this one has only done what had been refused. */
  readonly finishedAt: string | null;
  /** Copied by this call. */
  readonly rows: number;
  /** Rows that earlier calls had copied. */
  readonly resumed: number | undefined;
  readonly parts: readonly LedgerPart[];
  /** The source was written to between the calls. */
  readonly moved: boolean;
  /** Nothing is compared where no rows were wanted. */
  readonly verified: Awaited<ReturnType<typeof compareSnapshots>> | undefined;
}

export function resultOf(imported: Imported): ImportResult {
  const { plan, refused, rows, resumed, parts, moved, verified, ...common } = imported;
  const counts = new Map<string, number>();
  for (const part of parts)
    counts.set(part.table, (counts.get(part.table) ?? 0) + (part.rows ?? 0));
  const seconds = (performance.now() - common.began) / 1000;
  const isEqual = verifiedNotes(verified).every((note) => note.startsWith("Verified: all"));
  return {
    ...frame(common, false),
    tables: Array.from(plan.columns.keys(), (table) => ({
      table,
      rows: counts.get(table) ?? 0,
      rejected: 0,
      evidence: "measured" as const,
    })),
    notes: [
      sourceNote(plan),
      ...verifiedNotes(verified),
      ...(moved
        ? [
            "The source was written to between the calls, so the rows are of two moments: verify_data names what differs. Options {consistent: true} begins an interrupted import's rows again.",
          ]
        : []),
      ...sequenceNotes(imported),
      ...refused
        .slice(0, 10)
        .map(({ object, reason }) => `Refused by the target: ${object}: ${reason}`),
      ...(refused.length > 10 ? [`and ${refused.length - 10} more were refused`] : []),
      ...leftNotes(plan, common.wanted),
    ],
    ...(resumed === undefined ? {} : { resumed: { rows: resumed } }),
    rows_per_second: Math.round(rows / Math.max(seconds, 0.001)),
    next: nextOf(isEqual, refused),
    cut_over: cutOver(plan, common.wanted, common.asked),
  };
}

function sequenceNotes({ finishedAt, verified, sequences }: Imported): string[] {
  if (finishedAt !== null)
    return [
      `This import was finished at ${finishedAt}: this call has copied no rows and set no sequences.`,
    ];
  return verified === undefined
    ? []
    : [`${sequences} sequences set; a value taken on the source since is not known here.`];
}

function verifiedNotes(verified: Imported["verified"]): string[] {
  if (verified === undefined) return ["Schema without rows."];
  const differing = verified.tables.filter(({ equal }) => !equal).map(({ table }) => table);
  const count = verified.tables.length;
  return [
    differing.length === 0
      ? `Verified: all rows of ${count} tables are those of the source's snapshot, by counts and checksums.`
      : `Verified: ${differing.length} of ${count} tables differ from the source as it is now: ${differing.slice(0, 5).map(identifier).join(", ")}.`,
    ...verified.skipped.map(
      ({ table, reason }) => `Not compared: ${identifier(table)}, ${reason}.`,
    ),
  ];
}

function nextOf(isEqual: boolean, refused: readonly Refused[]): string {
  if (refused.length > 0)
    return "Repair what was refused (see notes) and repeat this call: only what is not done is done.";
  return isEqual
    ? "Rows written on the source from now on are not here: follow `cut_over`, or stop writes there and call verify_data."
    : "Call verify_data for the keys of the rows that differ.";
}

function frame({ target, began }: Pick<Common, "target" | "began">, dryRun: boolean) {
  return {
    target,
    dry_run: dryRun,
    rejected: [],
    duration_ms: Math.round(performance.now() - began),
  };
}

function sourceNote({ survey, targetSurvey, columns, rows }: ImportPlan): string {
  const total = Array.from(rows.values()).reduce((sum, count) => sum + count, 0);
  const encoding =
    survey.encoding === targetSurvey.encoding
      ? survey.encoding
      : `${survey.encoding}, converted to ${targetSurvey.encoding}`;
  const sorting =
    survey.collation === targetSurvey.collation
      ? ""
      : `; text sorts by ${survey.collation} there and by ${targetSurvey.collation} here`;
  return `Source: Postgres ${survey.version}, ${Math.round(survey.bytes / 1e6)} MB, ${encoding}, ${columns.size} tables, about ${total} rows${sorting}. Target: Postgres ${targetSurvey.version}.`;
}

const refusals = (refused: readonly Refused[]): string =>
  refused.length === 0
    ? "."
    : `; refused: ${refused
        .slice(0, 5)
        .map(({ object, reason }) => `${object} (${reason})`)
        .join("; ")}.`;

const resumeNote = ({ parts, endedAt }: Ledger): string =>
  endedAt !== null
    ? `This import was finished at ${endedAt}: without options {consistent: true} this call would only do what was refused.`
    : `An earlier call has copied ${parts.filter(({ rows }) => rows !== null).length} of ${parts.length} parts; this call would go on there.`;

function leftNotes(plan: ImportPlan, { variable }: PostgresRequest): string[] {
  const { leftExtensions, leftRoles, leftAccess, notCarried } = plan;
  return [
    ...(leftExtensions.length === 0
      ? []
      : [
          `Extensions that the target does not have and nothing needs: ${leftExtensions.join(", ")}.`,
        ]),
    ...(leftRoles.length === 0
      ? []
      : [
          `Roles that the target does not have: ${leftRoles.join(", ")}. Left out for that: ${leftAccess.slice(0, 20).join("; ")}${leftAccess.length > 20 ? `; and ${leftAccess.length - 20} more` : ""}`,
        ]),
    ...(notCarried.length === 0
      ? []
      : [
          `Not carried: ${notCarried.join("; ")}.${plan.only !== undefined || plan.survey.largeObjects === 0 ? "" : ` pg_dump carries large objects: pg_dump --format=custom --no-owner --no-acl "$${variable}" | pg_restore --no-owner --no-acl --dbname "$TARGET_URL"`}`,
        ]),
  ];
}

function kinds(steps: readonly { readonly object: string }[]): string {
  const counts = new Map<string, number>();
  for (const { object } of steps) {
    const kind = object.split(" ", 1)[0] ?? "";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return Array.from(counts, ([kind, count]) => `${kind} ${count}`).join(", ");
}
