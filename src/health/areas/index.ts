import type { Area } from "../area.ts";
import { bloat } from "./bloat.ts";
import { cache } from "./cache.ts";
import { checkpoints } from "./checkpoints.ts";
import { coldStart } from "./cold-start.ts";
import { compute } from "./compute.ts";
import { connections } from "./connections.ts";
import { deadlocks } from "./deadlocks.ts";
import { extensions } from "./extensions.ts";
import { locks } from "./locks.ts";
import { queries } from "./queries.ts";
import { replication } from "./replication.ts";
import { sequences } from "./sequences.ts";
import { statistics } from "./statistics.ts";
import { storage } from "./storage.ts";
import { temp } from "./temp.ts";
import { transactions } from "./transactions.ts";
import { vacuum } from "./vacuum.ts";
import { wraparound } from "./wraparound.ts";

/** Every area, in the order in which equally sick ones are told: what stops an application first. */
export const areas: readonly Area[] = [
  connections,
  locks,
  transactions,
  queries,
  deadlocks,
  wraparound,
  replication,
  sequences,
  vacuum,
  bloat,
  extensions,
  statistics,
  storage,
  compute,
  cache,
  temp,
  checkpoints,
  coldStart,
];
