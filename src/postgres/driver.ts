import { pgDriver, type Driver } from "./pg.ts";

/** By the address: through the gateway of a Neon, or over TCP. */
export const driverFor: Driver = async (address, signal) => {
  if (address.gateway === undefined) return pgDriver(address, signal);
  const { neonDriver } = await import("./neon.ts");
  return neonDriver(address, signal);
};
