import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Megabytes that are in use after a garbage collection. */
export function collected(what: "heapUsed" | "external"): number {
  collect();
  return process.memoryUsage()[what] / 2 ** 20;
}
