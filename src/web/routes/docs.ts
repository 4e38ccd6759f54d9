/** The API as a page to read, made of the routes themselves: what PeaNUT has at this address. */
import type { Route } from "../http/route.ts";

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

const NEEDS = { open: "nothing", read: "a login, unless access control is off", control: "a login and --control" };

function row({ method, path, access, doc }: Route): string {
  const query = Object.entries(doc?.query ?? {}).map(
    ([name, text]) => `<br><code>?${escaped(name)}=</code> ${escaped(text)}`,
  );
  const address = escaped(path.replace(/:(\w+)/g, "{$1}"));
  const cells = [`<code>${method} ${address}</code>`, `${escaped(doc?.summary ?? "")}${query.join("")}`, NEEDS[access]];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function tables(routes: readonly Route[]): string {
  const described = routes.filter(({ doc }) => doc !== undefined);
  const tags = [...new Set(described.map(({ doc }) => doc?.tag ?? ""))];
  return tags
    .map((tag) => {
      const rows = described.filter(({ doc }) => doc?.tag === tag).map(row);
      const head = "<tr><th>Request</th><th>What it is</th><th>Needs</th></tr>";
      return `<h2>${escaped(tag)}</h2><table>${head}${rows.join("")}</table>`;
    })
    .join("\n");
}

export function docsRoute(routes: readonly Route[]): Route {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The API of nutts web</title></head>
<body><h1>The API of nutts web</h1><p>For programs: <a href="openapi.json">openapi.json</a>.</p>
${tables(routes)}
</body></html>
`;
  return {
    method: "GET",
    path: "/api/docs",
    access: "open",
    handle: () => ({ status: 200, type: "text/html; charset=utf-8", body }),
  };
}
