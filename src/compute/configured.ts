import type { Deps } from "../core/deps.ts";
import type { Compute } from "../core/manage/computes.ts";
import type { Neon } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";
import type { AskedSize } from "../core/check-size.ts";
import type { Chosen } from "./choose.ts";
import type { Price } from "./price.ts";
import type { Followed, Proof } from "./prove.ts";

export interface ConfigureRequest extends Chosen, AskedSize {
  readonly action: "resize" | "suspend" | "start" | "restart" | "add_replica" | "remove";
}

/** What an action works with: the compute that is meant, among all of the project. */
export interface Given {
  readonly compute: Compute;
  readonly all: readonly Compute[];
  readonly neon: Neon;
  readonly deps: Deps;
  readonly call: Call;
}

export interface Configured {
  /** As it is afterwards, or was where it is gone. */
  readonly compute: Compute;
  readonly changed: boolean;
  /** Sessions that were open, where it ran and they were cut. */
  readonly cut?: number;
  readonly before?: Compute;
  readonly connectionsBefore?: number;
  readonly price?: Price;
  readonly proof?: Proof;
  readonly followed?: Followed;
  /** What to do next, in our words. */
  readonly next: readonly string[];
}
