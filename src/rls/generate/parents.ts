import { createHash } from "node:crypto";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Permission } from "../intent.ts";
import { printed, sameName } from "../resolve/find.ts";
import type { Path, ResolvedTable, Step } from "../resolved.ts";
import { saidOf, tableOf } from "./ground.ts";
import type { Ground } from "./ground.ts";
import { letLookUp } from "./look-up.ts";
import { stem } from "./names.ts";
import { declare } from "./routine.ts";

type Test = (column: string) => string;

/**
 * The ancestor at the end of the path passes the test. By EXISTS where the application role sees the ancestors' rows: Postgres then
 * chooses for each query between a look-up for each of a few rows and one hash of all that pass, and was never far from the better of
 * them (tests/bench/rls.ts). Where their policies hide rows that count here, by the keys that a definer function returns.
 */
export function throughParents(
  ground: Ground,
  said: ResolvedTable,
  path: Path,
  permission: Permission,
  test: Test,
): string {
  const { steps } = path;
  const [first] = steps;
  if (first === undefined) return test(quoteIdentifier(path.column));
  const outer = quoteIdentifier(said.table.name);
  if (steps.every((step, at) => seen(ground, said, step, at, path, permission)))
    return `exists (${chain(path, outer, test)})`;
  return keysOf(ground, path, first, permission, test);
}

/** `select from parent p1 join grandparent p2 on .. where p1.id = child.parent_id and ..` */
function chain({ steps, column }: Path, outer: string, test: Test): string {
  const letter = /^p\d*$/.test(outer) ? "q" : "p";
  const alias = (at: number): string => `${letter}${at + 1}`;
  const joined = steps.map((step, at) => ({
    table: `${printed(step.table)} ${alias(at)}`,
    on: links(step, alias(at), at === 0 ? outer : alias(at - 1)),
  }));
  const [first, ...more] = joined;
  const joins = more.map(({ table, on }) => ` join ${table} on ${on}`).join("");
  const end = `${alias(steps.length - 1)}.${quoteIdentifier(column)}`;
  return `select from ${first?.table ?? ""}${joins} where ${first?.on ?? ""} and ${test(end)}`;
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
  step: Step,
  at: number,
  path: Path,
  permission: Permission,
): boolean {
  const parent = saidOf(ground, step.table);
  if (parent === undefined || parent.deleted !== null) return false;
  const next = path.steps[at + 1];
  const used = [
    step.key,
    ...step.with.map(({ key }) => key),
    ...(next === undefined
      ? [path.column]
      : [next.column, ...next.with.map(({ column }) => column)]),
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
  path: Path,
  first: Step,
  permission: Permission,
  test: Test,
): string {
  const tables = path.steps.map(({ table }) => tableOf(ground, table));
  const owner = ownerOf(tables);
  for (const [at, table] of tables.entries())
    if (table !== undefined) letLookUp(ground, table, tag(permission), below(path, at, test));
  const pairs = [{ column: first.column, key: first.key }, ...first.with];
  const parent = tables[0];
  const types = pairs.map(
    ({ key }) => parent?.columns.find(({ name }) => name === key)?.type ?? "",
  );
  const keys = pairs.map(({ key }) => `p1.${quoteIdentifier(key)}`).join(", ");
  const rest = { ...path, steps: path.steps.slice(1) };
  const where =
    rest.steps.length === 0
      ? test(`p1.${quoteIdentifier(path.column)}`)
      : `exists (${chain(rest, "p1", test)})`;
  const called = declare(ground, {
    name: `${stem(first.table)}_of_${tag(permission)}`,
    returns:
      types.length === 1
        ? `setof ${types[0] ?? ""}`
        : `table (${pairs.map(({ key }, at) => `${quoteIdentifier(key)} ${types[at] ?? ""}`).join(", ")})`,
    definer: owner,
    body: `select ${keys} from ${printed(first.table)} p1 where ${where}`,
    why: `Keys of ${printed(first.table)} that count for its children, whether or not the application role sees the rows.`,
  });
  const columns = pairs.map(({ column }) => quoteIdentifier(column)).join(", ");
  return pairs.length === 1
    ? `${columns} = any (array(select ${called}()))`
    : `(${columns}) in (select * from ${called}())`;
}

/** The same test of the ancestor at `index` itself. */
function below(path: Path, index: number, test: Test): string {
  const rest = { ...path, steps: path.steps.slice(index + 1) };
  if (rest.steps.length === 0) return test(quoteIdentifier(path.column));
  const outer = path.steps[index]?.table.name ?? "";
  return `exists (${chain(rest, quoteIdentifier(outer), test)})`;
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
