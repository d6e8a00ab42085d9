import type { Finding } from "../../core/finding.ts";
import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { code, listed } from "../integrity/words.ts";
import { nameOf } from "../rows/name.ts";
import type { Executed } from "./measure.ts";
import type { TableRelation } from "./relations.ts";
import type { Graph, Spread } from "./spread.ts";

/** Pages from which a scan for each deleted row is felt. */
const LARGE = 1024 * 1024;

/** What makes the delete slow or other than it looks: missing indexes, triggers and rules, policies, keys that do nothing. */
export async function findingsOf(
  session: Session,
  { keys, relations }: Graph,
  { gone, reached, cut }: Spread,
  subject: ObjectName,
): Promise<Finding[]> {
  const touched = new Set([...gone.keys(), ...reached.map(({ key }) => key.from.oid)]);
  const tables = [...relations.values()].filter(
    (table) => touched.has(table.oid) || nameOf(table) === nameOf(subject),
  );
  const families = new Set([...gone.keys()].flatMap((oid) => relations.get(oid)?.family ?? []));
  const incoming = keys.filter(({ to }) => families.has(to.oid));
  return [
    ...incoming
      .filter(({ indexed, fires, enforced }) => !indexed && fires && enforced)
      .map(({ name, from }): Finding => ({
        rule: "key-without-index",
        level: (relations.get(from.oid)?.bytes ?? 0) > LARGE ? "warning" : "info",
        object: nameOf(from),
        message: `${code(name)} has no index on ${listed(from.columns)}: for each deleted row Postgres reads all of ${code(nameOf(from))}.`,
        evidence: "rule",
        fix: `CREATE INDEX CONCURRENTLY ON ${nameOf(from)} (${from.columns.map(quoteIdentifier).join(", ")});`,
        key: `key-without-index:${nameOf(from)}:${name}`,
      })),
    ...incoming
      .filter(({ fires, enforced }) => !fires || !enforced)
      .map(({ name, from }): Finding => ({
        rule: "key-does-nothing",
        level: "warning",
        object: nameOf(from),
        message: `${code(name)} is not enforced, or its triggers are switched off: rows that refer to the deleted ones stay and point nowhere.`,
        evidence: "rule",
        key: `key-does-nothing:${nameOf(from)}:${name}`,
      })),
    ...(await triggersOf(session, [...touched])),
    ...tables.filter(({ filtered }) => filtered).map(hidden),
    ...(cut
      ? [
          {
            rule: "more-rows",
            level: "warning" as const,
            object: "",
            message:
              "More than 100,000 rows go; not all were followed, so the counts are the least there are.",
            evidence: "estimated" as const,
            key: "more-rows",
          },
        ]
      : []),
  ];
}

function hidden(table: TableRelation): Finding {
  const object = nameOf(table);
  return {
    rule: "rows-hidden",
    level: "warning",
    object,
    message: `Policies hide rows of ${code(object)} from this role. Foreign keys reach them all the same, so there may be more than is counted. Call again with a role that bypasses them.`,
    evidence: "rule",
    key: `rows-hidden:${object}`,
  };
}

/** Where the delete that was executed took other rows than foreign keys lead to: triggers and rules of users. */
export function differing(
  gone: readonly { readonly table: string; readonly rows: number }[],
  executed: Executed | undefined,
): Finding[] {
  if (executed === undefined || executed.refused !== undefined) return [];
  const real = new Map(executed.written.map(({ table, deleted }) => [table, deleted]));
  const tables = new Set([...gone.map(({ table }) => table), ...real.keys()]);
  return [...tables].flatMap((table): Finding[] => {
    const foretold = gone.find((one) => one.table === table)?.rows ?? 0;
    const deleted = real.get(table) ?? 0;
    if (foretold === deleted) return [];
    return [
      {
        rule: "delete-differs",
        level: "warning",
        object: table,
        message: `Foreign keys lead to ${foretold} rows of ${code(table)}, and ${deleted} were deleted when it was executed and rolled back: triggers, rules or policies do otherwise.`,
        evidence: "measured",
        key: `delete-differs:${table}`,
      },
    ];
  });
}

interface Trigger {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly kind: "trigger" | "rule";
  readonly timing: string;
  readonly calls: string;
  /** Its body says RETURN NULL, or it does something instead. */
  readonly keeps: boolean;
}

async function triggersOf(session: Session, oids: readonly number[]): Promise<Finding[]> {
  const found = await jsonRows<Trigger>(session, triggers, [`{${oids.join(",")}}`]);
  return found.map(({ schema, table, name, kind, timing, calls, keeps }) => {
    const object = nameOf({ schema, name: table });
    const does =
      kind === "rule"
        ? `Rule ${code(name)} ${keeps ? "runs something instead of" : "runs something besides"} deletes.`
        : `Trigger ${code(name)} runs ${code(calls)} ${timing}.${keeps ? " It can return NULL, and then the row stays without an error." : ""}`;
    return {
      rule: "trigger-runs",
      level: keeps ? "warning" : "info",
      object,
      message: does,
      evidence: "rule",
      key: `trigger-runs:${object}:${name}`,
    };
  });
}

const triggers = `
  select n.nspname as schema, c.relname as table, t.tgname as name, 'trigger' as kind,
         pg_catalog.concat_ws(' ', case when t.tgtype & 2 = 2 then 'before' when t.tgtype & 64 = 64 then 'instead of' else 'after' end,
           case when t.tgtype & 8 = 8 then 'delete' else 'update' end, case when t.tgtype & 1 = 1 then 'of each row' else 'once' end) as timing,
         f.oid::regproc::text as calls,
         t.tgtype & 11 = 11 and f.prosrc ~* 'return\\s+null' as keeps
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_proc f on f.oid = t.tgfoid
   where not t.tgisinternal and t.tgenabled in ('O', 'A') and t.tgtype & 8 = 8 and t.tgrelid = any ($1::oid[])
  union all
  select n.nspname, c.relname, r.rulename, 'rule', '', '', r.is_instead
    from pg_catalog.pg_rewrite r
    join pg_catalog.pg_class c on c.oid = r.ev_class join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where r.ev_type = '4' and r.ev_enabled in ('O', 'A') and r.ev_class = any ($1::oid[])
   order by 1, 2, 3`;
