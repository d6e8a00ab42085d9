import type { Address } from "../../core/address.ts";
import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { identifier } from "../../core/identifier.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { Wire } from "../../postgres/wire.ts";
import { poolerFindings, type PoolerFacts, tryPooler } from "./pooler.ts";
import {
  type Clock,
  clockFindings,
  readClock,
  readExtensions,
  readRole,
  type RoleFacts,
  roleFindings,
} from "./session.ts";
import { settingFindings } from "./settings.ts";
import { type Kind, open, type Tried, tryWay, type Way } from "./ways.ts";
import { valueOf } from "./wire.ts";

/** What a connection is, found out on the first way that is open. */
interface Inside {
  readonly target: Target;
  readonly role: RoleFacts;
  readonly extensions: readonly string[];
  readonly clock: Clock;
  readonly findings: readonly Finding[];
}

export interface Tested {
  readonly ways: readonly Tried[];
  /** `idle`, `active`...: of the compute, before anything was tried; absent where there is no Neon. */
  readonly compute?: string;
  readonly inside?: Inside;
  readonly pooler?: PoolerFacts;
  readonly findings: readonly Finding[];
}

/** Every way to a target: how it is reached, how fast, as whom and with what surprises; a way that is closed, with what opens it. */
export async function testConnection(
  target: TargetInput | undefined,
  deps: Deps,
  call: Call,
): Promise<Tested> {
  const { signal } = call;
  const compute = await computeState(target, deps, signal);
  const ways = await waysTo(target, deps, signal);
  const tried: Tried[] = [];
  for (const [index, way] of ways.entries()) {
    call.progress(index, `Trying ${way.kind}`, ways.length + 2);
    const isFirst = !tried.some(({ ok }) => ok);
    tried.push(await tryWay(way, { wasSuspended: compute === "idle" && isFirst, signal }));
  }
  const opened = ways.filter(
    ({ kind }) => kind !== "http" && tried.some((each) => each.kind === kind && each.ok),
  );
  const [first] = opened;
  // before a Postgres that is no Neon there may be a pooler of its own, which nothing but a try tells
  const pooled =
    opened.find(({ kind }) => kind.endsWith("pooled")) ?? (compute ? undefined : first);
  call.progress(ways.length, "Looking at role and settings", ways.length + 2);
  const inside = first === undefined ? undefined : await look(first, deps, target, signal);
  call.progress(ways.length + 1, "Trying session state on the pooled way", ways.length + 2);
  const pooler = pooled === undefined ? undefined : await tryState(pooled, signal);
  return {
    ways: tried,
    ...(compute === undefined ? {} : { compute }),
    ...(inside === undefined ? {} : { inside }),
    ...(pooler === undefined ? {} : { pooler }),
    findings: [
      ...(inside?.findings ?? []),
      ...(pooler === undefined ? [] : poolerFindings(pooler)),
    ],
  };
}

/** Undefined where there is no Neon, or no compute. */
async function computeState(
  target: TargetInput | undefined,
  deps: Deps,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const neon = await deps.neon("read");
    const branch = await neon.branch(target ?? {}, signal);
    return (await neon.endpoint(branch, signal))?.state;
  } catch (error) {
    if (error instanceof ToolError && error.code === "UNSUPPORTED") return undefined;
    if (error instanceof ToolError && error.code === "NOT_FOUND" && target?.branch !== undefined)
      throw new ToolError(
        "NOT_FOUND",
        `${error.message} A branch that has expired is deleted, its data and computes with it.`,
        error.next,
      );
    throw error;
  }
}

const POOLED = /^(ep-[^.]+?)-pooler\./;

/** Direct ways first: they wake a compute, and tell most of a server. */
async function waysTo(
  target: TargetInput | undefined,
  deps: Deps,
  signal: AbortSignal,
): Promise<Way[]> {
  const ask = (connection: "direct" | "pooled") => deps.address({ target, connection, signal });
  const given = await ask("direct");
  if (given.gateway === undefined) return waysOfUrl(given);
  const { gateway } = given;
  const pooled = await ask("pooled");
  const web: Way[] = [
    { kind: "websocket_direct", address: given },
    { kind: "websocket_pooled", address: pooled },
    { kind: "http", address: given },
  ];
  // the local Neon's port for TCP is not in its API
  if (gateway !== "host") return web;
  return [...tcpWays(given, pooled), ...web];
}

function tcpWays(direct: Address, pooled: Address): Way[] {
  const plain = (address: Address): Address => {
    const { gateway, ...own } = address;
    return gateway === undefined ? address : { ...own, ssl: "verify-full" };
  };
  return [
    { kind: "direct", address: plain(direct) },
    { kind: "pooled", address: plain(pooled) },
  ];
}

/** Of a Postgres by its URL; where that is a Neon, all ways of a Neon. */
function waysOfUrl(given: Address): Way[] {
  const { host, options = "" } = given;
  if (!/^ep-[^.]+\..*\.neon\.tech$/.test(host)) {
    const isPooled = /\bendpoint=ep-[\w-]+-pooler\b/.test(options);
    return [{ kind: isPooled ? "pooled" : "direct", address: given }];
  }
  const direct = { ...given, host: host.replace(POOLED, "$1.") };
  const pooled = { ...given, host: direct.host.replace(/^[^.]+/, "$&-pooler") };
  const web = (address: Address): Address => ({ ...address, gateway: "host" });
  return [
    { kind: "direct", address: direct },
    { kind: "pooled", address: pooled },
    { kind: "websocket_direct", address: web(direct) },
    { kind: "websocket_pooled", address: web(pooled) },
    { kind: "http", address: web(direct) },
  ];
}

async function look(
  { kind, address }: Way,
  deps: Deps,
  wanted: TargetInput | undefined,
  signal: AbortSignal,
): Promise<Inside> {
  const wire = await open(kind, address, signal);
  try {
    if (wanted?.role !== undefined && wanted.role !== address.user)
      throw new ToolError(
        "UNSUPPORTED",
        `Nobody can log in as role \`${identifier(wanted.role)}\` here: its password is not known.`,
        "Leave `role` out, or name a role that was made through Neon's API.",
      );
    const role = await readRole(wire);
    const clock = await readClock(wire);
    return {
      target: await targetOf(wire, deps, wanted, signal),
      role,
      extensions: await readExtensions(wire),
      clock,
      findings: [...(await settingFindings(wire)), ...roleFindings(role), ...clockFindings(clock)],
    };
  } finally {
    await wire.end();
  }
}

async function targetOf(
  wire: Wire,
  deps: Deps,
  wanted: TargetInput | undefined,
  signal: AbortSignal,
): Promise<Target> {
  await using session = await deps.session({
    ...(wanted === undefined ? {} : { target: wanted }),
    intent: "read",
    signal,
  });
  const user = await valueOf(wire, "select current_user::text");
  return { ...session.target, role: user ?? session.target.role };
}

/** Connections until one of them gets the server process that is looked for: a pooler has several that wait. */
const POOLED_TRIES = 8;

/** Nothing is said of it where it cannot be tried: one connection may be all there is. */
async function tryState(
  { kind, address }: { readonly kind: Kind; readonly address: Address },
  signal: AbortSignal,
): Promise<PoolerFacts | undefined> {
  let first: Wire | undefined;
  try {
    first = await open(kind, address, signal);
    const most = kind.endsWith("pooled") ? POOLED_TRIES : 1;
    return await tryPooler(first, { open: () => open(kind, address, signal), most });
  } catch {
    signal.throwIfAborted();
    return undefined;
  } finally {
    await first?.end();
  }
}
