import { readFileSync } from "node:fs";
import { type Browser, chromium, type Frame, type Page } from "playwright-core";

/** A message between a page and its host. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface HostOptions {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly variables?: Record<string, string>;
}

/** A picture's page in a host: a sandboxed frame of an origin of its own, as the specification has it. */
export interface Hosted extends AsyncDisposable {
  readonly page: Page;
  readonly frame: Frame;
  /** What the page said, in order. */
  said(): Promise<Message[]>;
  /** Sends the page a notification, or a request with an `id`. */
  send(method: string, params: object, id?: number): Promise<void>;
  /** Everything that the page, or anything in it, tried to fetch. */
  readonly requests: string[];
  /** What a policy forbade, and script errors. */
  readonly complaints: string[];
}

const hostPage = readFileSync(new URL("host.html", import.meta.url), "utf8");

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/** Opens the page and answers its handshake; returns when the page says that it is ready. */
export async function host(
  browser: Browser,
  html: string,
  { theme = "light", width = 1_000, variables = {} }: HostOptions = {},
): Promise<Hosted> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: theme });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => complaints.push(message.text()));
  await page.setContent(hostPage);
  const call = (name: string, ...args: unknown[]): Promise<void> =>
    page.evaluate(`${name}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`);
  await call("openPicture", html, { theme, styles: { variables } });
  await page.waitForFunction(
    "said.some(({ method }) => method === 'ui/notifications/initialized')",
  );
  const frame = page.frames().find((other) => other !== page.mainFrame());
  if (frame === undefined) throw new Error("the host has no frame");
  return {
    page,
    frame,
    said: () => page.evaluate<Message[]>("said"),
    send: (method, params, id) =>
      call("deliver", { method, params, ...(id === undefined ? {} : { id }) }),
    requests,
    complaints,
    [Symbol.asyncDispose]: () => page.close(),
  };
}

/** Kept where NEON_DBA_SCREENSHOTS says, to be looked at. */
export async function keep({ page }: Hosted, name: string): Promise<void> {
  const folder = process.env["NEON_DBA_SCREENSHOTS"];
  if (folder === undefined) return;
  // the frame has to grow to the size that its page tells, and to be painted
  await page.waitForTimeout(200);
  const height = await page.evaluate<number>("document.documentElement.scrollHeight");
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height });
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${folder}/${name}.png` });
}
