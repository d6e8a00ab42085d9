import type { Home } from "../../home.ts";

/** What the program is told, as JSON after the path of the home, by which other processes recognize it. */
export interface ServeRequest {
  readonly home: Home;
  /** `bin` folder of another Postgres than the bundled one. */
  readonly pgBin?: string;
  /** It ends after this long without a request, a client or an operation. */
  readonly idleSeconds: number;
}
