import { expect, test } from "vitest";
import { readFaults } from "../../../../../src/embedded/neon/serve/read-faults.ts";

test.each([
  [[]],
  [
    [
      {
        kind: "status",
        status: 429,
        retryAfter: 2,
        method: "POST",
        path: "/branches",
        times: 3,
      },
    ],
  ],
  [[{ kind: "disconnect", when: "after" }]],
  [[{ kind: "delay", ms: 200, path: "/projects" }]],
  [[{ kind: "operation" }, { kind: "operation", action: "create_branch", ms: 5, fails: true }]],
  [[{ kind: "connection", when: "open" }]],
  [[{ kind: "start", ms: 800 }]],
])("%j are faults", (faults) => {
  expect(readFaults(JSON.stringify(faults))).toEqual(faults);
});

test.each([
  "",
  "{}",
  "null",
  "[null]",
  "[1]",
  '[{"kind":"toString"}]',
  '[{"kind":"status"}]',
  '[{"kind":"status","status":418}]',
  '[{"kind":"status","status":503,"retryAfter":"2"}]',
  '[{"kind":"disconnect"}]',
  '[{"kind":"delay","ms":-1}]',
  '[{"kind":"start","ms":1,"times":0.5}]',
  '[{"kind":"connection","when":"open","path":"/sql"}]',
])("%s are none", (body) => {
  expect(readFaults(body)).toBeUndefined();
});
