import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { parseUpsmonConf } from "../../../src/conf/upsmon-conf.ts";
import { tlsSettings } from "../../../src/daemons/upsmon/tls-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "nutts-tls-"));
afterAll(() => rmSync(folder, { recursive: true }));
const AUTHORITY = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
writeFileSync(join(folder, "ca.pem"), `${AUTHORITY}\n`);

const read = (text: string) => tlsSettings(parseUpsmonConf(text));

describe("the TLS of upsmon.conf", () => {
  it("is tried, with any certificate, where nothing is said", () => {
    expect(read("")("nas")).toMatchObject({ mode: "try", verify: false });
  });

  it("is demanded and checked as FORCESSL, CERTVERIFY and CERTPATH say", () => {
    expect(read(`FORCESSL 1\nCERTVERIFY 1\nCERTPATH ${folder}\n`)("nas")).toMatchObject({
      mode: "require",
      verify: true,
      ca: [AUTHORITY],
    });
  });

  it("is that of CERTHOST for one server, whatever its case", () => {
    const tls = read('FORCESSL 1\nCERTVERIFY 1\nCERTHOST NAS "nas.example" 0 0\n');
    expect(tls("nas")).toMatchObject({ mode: "try", verify: false, certName: "nas.example" });
    expect(tls("other")).toMatchObject({ mode: "require", verify: true });
  });

  it("says which file it cannot read", () => {
    expect(() => read("CERTPATH /nowhere/at/all\n")).toThrow("CERTPATH /nowhere/at/all does not exist");
  });
});
