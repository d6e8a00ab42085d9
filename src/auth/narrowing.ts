import type { Access } from "../core/deps.ts";
import { nearest } from "../core/nearest.ts";
import type { Incoming } from "./incoming.ts";
import type { Scope } from "./principal.ts";

/** How a request makes itself smaller than its caller's token and the operator allow. */
export interface Narrowing {
  readonly access?: Access;
  /** Names of toolsets. */
  readonly toolsets?: readonly string[];
}

/** What requests may narrow. */
export interface Narrowable {
  /** The operator's. */
  readonly access: Access;
  /** The toolsets behind each word that a request may say. */
  readonly toolsets: Readonly<Record<string, readonly string[]>>;
}

const PREFIX = "x-neon-dba-";
const [ACCESS, TOOLSETS] = ["X-Neon-DBA-Access", "X-Neon-DBA-Toolsets"] as const;
const levels: readonly Access[] = ["read", "guarded", "full"];

/**
 * Reads the headers `X-Neon-DBA-Access` and `X-Neon-DBA-Toolsets`; undefined where there is neither. Throws an Error of one sentence on
 * what is more than the caller may have anyway, and on what is no such header: who wants to be held back must not find out later that he
 * was not.
 */
export function readNarrowing(
  { headers, headersDistinct = {} }: Incoming,
  scopes: ReadonlySet<Scope>,
  most: Narrowable,
): Narrowing | undefined {
  const given = Object.keys(headers).filter((name) => name.startsWith(PREFIX));
  if (given.length === 0) return undefined;
  for (const name of given) mustBeKnown(name);
  const [access, toolsets] = [ACCESS, TOOLSETS].map((name) => {
    const value = headers[name.toLowerCase()];
    // two of them are read as their sum, which is wider than either
    if (typeof value === "object" || (headersDistinct[name.toLowerCase()]?.length ?? 1) > 1)
      throw new Error(`${name} comes more than once; send it once.`);
    return value;
  });
  return {
    ...(access === undefined ? {} : { access: accessOf(access, scopes, most.access) }),
    ...(toolsets === undefined ? {} : { toolsets: toolsetsOf(toolsets, most.toolsets) }),
  };
}

function mustBeKnown(name: string): void {
  const known = [ACCESS, TOOLSETS].map((each) => each.toLowerCase());
  if (known.includes(name)) return;
  const [closest] = nearest(name, known, 1);
  throw new Error(
    `There is no header ${name.slice(0, 60)}${closest === undefined ? "" : `; did you mean ${closest}?`}`,
  );
}

function accessOf(text: string, scopes: ReadonlySet<Scope>, operators: Access): Access {
  const asked = levels.find((level) => level === text.trim());
  if (asked === undefined) throw new Error(`${ACCESS} takes ${levels.join(", ")}.`);
  const granted = scopes.has("admin") ? "full" : scopes.has("write") ? "guarded" : "read";
  for (const [most, whose] of [
    [operators, "the server serves"],
    [granted, "the token allows"],
  ] as const)
    if (levels.indexOf(asked) > levels.indexOf(most))
      throw new Error(
        `${ACCESS}: ${asked} is more than ${whose}, which is ${most}; a request can only ask for less. Leave the header out, or send ${most}.`,
      );
  return asked;
}

function toolsetsOf(text: string, served: Narrowable["toolsets"]): readonly string[] {
  const words = text.split(",").map((word) => word.trim());
  const named = words.flatMap((word) => {
    const found = Object.hasOwn(served, word) ? served[word] : undefined;
    if (found !== undefined) return found;
    throw new Error(
      `${TOOLSETS} names ${JSON.stringify(word.slice(0, 40))}, which is not served here; it takes ${Object.keys(served).join(", ")}.`,
    );
  });
  return [...new Set(named)].toSorted();
}
