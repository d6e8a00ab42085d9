import { BlockList, isIP, isIPv4 } from "node:net";

/** Adds an address, a range (`10.0.0.1-10.0.0.9`) or a block (`10.0.0.0/8`); returns whether it is one. */
function add(list: BlockList, pattern: string): boolean {
  try {
    const family = (address = ""): "ipv4" | "ipv6" => (isIPv4(address) ? "ipv4" : "ipv6");
    const [address = "", bits] = pattern.split("/");
    const [first = "", last] = pattern.split("-");
    if (bits !== undefined && /^\d{1,3}$/.test(bits))
      list.addSubnet(address, Number(bits), family(address));
    else if (last !== undefined) list.addRange(first, last, family(first));
    else if (isIP(pattern) !== 0) list.addAddress(pattern, family(pattern));
    else return false;
    return true;
  } catch {
    return false;
  }
}

export const isIpPattern = (pattern: string): boolean => add(new BlockList(), pattern);

/** Whether an address may come in; everyone may where the list is empty. */
export function isAllowed(patterns: readonly string[], address: string): boolean {
  if (patterns.length === 0) return true;
  const list = new BlockList();
  for (const pattern of patterns) add(list, pattern);
  return list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
}

/** A socket that listens for both families gives IPv4 addresses as IPv6 ones. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, "");

/** The proxy's words (neondatabase/neon, proxy/src/auth). */
export const notAllowed = (address: string): string =>
  `This IP address ${address} is not allowed to connect to this endpoint. Please add it to the allowed list in the Neon console. Make sure to check for IPv4 or IPv6 addresses.`;
