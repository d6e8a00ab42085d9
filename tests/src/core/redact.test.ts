import { expect, test } from "vitest";
import { Redactor } from "../../../src/core/redact.ts";

test.each([
  [
    "could not connect to postgres://ada:s3cret@db.example:5432/app",
    "could not connect to postgres://ada:[redacted]@db.example:5432/app",
  ],
  [
    "postgresql://ada:p%40ss@[::1]/app?sslmode=require",
    "postgresql://ada:[redacted]@[::1]/app?sslmode=require",
  ],
  [
    "create role bob login password 'o''brien' createdb",
    "create role bob login password '[redacted]' createdb",
  ],
  [
    "host=db user=ada password=s3cret dbname=app",
    "host=db user=ada password=[redacted] dbname=app",
  ],
  [
    'comment="dsn password=s3cret", nullable=True',
    'comment="dsn password=[redacted]", nullable=True',
  ],
  ['"say \\"password=s3cret\\" twice"', '"say \\"password=[redacted]\\" twice"'],
  ["key napi_abcdefghij0123456789abcdefghij is wrong", "key [redacted] is wrong"],
  ["Authorization: Bearer abcdefghijklmnop.qrstuv", "Authorization: Bearer [redacted]"],
  ["the column password is not null", "the column password is not null"],
])("%s", (text, clean) => {
  expect(new Redactor().text(text)).toBe(clean);
});

test("a secret of this process is removed wherever it stands, also in keys and URL-encoded", () => {
  const redact = new Redactor();
  redact.add("correct horse/battery");
  const value = {
    rows: [["x correct horse/battery y", 7, null]],
    "correct horse/battery": { url: "correct%20horse%2Fbattery" },
  };
  expect(redact.value(value)).toEqual({
    rows: [["x [redacted] y", 7, null]],
    "[redacted]": { url: "[redacted]" },
  });
});

test("a password that is also the name of the role does not make every answer unreadable", () => {
  const redact = new Redactor();
  redact.add("postgres", ["postgres"]);
  redact.add("short");
  expect(redact.text("database postgres, short")).toBe("database postgres, short");
});

test("a value without secrets is handed back as it is", () => {
  const value = { rows: [[1]] };
  expect(new Redactor().value(value)).toBe(value);
});

test("a secret is found in JSON too, where its quotes and backslashes are escaped", () => {
  const redact = new Redactor();
  const secret = 'se"cr\\et\tword';
  redact.add(secret);
  expect(redact.value({ said: `it is ${secret}` })).toEqual({ said: "it is [redacted]" });
  expect(redact.text(JSON.stringify({ said: secret }))).toBe('{"said":"[redacted]"}');
});
