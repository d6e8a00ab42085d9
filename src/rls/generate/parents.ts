import { createHash } from "node:crypto";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Permission } from "../intent.ts";
import { printed, sameName } from "../resolve/find.ts";
import type { ResolvedTable, Step } from "../resolved.ts";
import { saidOf, tableOf } from "./ground.ts";
import type { Ground } from "./ground.ts";
import { letLookUp } from "./look-up.ts";
import { stem } from "./names.ts";
import { declare } from "./routine.ts";

/** What an ancestor has to be, so many steps from the row. */
export interface End {
  readonly depth: number;
  readonly column: string;
  /** Of the column, behind the alias and the dot of its table. */
  readonly test: (prefix: string) => string;
}

/**
 * The ancestors pass the tests, as measured best (tests/bench/rls.ts): what a user owns by an array of the parents' keys, built once and
 * found in the index; what a tenant does by EXISTS, because its parents may be very many: Postgres then chooses for each query between a
 * look-up for each of a few rows and one hash. Where policies hide parents that count here, by the keys that a definer function returns.
 */
export function throughParents(
  ground: Ground,
  said: ResolvedTable,
  steps: readonly Step[],
  permission: Permission,
  ends: readonly End[],
): string {
  const [first] = steps;
  if (first === undefined) return "true";
  if (!steps.every((_, at) => seen(ground, said, steps, at, permission, ends)))
    return keysOf(ground, steps, first, permission, ends);
  if (permission === "owner" && first.with.length === 0)
    return `${quoteIdentifier(first.column)} = any (array(${keyQuery(steps, first, ends)}))`;
  return `exists (${chain(steps, quoteIdentifier(said.table.name), ends)})`;
}

/** A query of the keys of the parents that pass. */
function keyQuery(steps: readonly Step[], first: Step, ends: readonly End[]): string {
  const keys = [first, ...first.with].map(({ key }) => `p1.${quoteIdentifier(key)}`).join(", ");
  return `select ${keys} from ${printed(first.table)} p1 where ${above(steps, 0, "p1", "p1.", ends)}`;
}

/** `select from parent p1 join grandparent p2 on .. where p1.id = child.parent_id and ..` */
function chain(steps: readonly Step[], outer: string, ends: readonly End[]): string {
  const letter = /^p\d*$/.test(outer) ? "q" : "p";
  const alias = (at: number): string => `${letter}${at + 1}`;
  const joined = steps.map((step, at) => ({
    table: `${printed(step.table)} ${alias(at)}`,
    on: links(step, alias(at), at === 0 ? outer : alias(at - 1)),
  }));
  const [first, ...more] = joined;
  const joins = more.map(({ table, on }) => ` join ${table} on ${on}`).join("");
  const tests = ends.map(({ depth, test }) => test(`${alias(depth - 1)}.`));
  return `select from ${first?.table ?? ""}${joins} where ${[first?.on ?? "", ...tests].join(" and ")}`;
}

const links = ({ column, key, with: others }: Step, parent: string, child: string): string =>
  [{ column, key }, ...others]
    .map(
      (pair) => `${parent}.${quoteIdentifier(pair.key)} = ${child}.${quoteIdentifier(pair.column)}`,
    )
    .join(" and ");

/** Whether the application role may select every ancestor's row that counts, and the columns that lead on. */
function seen(
  ground: Ground,
  child: ResolvedTable,
  steps: readonly Step[],
  at: number,
  permission: Permission,
  ends: readonly End[],
): boolean {
  const step = steps[at];
  const parent = step === undefined ? undefined : saidOf(ground, step.table);
  if (step === undefined || parent === undefined || parent.deleted !== null) return false;
  const next = steps[at + 1];
  const used = [
    step.key,
    ...step.with.map(({ key }) => key),
    ...(next === undefined ? [] : [next.column, ...next.with.map(({ column }) => column)]),
    ...ends.filter(({ depth }) => depth === at + 1).map(({ column }) => column),
  ];
  if (used.some((name) => parent.columns.select?.includes(name) === false)) return false;
  const { select } = parent.allow;
  if (select.includes("anyone")) return true;
  if (permission === "owner") {
    if (parent.tenant === null) return select.includes("owner");
    // A parent in another tenant than its child is hidden by the parent's own guard.
    const { tenant } = child;
    if (tenant === null || tenant.steps.length === 0) return false;
    if (!sameName(tenant.table, parent.tenant.table)) return false;
    return ["owner", "tenant", "member"].some((other) => select.includes(other as Permission));
  }
  if (select.includes("tenant") || select.includes("member")) return true;
  if (typeof permission === "string") return false;
  return select.some(
    (other) =>
      typeof other !== "string" &&
      permission.member_role.every((role) => other.member_role.includes(role)),
  );
}

/** The child's key is among those that a function returns, which sees the ancestors as their owner does. */
function keysOf(
  ground: Ground,
  steps: readonly Step[],
  first: Step,
  permission: Permission,
  ends: readonly End[],
): string {
  const tables = steps.map(({ table }) => tableOf(ground, table));
  const owner = ownerOf(tables);
  const purpose = `${tag(permission)}${ends.length > 1 ? "_and_tenant" : ""}`;
  for (const [at, table] of tables.entries())
    if (table !== undefined)
      letLookUp(ground, table, purpose, above(steps, at, quoteIdentifier(table.name), "", ends));
  const pairs = [{ column: first.column, key: first.key }, ...first.with];
  const parent = tables[0];
  const types = pairs.map(
    ({ key }) => parent?.columns.find(({ name }) => name === key)?.type ?? "",
  );
  const called = declare(ground, {
    name: `${stem(first.table)}_of_${purpose}`,
    returns:
      types.length === 1
        ? `setof ${types[0] ?? ""}`
        : `table (${pairs.map(({ key }, at) => `${quoteIdentifier(key)} ${types[at] ?? ""}`).join(", ")})`,
    definer: owner,
    body: keyQuery(steps, first, ends),
    why: `Keys of ${printed(first.table)} that count for its children, whether or not the application role sees the rows.`,
  });
  const columns = pairs.map(({ column }) => quoteIdentifier(column)).join(", ");
  return pairs.length === 1
    ? `${columns} = any (array(select ${called}()))`
    : `(${columns}) in (select * from ${called}())`;
}

/** The tests as they are for the ancestor at `index` itself, and by EXISTS for those above it. */
function above(
  steps: readonly Step[],
  index: number,
  outer: string,
  prefix: string,
  ends: readonly End[],
): string {
  const here = ends.filter(({ depth }) => depth === index + 1).map(({ test }) => test(prefix));
  const further = ends
    .filter(({ depth }) => depth > index + 1)
    .map((end) => ({ ...end, depth: end.depth - index - 1 }));
  const far = steps.slice(index + 1);
  if (further.length > 0) here.push(`exists (${chain(far, outer, further)})`);
  // An ancestor beyond the nearer end is only passed on the way.
  return here.length === 0 ? "true" : here.join(" and ");
}

function ownerOf(tables: readonly (Table | undefined)[]): string {
  const [owner, ...others] = new Set(tables.flatMap((table) => table?.owner ?? []));
  if (owner !== undefined && others.length === 0) return owner;
  const names = tables.flatMap((table) => (table === undefined ? [] : [printed(table)]));
  throw new ToolError(
    "UNSUPPORTED",
    `${names.map(identifier).join(", ")} have different owners, and a function that looks their rows up runs as one.`,
    "Give them one owner, or allow the application role to select their rows as it may those of their children.",
  );
}

function tag(permission: Permission): string {
  if (permission === "owner") return "user";
  if (typeof permission === "string") return "tenant";
  const roles = permission.member_role.join("_");
  return /^\w{1,24}$/.test(roles)
    ? roles
    : createHash("sha256").update(roles).digest("hex").slice(0, 8);
}
