import type { Duplex } from "node:stream";
import type { Context } from "./context.ts";

/** Query, Parse, Bind, FunctionCall. */
const STATEMENTS: ReadonlySet<string> = new Set(["Q", "P", "B", "F"]);

/** Cuts a client whose message of this type begins a statement, where a fault waits for one. */
export function cutAtStatement({ faults }: Context, client: Duplex, type: string): void {
  if (!STATEMENTS.has(type)) return;
  if (faults.take("connection", ({ when }) => when === "statement")) client.destroy();
}
