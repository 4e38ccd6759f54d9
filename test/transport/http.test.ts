/** Requests to web servers of devices, and XML from them. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { HttpSession, HttpTarget, XmlElement } from "../../src/device/http.ts";
import { authorization } from "../../src/transport/http/credentials.ts";
import { httpOpener } from "../../src/transport/http/session.ts";
import { XML } from "../../src/transport/http/xml.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

let server: Server | undefined;
let session: HttpSession | undefined;
const clock = new VirtualClock();

afterEach(async () => {
  await session?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function sessionOn(handler: Handler, more: Partial<HttpTarget> = {}): Promise<HttpSession> {
  const listening = createServer(handler);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  session = await httpOpener(clock).open({ base: `http://127.0.0.1:${port}`, timeoutMs: 5000, ...more });
  return session;
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

describe("a session", () => {
  it("fetches pages over one connection", async () => {
    const sockets = new Set<unknown>();
    const one = await sessionOn((request, response) => {
      sockets.add(request.socket);
      response.end(`page ${request.url}`);
    });
    expect(await one.get("/a")).toMatchObject({ status: 200, body: "page /a" });
    expect(await one.get("/b")).toMatchObject({ status: 200, body: "page /b" });
    expect(sockets.size).toBe(1);
  });

  it("sends the name and password where the server asks, and only there", async () => {
    const seen: (string | undefined)[] = [];
    const handler: Handler = ({ headers, url }, response) => {
      seen.push(headers.authorization);
      const known = url === "/open" || headers.authorization === `Basic ${Buffer.from("me:secret").toString("base64")}`;
      response.writeHead(known ? 200 : 401, { "WWW-Authenticate": 'Basic realm="card"' }).end();
    };
    const one = await sessionOn(handler, { login: "me", password: "secret" });
    expect((await one.get("/open")).status).toBe(200);
    expect((await one.get("/locked")).status).toBe(200);
    expect(seen.map((header) => header !== undefined)).toEqual([false, false, true]);
  });

  it("answers a digest challenge as RFC 7616 has it", () => {
    const challenge = 'Digest realm="card", qop="auth", nonce="abc", opaque="xyz", algorithm=MD5';
    const asked = { method: "POST", path: "/set" };
    const header = authorization(challenge, { login: "me", password: "secret" }, asked) ?? "";
    const part = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(header)?.[1] ?? "";
    const [own, other] = [md5("me:card:secret"), md5("POST:/set")];
    expect(part("response")).toBe(md5(`${own}:abc:00000001:${part("cnonce")}:auth:${other}`));
    expect(header).toContain('opaque="xyz"');
    expect(authorization("Negotiate", { login: "me", password: "secret" }, asked)).toBeUndefined();
  });

  it("gives up a server that says nothing", async () => {
    const one = await sessionOn(() => undefined);
    const asked = expect(one.get("/a")).rejects.toMatchObject({ fault: "stale", message: /no answer in time/ });
    await clock.advance(5000);
    await asked;
  });

  it("gives up an answer without end", async () => {
    const one = await sessionOn((_, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(65_536)));
      };
      response.on("drain", more);
      more();
    });
    await expect(one.get("/a")).rejects.toMatchObject({ fault: "stale", message: /longer than 1048576 bytes/ });
  });

  it("names a port on which nobody listens, and a file that cannot be read", async () => {
    const one = await sessionOn(() => undefined);
    server?.close();
    await expect(one.get("/a")).rejects.toMatchObject({ message: /Connection refused/ });
    const target = { base: "https://card.example", timeoutMs: 1000, certfile: "/no/such/file.pem" };
    await expect(httpOpener(clock).open(target)).rejects.toMatchObject({ fault: "configuration" });
  });
});

describe("a session over TLS", () => {
  const CERTIFICATES = fileURLToPath(new URL("../fixtures/tls/", import.meta.url));
  const pem = (name: string): string => readFileSync(join(CERTIFICATES, name), "utf8");
  const folder = mkdtempSync(join(tmpdir(), "nutts-http-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function secureOn(...trusted: readonly string[]): Promise<HttpSession> {
    const own = pem("elsewhere.pem");
    const listening = createSecureServer({ cert: own, key: own }, (_, response) => response.end("here"));
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    const { port } = listening.address() as AddressInfo;
    const certfile = join(folder, "trusted.pem");
    writeFileSync(certfile, trusted.map(pem).join("\n"));
    session = await httpOpener(clock).open({ base: `https://127.0.0.1:${port}`, timeoutMs: 5000, certfile });
    return session;
  }

  it("takes a certificate that certfile has itself, whatever name is in it", async () => {
    const one = await secureOn("ca.pem", "elsewhere.pem");
    expect(await one.get("/")).toMatchObject({ status: 200, body: "here" });
  });

  it("takes one for another name from nobody else, and says what helps", async () => {
    const one = await secureOn("ca.pem", "server.pem");
    await expect(one.get("/")).rejects.toMatchObject({ fault: "stale", message: /altnames.*\(certfile may name/ });
  });
});

const depthOf = (element: XmlElement): number => 1 + Math.max(0, ...element.children.map(depthOf));

describe("XML", () => {
  it("is read with attributes, texts and the entities that need no DTD", async () => {
    const page = '<?xml version="1.0"?><A x="1 &lt; 2"><B>caf&#xe9; &amp; more</B><!-- no --><B/></A>';
    const root = await XML.parse(page);
    expect(root?.attributes.get("x")).toBe("1 < 2");
    expect(root?.children.map(({ name, text }) => [name, text])).toEqual([
      ["B", "café & more"],
      ["B", ""],
    ]);
  });

  it("cannot grow: entities of a DTD stay as they are written", async () => {
    const lols = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `<!ENTITY l${n} "${`&l${n - 1};`.repeat(10)}">`).join("");
    const root = await XML.parse(`<!DOCTYPE a [<!ENTITY l0 "lol">${lols}]><a>&l9;</a>`);
    expect(root?.text ?? "").toHaveLength(root ? 4 : 0);
    const external = await XML.parse('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>');
    expect(external?.text ?? "").not.toMatch(/root/);
  });

  it("of any depth and any bytes is survived", async () => {
    const deep = await XML.parse("<a>".repeat(20_000) + "</a>".repeat(20_000));
    expect(deep ? depthOf(deep) : 0).toBeLessThan(40);
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom("<", ">", "/", "a", "&", ";", '"', "=", " ", "!", "[", "]", "-", "?") }),
        async (text) => {
          await XML.parse(`<a>${text}</a>`);
          await XML.parse(text);
        },
      ),
    );
  });
});
