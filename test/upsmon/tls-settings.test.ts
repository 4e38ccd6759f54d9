import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { tlsSettings } from "../../src/upsmon/shell/servers/tls-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "nutts-tls-"));
afterAll(() => rmSync(folder, { recursive: true }));
const AUTHORITY = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
writeFileSync(join(folder, "ca.pem"), `${AUTHORITY}\n`);

const at = (host: string, port = 3493) => ({ host, port });
const read = (text: string) => tlsSettings(parseUpsmonConf(text));

describe("the TLS of upsmon.conf", () => {
  it("is tried, with any certificate, where nothing is said", () => {
    expect(read("")(at("nas"))).toMatchObject({ mode: "try", verify: false });
  });

  it("is demanded and checked as FORCESSL, CERTVERIFY and CERTPATH say", () => {
    expect(read(`FORCESSL 1\nCERTVERIFY 1\nCERTPATH ${folder}\n`)(at("nas"))).toMatchObject({
      mode: "require",
      verify: true,
      ca: [AUTHORITY],
    });
  });

  it("is that of CERTHOST for one server, whatever its case", () => {
    const tls = read('FORCESSL 1\nCERTVERIFY 1\nCERTHOST NAS "nas.example" 0 0\n');
    expect(tls(at("nas"))).toMatchObject({ mode: "try", verify: false, certName: "nas.example" });
    expect(tls(at("other"))).toMatchObject({ mode: "require", verify: true });
  });

  it("says which file it cannot read", () => {
    expect(() => read("CERTPATH /nowhere/at/all\n")).toThrow("CERTPATH /nowhere/at/all does not exist");
  });

  it("is that of CERTHOST host:port for that port alone, and before that of the host", () => {
    const tls = read(`CERTHOST "nas:22031" "one" 1 1\nCERTHOST nas "all" 0 0\nCERTPATH ${folder}\n`);
    expect(tls(at("nas", 22031))).toMatchObject({ mode: "require", verify: true, certName: "one" });
    expect(tls(at("nas"))).toMatchObject({ mode: "try", verify: false, certName: "all" });
    expect(read('CERTHOST "nas:22031" "one" 1 1\n')(at("nas"))).toMatchObject({ mode: "try", verify: false });
  });

  it.each([
    ["NAS", "nas"],
    ["nas.", "nas"],
    ["nas", "NAS."],
    ["[2001:db8::1]", "2001:db8:0:0::1"],
    ["2001:DB8::1", "2001:db8::1"],
    ["[2001:db8::1]:3493", "2001:db8::1"],
    ["localhost", "127.0.0.1"],
    ["127.0.0.1", "localhost"],
    ["localhost:3493", "::1"],
    ["nas:nut", "nas"],
  ])("is that of CERTHOST %s for the MONITOR of %s", (written, host) => {
    expect(read(`CERTHOST "${written}" name 1 1\n`)(at(host))).toMatchObject({ mode: "require", verify: true });
  });

  it("takes -1 of CERTHOST as the global setting", () => {
    const lines = "CERTHOST nas name -1 -1\n";
    expect(read(lines)(at("nas"))).toMatchObject({ mode: "try", verify: false });
    expect(read(`FORCESSL 1\nCERTVERIFY 1\n${lines}`)(at("nas"))).toMatchObject({ mode: "require", verify: true });
  });

  it("asks for the server's own name where the authorities are those of the whole world", () => {
    expect(read("CERTVERIFY 1\n")(at("nas")).certName).toBe("nas");
    expect(read(`CERTVERIFY 1\nCERTPATH ${folder}\n`)(at("nas")).certName).toBeUndefined();
  });

  it("shows the certificate of CERTFILE, if CERTIDENT's name is that of it", () => {
    const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
    const pem = fixture("client.pem");
    expect(read(`CERTFILE ${pem}\nCERTIDENT upsmon ""\n`)(at("nas")).cert).toContain("BEGIN CERTIFICATE");
    expect(() => read(`CERTFILE ${pem}\nCERTIDENT other ""\n`)).toThrow(
      /client\.pem is the certificate of CN=upsmon, not/,
    );
    expect(() => read(`CERTFILE ${join(folder, "ca.pem")}\n`)).toThrow(/ca\.pem holds no private key/);
    expect(() => read("CERTFILE /nowhere\n")).toThrow(/CERTFILE \/nowhere cannot be read/);
    const locked = fixture("client-locked.pem");
    expect(() => read(`CERTFILE ${locked}\nCERTIDENT upsmon wrong\n`)).toThrow(/CERTIDENT gives its password/);
    expect(read(`CERTFILE ${locked}\nCERTIDENT upsmon secret\n`)(at("nas")).passphrase).toBe("secret");
  });
});

describe("a CERTHOST that matches no MONITOR", () => {
  const warnings = (text: string) =>
    parseUpsmonConf(text)
      .problems.filter(({ text: said }) => said.startsWith("CERTHOST"))
      .map(formatProblem);

  it("is reported where it stands", () => {
    const text = 'MONITOR ups@nas:22031 1 a b primary\nCERTHOST nas:22031 n 1 1\n  CERTHOST "nas:22032" n 1 1\n';
    expect(warnings(text)).toEqual([
      "upsmon.conf:3:3: CERTHOST nas:22032 matches no MONITOR: what it demands holds for no connection; " +
        "write the host as MONITOR has it, and its port if it is not 3493",
    ]);
  });
});
