import type { RlsProof } from "../proof.ts";
import type { DrawnActor, DrawnSquares, ProofPicture } from "./drawn.ts";
import { judge } from "./matrix.ts";
import type { Ran } from "./run-cells.ts";

/** Failed cells that are drawn. Beyond it nobody reads, and a message of megabytes stalls some hosts. */
const failureLimit = 2_000;

/** Characters of an answer that are drawn. */
const answerLimit = 500;

/** Those that the proof made or found have names that say nothing. */
interface DrawnRoles {
  readonly application: string;
  readonly stranger: string;
  readonly owner: string | undefined;
}

/** A proof for the page that draws it. */
export function proofPicture(
  { passed, cells, failed, bypasses, mutations }: RlsProof,
  ran: readonly Ran[],
  roles: DrawnRoles,
): ProofPicture {
  const byPlace = new Map<string, Ran[]>();
  for (const one of ran) {
    const place = key(one.cell.table, one.cell.role, one.cell.actor.name);
    const some = byPlace.get(place);
    if (some === undefined) byPlace.set(place, [one]);
    else some.push(one);
  }
  const columns = columnsOf(ran, failed, roles.application);
  const names = [...new Set([...ran.map(({ cell }) => cell.table), ...failed.map(tableOf)])];
  const commandOf = new Map(
    ran.map(({ cell: { table, role, actor, verb, command } }) => [
      key(table, role, actor.name, verb),
      command,
    ]),
  );
  const columnAt = new Map(columns.map(({ role, actor }, at) => [key(role, actor), at]));
  return {
    passed,
    cells,
    columns: columns.map(({ role, actor }) => ({ role: roleName(role, roles), actor })),
    tables: names.map((name) => ({
      name,
      squares: columns.map(({ role, actor }) => squaresOf(byPlace.get(key(name, role, actor)))),
    })),
    failed: failed.slice(0, failureLimit).map(({ table, role, actor, verb, expected, got }) => ({
      table: names.indexOf(table),
      column: columnAt.get(key(role, actor)) ?? 0,
      command: commandOf.get(key(table, role, actor, verb)) ?? "other",
      verb,
      expected,
      got: got.slice(0, answerLimit),
    })),
    leftOut: Math.max(0, failed.length - failureLimit),
    bypasses: bypasses.map(({ key: __, ...finding }) => finding),
    mutations,
  };
}

const commands = ["select", "insert", "update", "delete"] as const;

const key = (...names: readonly string[]): string => JSON.stringify(names);

const roleName = (role: string, { stranger, owner }: DrawnRoles): string =>
  role === stranger ? "a role not named" : role === owner ? "the owner" : role;

const tableOf = ({ table }: { readonly table: string }): string => table;

/** Known users before those of no context, and last those whom only a failure names. */
function columnsOf(
  ran: readonly Ran[],
  failed: RlsProof["failed"],
  applicationRole: string,
): DrawnActor[] {
  const kinds = ["user", "unknown", "nobody"] as const;
  const actors = [
    ...kinds.flatMap((kind) =>
      ran
        .filter(({ cell }) => cell.actor.kind === kind && cell.command !== "other")
        .map(({ cell: { role, actor } }): DrawnActor => ({ role, actor: actor.name })),
    ),
    ...failed.map(({ role, actor }): DrawnActor => ({ role, actor })),
  ];
  const distinct = [...new Map(actors.map((one) => [key(one.role, one.actor), one])).values()];
  const roles = new Set([applicationRole, ...distinct.map(({ role }) => role)]);
  return [...roles].flatMap((role) => distinct.filter((one) => one.role === role));
}

function squaresOf(some: readonly Ran[] | undefined): DrawnSquares | null {
  if (some === undefined) return null;
  const squares = commands.flatMap((command) => {
    const own = some.filter(({ cell }) => cell.command === command);
    return own.length === 0 ? [] : [[command, { ...judge(own), tried: own.length }] as const];
  });
  return Object.fromEntries(squares);
}
