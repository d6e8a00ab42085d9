/** Where the code runs: a process that stays, a function that is frozen between requests, or an isolate without TCP. */
export const runtimes = ["long_running", "serverless", "edge"] as const;
export type Runtime = (typeof runtimes)[number];

export interface File {
  readonly path: string;
  readonly content: string;
}

/** What the code of a stack depends on, in the units of its names. */
export interface Settings {
  readonly runtime: Runtime;
  /** Connections of one instance. */
  readonly poolSize: number;
  /** To connect: long enough for a compute that has to wake. */
  readonly connectSeconds: number;
  readonly statementSeconds: number;
  /** Until an unused connection is closed: before the compute is suspended and closes it. */
  readonly idleSeconds: number;
}

/** A way to connect: language, driver and framework. One file each in stacks/. */
export interface Stack {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly runtimes: readonly Runtime[];
  /** What follows the `?` of both URLs: TLS with the server's certificate checked, in this driver's words. */
  readonly urlOptions: string;
  /** `measured`: tests/stacks run these files through suspends, load and cut connections. `rule`: no tool for it could be run. */
  readonly evidence: "measured" | "rule";
  files(settings: Settings): readonly File[];
  /** What the files do not say themselves: prepared statements, migrations, shutdown. */
  notes(settings: Settings): readonly string[];
}
