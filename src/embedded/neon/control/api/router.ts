import { ApiError, invalid } from "./error.ts";

export interface ApiRequest {
  /** Value of a variable part of the path. */
  readonly id: (name: string) => string;
  readonly query: URLSearchParams;
  /** Parsed; undefined where there is none. */
  readonly body: unknown;
}

/** `body` undefined: none. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export type Handler = (request: ApiRequest) => Promise<Reply> | Reply;

/** By method and path below `/api/v2`: `GET /projects/:project`. Fixed parts come before variable ones. */
export type Routes = Readonly<Record<string, Handler>>;

interface Route {
  readonly method: string;
  readonly parts: readonly string[];
  readonly handler: Handler;
}

export type Router = (
  method: string,
  path: string,
) => (rest: Omit<ApiRequest, "id">) => ReturnType<Handler>;

export function createRouter(routes: Routes): Router {
  const table = Object.entries(routes).map(([key, handler]): Route => {
    const [method = "", path = ""] = key.split(" ");
    return { method, parts: path.split("/"), handler };
  });
  return (method, path) => {
    const parts = path.split("/").map(decode);
    const found = table.filter((route) => fits(route, parts));
    const route = found.find((candidate) => candidate.method === method);
    if (found.length === 0) throw new ApiError(404, "this path is not served here");
    if (route === undefined) throw new ApiError(405, `${method} is not possible here`);
    const id = (name: string): string => parts[route.parts.indexOf(`:${name}`)] ?? "";
    return (rest) => route.handler({ ...rest, id });
  };
}

const fits = ({ parts }: Route, given: readonly string[]): boolean =>
  parts.length === given.length &&
  parts.every((part, index) => part.startsWith(":") || part === given[index]);

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid("the path is not encoded well");
  }
}
