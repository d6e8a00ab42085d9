import type { Server, Value } from "./client.ts";

/**
 * What starts the server in a client. All toolsets: the personas need tools of every one, the list costs a model fewer than 6,000 tokens,
 * and clients that search tools load only those that are called.
 */
export function serverOf(variables: readonly string[]): Server {
  return { command: "npx", args: ["-y", "neon-dba", "--toolsets", "all"], variables };
}

/** Variables as `{ NAME: reference }`, in the syntax of a client. */
export function references(
  variables: readonly string[],
  write: (name: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(variables.map((name) => [name, write(name)]));
}

/** `{ [key]: value }`, or nothing where there is none: configuration says nothing that is not meant. */
export function given<T extends object>(key: string, value: T): Readonly<Record<string, T>> {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}

/** A server's entry as most clients want it: command, arguments, and variables by reference. */
export const started = (
  { command, args, variables }: Server,
  write: (name: string) => string,
): Readonly<Record<string, Value>> => ({
  command,
  args,
  ...given("env", references(variables, write)),
});
