import { expect, test } from "vitest";
import { readConfig } from "../../../src/config.ts";
import { Redactor } from "../../../src/core/redact.ts";
import { externalSessions } from "../../../src/deps/external-sessions.ts";
import { urlSessions } from "../../../src/deps/url-sessions.ts";
import { testDatabase } from "../../helpers/postgres.ts";

const { signal } = new AbortController();
const refused = {
  code: "PERMISSION",
  message: expect.stringContaining("NEON_DBA_STATE_URL") as string,
};

test("the state of the server is in no database that its callers reach, by whatever name", async () => {
  await using served = await testDatabase();
  await using state = await testDatabase();
  const config = readConfig([], { DATABASE_URL: served.url, NEON_DBA_STATE_URL: state.url });
  const sessions = urlSessions(config, served.superuserUrl, new Redactor());
  const open = (database?: string) =>
    sessions.open(
      { intent: "read", signal, ...(database === undefined ? {} : { target: { database } }) },
      { access: "full" },
    );
  await expect(open(state.name)).rejects.toMatchObject(refused);
  {
    await using session = await open();
    expect(await session.query("select 1 as n")).toEqual([{ n: 1 }]);
  }
  const same = urlSessions(config, state.url.replace("127.0.0.1", "localhost"), new Redactor());
  await expect(same.open({ intent: "read", signal }, { access: "full" })).rejects.toMatchObject(
    refused,
  );
  process.env["OWN_STATE_BY_ANOTHER_NAME"] = state.superuserUrl;
  const external = externalSessions(config, new Redactor());
  const variable = "OWN_STATE_BY_ANOTHER_NAME";
  await expect(external.open({ variable, signal })).rejects.toMatchObject(refused);
  await expect(external.open({ variable: "NEON_DBA_STATE_URL", signal })).rejects.toMatchObject(
    refused,
  );
  delete process.env["OWN_STATE_BY_ANOTHER_NAME"];
  await Promise.all([sessions.close(), same.close(), external.close()]);
});
