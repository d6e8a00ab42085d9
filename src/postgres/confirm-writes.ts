import { identifier } from "../core/identifier.ts";
import type { Session } from "../core/session.ts";
import type { Call } from "../core/tool.ts";
import { destructive } from "../sql/destructive.ts";
import { runsAlone } from "../sql/runs-alone.ts";
import type { Page } from "./read-page.ts";
import { rehearse } from "./run-writes.ts";
import type { Script } from "./script.ts";

/** Rows are counted up to here: beyond, the exact number makes no difference to the answer. */
const COUNTED = 1_000_000;
const NAMED = 20;

/**
 * Asks before a script that destroys something. It is run first and rolled back, so that the question says what would really go: rows of
 * the tables, rows of each command, and what CASCADE takes along.
 */
export async function confirmWrites(
  session: Session,
  script: Script,
  call: Pick<Call, "confirm">,
): Promise<void> {
  const losses = (await Promise.all(script.statements.map(destructive))).filter(
    (loss) => loss !== undefined,
  );
  if (losses.length === 0) return;
  const objects = [...new Set(losses.flatMap((loss) => loss.objects))];
  const tables = await sizes(session, objects);
  const alone = script.statements.some(runsAlone);
  const changed = alone ? [] : counts(await rehearse(session, script));
  const cascades = cascadesOf(session.notices());
  const sentences = [
    ...new Set(losses.map((loss) => loss.summary)),
    ...tables.map(sizeSentence),
    ...changed,
    ...cascadeSentence(cascades),
    ...(alone ? ["It runs outside a transaction, so it was not tried."] : []),
  ];
  await call.confirm({ summary: sentences.join(" "), plan: { tables, changed, cascades } });
}

interface Size {
  readonly name: string;
  readonly rows: number;
  readonly size: string;
}

/** Tables among the objects, with their rows; what is no table, or may not be read, is left out. */
async function sizes(session: Session, objects: readonly string[]): Promise<Size[]> {
  const found = await session.query<{ name: string; size: string }>(
    `select c.oid::regclass::text as name, pg_size_pretty(pg_total_relation_size(c.oid)) as size
     from unnest($1::text[]) as o(name)
     join pg_class c on c.oid = to_regclass(case when o.name ~ '\\(' then null else o.name end)
     where c.relkind in ('r', 'p', 'm') and has_table_privilege(c.oid, 'select')`,
    [objects],
  );
  const measured: Size[] = [];
  for (const { name, size } of found) {
    // The name is as Postgres prints it, quoted where it has to be.
    const [row] = await session.query<{ rows: number }>(
      `select count(*) as rows from (select from ${name} limit ${COUNTED + 1}) as counted`,
    );
    measured.push({ name, size, rows: row?.rows ?? 0 });
  }
  return measured;
}

function sizeSentence({ name, rows, size }: Size): string {
  const count = rows > COUNTED ? `more than ${number(COUNTED)}` : number(rows);
  return `\`${identifier(name)}\` has ${count} rows (${size}).`;
}

function counts(pages: readonly Page[]): string[] {
  return pages.flatMap(({ result: { command, rowCount } }, index) =>
    ["DELETE", "UPDATE", "MERGE"].includes(command)
      ? [`Statement ${index + 1} (${command}) changes ${number(rowCount)} rows.`]
      : [],
  );
}

/** `NOTICE: drop cascades to view x`, or a count with one object on each line of its detail. */
function cascadesOf(notices: readonly string[]): string[] {
  return notices.flatMap((notice) =>
    Array.from(
      notice.matchAll(/drop cascades to (?!\d+ other objects)(.+)/g),
      ([, name = ""]) => name,
    ),
  );
}

function cascadeSentence(cascades: readonly string[]): string[] {
  if (cascades.length === 0) return [];
  const named = cascades.slice(0, NAMED).map((name) => `\`${identifier(name)}\``);
  const rest = cascades.length > NAMED ? ` and ${cascades.length - NAMED} more` : "";
  return [`CASCADE also drops ${named.join(", ")}${rest}.`];
}

const number = (value: number): string => value.toLocaleString("en");
