/**
 * Advisory locks in database `postgres`: a session holds one for as long as it lives, and the kernel ends the session of a
 * process that is killed. So nothing goes stale.
 */
const NAMESPACE = 0x6e_65_6f_6e;

/** Held by the session that watches over the compute. */
export const WATCHDOG = `${NAMESPACE}, 1`;
/** Held, shared, by a process that is about to connect; held alone by the watchdog when it ends the compute. */
export const LEASE = `${NAMESPACE}, 2`;
/** Held by the process that uses a shadow: the second key is made of the shadow's name. */
export const shadowLock = (name: string): string => `${NAMESPACE + 1}, ${shadowKey(name)}`;

/** The name ends in hexadecimal digits, of which the last seven fit an int4. */
const shadowKey = (name: string): number => Number.parseInt(name.slice(-7), 16);
