import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectPlain, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { UPSD_CONF_DEFAULTS } from "../../src/conf/upsd-conf.ts";
import { NutClient } from "../../src/netproto/client/nut-client.ts";
import type { TlsOptions } from "../../src/netproto/client/tls-options.ts";
import { NutError } from "../../src/nut/errors.ts";
import type { TlsConf } from "../../src/upsd/config.ts";
import { codeOf, until } from "../sim/servers/nut-pair.ts";
import { UpsdServers } from "../sim/servers/upsd-server.ts";

const servers = new UpsdServers();
const folder = mkdtempSync(join(tmpdir(), "nutts-tls-"));
afterEach(() => servers.end());
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
const pem = (name: string): string => readFileSync(fixture(name), "utf8");
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const tls = (changes: Partial<TlsConf>): { readonly tls: TlsConf } => ({ tls: { ...UPSD_CONF_DEFAULTS, ...changes } });
const SERVER = { certfile: fixture("server") };
const TRUSTING: TlsOptions = { mode: "require", verify: true, ca: [pem("ca")] };
const WITH_CERTIFICATE: TlsOptions = { ...TRUSTING, cert: pem("client"), key: pem("client") };

async function encrypted(conf: Partial<TlsConf>, options: TlsOptions) {
  const server = await servers.start({ config: tls(conf) });
  const client = new NutClient({ host: "localhost", family: 4, port: server.port, tls: options });
  return { ...server, nut: client };
}

/** Says STARTTLS in front of its first bytes without waiting for OK, which it takes off what it hears. */
class EagerClient extends Duplex {
  first: Buffer = Buffer.alloc(0);
  readonly #plain: Socket;
  #answer = "OK STARTTLS\n";

  constructor(plain: Socket) {
    super();
    this.#plain = plain;
    plain.on("data", (chunk: Buffer) => {
      const said = Math.min(this.#answer.length, chunk.length);
      this.#answer = this.#answer.slice(said);
      this.push(chunk.subarray(said));
    });
    plain.on("close", () => this.push(null));
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const bytes = this.first.length === 0 ? Buffer.concat([Buffer.from("STARTTLS\n"), chunk]) : chunk;
    if (this.first.length === 0) this.first = bytes;
    this.#plain.write(bytes, () => done());
  }
}

/** What the start is refused with. */
const refusal = (conf: Partial<TlsConf>): Promise<string> =>
  servers.start({ config: tls(conf) }).then(
    () => "none",
    (error: unknown) => (error instanceof NutError ? `${error.code}: ${error.detail}` : String(error)),
  );

describe("STARTTLS", () => {
  it("encrypts for a client that checks the certificate and its name", async () => {
    const { nut, lines } = await encrypted(SERVER, TRUSTING);
    await nut.connect();
    expect(await nut.getVar("rack", "ups.status")).toBe("OL");
    await nut.authenticate("mon", "pw");
    await nut.login("rack");
    await nut.close();
    expect(lines).toContain("User mon@127.0.0.1 logged into UPS [rack] (SSL)");
  });

  it("is not configured without CERTFILE", async () => {
    const { client } = await servers.start();
    expect(await client().ask("STARTTLS\n")).toBe("ERR FEATURE-NOT-CONFIGURED\n");
  });

  it("is refused within TLS", async () => {
    const { port } = await servers.start({ config: tls(SERVER) });
    const plain = connectPlain({ port, host: "127.0.0.1" });
    plain.write("STARTTLS\n");
    await new Promise((resolve) => plain.once("data", resolve));
    const secure = connectTls({ socket: plain, rejectUnauthorized: false });
    let said = "";
    secure.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    secure.write("STARTTLS\nNETVER\n");
    await until(() => said.endsWith("1.3\n"));
    expect(said).toBe("ERR ALREADY-SSL-MODE\n1.3\n");
    secure.destroy();
  });

  it("takes nothing for a request that was sent in clear behind it", async () => {
    const { client, lines } = await servers.start({ config: tls(SERVER) });
    const raw = client();
    expect(await raw.ask("STARTTLS\nUSERNAME mon\nPASSWORD pw\nLOGIN rack\n", "\0")).toMatch(/^OK STARTTLS\n/);
    expect(raw.closed).toBe(true);
    expect(lines.join("\n")).toContain("Client 127.0.0.1: no TLS: ");
    expect(lines.join("\n")).not.toContain("logged into");
  });

  it("takes up a handshake that came in one packet with the request", async () => {
    const { port } = await servers.start({ config: tls(SERVER) });
    const plain = connectPlain({ port, host: "127.0.0.1" });
    const eager = new EagerClient(plain);
    const secure = connectTls({ socket: eager, rejectUnauthorized: false });
    let said = "";
    secure.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    secure.write("NETVER\n");
    await until(() => said === "1.3\n");
    expect(eager.first.toString("latin1")).toMatch(/^STARTTLS\n\x16/);
    secure.destroy();
    plain.destroy();
  });

  it("gives up a client that leaves in the middle of the handshake", async () => {
    const { client, lines, clock } = await servers.start({ config: tls(SERVER) });
    const raw = client();
    await raw.ask("STARTTLS\n");
    raw.socket.destroy();
    await until(() => lines.some((line) => line.includes("no TLS")));
    await clock.settle();
    expect(await client().ask("NETVER\n")).toBe("1.3\n");
  });

  it("refuses TLS 1.1", async () => {
    const { port } = await servers.start({ config: tls(SERVER) });
    const plain = connectPlain({ port, host: "127.0.0.1" });
    plain.write("STARTTLS\n");
    await new Promise((resolve) => plain.once("data", resolve));
    const secure = connectTls({
      socket: plain,
      rejectUnauthorized: false,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    const failed = await new Promise((resolve) => {
      secure.on("error", () => resolve(true));
      secure.on("secureConnect", () => resolve(false));
    });
    expect(failed).toBe(true);
  });
});

describe("CERTREQUEST", () => {
  it("REQUEST wants some certificate, whoever signed it", async () => {
    const conf = { ...SERVER, certrequest: "REQUEST" } as const;
    const { nut, port, lines } = await encrypted(conf, WITH_CERTIFICATE);
    await nut.connect();
    expect(await nut.netver()).toBe("1.3");
    await nut.close();
    const bare = new NutClient({ host: "localhost", family: 4, port, tls: TRUSTING });
    expect(await codeOf(bare.connect().then(() => bare.netver()))).not.toBe("none");
    bare.destroy();
    expect(lines.join("\n")).toContain("it showed no certificate, and CERTREQUEST asks for one");
  });

  it("REQUIRE wants one that an authority of CERTPATH has signed", async () => {
    const conf = { ...SERVER, certrequest: "REQUIRE", certpath: fixture("ca") } as const;
    const { nut, port } = await encrypted(conf, WITH_CERTIFICATE);
    await nut.connect();
    expect(await nut.netver()).toBe("1.3");
    await nut.close();
    const bare = new NutClient({ host: "localhost", family: 4, port, tls: TRUSTING });
    expect(await codeOf(bare.connect().then(() => bare.netver()))).not.toBe("none");
    bare.destroy();
  });

  it("REQUIRE refuses a certificate of another authority", async () => {
    const conf = { ...SERVER, certrequest: "REQUIRE", certpath: fixture("other-ca") } as const;
    const { nut } = await encrypted(conf, WITH_CERTIFICATE);
    expect(await codeOf(nut.connect().then(() => nut.netver()))).not.toBe("none");
    nut.destroy();
  });
});

describe("a start with a certificate that cannot be used is refused with the reason:", () => {
  const server = pem("server");
  const [certificate = ""] = server.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n/) ?? [];
  const [otherKey = ""] = pem("client").match(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+/) ?? [];
  const nss = mkdtempSync(join(folder, "nss-"));
  writeFileSync(join(nss, "cert9.db"), "");

  it.each([
    [
      "it is not there",
      { certfile: join(folder, "none.pem") },
      /^configuration: CERTFILE .*none\.pem cannot be read: No such file/,
    ],
    ["it is no certificate", { certfile: file("text.pem", "hello") }, /text\.pem holds no certificate in PEM form/],
    ["the key is missing", { certfile: file("nokey.pem", certificate) }, /nokey\.pem holds no private key/],
    [
      "the key is another's",
      { certfile: file("other.pem", certificate + otherKey) },
      /private key belongs to none of the certificates/,
    ],
    [
      "the key is locked",
      { certfile: fixture("client-locked") },
      /private key is encrypted; name its password with CERTIDENT/,
    ],
    [
      "it is not the one that CERTIDENT names",
      { ...SERVER, certident: { name: "other", password: "" } },
      /server\.pem is the certificate of CN=localhost, not of other as CERTIDENT says/,
    ],
    ["there is none, and CERTPATH wants TLS", { certpath: fixture("ca") }, /^configuration: CERTPATH asks for TLS/],
    [
      "there is none, and CERTIDENT wants TLS",
      { certident: { name: "a", password: "b" } },
      /^configuration: CERTIDENT asks/,
    ],
    [
      "there is none, and CERTREQUEST wants TLS",
      { certrequest: "REQUEST" as const },
      /^configuration: CERTREQUEST asks/,
    ],
    ["nobody may sign", { ...SERVER, certrequest: "REQUIRE" as const }, /name the authorities with CERTPATH/],
    [
      "it is an NSS database",
      { certpath: nss },
      /is an NSS certificate database[\s\S]*pk12util -d sql:[\s\S]*CERTFILE/,
    ],
  ])("%s", async (_name, conf, reason) => {
    expect(await refusal(conf)).toMatch(reason);
  });

  it("but a locked key opens with the password of CERTIDENT", async () => {
    const conf = { certfile: fixture("client-locked"), certident: { name: "upsmon", password: "secret" } };
    expect(await refusal(conf)).toBe("none");
  });
});
