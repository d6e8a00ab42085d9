import type { Compute } from "../../../src/core/manage/computes.ts";
import type { ProjectFacts } from "../../../src/cost/facts.ts";
import { monthOf } from "../../../src/cost/facts.ts";
import type { Branch } from "../../../src/core/neon.ts";

const project = { id: "calm-river-12345678", name: "shop" };

export const branch = (name: string, more: Partial<Branch> = {}): Branch => ({
  id: `br-${name}`,
  name,
  project,
  isDefault: name === "main",
  isProtected: false,
  state: "ready",
  createdAt: "2026-01-01T00:00:00Z",
  ...(name === "main" ? {} : { parent: { id: "br-main", name: "main" } }),
  ...more,
});

export const compute = (of: string, more: Partial<Compute> = {}): Compute => ({
  id: `ep-${of}`,
  host: `ep-${of}.neon.tech`,
  pooledHost: `ep-${of}-pooler.neon.tech`,
  state: "idle",
  minCu: 0.25,
  maxCu: 2,
  suspendSeconds: 0,
  kind: "read_write",
  branch: { id: `br-${of}`, name: of },
  project,
  isDisabled: false,
  createdAt: "2026-01-01T00:00:00Z",
  lastActiveAt: "2026-11-20T12:00:00Z",
  ...more,
});

/** A project on Scale on the 16th of November at noon, when half of the month and twelve hours are over, with nothing to find. */
export const facts = (more: Partial<ProjectFacts> = {}): ProjectFacts => ({
  project: {
    ...project,
    postgres: 17,
    region: "aws-us-east-2",
    createdAt: "2026-01-01T00:00:00Z",
    historySeconds: 86_400,
    computeSize: { minCu: 0.25, maxCu: 2, suspendSeconds: 0 },
    ipAllow: { ips: [], protectedBranchesOnly: false },
    logicalReplication: false,
    subscription: "scale_v3",
  },
  branches: [branch("main", { bytes: 10_000_000_000 })],
  computes: [compute("main")],
  snapshots: [],
  counters: {
    from: "2026-11-01T00:00:00Z",
    computeUnitSeconds: 0,
    activeSeconds: 0,
    storageByteHours: 0,
    transferBytes: 0,
    branches: new Map(),
  },
  consumption: undefined,
  before: undefined,
  month: monthOf(new Date("2026-11-16T12:00:00Z")),
  ...more,
});
