import type { Branch, Change, Endpoint, Operation, Project, Snapshot, State } from "./types.ts";

interface Tables {
  readonly projects: Project;
  readonly branches: Branch;
  readonly endpoints: Endpoint;
  readonly snapshots: Snapshot;
}

const KEPT_OPERATIONS = 500;

export const nothing: Change = (state) => state;

/** One after the other. */
export const all =
  (...changes: readonly Change[]): Change =>
  (state) =>
    changes.reduce((before, change) => change(before), state);

/** Adds or replaces. */
export const put =
  <T extends keyof Tables>(table: T, row: Tables[T]): Change =>
  (state) => ({ ...state, [table]: { ...state[table], [row.id]: row } });

/** Replaces a row by what `update` makes of it; does nothing where it is gone. */
export const update =
  <T extends keyof Tables>(table: T, id: string, updated: (row: Tables[T]) => Tables[T]): Change =>
  (state) => {
    const row = state[table][id] as Tables[T] | undefined;
    return row === undefined ? state : put(table, updated(row))(state);
  };

export const remove =
  (table: keyof Tables, ...ids: readonly string[]): Change =>
  (state) => ({
    ...state,
    [table]: Object.fromEntries(Object.entries(state[table]).filter(([id]) => !ids.includes(id))),
  });

/** A branch and its endpoints. */
export const removeBranch =
  (id: string): Change =>
  (state) => {
    const endpoints = Object.values(state.endpoints).filter(({ branchId }) => branchId === id);
    return all(
      remove("endpoints", ...endpoints.map((endpoint) => endpoint.id)),
      remove("branches", id),
    )(state);
  };

/** Adds or replaces; forgets the oldest that are over when there are too many. */
export const putOperations =
  (...operations: readonly Operation[]): Change =>
  (state) => {
    const replaced = new Map(operations.map((operation) => [operation.id, operation]));
    const known = new Set(state.operations.map(({ id }) => id));
    const list = [
      ...state.operations.map((operation) => replaced.get(operation.id) ?? operation),
      ...operations.filter(({ id }) => !known.has(id)),
    ];
    let excess = list.length - KEPT_OPERATIONS;
    return {
      ...state,
      operations: list.filter((operation) => !isOver(operation) || (excess -= 1) < 0),
    };
  };

export const isOver = ({ status }: Operation): boolean =>
  status !== "scheduling" && status !== "running";

/** Everything that the state refers to. */
export const dataIds = ({ branches, snapshots }: State): Set<string> =>
  new Set(
    [...Object.values(branches), ...Object.values(snapshots)].flatMap(({ data }) => data ?? []),
  );

export const childrenOf = (state: State, id: string): Branch[] =>
  Object.values(state.branches).filter(({ parentId }) => parentId === id);

/** The read-write one. */
export const endpointOf = (state: State, branchId: string): Endpoint | undefined =>
  Object.values(state.endpoints).find(
    (endpoint) => endpoint.branchId === branchId && endpoint.type === undefined,
  );

export const replicasOf = (state: State, branchId: string): Endpoint[] =>
  Object.values(state.endpoints).filter(
    (endpoint) => endpoint.branchId === branchId && endpoint.type === "read_only",
  );

export const now = (): string => new Date().toISOString();
