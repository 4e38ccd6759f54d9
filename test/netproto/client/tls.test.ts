import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { readTlsFiles } from "../../../src/netproto/client/tls-files.ts";
import type { TlsOptions } from "../../../src/netproto/client/tls-options.ts";
import { NutError } from "../../../src/nut/errors.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { codeOf, Pairs } from "../../sim/servers/nut-pair.ts";
import {
  answers,
  type Behaviour,
  noTls,
  offersTls,
  saysGoodbye,
  serves,
  silent,
} from "../../sim/servers/nut-server.ts";

const FIXTURES = new URL("../../fixtures/tls/", import.meta.url).pathname;
const pem = (name: string): string => readFileSync(join(FIXTURES, name), "utf8");

const SERVES = serves({ ups: { vars: { "ups.status": "OL" } } });
const TLS = offersTls({ pem: pem("server.pem") });
const pairs = new Pairs();
const folders: string[] = [];

afterEach(async () => {
  await pairs.end();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Connects and asks; gives what was logged. */
async function ask(behaviours: readonly Behaviour[], tls: TlsOptions): Promise<readonly string[]> {
  const lines: string[] = [];
  const log = createLog((_level, line) => lines.push(line));
  const { client } = await pairs.pair(behaviours, { tls, log });
  expect(await client.getVar("ups", "ups.status")).toBe("OL");
  await client.close();
  return lines;
}

describe("STARTTLS", () => {
  it("is used where the server offers it, and says that nothing was verified", async () => {
    const { server, client } = await pairs.pair([TLS, SERVES, saysGoodbye], { tls: { mode: "try" } });
    expect(client.state).toEqual({ kind: "up", secure: true });
    expect(await client.getVar("ups", "ups.status")).toBe("OL");
    expect(server.peers[0]?.secure).toBe(true);
    expect(await ask([TLS, SERVES, saysGoodbye], { mode: "try" })).toEqual([
      "Connected to NUT server 127.0.0.1 in SSL",
      "Certificate verification (by client) is disabled",
    ]);
  });

  it("is done without where the server has none", async () => {
    expect(await ask([noTls, SERVES, saysGoodbye], { mode: "try" })).toEqual([]);
    expect(await ask([SERVES, saysGoodbye], { mode: "try" })).toEqual([]);
  });

  it("is not asked for when off", async () => {
    const { server, client } = await pairs.pair([TLS, SERVES], { tls: { mode: "off" } });
    await client.getVar("ups", "ups.status");
    expect(server.heard).toEqual(["GET VAR ups ups.status"]);
  });

  it("is insisted on with FORCESSL", async () => {
    const server = await pairs.server(noTls, SERVES);
    expect(await codeOf(pairs.client(server.port, { tls: { mode: "require" } }).connect())).toBe("ssl-failed");
    expect(await codeOf(pairs.client(server.port, { tls: { mode: "try", verify: true } }).connect())).toBe(
      "ssl-failed",
    );
    expect(server.heard).toEqual(["STARTTLS", "STARTTLS"]);
  });

  it("accepts a certificate of a known authority and refuses others when verifying", async () => {
    const verify = { mode: "require", verify: true } as const;
    expect(await ask([TLS, SERVES, saysGoodbye], { ...verify, ca: [pem("ca.pem")] })).toEqual([
      "Connected to NUT server 127.0.0.1 in SSL",
    ]);
    const server = await pairs.server(TLS, SERVES);
    const refused = pairs.client(server.port, { tls: { ...verify, ca: [pem("other-ca.pem")] } }).connect();
    expect(await codeOf(refused)).toBe("certificate-refused");
  });

  it("logs another name in the certificate, and refuses it when CERTHOST gives the name", async () => {
    const elsewhere = offersTls({ pem: pem("elsewhere.pem") });
    const verify = { mode: "require", verify: true, ca: [pem("ca.pem")] } as const;
    const lines = await ask([elsewhere, SERVES, saysGoodbye], verify);
    expect(lines[0]).toMatch(/^The certificate of NUT server 127\.0\.0\.1 was issued for another name/);
    expect(await ask([elsewhere, SERVES, saysGoodbye], { ...verify, certName: "elsewhere.example" })).toHaveLength(1);
    const server = await pairs.server(TLS, SERVES);
    const wrongName = pairs.client(server.port, { tls: { ...verify, certName: "ups.example" } }).connect();
    expect(await codeOf(wrongName)).toBe("certificate-refused");
  });

  it("shows our own certificate, whose key may be locked", async () => {
    const picky = offersTls({ pem: pem("server.pem"), ca: pem("ca.pem"), clientCertificate: true });
    for (const [name, password] of [
      ["client.pem", undefined],
      ["client-locked.pem", "secret"],
    ] as const) {
      const tls = {
        mode: "require",
        ...readTlsFiles({ certIdent: { name: join(FIXTURES, name), password } }),
      } as const;
      expect(await ask([picky, SERVES, saysGoodbye], tls)).toHaveLength(2);
    }
    const { client } = await pairs.pair([picky, SERVES], { tls: { mode: "off" } });
    expect(client.state).toEqual({ kind: "up", secure: false });
  });

  it("does not take clear text after the server's consent", async () => {
    const injects: Behaviour = ([verb], peer) => {
      if (verb !== "STARTTLS") return false;
      peer.send('OK STARTTLS\nVAR ups ups.status "OB');
      return true;
    };
    const server = await pairs.server(injects);
    expect(await codeOf(pairs.client(server.port, { tls: { mode: "try" } }).connect())).toBe("protocol-error");
  });

  it("fails when the server does not shake hands", async () => {
    const noise = answers({ STARTTLS: "OK STARTTLS\n" });
    const server = await pairs.server(noise, ([...words], peer) => {
      peer.socket.end(`what is ${words.length}?\n`);
      return true;
    });
    expect(await codeOf(pairs.client(server.port, { tls: { mode: "try" } }).connect())).toBe("ssl-failed");
  });

  it("says in one line that what came was no TLS", async () => {
    const noise = answers({ STARTTLS: "OK STARTTLS\n" });
    const server = await pairs.server(noise, (_words, peer) => {
      peer.send("this is no TLS at all\n".repeat(20));
      return true;
    });
    const connecting = pairs.client(server.port, { tls: { mode: "try" } }).connect();
    await expect(connecting).rejects.toThrow(/^SSL error: wrong version number \(ERR_SSL_WRONG_VERSION_NUMBER\)$/);
  });

  it("does not wait for ever for the handshake", async () => {
    const clock = new VirtualClock();
    const server = await pairs.server(answers({ STARTTLS: "OK STARTTLS\n" }), silent);
    const client = pairs.client(server.port, { tls: { mode: "try" }, clock });
    const failed = codeOf(client.connect());
    for (let i = 0; i < 20; i++) {
      await clock.advance(1000);
      await clock.settle(50);
    }
    expect(["ssl-failed", "timeout"]).toContain(await failed);
  });
});

describe("CERTPATH and CERTIDENT", () => {
  function folder(files: Readonly<Record<string, string>>): string {
    const path = mkdtempSync(join(tmpdir(), "nutts-tls-"));
    folders.push(path);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
    return path;
  }

  const problemOf = (read: () => unknown): string => {
    try {
      read();
      return "none";
    } catch (error) {
      return error instanceof NutError ? error.message : "other";
    }
  };

  it("read every PEM file of a folder, or one bundle", () => {
    const many = folder({
      "a.pem": pem("ca.pem"),
      "b.crt": pem("other-ca.pem"),
      "9a8b7c6d.0": pem("ca.pem"),
      "c.txt": "no",
    });
    expect(readTlsFiles({ certPath: many }).ca).toHaveLength(3);
    const bundle = folder({ all: pem("ca.pem") + pem("other-ca.pem") });
    expect(readTlsFiles({ certPath: join(bundle, "all") }).ca).toHaveLength(2);
  });

  it("look a certificate up in the folder by its name", () => {
    const path = folder({ "ca.pem": pem("ca.pem"), "mine.pem": pem("client.pem") });
    expect(readTlsFiles({ certPath: path, certIdent: { name: "mine", password: "" } })).toEqual({
      ca: expect.any(Array),
      cert: pem("client.pem"),
      key: pem("client.pem"),
    });
  });

  it("name what is wrong and what to do", () => {
    const nss = folder({ "cert9.db": "", "key4.db": "" });
    expect(problemOf(() => readTlsFiles({ certPath: nss }))).toContain(`certutil -L -d sql:${nss} -n NICKNAME -a`);
    expect(problemOf(() => readTlsFiles({ certPath: "/no/such/place" }))).toContain("/no/such/place does not exist");
    expect(problemOf(() => readTlsFiles({ certPath: folder({}) }))).toContain("holds no certificate");
    const keyless = folder({ "a.pem": pem("ca.pem") });
    expect(problemOf(() => readTlsFiles({ certPath: keyless, certIdent: { name: "a" } }))).toContain("no private key");
    expect(problemOf(() => readTlsFiles({ certIdent: { name: "/no/such.pem" } }))).toContain(
      "/no/such.pem cannot be read",
    );
  });
});
