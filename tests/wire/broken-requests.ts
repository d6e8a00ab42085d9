import type { Random } from "./random.ts";

interface Attempt {
  readonly pieces: readonly (Buffer | string)[];
  readonly pauseMs: number;
}

/** Bytes that are no request of HTTP/1.1, or one that says two things. Each on a connection of its own; none may be let in. */
export function brokenRequests(random: Random, port: number, count: number): Attempt[] {
  return Array.from({ length: count }, () => broken(random, port));
}

function broken(random: Random, port: number): Attempt {
  const host = `Host: 127.0.0.1:${port}\r\n`;
  const type = "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
  const body = '{"jsonrpc":"2.0","id":1,"method":"initialize"}';
  const length = `Content-Length: ${body.length}\r\n`;
  const begin = `POST /mcp HTTP/1.1\r\n${host}${type}`;
  const close = "Connection: close\r\n";
  const at = (...pieces: readonly (Buffer | string)[]): Attempt => ({ pieces, pauseMs: 0 });
  switch (random.below(16)) {
    case 0:
      return at(random.bytes(1 + random.below(2_000)));
    case 1:
      return at(begin, random.bytes(random.below(200)), "\r\n\r\n");
    case 2:
      return at(`${begin}${length}Transfer-Encoding: chunked\r\n${close}\r\n${body}0\r\n\r\n`);
    case 3:
      return at(`${begin}Transfer-Encoding: chunked\r\n${close}\r\nzz\r\n${body}\r\n0\r\n\r\n`);
    case 4:
      return at(`${begin}Transfer-Encoding: chunked, identity\r\n${close}\r\n0\r\n\r\n`);
    case 5:
      return at(
        `${begin}Content-Length: ${random.pick(["-1", "1e3", "0x10", "5, 6", "9".repeat(30)])}\r\n${close}\r\n${body}`,
      );
    case 6:
      return at(`${begin}Content-Length: 5\r\n\r\n${body}${begin}`);
    case 7:
      return at(`${begin}X-Long: ${"a".repeat(40_000)}\r\n${close}\r\n`);
    case 8:
      return at(`${begin}X-Null: a\0b\r\n${length}${close}\r\n${body}`);
    case 9:
      return at("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", random.bytes(40));
    case 10:
      return at(`CONNECT evil.com:443 HTTP/1.1\r\n${host}\r\n`);
    case 11:
      return at(`GET /mcp HTTP/1.1\r\n${host}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`);
    case 12:
      return at(`POST http://evil.com/mcp HTTP/1.1\r\n${host}${type}${length}${close}\r\n${body}`);
    case 13:
      return at(`${begin}${length}Expect: something-else\r\n${close}\r\n${body}`);
    case 14:
      return at(
        `${begin.replace("/mcp", random.pick(["//mcp", "/mcp/../healthz/x", "/%6dcp", "*", "/mcp#x", "/MCP"]))}${length}${close}\r\n${body}`,
      );
    default:
      // byte by byte, and then nothing more
      return { pieces: [begin, `${length}\r\n`, ...body.slice(0, 8).split("")], pauseMs: 5 };
  }
}
