import type { Address } from "../core/address.ts";
import { connect } from "./connect.ts";
import { driverFor } from "./driver.ts";

const TOTAL_MS = 15_000;

/** Connects, on a connection of its own, and goes again: whether this user comes in from here. Errors: those of connecting. */
export async function logIn(address: Address, signal: AbortSignal): Promise<void> {
  const wire = await connect({
    driver: driverFor,
    address: async () => address,
    signal,
    totalMs: TOTAL_MS,
    pooled: false,
  });
  await wire.end();
}
