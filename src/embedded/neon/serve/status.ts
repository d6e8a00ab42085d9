import type { Home } from "../../home.ts";
import { findServing } from "./serving.ts";

/** Without the key. */
export interface LocalNeonStatus {
  readonly state: "not created" | "stopped" | "starting" | "running";
  readonly pid?: number;
  readonly origin?: string;
}

export function readLocalNeonStatus(home: Home): LocalNeonStatus {
  const serving = findServing(home);
  if (serving === undefined) return { state: "not created" };
  const { pid, alive, served } = serving;
  if (!alive) return { state: "stopped" };
  if (served === undefined) return { state: "starting", pid };
  return { state: "running", pid, origin: served.origin };
}
