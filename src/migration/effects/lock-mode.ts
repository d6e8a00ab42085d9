import { lockModes, type LockMode } from "../../core/migration.ts";

/** `ShareUpdateExclusiveLock`, as `pg_locks` has it, in the words of the documentation. */
export function lockMode(mode: string): LockMode {
  const words = mode.replace(/Lock$/, "").replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
  const found = lockModes.find((known) => known === words.toUpperCase());
  if (found === undefined) throw new Error(`No lock mode of a table: ${mode}`);
  return found;
}

/** Of none, the weakest there is. */
export function strongest(modes: Iterable<LockMode>): LockMode {
  return (
    lockModes[Math.max(0, ...Array.from(modes, (mode) => lockModes.indexOf(mode)))] ?? lockModes[0]
  );
}
