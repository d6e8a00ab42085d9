import type { Finding } from "../../core/finding.ts";
import { identifier } from "../../core/identifier.ts";
import type { Wire } from "../../postgres/wire.ts";
import { finding } from "./session.ts";
import { rowsOf } from "./wire.ts";

interface Surprise {
  readonly name: string;
  readonly level: Finding["level"];
  readonly when: (value: string) => boolean;
  readonly effect: string;
}

const ms = (value: string): number => Number(value);

/** Settings by which a session behaves otherwise than its author expects. Values as pg_settings has them: times in ms. */
const SURPRISES: readonly Surprise[] = [
  {
    name: "default_transaction_read_only",
    level: "error",
    when: (value) => value === "on",
    effect: "every write fails with 25006",
  },
  {
    name: "search_path",
    level: "warning",
    when: (value) => value.replaceAll(" ", "") !== '"$user",public',
    effect: "names without a schema mean other tables than usual",
  },
  {
    name: "standard_conforming_strings",
    level: "error",
    when: (value) => value === "off",
    effect: "a backslash in a string escapes: quoting by most drivers is unsafe",
  },
  {
    name: "statement_timeout",
    level: "info",
    when: (value) => ms(value) === 0,
    effect:
      "a statement may run for ever; as an application's role: alter role current_user set statement_timeout = '30s';",
  },
  {
    name: "statement_timeout",
    level: "warning",
    when: (value) => ms(value) > 0 && ms(value) < 5000,
    effect: "statements are stopped after less than 5 s",
  },
  {
    name: "idle_in_transaction_session_timeout",
    level: "info",
    when: (value) => ms(value) === 0,
    effect:
      "a forgotten transaction holds its locks for ever, and keeps a Neon compute awake; as an application's role: alter role current_user set idle_in_transaction_session_timeout = '60s';",
  },
  {
    name: "idle_session_timeout",
    level: "warning",
    when: (value) => ms(value) > 0,
    effect: "idle connections of a pool are cut: the pool has to close them earlier",
  },
  {
    name: "TimeZone",
    level: "info",
    when: (value) => !/^(?:UTC|GMT|Etc\/UTC|Etc\/GMT)$/i.test(value),
    effect: "times without a zone are read in this one",
  },
  {
    name: "default_transaction_isolation",
    level: "warning",
    when: (value) => value !== "read committed",
    effect: "transactions may fail with 40001 and have to be retried",
  },
  {
    name: "row_security",
    level: "warning",
    when: (value) => value === "off",
    effect: "queries on tables with policies fail instead of being filtered",
  },
  {
    name: "session_replication_role",
    level: "error",
    when: (value) => value !== "origin",
    effect: "triggers and foreign keys are not enforced",
  },
  {
    name: "synchronous_commit",
    level: "warning",
    when: (value) => value === "off",
    effect: "a crash may lose the last commits",
  },
  {
    name: "client_encoding",
    level: "warning",
    when: (value) => value !== "UTF8",
    effect: "text arrives in another encoding than drivers expect",
  },
];

/** What the session has that surprises, and where it comes from. */
export async function settingFindings(wire: Wire): Promise<Finding[]> {
  const names = [...new Set(SURPRISES.map(({ name }) => name.toLowerCase()))];
  const rows = await rowsOf(
    wire,
    `select name, setting, source from pg_catalog.pg_settings
     where pg_catalog.lower(name) operator(pg_catalog.=) any($1::pg_catalog.text[])`,
    [`{${names.join(",")}}`],
  );
  const found = new Map(rows.map(([name, setting, source]) => [name, { setting, source }]));
  const surprising = SURPRISES.flatMap(({ name, level, when, effect }) => {
    const { setting, source } = found.get(name) ?? {};
    if (setting === null || setting === undefined || !when(setting)) return [];
    const from = source === "default" ? "" : ` (set by ${source})`;
    return [
      finding(
        `setting-${name.toLowerCase().replaceAll("_", "-")}`,
        level,
        name,
        `${name} is \`${identifier(setting)}\`${from}: ${effect}${effect.endsWith(";") ? "" : "."}`,
      ),
    ];
  });
  return [
    ...surprising,
    ...(await ownSettings(wire, new Set(surprising.map(({ object }) => object)))),
  ];
}

/** What ALTER ROLE and ALTER DATABASE gave the session, and is not told already. */
async function ownSettings(wire: Wire, told: ReadonlySet<string>): Promise<Finding[]> {
  const rows = await rowsOf(
    wire,
    `select case when s.setrole = 0 then 'ALTER DATABASE' when s.setdatabase = 0 then 'ALTER ROLE' else 'ALTER ROLE IN DATABASE' end, c
     from pg_catalog.pg_db_role_setting s cross join lateral pg_catalog.unnest(s.setconfig) c
     where s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))
       and s.setrole in (0, (select oid from pg_catalog.pg_roles where rolname = session_user))
     order by 2`,
  );
  return rows.flatMap(([source, config]) => {
    const [name = ""] = (config ?? "").split("=");
    if (told.has(name)) return [];
    return [
      finding(
        "setting-of-role",
        "info",
        name,
        `${identifier(config ?? "")} by ${source}: it holds for every new session, and not for those that a pooler has open.`,
      ),
    ];
  });
}
