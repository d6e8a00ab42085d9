import { execFileSync } from "node:child_process";
import { appendFileSync, chownSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findInstallation } from "../../../src/embedded/installation.ts";
import { launch, logTail } from "../../../src/embedded/launch.ts";
import { isAlive } from "../../../src/embedded/process.ts";
import { commonSettings } from "../../../src/embedded/settings.ts";
import { temporaryHome } from "../../helpers/cluster.ts";
import { removeHome } from "../../helpers/temporary-folder.ts";

/** A hot standby that streams from the Postgres of a superuser's URL, as pg_basebackup would make it; disposing of it ends it. */
export async function standbyOf(primary: string): Promise<{ url: string } & AsyncDisposable> {
  const home = temporaryHome();
  const data = join(home.path, "standby");
  const { port, password, username: user } = new URL(primary);
  const client = new pg.Client({ connectionString: primary });
  await client.connect();
  const { rows } = await client.query<{ folder: string }>(
    "select current_setting('data_directory') as folder",
  );
  const folder = rows[0]?.folder ?? "";
  const { uid, gid } = statSync(folder);
  appendFileSync(join(folder, "pg_hba.conf"), "host replication all 127.0.0.1/32 scram-sha-256\n");
  await client.query("select pg_reload_conf()");
  await client.query("select pg_backup_start('standby', true)");
  execFileSync("cp", ["-a", folder, data]);
  const label = await client.query<{ labelfile: string }>("select labelfile from pg_backup_stop()");
  await client.end();
  rmSync(join(data, "postmaster.pid"));
  for (const [name, text] of [
    ["backup_label", label.rows[0]?.labelfile ?? ""],
    ["standby.signal", ""],
  ] as const) {
    writeFileSync(join(data, name), text);
    chownSync(join(data, name), uid, gid);
  }
  const from = `host=127.0.0.1 port=${port} user=${user} password=${password} application_name=standby`;
  appendFileSync(join(data, "postgresql.auto.conf"), `primary_conninfo = '${from}'\n`);
  const log = join(home.path, "log");
  const place = { data, installation: await findInstallation(home), account: home.account };
  const settings = { ...commonSettings, max_connections: "200", fsync: "off" };
  const postmaster = await launch(place, settings, log);
  if (postmaster === undefined) throw new Error(logTail(log));
  const url = new URL(primary);
  url.port = String(postmaster.port);
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      process.kill(postmaster.pid, "SIGINT");
      while (isAlive(postmaster.pid)) await sleep(20);
      removeHome(home.path);
    },
  };
}
