import type { Settings, Stack } from "../stack.ts";

export const psql: Stack = {
  name: "psql",
  aliases: ["libpq", "pg-dump", "pg-restore", "pgcli", "service-file"],
  runtimes: ["long_running"],
  urlOptions: "sslmode=verify-full&sslrootcert=system&channel_binding=require",
  evidence: "measured",
  files: (settings) => [{ path: "pg_service.conf", content: services(settings) }],
  notes: () => [
    "`PGSERVICEFILE=pg_service.conf psql service=direct`, `pg_dump -d service=direct`: a URL on the command line would show its password to everyone who lists processes. The password goes into ~/.pgpass (chmod 600) or PGPASSWORD.",
    "sslrootcert=system needs libpq 16; an older one takes the path of the system's certificates.",
  ],
};

const services = (
  settings: Settings,
): string => `# Fill in host, dbname and user from the two URLs of .env; the password is not for this file.

# psql, pg_dump, pg_restore, migrations: a session of its own.
[direct]
host=
dbname=
user=
sslmode=verify-full
sslrootcert=system
channel_binding=require
# A suspended compute wakes within it.
connect_timeout=${settings.connectSeconds}
keepalives_idle=30

# As the application sees the database. No SET, LISTEN or temporary table lasts here.
[pooled]
host=
dbname=
user=
sslmode=verify-full
sslrootcert=system
channel_binding=require
connect_timeout=${settings.connectSeconds}
keepalives_idle=30
`;
