import { expect, test } from "vitest";
import { openApi } from "./openapi.ts";

const operation = {
  id: "d8ac46eb-a757-42b1-9907-f78322ee394e",
  project_id: "calm-river-12345678",
  action: "start_compute",
  status: "finished",
  failures_count: 0,
  created_at: "2026-11-15T20:02:00Z",
  updated_at: "2026-11-15T20:02:02Z",
  total_duration_ms: 200,
};
const list = "/api/v2/projects/calm-river-12345678/operations";
const one = `${list}/${operation.id}`;

test("accepts what the document allows, and counts what it met", () => {
  const api = openApi();
  expect(api.checkRequest("GET", `http://127.0.0.1:1${list}?limit=3`, undefined)).toEqual([]);
  expect(api.checkResponse("GET", one, 200, { operation })).toEqual([]);
  expect(api.checkResponse("GET", one, 404, { code: "", message: "not found" })).toEqual([]);
  expect(api.covered()).toEqual({
    operations: ["getProjectOperation", "listProjectOperations"],
    schemas: expect.arrayContaining(["Operation", "OperationStatus", "GeneralError"]),
  });
});

test("reports missing, wrong and unknown properties of a response", () => {
  const { status: _, ...rest } = operation;
  const wrong = { operation: { ...rest, failures_count: "0", extra: 1 } };
  const problems = openApi().checkResponse("GET", one, 200, wrong).join("\n");
  expect(problems).toContain("must have required property 'status'");
  expect(problems).toContain("/operation/failures_count must be integer");
  expect(problems).toContain("/operation/extra is not known");
});

test("looks into allOf for unknown properties", () => {
  const api = openApi();
  expect(
    api.checkResponse("GET", list, 200, { operations: [], pagination: { cursor: "x" } }),
  ).toEqual([]);
  expect(api.checkResponse("GET", list, 200, { operations: [], more: 1 })).toEqual([
    "200: /more is not known",
  ]);
});

test("reports queries and bodies that the document does not know", () => {
  const api = openApi();
  const branches = "/projects/calm-river-12345678/branches";
  expect(api.checkRequest("GET", `${list}?limit=0&page=2`, undefined)).toEqual([
    "query page is not known",
    expect.stringContaining("query limit: / must be >= 1"),
  ]);
  expect(api.checkRequest("POST", branches, { branch: { nam: "x" } })).toEqual([
    "body: /branch/nam is not known",
  ]);
  expect(api.checkRequest("PATCH", `${branches}/br-x-1`, { branch: { expires_at: null } })).toEqual(
    [],
  );
  expect(api.checkRequest("PATCH", `${branches}/br-x-1`, undefined)).toEqual(["body: missing"]);
});

test("throws at operations that are not in the document", () => {
  expect(() => openApi().checkRequest("GET", "/nothing", undefined)).toThrow("not in the OpenAPI");
  expect(() => openApi().checkRequest("PUT", list, undefined)).toThrow("not in the OpenAPI");
});
