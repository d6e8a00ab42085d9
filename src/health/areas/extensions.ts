import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Area } from "../area.ts";
import { code, reportOf, worst, type Observation } from "../judge.ts";
import { counted } from "../words.ts";

interface Extension {
  readonly name: string;
  readonly installed: string;
  readonly available: string;
  /** ALTER EXTENSION is the owner's. */
  readonly owner: string;
  readonly mayUpdate: boolean;
}

/** Those that the server has a newer version of, and a way to it. */
const outdated = `
  select e.extname as name, e.extversion as installed, a.default_version as available,
         pg_catalog.pg_get_userbyid(e.extowner) as owner, pg_catalog.pg_has_role(e.extowner, 'USAGE') as "mayUpdate"
    from pg_catalog.pg_extension e
    join pg_catalog.pg_available_extensions a on a.name = e.extname
   where a.default_version <> e.extversion
     and exists (select from pg_catalog.pg_extension_update_paths(e.extname) u
                  where u.source = e.extversion and u.target = a.default_version and u.path is not null)
   order by 1`;

/** Settings of a library that is not loaded can be set and shown, and are not in pg_settings. */
const statements = `
  select exists (select from pg_catalog.pg_available_extensions where name = 'pg_stat_statements') as available,
         exists (select from pg_catalog.pg_settings where name = 'pg_stat_statements.max') as loaded`;

export const extensions: Area = {
  name: "extensions",

  async read({ session, extensions: installed }) {
    const old = await jsonRows<Extension>(session, outdated);
    const observations = [
      ...worst(old, () => 0, ofOutdated),
      ...(await ofStatements(session, installed.has("pg_stat_statements"))),
    ];
    return reportOf(observations, {
      summary: `${counted(installed.size, "extension")}, ${old.length} older than the server's version.`,
      figures: { extensions: installed.size, outdated: old.length },
    });
  },

  // nobody is woken for it
  alerts: [],
};

const ofOutdated = ({ name, installed, available, owner, mayUpdate }: Extension): Observation => ({
  rule: "extension-outdated",
  level: "warning",
  object: name,
  message: `Extension ${code(name)} is ${code(installed)} here and ${code(available)} on the server: its library is the new one already, its objects are the old ones. Update it on a branch first and run the application's tests there; its release notes say whether indexes have to be built anew.${mayUpdate ? "" : ` Its owner ${code(owner)} has to do it.`}`,
  evidence: "measured",
  fix: `ALTER EXTENSION ${quoteIdentifier(name)} UPDATE;`,
});

async function ofStatements(session: Session, isInstalled: boolean): Promise<Observation[]> {
  const [found] = await jsonRows<{ available: boolean; loaded: boolean }>(session, statements);
  if (found === undefined || (isInstalled && found.loaded)) return [];
  const base = { object: "pg_stat_statements", evidence: "measured" } as const;
  if (isInstalled)
    return [
      {
        ...base,
        rule: "statements-not-loaded",
        level: "warning",
        message:
          "pg_stat_statements is created and its library is not loaded: each look at it fails, and no statement is counted. Add it to shared_preload_libraries and restart.",
      },
    ];
  if (!found.available) return [];
  return [
    {
      ...base,
      rule: "statements-not-counted",
      level: "info",
      message: `Without pg_stat_statements nobody knows which statements cost most.${found.loaded ? "" : " Its library has to be in shared_preload_libraries, which takes a restart."}`,
      fix: "CREATE EXTENSION pg_stat_statements;",
    },
  ];
}
