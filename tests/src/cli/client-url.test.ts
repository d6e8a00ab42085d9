import { expect, test } from "vitest";
import { clientUrl } from "../../../src/cli/client-url.ts";

const everywhere = "http://0.0.0.0:8432/mcp";

test.each([
  ["the address itself on loopback", "http://127.0.0.1:8432/mcp", ["dba.example.com"], undefined],
  ["the same by IPv6", "http://[::1]:8432/mcp", ["dba.example.com"], undefined],
])("%s", (_, listening, allowedHosts, publicUrl) => {
  expect(clientUrl({ publicUrl, allowedHosts }, listening)).toBe(listening);
});

test.each([
  [["other.example.com", "dba.example.com:8432"], "http://dba.example.com:8432/mcp"],
  [["other.example.com:1", "dba.example.com"], "https://dba.example.com/mcp"],
  [["dba.example.com:9000"], "http://dba.example.com:9000/mcp"],
  [["[2001:db8::1]:8432"], "http://[2001:db8::1]:8432/mcp"],
])("a client may call the hosts %j, so it is one of them", (allowedHosts, url) => {
  expect(clientUrl({ publicUrl: undefined, allowedHosts }, everywhere)).toBe(url);
  const ipv6 = everywhere.replace("0.0.0.0", "[::]");
  expect(clientUrl({ publicUrl: undefined, allowedHosts }, ipv6)).toBe(url);
});

test("the standard port needs no name, and the public URL wins", () => {
  const allowedHosts = ["dba.example.com"];
  const at80 = "http://0.0.0.0/mcp";
  expect(clientUrl({ publicUrl: undefined, allowedHosts }, at80)).toBe(
    "http://dba.example.com/mcp",
  );
  const publicUrl = "https://out.example.com/dba/mcp";
  expect(clientUrl({ publicUrl, allowedHosts }, everywhere)).toBe(publicUrl);
});
