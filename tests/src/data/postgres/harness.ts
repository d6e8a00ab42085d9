import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Deps } from "../../../../src/core/deps.ts";
import type { ImportResult } from "../../../../src/data/import-result.ts";
import { importPostgres } from "../../../../src/data/postgres/import.ts";
import { serve } from "../../../helpers/served.ts";

export interface ImportOptions {
  readonly dry_run?: boolean;
  readonly consistent?: boolean;
  readonly tables?: readonly string[];
  /** Blocks of a part at most. */
  readonly partBlocks?: number;
  readonly flags?: readonly string[];
  readonly signal?: AbortSignal;
  readonly confirm?: () => Promise<void>;
  readonly progress?: (done: number, message: string, total?: number) => void;
}

let shadows: Deps["shadow"] | undefined;

/** One embedded Postgres for the shadows of all imports until it is disposed of, instead of one for each. */
export function shareShadows(url: string): AsyncDisposable {
  const server = serve(url);
  shadows = (signal) => server.config.deps.shadow(signal);
  return {
    async [Symbol.asyncDispose]() {
      shadows = undefined;
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Imports one database into another, as a server on the target does it. */
export async function importBetween(
  source: string,
  target: string,
  {
    dry_run = false,
    consistent,
    tables,
    partBlocks,
    flags = ["--access", "full"],
    signal,
    confirm = async () => {},
    progress,
  }: ImportOptions = {},
): Promise<ImportResult> {
  const variable = `IMPORT_${randomBytes(6).toString("hex").toUpperCase()}`;
  process.env[variable] = source;
  try {
    await using server = serve(target, flags);
    const deps =
      shadows === undefined ? server.config.deps : { ...server.config.deps, shadow: shadows };
    const call = {
      signal: signal ?? patient(),
      progress: progress ?? (() => {}),
      confirm,
    };
    const options = {
      options: { ...(consistent !== undefined && { consistent }), ...(tables && { tables }) },
    };
    const from = { url_variable: variable };
    return await importPostgres({ from, dry_run, ...options }, deps, call, { partBlocks });
  } finally {
    delete process.env[variable];
  }
}

/** As a server's calls have it: each session listens. */
function patient(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}
