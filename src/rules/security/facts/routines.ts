import type { Routine } from "../../../postgres/catalog/model/routine.ts";
import { signatureOf } from "../../engine/names.ts";

/** As ALTER and GRANT address it. */
export const routineTarget = (routine: Routine): string =>
  `${routine.kind === "procedure" ? "PROCEDURE" : "FUNCTION"} ${signatureOf(routine)}`;

/** The schemas of `SET search_path` on the routine, in order; undefined without it. */
export function searchPathOf({ settings }: Routine): string[] | undefined {
  const setting = settings.find((one) => one.startsWith("search_path="));
  if (setting === undefined) return undefined;
  const value = setting.slice("search_path=".length);
  return [...value.matchAll(/"((?:[^"]|"")*)"|([^\s,"]+)/g)]
    .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "")
    .filter((name) => name !== "");
}
