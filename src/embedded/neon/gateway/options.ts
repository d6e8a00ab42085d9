const ENDPOINT = /^(?:endpoint|project)=(.+)$/;
/** Other words for the proxy: `neon_lsn:…`, `proxy_params_compat:true`. */
const PROXY = /^(?:neon|proxy)_\w+:/;

/** What `options` says to the proxy, and what is left for Postgres. */
export interface Options {
  /** `ep-…`: where the host does not say it, because there is no SNI. */
  readonly endpoint?: string;
  readonly rest?: string;
}

export function readOptions(options = ""): Options {
  const words = options.match(/(?:\\.|[^\s\\])+/gsu) ?? [];
  const endpoint = words
    .map((word) => ENDPOINT.exec(word)?.[1])
    .find((found) => found !== undefined);
  const rest = words.filter((word) => !ENDPOINT.test(word) && !PROXY.test(word)).join(" ");
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(rest === "" ? {} : { rest }),
  };
}
