import type { Session } from "../../core/session.ts";
import { qualified } from "../../sql/quote.ts";
import { appliedFiles, ledgers, type Ledger, type LedgerRow } from "../folder/ledgers.ts";
import type { Framework, MigrationFile, MigrationSet } from "../folder/set.ts";
import type { SetFinding } from "./report.ts";

export interface Position {
  /** What the ledger says is applied. */
  readonly applied: readonly MigrationFile[];
  readonly pending: MigrationSet;
  readonly findings: readonly SetFinding[];
  /** The ledger, which no migration makes. */
  readonly table: string;
}

/** How far the target has come by the tool's own ledger, and where folder and ledger differ; undefined where there is none. */
export async function readPosition(
  target: Session,
  set: MigrationSet,
): Promise<Position | undefined> {
  const { framework } = set;
  const ledger = framework === undefined ? undefined : ledgers[framework];
  if (framework === undefined || ledger === undefined) return undefined;
  const table = await find(target, ledger);
  if (table === undefined) return undefined;
  const rows = await target.query<LedgerRow & Record<string, unknown>>(
    ledger.sql.replace("$table", table),
  );
  const applied = appliedFiles(framework, set.files, rows);
  return {
    applied: set.files.filter((file) => applied.has(file)),
    pending: { ...set, files: set.files.filter((file) => !applied.has(file)) },
    findings: [
      ...rows.filter(({ failed }) => failed).map((row) => failed(row, framework, table)),
      ...lost(rows, set.files, framework, table),
      ...changed(rows, set.files, ledger),
      ...overtaken(set.files, applied, framework),
    ],
    table,
  };
}

/** The table that the search path finds first. */
async function find(session: Session, { table, columns }: Ledger): Promise<string | undefined> {
  const [found] = await session.query<{ schema: string }>(
    `select n.nspname as schema
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relname = $1 and c.relkind in ('r', 'p') and n.nspname !~ '^pg_'
       and pg_catalog.has_table_privilege(c.oid, 'SELECT') and pg_catalog.has_schema_privilege(n.oid, 'USAGE')
       and not exists (select from pg_catalog.unnest($2::pg_catalog.text[]) as wanted(name)
         where not exists (select from pg_catalog.pg_attribute a
           where a.attrelid = c.oid and a.attname = wanted.name and not a.attisdropped))
     order by pg_catalog.array_position(pg_catalog.current_schemas(false), n.nspname) limit 1`,
    [table, columns],
  );
  return found === undefined ? undefined : qualified(found.schema, table);
}

const finding = { rule: "drift", evidence: "measured" } as const;

const failed = ({ version }: LedgerRow, framework: Framework, table: string): SetFinding => ({
  ...finding,
  level: "error",
  object: version,
  message: `Migration ${version} began on the target and did not end well, as \`${table}\` says: ${framework} refuses to go on. Look what of it is there, undo or complete it, and mark it in the ledger.`,
});

function lost(
  rows: readonly LedgerRow[],
  files: readonly MigrationFile[],
  framework: Framework,
  table: string,
): SetFinding[] {
  const known = new Set(files.map(({ version }) => normal(version, framework)));
  return rows
    .filter(({ version }) => !known.has(normal(version, framework)))
    .map(({ version }) => ({
      ...finding,
      level: framework === "alembic" || framework === "golang-migrate" ? "error" : "warning",
      object: version,
      message: `The target has applied migration ${version} (\`${table}\`), and the folder does not have it: another branch may have made it. Bring the file here before anything is applied.`,
    }));
}

/** golang-migrate keeps a number, and files have zeros before it. */
const normal = (version: string | undefined, framework: Framework): string | undefined =>
  framework === "golang-migrate" ? version?.replace(/^0+(?=\d)/, "") : version;

function changed(
  rows: readonly LedgerRow[],
  files: readonly MigrationFile[],
  { refusesChanges }: Ledger,
): SetFinding[] {
  const sums = new Map(rows.map(({ version, checksum }) => [version, checksum]));
  return files.flatMap(({ path, version, checksum }): SetFinding[] => {
    const kept = version === undefined ? undefined : sums.get(version);
    if (kept === undefined || kept === null || checksum === undefined || kept === checksum)
      return [];
    const then = refusesChanges ? "The tool refuses to go on." : "The tool does not notice.";
    return [
      {
        ...finding,
        level: refusesChanges ? "error" : "warning",
        file: path,
        object: path,
        message: `The file was changed after it was applied to the target (its checksum is another one), so the target does not have what it says now. ${then} Restore it, and make the change in a new migration.`,
      },
    ];
  });
}

/** Files before the last applied one that are not applied. */
function overtaken(
  files: readonly MigrationFile[],
  applied: ReadonlySet<MigrationFile>,
  framework: Framework,
): SetFinding[] {
  if (framework === "alembic") return [];
  const last = files.findLastIndex((file) => applied.has(file));
  const passedOver =
    framework === "drizzle"
      ? "Drizzle passes it over for good"
      : "its order is another one than elsewhere, or the tool refuses it";
  return files
    .slice(0, Math.max(0, last))
    .filter((file) => !applied.has(file) && file.version !== undefined)
    .map(({ path }) => ({
      ...finding,
      level: framework === "drizzle" ? "error" : "warning",
      file: path,
      object: path,
      message: `The target has applied later migrations and not this one: ${passedOver}. Give it a number after the last.`,
    }));
}
