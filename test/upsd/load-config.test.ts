import { describe, expect, it } from "@jest/globals";
import { logProblems } from "../../src/daemon/log-problems.ts";
import { createLog } from "../../src/system/log/log.ts";
import { loadConfig } from "../../src/upsd/load-config.ts";
import { FakeFiles } from "../sim/machine/fake-host.ts";

const UPS = "[rack]\ndriver = usbhid-ups\nport = auto\ndesc = Rack\n[half]\ndriver = x\n";

function load(texts: Readonly<Record<string, string>>, env: Record<string, string> = {}) {
  const files = new FakeFiles();
  const lines: string[] = [];
  const all = { "ups.conf": UPS, "upsd.conf": "", "upsd.users": "", ...texts };
  for (const [name, text] of Object.entries(all))
    files.texts.set(name.startsWith("/") ? name : `/etc/nut/${name}`, text);
  const log = createLog((level, line) => lines.push(`${level}: ${line}`));
  const context = { files, log, env: { NUT_CONFPATH: "/etc/nut", ...env }, family: undefined };
  return { files, lines, log, load: () => loadConfig(context) };
}

describe("the configuration of upsd", () => {
  it("is made of the complete UPSes, the users and the directives, with C's defaults", () => {
    const { config, problems } = load({ "upsd.users": "[a]\npassword = b\n" }).load();
    expect(config).toMatchObject({
      upses: [{ name: "rack", description: "Rack", socket: "/run/nut/usbhid-ups-rack" }],
      users: [{ name: "a" }],
      listen: [],
      maxAge: 15,
      trackingDelay: 3600,
      maxConnections: undefined,
      allowNoDevice: false,
      allowNotAllListeners: false,
    });
    expect(problems.map(({ text }) => text)).toEqual(["[half] has no port and is not served"]);
  });

  it.each(["CERTREQUEST maybe", "CERTFILE", "CERTIDENT name", 'CERTPATH ""'])(
    "refuses a line about TLS that it cannot read: %s",
    (line) => {
      expect(load({ "upsd.conf": `MAXAGE 20\n${line}\n` }).load).toThrow(/upsd\.conf:2:1: CERT/);
    },
  );

  it.each([
    ["upsd.conf", { "upsd.conf": "STATEPATH /a\n" }, {}, "/a"],
    ["ups.conf before upsd.conf", { "upsd.conf": "STATEPATH /a\n", "ups.conf": `statepath = /b\n${UPS}` }, {}, "/b"],
    ["the environment before both", { "upsd.conf": "STATEPATH /a\n" }, { NUT_STATEPATH: "/c" }, "/c"],
  ])("takes STATEPATH from %s", (_name, texts, env, folder) => {
    expect(load(texts, env).load().config.upses[0]?.socket).toBe(`${folder}/usbhid-ups-rack`);
  });

  it("says that a STATEPATH is ignored in favour of the environment", () => {
    const it = load({ "upsd.conf": "STATEPATH /a\n" }, { NUT_STATEPATH: "/c" });
    it.load();
    expect(it.lines).toEqual(["warning: STATEPATH /a is ignored in favour of NUT_STATEPATH=/c"]);
  });

  it("lets the environment decide about ALLOW_NO_DEVICE and ALLOW_NOT_ALL_LISTENERS", () => {
    const conf = { "upsd.conf": "ALLOW_NO_DEVICE yes\nALLOW_NOT_ALL_LISTENERS no\n" };
    const env = { ALLOW_NO_DEVICE: "FALSE", ALLOW_NOT_ALL_LISTENERS: "1" };
    expect(load(conf, env).load().config).toMatchObject({ allowNoDevice: false, allowNotAllListeners: true });
    expect(load(conf).load().config).toMatchObject({ allowNoDevice: true, allowNotAllListeners: false });
  });

  it("takes descriptions from cmdvartab of DATAPATH", () => {
    const cmdvartab = 'VARDESC ups.Status "How it is"\n# VARDESC x y\nCMDDESC load.off "Off \\"now\\""\nODD x y\n';
    const { descriptions } = load({ "upsd.conf": "DATAPATH /share\n", "/share/cmdvartab": cmdvartab }).load().config;
    expect([...descriptions.variables]).toEqual([["ups.status", "How it is"]]);
    expect([...descriptions.commands]).toEqual([["load.off", 'Off "now"']]);
  });

  it("is refused without upsd.conf or ups.conf, and taken without upsd.users", () => {
    for (const name of ["upsd.conf", "ups.conf"]) {
      const it = load({});
      it.files.texts.delete(`/etc/nut/${name}`);
      expect(() => it.load()).toThrow(`there is no /etc/nut/${name}`);
    }
    const it = load({});
    it.files.texts.delete("/etc/nut/upsd.users");
    expect(it.load().config.users).toEqual([]);
    expect(it.lines).toEqual(["warning: there is no /etc/nut/upsd.users: nobody can log in"]);
  });

  it("warns of files with passwords that everybody can read", () => {
    const it = load({ "upsd.conf": "CERTFILE /etc/nut/server.pem\n", "/etc/nut/server.pem": "" });
    for (const name of ["upsd.users", "server.pem"]) it.files.modes.set(`/etc/nut/${name}`, 0o100644);
    logProblems(it.load().problems, it.log);
    expect(it.lines.filter((line) => line.startsWith("warning") && line.includes("server.pem"))).toHaveLength(1);
    expect(it.lines.filter((line) => line.startsWith("warning") && line.includes("upsd.users"))).toHaveLength(1);
  });
});
