import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { run as runUpsc } from "../../src/clients/upsc.ts";
import { runUpscmd } from "../../src/clients/upscmd.ts";
import { UPSC } from "../../src/commands/upsc.ts";
import { UPSCMD } from "../../src/commands/upscmd.ts";
import { nutauthPath } from "../../src/system/files/nutauth-path.ts";
import { FakeIo, lineOf } from "../sim/machine/fake-io.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { Pairs } from "../sim/servers/nut-pair.ts";
import { agrees, type Behaviour, noTls, offersTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
const TLS = offersTls({ pem: readFileSync(fixture("server"), "utf8") });
const UPS = { ups: { vars: { "ups.status": "OL" }, cmds: { "load.off": "Off" } } };
const WHO = agrees("USERNAME", "PASSWORD", "INSTCMD");

const pairs = new Pairs();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-auth-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await pairs.end();
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** A client against a server; PORT in the file is the server's. */
async function result(name: "upsc" | "upscmd", text: string, argv: readonly string[], tls: Behaviour = noTls) {
  const server = await pairs.server(tls, saysGoodbye, WHO, serves(UPS));
  const path = file("nutauth.conf", text.replaceAll("PORT", String(server.port)));
  const io = new FakeIo({ NUT_AUTHCONF_FILE: path, NUT_QUIET_OK_NOTRACKING: "true" });
  const words = argv.map((word) => word.replace("@PORT", `@127.0.0.1:${server.port}`));
  const prompter = (): never => {
    throw new Error("somebody was asked");
  };
  const status =
    name === "upsc"
      ? await runUpsc(lineOf(UPSC.table, ...words), io, UPSC.table)
      : await runUpscmd(lineOf(UPSCMD.table, ...words), io, UPSCMD.table, { clock: new VirtualClock(), prompter });
  return { status, out: io.stdout, err: io.stderr, heard: server.heard.slice(1), path };
}

const COMMAND = ["ups@PORT", "load.off"];

describe("a client with nutauth.conf", () => {
  it("changes something as the user of the file, and asks nobody", async () => {
    const text = "[@127.0.0.1:PORT]\nUSER = admin\nPASS = hunter2\n";
    const { status, heard, err } = await result("upscmd", text, ["-DDDD", ...COMMAND]);
    expect(status).toBe(0);
    expect(heard.slice(0, 3)).toEqual(["USERNAME admin", "PASSWORD hunter2", "INSTCMD ups load.off"]);
    expect(err).not.toContain("hunter2");
  });

  it("lets the command line have the last word", async () => {
    const text = "USER = admin\nPASS = one\n[other@127.0.0.1:PORT]\nPASS = two\n";
    const other = await result("upscmd", text, ["-u", "other", ...COMMAND]);
    expect(other.heard.slice(0, 2)).toEqual(["USERNAME other", "PASSWORD two"]);
    const typed = await result("upscmd", text, ["-p", "three", ...COMMAND]);
    expect(typed.heard.slice(0, 2)).toEqual(["USERNAME admin", "PASSWORD three"]);
  });

  it("reads as somebody over TLS alone", async () => {
    const text = "USER = admin\nPASS = pw\n";
    expect((await result("upsc", text, ["ups@PORT"])).heard).toEqual(["LIST VAR ups", "LOGOUT"]);
    const secure = await result("upsc", text, ["ups@PORT"], TLS);
    expect(secure.heard).toEqual(["USERNAME admin", "PASSWORD pw", "LIST VAR ups", "LOGOUT"]);
  });

  it.each([
    ["FORCESSL = 1", noTls, /does not offer TLS, and FORCESSL asks for it/],
    ["CERTVERIFY = 1", noTls, /does not offer TLS, and CERTVERIFY asks/],
    ["CERTVERIFY = 1", TLS, /unable to (get|verify)|self.signed/i],
    [`CERTVERIFY = 1\nCERTPATH = ${fixture("ca")}\nCERTHOST = elsewhere`, TLS, /elsewhere/],
    ["CERTPATH = /nowhere", TLS, /CERTPATH \/nowhere does not exist/],
    [`CERTFILE = ${fixture("client")}\nCERTIDENT_NAME = nobody`, TLS, /certificate of CN=upsmon, not of nobody/],
    ["FORCESSL = maybe", TLS, /nutauth\.conf:1:12: FORCESSL has no value that can be used/],
  ])("does not ask a server that is not as it says: %s", async (text, tls, reason) => {
    const { status, err, heard } = await result("upsc", text, ["ups@PORT"], tls);
    expect(status).toBe(1);
    expect(err).toMatch(reason);
    expect(heard).toEqual([]);
  });

  it("is content with one that is", async () => {
    const text = `CERTVERIFY = yes\nFORCESSL = yes\nCERTPATH = ${fixture("ca")}\nCERTHOST = localhost\n`;
    expect(await result("upsc", text, ["ups@PORT", "ups.status"], TLS)).toMatchObject({ status: 0, out: "OL\n" });
  });

  it("reads none with -A none, and another with -A", async () => {
    expect(await result("upsc", "FORCESSL = 1\n", ["-A", "none", "ups@PORT"])).toMatchObject({ status: 0 });
    const other = file("other.conf", "");
    expect(await result("upsc", "FORCESSL = 1\n", ["-A", other, "ups@PORT"])).toMatchObject({ status: 0 });
    const missing = await result("upsc", "", ["-A", join(folder, "none"), "ups@PORT"]);
    expect(missing).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^Error: .*none: there is no such file\n$/),
    });
  });

  it("warns of a file that everybody can read", async () => {
    const open = file("open.conf", "");
    chmodSync(open, 0o644);
    const { status, err } = await result("upsc", "", ["-A", open, "ups@PORT"]);
    expect([status, err]).toEqual([0, expect.stringContaining(`everybody on this machine can read ${open}`)]);
  });
});

describe("nutauth.conf is looked for", () => {
  const found = (env: Record<string, string>, ...there: readonly string[]) =>
    nutauthPath({ NUT_CONFPATH: "/etc/nut", ...env }, (path) => there.includes(path));
  const SITE = "/etc/nut/nutauth.conf";

  it("where the environment says, and nowhere else then", () => {
    expect(found({ NUT_AUTHCONF_FILE: "/a", NUT_AUTHCONF_PATH: "/b" }, SITE)).toBe("/a");
    expect(found({ NUT_AUTHCONF_PATH: "/b" }, SITE)).toBe("/b/nutauth.conf");
  });

  it("in the user's home before the site's folder", () => {
    const home = { HOME: "/home/me" };
    expect(found(home, SITE, "/home/me/.nutauth.conf")).toBe("/home/me/.nutauth.conf");
    expect(found(home, "/home/me/.nutauth.conf", "/home/me/.config/nut/nutauth.conf")).toBe(
      "/home/me/.config/nut/nutauth.conf",
    );
    expect(found(home, SITE)).toBe(SITE);
    expect(found(home)).toBeUndefined();
  });
});
