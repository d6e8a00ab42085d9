import * as z from "zod";
import { ToolError } from "../../src/core/errors.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { RlsProof } from "../../src/rls/proof.ts";

const implementation = once(() => import("../../src/rls/prove/prove.ts"));
const reading = once(() => import("../../src/rls/resolve.ts"));

/** Of failed cells in structured content; the text has them grouped. */
const shownCells = 60;

export const proveRls = defineTool({
  name: "prove_rls",
  title: "Prove row-level security",
  description:
    "Try on a copy, as each kind of user, whether policies do what is meant; weaken them; look for ways round.",
  effect: "read",
  picture: "matrix",
  input: z.object({
    intent: z.looseObject({}).describe("As in generate_rls"),
    target: KnownTarget.optional(),
    ddl: z.string().optional().describe("Instead of a target"),
    on: z.enum(["shadow", "branch"]).default("shadow"),
  }),
  output: RlsProof.extend({
    target: Target,
    failed_cells: z.int(),
    matrix: z.string().describe("Tables by users: select, insert, update, delete; ! is wrong."),
    notes: z.array(z.string()),
    duration_ms: z.int(),
  }),
  untrusted: ["failed", "mutations", "bypasses", "plans", "pgtap", "matrix", "notes"],

  async run({ intent, target, ddl, on }, deps, call) {
    if (ddl !== undefined && (target !== undefined || on === "branch"))
      throw new ToolError(
        "INVALID_INPUT",
        "`ddl` is tried on a shadow of its own: there is no target and no branch of it.",
        "Pass `ddl` alone, or `target` with `on`.",
      );
    const { readIntent } = await reading();
    const { proveIntent } = await implementation();
    const origin = ddl === undefined ? { target, on } : { ddl };
    const proven = await proveIntent(deps, { intent: readIntent(intent), origin }, call);
    const { failed, ...rest } = proven;
    return {
      ...rest,
      notes: [...rest.notes],
      failed: failed.slice(0, shownCells),
      failed_cells: failed.length,
    };
  },

  render(output) {
    const { passed, cells, failed, failed_cells: count, mutations, bypasses, plans } = output;
    const { matrix, notes, duration_ms: ms } = output;
    const errors = bypasses.filter(({ level }) => level === "error").length;
    const holes = mutations.survived.filter(({ reason }) => reason.startsWith("No cell")).length;
    const slow = plans.filter(({ ok }) => !ok);
    const rest = mutations.total - mutations.caught - holes;
    const mutants = `${mutations.caught} of ${mutations.total} weakened policies were noticed${rest === 0 ? "" : `, ${rest} open nothing`}${holes === 0 ? "" : `, ${holes} not explained`}`;
    return {
      head: passed
        ? `Proven (measured, ${ms} ms): ${cells} cells went as the intent says; ${mutants}.`
        : `Not proven (measured): ${count} of ${cells} cells went another way, ${errors} ways round; ${mutants}.`,
      data: [
        failedLines(failed),
        bypasses
          .map(
            ({ level, rule, object, message, fix }) =>
              `${level} ${rule} ${object}: ${message}${fix === undefined ? "" : `\n  ${fix}`}`,
          )
          .join("\n"),
        matrix,
        mutations.survived
          .filter(({ reason }) => reason.startsWith("No cell"))
          .map(
            ({ table, policy, mutation, reason }) =>
              `${table} ${policy ?? ""} ${mutation}: ${reason}`,
          )
          .join("\n"),
        slow.map(({ table, detail }) => `slow ${table}: ${detail}`).join("\n"),
        notes.join("\n"),
      ]
        .filter(Boolean)
        .join("\n\n"),
      next: passed
        ? "Keep `pgtap` as a test of the project, for pg_prove. Call this again after each change of policies, roles or tables."
        : "Correct what is named, or write the policies by generate_rls from the same intent, and call prove_rls again.",
    };
  },
});

const shownLines = 25;

/** Those that say the same of several users in one line. */
function failedLines(failed: RlsProof["failed"]): string {
  const groups = new Map<string, { first: RlsProof["failed"][number]; actors: Set<string> }>();
  for (const cell of failed) {
    const key = JSON.stringify([cell.table, cell.role, cell.verb, cell.expected]);
    const group = groups.get(key) ?? { first: cell, actors: new Set<string>() };
    group.actors.add(cell.actor);
    groups.set(key, group);
  }
  const lines = [...groups.values()].map(({ first, actors }) => {
    const [one, two, ...more] = actors;
    const who =
      [one, two].filter(Boolean).join(", ") + (more.length === 0 ? "" : ` and ${more.length} more`);
    return `${first.table}, ${first.role}, ${first.verb} (${who}): expected ${first.expected}, got ${first.got}`;
  });
  const rest = lines.length - shownLines;
  return [...lines.slice(0, shownLines), ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n");
}
