import { setTimeout as sleep } from "node:timers/promises";
import type { Branch, BranchCreateRequest, Operation } from "@neondatabase/api-client";
import { EndpointType } from "@neondatabase/api-client";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { openPlane } from "./harness.ts";
import type { Login, Plane } from "./harness.ts";

export interface Connected extends Login {
  readonly host: string;
}

/** The first project of a fresh home, for all tests of a file. */
export interface Fixture {
  readonly plane: Plane;
  readonly api: Plane["api"];
  readonly project: string;
  main(): Promise<Branch>;
  branches(): Promise<Branch[]>;
  branch(id: string): Promise<Branch>;
  /** Makes a branch with an endpoint, and waits until it can be used. */
  create(branch: BranchCreateRequest["branch"]): Promise<Branch>;
  connect(branchId: string, role?: string): Promise<Connected>;
  sql(branchId: string, sql: string): Promise<Record<string, unknown>[]>;
  /** After what has been committed on the branch, and before what comes next. */
  moment(branchId: string): Promise<string>;
  /** Waits for operations; all have to finish. */
  finish(operations: readonly Operation[]): Promise<void>;
}

export function useProject(): Fixture {
  let plane: Plane;
  let project = "";
  beforeAll(async () => {
    plane = await openPlane();
    const { data } = await plane.api.listProjects({});
    plane.check();
    project = data.projects[0]?.id ?? "";
  });
  afterEach(() => plane.check());
  afterAll(() => plane[Symbol.asyncDispose]());

  const fixture: Fixture = {
    get plane() {
      return plane;
    },
    get api() {
      return plane.api;
    },
    get project() {
      return project;
    },
    async branches() {
      return (await plane.api.listProjectBranches({ projectId: project })).data.branches;
    },
    async main() {
      const main = (await fixture.branches()).find((branch) => branch.default);
      if (main === undefined) throw new Error("no default branch");
      return main;
    },
    async branch(id) {
      return (await plane.api.getProjectBranch(project, id)).data.branch;
    },
    async create(branch) {
      const endpoints = [{ type: EndpointType.ReadWrite }];
      const { data, status } = await plane.api.createProjectBranch(project, {
        ...(branch === undefined ? {} : { branch }),
        endpoints,
      });
      if (status !== 201) throw new Error(JSON.stringify(data));
      await fixture.finish(data.operations);
      return fixture.branch(data.branch.id);
    },
    async connect(branchId, role = "neondb_owner") {
      const { data, status } = await plane.api.getConnectionUri({
        projectId: project,
        branch_id: branchId,
        database_name: "neondb",
        role_name: role,
      });
      if (status !== 200) throw new Error(JSON.stringify(data));
      const { hostname: host, username, password } = new URL(data.uri);
      return { host, user: username, password: decodeURIComponent(password) };
    },
    async sql(branchId, sql) {
      const { host, ...login } = await fixture.connect(branchId);
      return plane.query(host, sql, login);
    },
    async moment(branchId) {
      const [row] = await fixture.sql(branchId, "select clock_timestamp() + '1 ms' as now");
      if (row === undefined) throw new Error("no row");
      await sleep(5);
      return (row["now"] as Date).toISOString();
    },
    async finish(operations) {
      const ended = await plane.wait(operations);
      const failed = ended.filter(({ status }) => status !== "finished");
      if (failed.length > 0) throw new Error(JSON.stringify(failed));
    },
  };
  return fixture;
}

/** The shape of an answer that is Neon's error with this status and words. */
export const refusal = (status: number, words: string): object => ({
  status,
  data: { request_id: expect.any(String), message: expect.stringContaining(words) },
});
