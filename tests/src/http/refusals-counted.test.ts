import { expect, test } from "vitest";
import { serveHttp } from "../../helpers/http.ts";
import { startAuthorizationServer } from "../auth/authorization-server.ts";
import { ask, initialize, jsonHeaders, message } from "./ask.ts";

const audience = "https://dba.example.com/mcp";

test("who was not let in is counted, by what was not in order", async () => {
  await using issuing = await startAuthorizationServer({ audience });
  await using server = await serveHttp(
    [`--oauth-issuer=${issuing.issuer}`, `--public-url=${audience}`, "--access=full"],
    { DATABASE_URL: "postgres://u:password@127.0.0.1:1/d" },
  );
  const bearer = async (claims?: object) => ({
    ...jsonHeaders,
    authorization: `Bearer ${await issuing.token(claims)}`,
  });
  const send = async (headers: Record<string, string>, body = initialize) =>
    ask(server.url, { headers, pieces: [body] });
  const insert = { name: "run_sql", arguments: { sql: "insert into t values (1)", mode: "write" } };
  const answers = [
    await send(jsonHeaders),
    await send({ ...jsonHeaders, authorization: "Bearer junk" }),
    await send(await bearer({ aud: "https://other.example.com" })),
    await send(await bearer({ exp: 1 })),
    await send(await bearer({ scope: "openid" })),
    await send(await bearer(), message(2, "tools/call", insert)),
    await send({ ...jsonHeaders, host: "evil.example.com" }),
    await ask(server.url, { method: "GET", path: "/metrics" }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 403, 403, 403, 401]);
  const headers = await bearer();
  const { body } = await ask(server.url, { method: "GET", path: "/metrics", headers });
  const counted = [...body.matchAll(/^neon_dba_auth_refusals_total\{reason="(\w+)"\} (\d+)$/gm)];
  expect(Object.fromEntries(counted.map(([, reason, times]) => [reason, times]))).toEqual({
    missing: "2",
    invalid: "2",
    expired: "1",
    scope: "2",
    host: "1",
  });
});
