import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asAccount } from "../../../src/embedded/account.ts";
import { makeDirectory } from "../../../src/embedded/home.ts";
import { createDataDirectory } from "../../../src/embedded/initdb.ts";
import type { Place } from "../../../src/embedded/initdb.ts";
import { findInstallation } from "../../../src/embedded/installation.ts";
import { launch } from "../../../src/embedded/launch.ts";
import { readPostmaster } from "../../../src/embedded/postmaster.ts";
import { commonSettings } from "../../../src/embedded/settings.ts";
import { temporaryHome } from "../../helpers/cluster.ts";
import { eventually, postmasters } from "./fixture.ts";

const home = temporaryHome();
const folder = join(home.path, "cluster");
const log = join(folder, "log");
let place: Place;

beforeAll(async () => {
  makeDirectory(home, folder);
  const installation = await findInstallation(home);
  place = { data: join(folder, "data"), installation, account: home.account };
  await createDataDirectory(place, { name: "cloud_admin", password: "x" });
});
afterAll(async () => {
  await kill();
  rmSync(home.path, { recursive: true, force: true });
});

async function kill(): Promise<void> {
  for (const pid of postmasters(home.path)) process.kill(pid, "SIGKILL");
  await eventually(() => postmasters(home.path).length === 0);
}

test("the lock of a dead Postgres is removed, whoever has its process id now", async () => {
  const before = await launch(place, commonSettings, log);
  await kill();
  // Postgres itself believes a lock only of a process that its own user could signal.
  const other = spawn("sleep", ["60"], asAccount(home.account));
  try {
    const lock = join(place.data, "postmaster.pid");
    const [, ...rest] = readFileSync(lock, "utf8").split("\n");
    writeFileSync(lock, [other.pid, ...rest].join("\n"));
    expect(readPostmaster(place.data)).toBeUndefined();
    const after = await launch(place, commonSettings, log);
    expect(after).toMatchObject({ ready: true });
    expect(after?.pid).not.toBe(before?.pid);
  } finally {
    other.kill();
  }
});

test("a port that somebody has taken before Postgres comes to it is not the end", async () => {
  await kill();
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  let tries = 0;
  const settings = {
    ...commonSettings,
    get port() {
      tries += 1;
      if (tries > 1) other.close();
      return String(port);
    },
  };
  expect(await launch(place, settings, log)).toMatchObject({ ready: true, port });
  expect(tries).toBe(2);
});
