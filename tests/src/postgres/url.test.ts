import { expect, test } from "vitest";
import { ToolError } from "../../../src/core/errors.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";

const plain = { host: "h", port: 5432, database: "d", user: "u", password: "p", ssl: "prefer" };

const cases = [
  ["postgres://u:p@h/d", plain],
  ["postgresql://u:p@h:6543/d", { ...plain, port: 6543 }],
  ["postgres://u:p@h:80/d", { ...plain, port: 80 }],
  [" postgres://u:p@h/d\n", plain],
  ["postgres://u@h", { host: "h", port: 5432, database: "u", user: "u", ssl: "prefer" }],
  ["postgres://u:p%40%2F%23%25@h/d%20b", { ...plain, password: "p@/#%", database: "d b" }],
  ["postgres://u:p@[::1]:5433/d", { ...plain, host: "::1", port: 5433 }],
  ["postgres://u:p@h/d?sslmode=disable", { ...plain, ssl: "disable" }],
  [
    "postgres://u:p@h/d?sslmode=require&channel_binding=require",
    { ...plain, ssl: "require", channelBinding: true },
  ],
  ["postgres://u:p@h/d?sslmode=verify-ca", { ...plain, ssl: "verify-full" }],
  [
    "postgres://u:p@ep-x.eu-central-1.aws.neon.tech/d?sslmode=require",
    { ...plain, host: "ep-x.eu-central-1.aws.neon.tech", ssl: "verify-full" },
  ],
  [
    "postgres://u:p@h/d?options=-c%20search_path%3Dapp",
    { ...plain, options: "-c search_path=app" },
  ],
  ["postgres://u:p@/d?host=/var/run/postgresql", { ...plain, host: "/var/run/postgresql" }],
  ["postgres:///d?host=/tmp&user=u&password=p&port=5433", { ...plain, host: "/tmp", port: 5433 }],
] as const;

test.each(cases)("%s", (url, address) => {
  expect(addressFromUrl(url)).toEqual(address);
});

const secret = "s3cret";
const wrong = [
  [`mysql://u:${secret}@h/d`, "It does not begin with postgres://."],
  [`u:${secret}@h/d`, "It does not begin with postgres://."],
  [`postgres://u:${secret}#x@h/d`, "It is no valid URL."],
  [`postgres://u:${secret}%zz@h/d`, "It holds a stray percent sign."],
  [`postgres://h/d?password=${secret}`, "It names no user."],
  [`postgres://u:${secret}@a,b/d`, "It names several hosts; one is supported."],
  [`postgres://u:${secret}@h:99999/d`, "It is no valid URL."],
  [`postgres://u:${secret}@h/d?port=x`, "Its port is no number from 1 to 65535."],
  [
    `postgres://u:${secret}@h/d?sslmode=${secret}`,
    "Its `sslmode` is none of disable, allow, prefer, require, verify-ca, verify-full.",
  ],
] as const;

test.each(wrong)("%s", (url, what) => {
  const read = (): unknown => addressFromUrl(url);
  expect(read).toThrow(ToolError);
  expect(read).toThrow(`The connection URL cannot be used. ${what}`);
  expect(read).not.toThrow(secret);
});
