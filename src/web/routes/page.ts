/** The page and its assets, from the folder that the build has filled: read once, and told apart by what is in them. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { gzipSync } from "node:zlib";
import type { Route, Streamed } from "../http/route.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly tag: string;
}

function read(path: URL): Asset {
  const plain = readFileSync(path);
  const tag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  return { type: TYPES[extname(path.pathname)] ?? "application/octet-stream", plain, packed: gzipSync(plain), tag };
}

/** By name; empty where nothing was built, as when it runs from its sources. */
export function readPage(folder: URL): ReadonlyMap<string, Asset> {
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    return new Map();
  }
  return new Map(names.filter((name) => extname(name) in TYPES).map((name) => [name, read(new URL(name, folder))]));
}

/** `no-cache`: the browser asks whether it is still the same, which costs one small answer after an update of nutts. */
const send = ({ type, plain, packed, tag }: Asset, known: string | undefined, accepts: string): Streamed => ({
  stream: (outgoing) => {
    const head = { "content-type": type, etag: tag, "cache-control": "no-cache", vary: "accept-encoding" };
    if (known === tag) {
      outgoing.writeHead(304, head);
      outgoing.end();
      return;
    }
    const zipped = /\bgzip\b/.test(accepts);
    const body = zipped ? packed : plain;
    const encoding = zipped ? { "content-encoding": "gzip" } : {};
    outgoing.writeHead(200, { ...head, ...encoding, "content-length": body.length });
    outgoing.end(body);
  },
});

const NOT_BUILT = "The page has not been built: run npm run build. Values are at api/v1/devices.\n";

export function pageRoutes(assets: ReadonlyMap<string, Asset>): readonly Route[] {
  const answer = (name: string): Route["handle"] => {
    const asset = assets.get(name);
    if (!asset) return () => ({ status: 404, type: "text/plain; charset=utf-8", body: NOT_BUILT });
    return ({ header }) => send(asset, header("if-none-match"), header("accept-encoding") ?? "");
  };
  const names = [...assets.keys()].filter((name) => name !== "index.html");
  const pages = names.map((name) => ({ method: "GET", path: `/assets/${name}`, access: "open", handle: answer(name) }));
  return [{ method: "GET", path: "/", access: "open", handle: answer("index.html") }, ...(pages as Route[])];
}
