/** The repeater's `authconf`: who it is to the repeated server, and what it wants of TLS. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { UpstreamWho } from "../../../src/device/openers.ts";
import { systemOpeners } from "../../../src/driver-daemon/engine/openers.ts";
import { SYSTEM_CLOCK } from "../../../src/system/clock.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { Pairs } from "../../sim/servers/nut-pair.ts";
import { agrees, type Behaviour, noTls, offersTls, saysGoodbye, serves } from "../../sim/servers/nut-server.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url));
const TLS = offersTls({ pem: readFileSync(fixture("server"), "utf8") });
const UPS = { ups: { vars: { "ups.status": "OL" } } };

const pairs = new Pairs();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-authconf-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await pairs.end();
});

/** The repeater of a machine whose folder of ups.conf has one file; PORT in its text is the server's. */
async function machine(text: string, { name = "nutauth.conf", mode = 0o600, tls = noTls as Behaviour } = {}) {
  const server = await pairs.server(tls, saysGoodbye, agrees("USERNAME", "PASSWORD"), serves(UPS));
  writeFileSync(join(folder, name), text.replaceAll("PORT", String(server.port)), { mode });
  const said: string[] = [];
  const log = createLog((level, line) => said.push(`${level}: ${line}`), 6);
  const { nut } = systemOpeners(SYSTEM_CLOCK, log, { NUT_CONFPATH: folder });
  const connect = async (
    who?: UpstreamWho,
  ): Promise<{ readonly asUser: boolean; readonly heard: readonly string[] }> => {
    const before = server.heard.length;
    const upstream = await nut.open({ upsname: "ups", host: "127.0.0.1", port: server.port }, who);
    await upstream.read();
    await upstream.close();
    const heard = server.heard.slice(before).filter((line) => /^(USERNAME|PASSWORD)/.test(line));
    return { asUser: upstream.asUser, heard };
  };
  return { connect, said, server };
}

const TEXT = "[@127.0.0.1:PORT]\nUSER = relay\nPASS = hunter2\n[other@127.0.0.1:PORT]\nPASS = second\n";
const AS_RELAY = { asUser: true, heard: ["USERNAME relay", "PASSWORD hunter2"] };
const AS_NOBODY = { asUser: false, heard: [] };

describe("the repeater is to its server", () => {
  it("who the nutauth.conf says that is found, that is the default, or that authconf names, and tells no password", async () => {
    const { connect, said } = await machine(TEXT);
    expect(await connect()).toEqual(AS_RELAY);
    expect(await connect({ authconf: "default" })).toEqual(AS_RELAY);
    expect(await connect({ authconf: join(folder, "nutauth.conf") })).toEqual(AS_RELAY);
    expect(said.join("\n")).not.toContain("hunter2");
  });

  it("nobody with authconf = none, and nobody to a server that the file does not name", async () => {
    expect(await (await machine(TEXT)).connect({ authconf: "none" })).toEqual(AS_NOBODY);
    expect(await (await machine("[@elsewhere]\nUSER = a\nPASS = b\n")).connect()).toEqual(AS_NOBODY);
  });

  it("who its own settings say, with the password of the file where they have none", async () => {
    const { connect } = await machine(TEXT);
    const own = await connect({ username: "me", password: "third" });
    expect(own).toEqual({ asUser: true, heard: ["USERNAME me", "PASSWORD third"] });
    const half = await connect({ username: "other" });
    expect(half).toEqual({ asUser: true, heard: ["USERNAME other", "PASSWORD second"] });
    expect(await connect({ username: "stranger" })).toEqual(AS_NOBODY);
  });

  it("who a file says that stands beside ups.conf under its bare name", async () => {
    const { connect } = await machine(TEXT, { name: "relay.conf" });
    expect(await connect()).toEqual(AS_NOBODY);
    expect(await connect({ authconf: "relay.conf" })).toEqual(AS_RELAY);
  });

  it("who the file says now, when it connects again", async () => {
    const { connect, server } = await machine(TEXT);
    await connect();
    writeFileSync(join(folder, "nutauth.conf"), `[@127.0.0.1:${server.port}]\nUSER = new\nPASS = pw\n`);
    expect(await connect()).toEqual({ asUser: true, heard: ["USERNAME new", "PASSWORD pw"] });
  });
});

describe("the repeater does not connect", () => {
  it.each([
    ["default", /authconf = default: there is no nutauth\.conf/],
    ["/nowhere/nutauth.conf", /\/nowhere\/nutauth\.conf: there is no such file$/],
  ])("without the file that authconf = %s demands", async (authconf, message) => {
    const { connect } = await machine("", { name: "unrelated" });
    const wrong = { fault: "configuration", message: expect.stringMatching(message) };
    await expect(connect({ authconf })).rejects.toMatchObject(wrong);
  });

  it("where a line of the file cannot be read, or a file of TLS is missing", async () => {
    const bad = await machine("FORCESSL = maybe\n");
    await expect(bad.connect()).rejects.toMatchObject({ fault: "configuration" });
    const missing = await machine("CERTPATH = /nowhere\n");
    const message = expect.stringContaining("CERTPATH /nowhere does not exist");
    await expect(missing.connect()).rejects.toMatchObject({ fault: "configuration", message });
    expect(missing.server.heard).toEqual([]);
  });

  it("in clear text where FORCESSL is set: that may change on the other side", async () => {
    const { connect } = await machine("FORCESSL = 1\n");
    const message = expect.stringMatching(/does not offer TLS, and FORCESSL asks for it/);
    await expect(connect()).rejects.toMatchObject({ fault: "lost", message });
  });

  it("to a server whose certificate is not what the file wants, and does to one whose is", async () => {
    const wish = (host: string): string => `CERTVERIFY = yes\nCERTPATH = ${fixture("ca")}\nCERTHOST = ${host}\n`;
    const wrong = await machine(wish("elsewhere"), { tls: TLS });
    await expect(wrong.connect()).rejects.toMatchObject({
      fault: "lost",
      message: expect.stringContaining("elsewhere"),
    });
    expect(await (await machine(wish("localhost") + TEXT, { tls: TLS })).connect()).toEqual(AS_RELAY);
  });
});

it("says once, not with every connection, that everybody can read the file", async () => {
  const { connect, said } = await machine(TEXT, { mode: 0o644 });
  await connect();
  await connect();
  expect(said.filter((line) => line.startsWith("warning:"))).toEqual([
    expect.stringContaining(`everybody on this machine can read ${folder}/nutauth.conf`),
  ]);
});
