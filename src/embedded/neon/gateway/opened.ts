import type { Duplex } from "node:stream";
import type { Route } from "../gateway.ts";
import type { Context } from "./context.ts";
import type { Login } from "./login.ts";

/** A client that has said who it is. */
export interface Opened {
  readonly context: Context;
  readonly client: Duplex;
  readonly route: Route;
  readonly login: Login;
}
