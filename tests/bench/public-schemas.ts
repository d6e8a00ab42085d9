import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/**
 * Schemas of well-known programs, as they stand in their Debian packages: fetched by `apt-get download` each time, because their licences
 * are not ours. None of the packages is installed.
 */
const packages: Readonly<Record<string, string>> = {
  bacula:
    "bacula-director-pgsql:usr/share/dbconfig-common/data/bacula-director-pgsql/install/pgsql",
  icinga2: "icinga2-ido-pgsql:usr/share/icinga2-ido-pgsql/schema/pgsql.sql",
  icingadb: "icingadb:usr/share/icingadb/schema/pgsql/schema.sql",
  kea: "kea-admin:usr/share/kea/scripts/pgsql/dhcpdb_create.pgsql",
  ledgersmb: "ledgersmb:usr/share/ledgersmb/sql/Pg-database.sql",
  mediawiki: "mediawiki:usr/share/mediawiki/maintenance/postgres/tables-generated.sql",
  "tt-rss": "tt-rss:usr/share/tt-rss/schema/ttrss_schema_pgsql.sql",
  zabbix: "zabbix-server-pgsql:usr/share/zabbix-server-pgsql/schema.sql.gz",
};

export const publicSchemas: readonly string[] = Object.keys(packages);

/** The DDL of a schema by its name in `publicSchemas`, or of a file. */
export function publicSchema(name: string): string {
  const [debian, file] = packages[name]?.split(":") ?? [];
  if (debian === undefined || file === undefined) return readFileSync(name, "utf8");
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-schema-"));
  try {
    const run = (command: string): string =>
      execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8", stdio: "pipe" });
    run(`apt-get download ${debian} && dpkg-deb -x *.deb .`);
    const text = readFileSync(join(folder, file));
    return (file.endsWith(".gz") ? gunzipSync(text) : text).toString("utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
