/** Over TLS, against servers that are not who they should be, hang, or answer rubbish. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type HttpQuestion, httpAsker, type Trust } from "../../src/hosts/http/http-ask.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const pem = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), "utf8");
const SHA256 = new X509Certificate(pem("server.pem")).fingerprint256.replaceAll(":", "");

let server: Server;
let heard: number;
beforeAll(async () => {
  heard = 0;
  server = createServer({ cert: pem("server.pem"), key: pem("server.pem") }, (_, response) => {
    heard++;
    response.end("hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const question = (trust: Trust): HttpQuestion => ({
  method: "GET",
  url: new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`),
  trust,
});
const ask = httpAsker(SYSTEM_CLOCK);

describe("a server with a certificate of its own", () => {
  it("is believed by its fingerprint, and hears nothing where it is another", async () => {
    expect(await ask(question({ kind: "fingerprint", sha256: SHA256 }), 5000)).toMatchObject({
      status: 200,
      text: "hello",
    });
    const other = await ask(question({ kind: "fingerprint", sha256: "0".repeat(64) }), 5000);
    expect(other).toMatchObject({ kind: "silent", sent: false, why: expect.stringContaining(SHA256) });
    expect(heard).toBe(1);
  });

  it("is not believed without anything, and is with verify = no", async () => {
    expect(await ask(question({ kind: "authority", ca: undefined }), 5000)).toMatchObject({
      kind: "silent",
      sent: false,
    });
    expect(await ask(question({ kind: "anybody" }), 5000)).toMatchObject({ kind: "answered", status: 200 });
  });
});

describe("a server without TLS", () => {
  it("is said to speak none, in words and in one line", async () => {
    const plain = createTcpServer((socket: Socket) => socket.on("error", () => undefined).end("220 hello\r\n"));
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const url = new URL(`https://127.0.0.1:${(plain.address() as AddressInfo).port}/`);
    expect(await ask({ method: "GET", url, trust: { kind: "anybody" } }, 5000)).toEqual({
      kind: "silent",
      sent: false,
      why: "what answers there does not speak TLS; look at the port",
    });
    plain.close();
  });
});

describe("a server that asks who we are", () => {
  it("hears whoever has a certificate of its authority, and nobody else; a key that is none is said", async () => {
    const options = { cert: pem("server.pem"), key: pem("server.pem"), ca: pem("ca.pem") };
    const asking = createServer({ ...options, requestCert: true, rejectUnauthorized: true }, (_, response) => {
      response.end("you may");
    });
    await new Promise<void>((resolve) => asking.listen(0, "127.0.0.1", resolve));
    const url = new URL(`https://127.0.0.1:${(asking.address() as AddressInfo).port}/`);
    const as = (identity?: { readonly cert: string; readonly key: string }) =>
      ask({ method: "GET", url, trust: { kind: "authority", ca: pem("ca.pem") }, identity }, 5000);
    expect(await as({ cert: pem("client.pem"), key: pem("client.pem") })).toMatchObject({ text: "you may" });
    expect(await as()).toMatchObject({ kind: "silent" });
    expect(await as({ cert: "rubbish", key: "rubbish" })).toMatchObject({ kind: "silent", sent: false });
    await new Promise((resolve) => asking.close(resolve));
  });
});

describe("a server that does not behave", () => {
  async function against(behave: (socket: Socket) => void, use: (url: URL) => Promise<void>): Promise<void> {
    const tcp = createTcpServer((socket) => {
      socket.on("error", () => undefined).resume();
      behave(socket);
    });
    await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
    try {
      await use(new URL(`http://127.0.0.1:${(tcp.address() as AddressInfo).port}/`));
    } finally {
      await new Promise((resolve) => tcp.close(resolve));
    }
  }

  it("that hangs is left at the limit", () =>
    against(
      () => undefined,
      async (url) => {
        const clock = new VirtualClock();
        const answer = httpAsker(clock)({ method: "GET", url }, 10_000);
        await clock.advance(10_000);
        expect(await answer).toMatchObject({ kind: "silent", why: "no answer in 10 s" });
      },
    ));

  it("that answers rubbish, or hangs up, is silent", async () => {
    const rubbish = (text: string) => (socket: Socket) => void socket.end(text);
    for (const text of ["\0\0\0\xff", "", "HTTP/9.9 hello\r\n\r\n"]) {
      await against(rubbish(text), async (url) => {
        expect(await ask({ method: "POST", url, body: "x" }, 5000)).toMatchObject({ kind: "silent" });
      });
    }
  });
});
