/** How a client starts the server, as most of them write it. */
export interface Start {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export interface InstallLink {
  readonly client: string;
  readonly url: string;
}

/**
 * Links that add the server to a client with a click. Cursor reads base64 of JSON in UTF-8; the site of VS Code forwards the percent-encoded
 * JSON to the editor; Kiro reads the same.
 */
export function installLinks({ name, command, args }: Start): InstallLink[] {
  const json = JSON.stringify({ command, args });
  const named = `name=${encodeURIComponent(name)}&config=`;
  const base64 = encodeURIComponent(Buffer.from(json, "utf8").toString("base64"));
  const quoted = encodeURIComponent(json);
  const vscode = `https://insiders.vscode.dev/redirect/mcp/install?${named}${quoted}`;
  return [
    { client: "Cursor", url: `https://cursor.com/en/install-mcp?${named}${base64}` },
    { client: "VS Code", url: vscode },
    { client: "VS Code Insiders", url: `${vscode}&quality=insiders` },
    { client: "Kiro", url: `https://kiro.dev/launch/mcp/add?${named}${quoted}` },
  ];
}

/** The README's line of links. */
export function installLine(links: readonly InstallLink[]): string {
  return `With a click: ${links.map(({ client, url }) => `[${client}](${url})`).join(", ")}.`;
}
