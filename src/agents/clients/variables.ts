import { isAbsolute, join, resolve } from "node:path";
import type { Place } from "../client.ts";

/** The folder that a variable names. An empty one names none: it is how people unset it for a command. */
export function namedFolder({ env }: Place, variable: string): string | undefined {
  const value = env[variable] ?? "";
  return value === "" ? undefined : resolve(value);
}

/** Where programs keep their settings. What is not absolute is not heeded: so the XDG specification has it. */
export function configFolder({ home, env }: Place): string {
  const value = env["XDG_CONFIG_HOME"] ?? "";
  return isAbsolute(value) ? value : join(home, ".config");
}
