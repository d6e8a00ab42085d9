import { identifier } from "../../../core/identifier.ts";
import { rounded } from "../../words.ts";
import type { Group } from "./read.ts";

/**
 * A pool of one process has about ten; twice that from one client, all old, is nobody's pool. On Neon all clients come by way of a proxy and
 * look like one, so they have to be a part of what there is, too; and a larger part whoever they come from.
 */
export const OLD_OF_ONE_CLIENT = 20;
const OLD_SHARE = { oneClient: 0.1, all: 0.25 };

/** Sessions of groups that have something in common; `first` is the largest of them. */
export interface Sum {
  readonly first: Group;
  readonly sessions: number;
  readonly old: number;
}

/** Groups put together, the most sessions first. */
export function sums(groups: readonly Group[], by: (group: Group) => string): readonly Sum[] {
  const found = new Map<string, Sum>();
  for (const group of groups) {
    const { first = group, sessions = 0, old = 0 } = found.get(by(group)) ?? {};
    found.set(by(group), { first, sessions: sessions + group.sessions, old: old + group.old });
  }
  return [...found.values()].toSorted((a, b) => b.sessions - a.sessions);
}

export const longest = (seconds: readonly number[]): number => rounded(Math.max(0, ...seconds));

export const total = (groups: readonly Group[]): number =>
  groups.reduce((sum, { sessions }) => sum + sessions, 0);

export const states = (groups: readonly Group[]): Record<string, number> =>
  Object.fromEntries(
    sums(groups, ({ state }) => state).map(({ first, sessions }) => [
      first.state.replaceAll(/\W+/g, "_").replace(/_$/, ""),
      sessions,
    ]),
  );

/** `api 40, worker 12`: the five largest. */
export const shares = (groups: readonly Group[], by: (group: Group) => string): string =>
  sums(groups, by)
    .slice(0, 5)
    .map(({ first, sessions }) => `${identifier(by(first))} ${sessions}`)
    .join(", ");

/** Applications that keep more old idle sessions than a pool would. */
export function leaks(groups: readonly Group[], limit: number): readonly Sum[] {
  const named = ({ application, role }: Group): string => JSON.stringify([application, role]);
  const byClient = sums(groups, (group) => JSON.stringify([named(group), group.client]));
  const leaking = new Set(
    byClient
      .filter(({ old }) => old >= Math.max(OLD_OF_ONE_CLIENT, limit * OLD_SHARE.oneClient))
      .map(({ first }) => named(first)),
  );
  return sums(groups, named).filter(
    ({ first, old }) => leaking.has(named(first)) || old >= limit * OLD_SHARE.all,
  );
}
