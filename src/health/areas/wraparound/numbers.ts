import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";

/** A shorter span says nothing of an hour. */
const LEAST_SECONDS = 60;

/** How old what is not frozen is, in transactions and in multixacts. */
export interface Numbers {
  readonly freezeAge: number;
  readonly multixactFreezeAge: number;
  readonly databases: readonly {
    readonly name: string;
    readonly age: number;
    readonly multixacts: number;
    /** Others, as template0, autovacuum alone reaches, and it does as soon as it runs. */
    readonly connectable: boolean;
  }[];
  readonly tables: readonly Aged[];
  /** Of all databases together; undefined where nobody knows. */
  readonly perHour: number | undefined;
}

interface Row extends Omit<Numbers, "perHour"> {
  readonly nextXid: string;
  readonly mayReadControl: boolean;
}

interface Control {
  readonly checkpointXid: string;
  readonly checkpointSeconds: number;
  readonly clusterSeconds: number;
}

export interface Aged {
  /** Of a TOAST table, that of its table. */
  readonly name: string;
  readonly age: number;
  readonly multixacts: number;
  readonly isTemporary: boolean;
}

/** Templates count too: the limit is the whole server's. */
const numbersOf = `
  select pg_catalog.current_setting('autovacuum_freeze_max_age')::float8 as "freezeAge",
         pg_catalog.current_setting('autovacuum_multixact_freeze_max_age')::float8 as "multixactFreezeAge",
         (select json_agg(json_build_object('name', datname, 'age', pg_catalog.age(datfrozenxid), 'multixacts', pg_catalog.mxid_age(datminmxid), 'connectable', datallowconn))
            from pg_catalog.pg_database) as databases,
         coalesce((select json_agg(t) from (
           select pg_catalog.format('%I.%I', n.nspname, o.relname) as name, max(pg_catalog.age(c.relfrozenxid)) as age,
                  max(pg_catalog.mxid_age(c.relminmxid)) as multixacts, bool_or(c.relpersistence = 't') as "isTemporary"
             from pg_catalog.pg_class c
             left join pg_catalog.pg_class toasted on toasted.reltoastrelid = c.oid
             join pg_catalog.pg_class o on o.oid = coalesce(toasted.oid, c.oid)
             join pg_catalog.pg_namespace n on n.oid = o.relnamespace
            where c.relkind in ('r', 'm', 't') and c.relfrozenxid <> '0'
            group by 1 order by greatest(max(pg_catalog.age(c.relfrozenxid)), max(pg_catalog.mxid_age(c.relminmxid))) desc limit 50) t), '[]') as tables,
         pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text as "nextXid",
         pg_catalog.has_function_privilege('pg_catalog.pg_control_checkpoint()', 'EXECUTE')
           and pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') as "mayReadControl"`;

/** The upper half of the system identifier is the second of initdb (xlog.c, BootStrapXLOG). */
const controlOf = `
  select (split_part(next_xid, ':', 1)::numeric * 4294967296 + split_part(next_xid, ':', 2)::numeric)::text as "checkpointXid",
         extract(epoch from pg_catalog.clock_timestamp() - checkpoint_time)::float8 as "checkpointSeconds",
         (extract(epoch from pg_catalog.clock_timestamp()) - (system_identifier >> 32))::float8 as "clusterSeconds"
    from pg_catalog.pg_control_checkpoint(), pg_catalog.pg_control_system()`;

export async function readNumbers(session: Session): Promise<Numbers> {
  const [row] = await jsonRows<Row>(session, numbersOf);
  if (row === undefined) throw new Error("a query of one row returned none");
  // a function that may not be called fails before a CASE could pass it over
  const [control] = row.mayReadControl ? await jsonRows<Control>(session, controlOf) : [];
  return { ...row, perHour: ratePerHour(row.nextXid, control) };
}

/** The faster of what happened since the last checkpoint and since the server was made: who plans by it must not come too late. */
function ratePerHour(nextXid: string, control: Control | undefined): number | undefined {
  if (control === undefined) return undefined;
  const spans = [
    { from: control.checkpointXid, seconds: control.checkpointSeconds },
    { from: "0", seconds: control.clusterSeconds },
  ].filter(({ seconds }) => seconds >= LEAST_SECONDS);
  if (spans.length === 0) return undefined;
  const each = spans.map(({ from, seconds }) => Number(BigInt(nextXid) - BigInt(from)) / seconds);
  return Math.max(...each) * 3_600;
}
