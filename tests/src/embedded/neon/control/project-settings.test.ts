import { expect, test } from "vitest";
import { isAllowed, isIpPattern } from "../../../../../src/embedded/neon/control/allowed-ips.ts";
import { refusal, useProject } from "./fixture.ts";

const neon = useProject();
const patch = (settings: object) => neon.api.updateProject(neon.project, { project: { settings } });
const settings = async () => (await neon.api.getProject(neon.project)).data.project.settings;

test("settings are kept one by one, and shown with the project and in the list", async () => {
  expect((await settings())?.allowed_ips).toEqual({ ips: [], protected_branches_only: false });
  await patch({ quota: { logical_size_bytes: 1_000_000 } });
  await patch({ allowed_ips: { ips: ["10.0.0.0/8"] } });
  await patch({ allowed_ips: { protected_branches_only: true } });
  expect(await settings()).toMatchObject({
    quota: { logical_size_bytes: 1_000_000 },
    allowed_ips: { ips: ["10.0.0.0/8"], protected_branches_only: true },
    enable_logical_replication: false,
  });
  const [listed] = (await neon.api.listProjects({})).data.projects;
  expect(listed?.settings).toEqual(await settings());
  expect(listed?.synthetic_storage_size).toBeGreaterThan(1_000_000);
  await patch({ allowed_ips: { ips: [], protected_branches_only: false } });
});

test("what is no address is refused", async () => {
  for (const wrong of ["10.0.0.1/64", "localhost", "10.0.0.9-10.0.0.1", ""])
    expect(await patch({ allowed_ips: { ips: [wrong] } }), wrong).toMatchObject(
      refusal(400, "allowed_ips.ips[0]"),
    );
  expect((await settings())?.allowed_ips?.ips).toEqual([]);
});

test("addresses, ranges and blocks of both families", () => {
  expect(isAllowed([], "8.8.8.8")).toBe(true);
  const patterns = ["10.0.0.0/8", "192.168.1.5-192.168.1.9", "::1", "2001:db8::/32"];
  expect(patterns.filter((pattern) => !isIpPattern(pattern))).toEqual([]);
  for (const inside of ["10.2.3.4", "192.168.1.9", "::1", "2001:db8::7"])
    expect(isAllowed(patterns, inside), inside).toBe(true);
  for (const outside of ["11.0.0.1", "192.168.1.10", "127.0.0.1", "2001:db9::1"])
    expect(isAllowed(patterns, outside), outside).toBe(false);
});

test("an endpoint is closed to other addresses, of protected branches only where that is said", async () => {
  const [host] = (await neon.api.listProjectEndpoints(neon.project)).data.endpoints.map(
    (endpoint) => endpoint.host,
  );
  const come = (peer: string) => neon.plane.control.route(host ?? "", peer);
  await patch({ allowed_ips: { ips: ["203.0.113.7"] } });
  await expect(come("127.0.0.1")).rejects.toThrow(
    "This IP address 127.0.0.1 is not allowed to connect to this endpoint. Please add it to the allowed list",
  );
  await expect(come("::ffff:127.0.0.1")).rejects.toThrow("This IP address 127.0.0.1 is not");
  await expect(come("203.0.113.7")).resolves.toMatchObject({ pooled: false });
  await patch({ allowed_ips: { protected_branches_only: true } });
  await expect(come("127.0.0.1")).resolves.toMatchObject({ pooled: false });
  const main = await neon.main();
  await neon.api.updateProjectBranch(neon.project, main.id, { branch: { protected: true } });
  await expect(come("127.0.0.1")).rejects.toThrow("not allowed");
  await patch({ allowed_ips: { ips: [], protected_branches_only: false } });
});

test("logical replication restarts computes that run and is there for good", async () => {
  const main = await neon.main();
  const level = () => neon.sql(main.id, "select current_setting('wal_level') as level");
  expect(await level()).toEqual([{ level: "replica" }]);
  const { data, status } = await patch({ enable_logical_replication: true });
  expect(status).toBe(200);
  expect(data.operations.map(({ action }) => action)).toEqual(["suspend_compute"]);
  await neon.finish(data.operations);
  expect(await level()).toEqual([{ level: "logical" }]);
  expect((await patch({ enable_logical_replication: true })).data.operations).toEqual([]);
  expect(await patch({ enable_logical_replication: false })).toMatchObject(
    refusal(422, "cannot be disabled"),
  );
  await neon.sql(main.id, "select pg_create_logical_replication_slot('s', 'pgoutput')");
  const [endpoint] = (await neon.api.listProjectEndpoints(neon.project)).data.endpoints;
  const stopped = await neon.api.suspendProjectEndpoint(neon.project, endpoint?.id ?? "");
  await neon.finish(stopped.data.operations);
  // the control plane's own session wakes it, and with a slot it starts with this setting alone
  const made = await neon.api.createProjectBranchRole(neon.project, main.id, {
    role: { name: "app" },
  });
  await neon.finish(made.data.operations);
  expect(await level()).toEqual([{ level: "logical" }]);
});
