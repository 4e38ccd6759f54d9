/** PeaNUT's settings.yml and variables, and the command line. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { WEB } from "../../src/commands/web.ts";
import { NutError } from "../../src/nut/errors.ts";
import { FILES } from "../../src/system/files/files.ts";
import { createLog, SILENT_LOG } from "../../src/system/log/log.ts";
import { readSettings, type WebSettings } from "../../src/web/settings/read-settings.ts";
import { parseSettings } from "../../src/web/settings/settings-file.ts";
import { lineOf } from "../sim/machine/fake-io.ts";

type Env = Readonly<Record<string, string>>;

function settingsOf(env: Env, argv: readonly string[] = [], file?: string): Promise<WebSettings> {
  const files = { ...FILES, read: (path: string) => (path === "/there/settings.yml" ? file : undefined) };
  const named = file === undefined ? {} : { SETTINGS_FILE: "/there/settings.yml" };
  const deps = { env: { HOME: "/nowhere", NUT_CONFPATH: "/nowhere", ...env, ...named }, files, log: SILENT_LOG };
  return readSettings(lineOf(WEB.table, "-A", "none", ...argv), deps);
}

const faultOf = (settings: Promise<unknown>): Promise<string> =>
  settings.then(
    () => "none",
    (error: unknown) => (error instanceof NutError ? (error.detail ?? error.message) : `other: ${String(error)}`),
  );

const FILE = `NUT_SERVERS:
  - NAME: rack
    HOST: 192.0.2.1
    PORT: 3494
    USERNAME: peanut
    PASSWORD: 12345
  - HOST: nas
  - HOST: old
    DISABLED: true
DATE_FORMAT: MM/DD/YYYY
DASHBOARD_SECTIONS:
  - {key: KPIS, enabled: true}
`;

describe("settings.yml", () => {
  it("names the servers; digits are a password, too", async () => {
    const { servers } = await settingsOf({}, [], FILE);
    expect(servers).toEqual([
      { name: "rack", host: "192.0.2.1", port: 3494, username: "peanut", password: "12345" },
      { host: "nas", port: 3493 },
    ]);
  });

  it("goes before the environment, key by key; the command line before both", async () => {
    const env = { NUT_SERVERS: '[{"HOST":"env","PORT":1}]', WEB_PORT: "81", WEB_HOST: "127.0.0.2" };
    const settings = await settingsOf(env, [], `${FILE}WEB_PORT: 82\n`);
    expect([settings.host, settings.port, settings.servers[0]?.host]).toEqual(["127.0.0.2", 82, "192.0.2.1"]);
    const told = await settingsOf(env, ["--listen", "[::1]:83", "mine:5"], FILE);
    expect([told.host, told.port, told.servers]).toEqual(["::1", 83, [{ host: "mine", port: 5 }]]);
  });

  it.each([
    ["NUT_SERVERS:\n  - HOST: [", "/there/settings.yml:2:12: Flow sequence in block collection must be"],
    ["- 1\n- 2\n", "/there/settings.yml: the file is no list of KEY: value"],
    ["NUT_SERVERS: x\n", "/there/settings.yml: NUT_SERVERS is no list of servers"],
    ["NUT_SERVERS: [{PORT: 1}]\n", "/there/settings.yml: NUT_SERVERS, entry 1: HOST is missing"],
    ["NUT_SERVERS: [{HOST: a, PORT: 70000}]\n", "entry 1: PORT is no number from 1 to 65535"],
    ["BASE_PATH: nut\n", "BASE_PATH nut: it begins with /"],
  ])("with a fault is refused, and where it is, is said: %j", async (file, text) => {
    expect(await faultOf(settingsOf({}, [], file))).toContain(text);
  });

  it("never breaks the program, whatever is in it", async () => {
    const piece = fc.constantFrom(
      "NUT_SERVERS",
      ":",
      "- ",
      "\n",
      "  ",
      "HOST",
      "&a",
      "*a",
      "{",
      "}",
      "[",
      "!!set",
      "x",
      "\t",
      '"',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const fault = await faultOf(parseSettings(pieces.join(""), "f"));
        expect(fault).not.toContain("other:");
      }),
      { numRuns: 200, seed: 12 },
    );
  });

  it("does not grow beyond all bounds by its aliases", async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`);
    expect(await faultOf(parseSettings(["a0: &a0 [x]", ...lines].join("\n"), "f"))).toContain(
      "f: Excessive alias count",
    );
  });
});

describe("the environment", () => {
  it("adds the single server of old to those that are listed, once", async () => {
    const one = { NUT_HOST: "nas", NUT_PORT: "3493", USERNAME: "a", PASSWORD: "b" };
    const single = { host: "nas", port: 3493, username: "a", password: "b" };
    expect((await settingsOf(one)).servers).toEqual([single]);
    const both = await settingsOf({ ...one, NUT_SERVERS: '[{"HOST":"x"},{"HOST":"nas"}]' });
    expect(both.servers.map(({ host }) => host)).toEqual(["x", "nas"]);
  });

  it.each([
    [{ NUT_SERVERS: "{" }, "NUT_SERVERS is no JSON"],
    [{ WEB_PORT: "http" }, "WEB_PORT http: a port is a number"],
    [{ WEB_USERNAME: "a" }, "WEB_PASSWORD is missing"],
    [{ WEB_HOST: "0.0.0.0" }, "0.0.0.0 can be reached from other machines: set WEB_USERNAME and WEB_PASSWORD"],
    [{ WEB_HOST: "::" }, ":: can be reached from other machines"],
    [{ SSL_CERT_PATH: "/x" }, "HTTPS needs both"],
    [{ SSL_CERT_PATH: "/nowhere/x", SSL_KEY_PATH: "/nowhere/y" }, "the certificate of HTTPS, /nowhere/x: "],
    [{ SETTINGS_FILE: "/nowhere/s.yml" }, "/nowhere/s.yml: there is no such file"],
    [{ WEB_TRUSTED_PROXIES: "proxy.example" }, "a proxy is trusted by its address"],
  ])("%j is refused", async (env, text) => {
    expect(await faultOf(settingsOf(env as unknown as Env))).toContain(text);
  });

  it("takes secrets from files that are named, without the end of their line", async () => {
    const written: Readonly<Record<string, string>> = { "/run/secrets/web": "s3cret\n", "/run/secrets/nut": "nut pw" };
    const files = { ...FILES, read: (path: string) => written[path] };
    const env = {
      ...{ HOME: "/nowhere", NUT_CONFPATH: "/nowhere", WEB_USERNAME: "a", WEB_PASSWORD_FILE: "/run/secrets/web" },
      ...{ NUT_HOST: "nas", USERNAME: "u", PASSWORD_FILE: "/run/secrets/nut" },
    };
    const read = (more: Env = {}) =>
      readSettings(lineOf(WEB.table, "-A", "none"), { env: { ...env, ...more }, files, log: SILENT_LOG });
    const { user, servers } = await read();
    expect(user).toEqual({ username: "a", password: "s3cret" });
    expect(servers).toMatchObject([{ host: "nas", username: "u", password: "nut pw" }]);
    expect(await faultOf(read({ WEB_PASSWORD_FILE: "/run/none" }))).toBe(
      "WEB_PASSWORD_FILE, /run/none: there is no such file",
    );
    expect(await faultOf(read({ WEB_PASSWORD: "x" }))).toContain("WEB_PASSWORD and WEB_PASSWORD_FILE are both set");
  });

  it("has what PeaNUT's page goes by, or says once that it has no effect", async () => {
    expect((await settingsOf({}, [], "TEMPERATURE_UNIT: fahrenheit\n")).fahrenheit).toBe(true);
    expect((await settingsOf({})).fahrenheit).toBe(false);
    const lines: string[] = [];
    const log = createLog((_level, line) => lines.push(line));
    const files = { ...FILES, read: (path: string) => (path === "/x" ? FILE : undefined) };
    await readSettings(lineOf(WEB.table, "-A", "none", "--settings", "/x"), {
      env: { HOME: "/", DEBUG: "1" },
      files,
      log,
    });
    expect(lines).toEqual([
      expect.stringMatching(/without effect here: DATE_FORMAT \(.*language.*\), DASHBOARD_SECTIONS \(.*\)$/),
    ]);
  });

  it("lets the user of PeaNUT's auth.yaml in, which opens it to others, or says what is wrong with the file", async () => {
    const hash = "$2b$06$DCq7YPn5Rq63x1Lad4cll.c0VtM7rnZyLHqSZkwNoYUuYeikWFfzq";
    const read = (text: string | undefined, more: Env = {}) => {
      const files = { ...FILES, read: (path: string) => (path === "/config/auth.yaml" ? text : undefined) };
      const env = { HOME: "/", WEB_HOST: "0.0.0.0", ...more };
      return readSettings(lineOf(WEB.table, "-A", "none"), { env, files, log: SILENT_LOG });
    };
    const good = `username: me\npasswordHash: ${hash}\n`;
    expect((await read(good)).stored).toEqual({ username: "me", passwordHash: hash });
    expect((await read(good, { AUTH_DISABLED: "true" })).stored).toBeUndefined();
    expect(await faultOf(read("username: me\n"))).toContain("/config/auth.yaml: it needs username and passwordHash");
    expect(await faultOf(read("username: me\npasswordHash: secret\n"))).toContain("no hash of bcrypt");
    expect(await faultOf(read(undefined))).toContain("0.0.0.0 can be reached");
    expect(await faultOf(read(good, { AUTH_FILE_PATH: "/gone" }))).toContain("/gone: there is no such file");
  });

  it("names the InfluxDB of PeaNUT", async () => {
    const influx = { INFLUX_HOST: "http://db:8086", INFLUX_TOKEN: "t", INFLUX_ORG: "o", INFLUX_BUCKET: "b" };
    expect((await settingsOf(influx)).influx).toEqual({
      ...{ url: "http://db:8086", token: "t", org: "o", bucket: "b", interval: "10" },
    });
    expect((await settingsOf({ ...influx, INFLUX_INTERVAL: "0" })).influx?.interval).toBe("10");
    expect((await settingsOf({ INFLUX_TOKEN: "t" })).influx).toBeUndefined();
  });

  it.each([
    [{ WEB_USERNAME: "a", WEB_PASSWORD: "b" }],
    [{ AUTH_DISABLED: "true" }],
    [{ WEB_TRUSTED_PROXIES: "192.0.2.1" }],
  ])("opens it to other machines with %j", async (env) => {
    expect((await settingsOf({ WEB_HOST: "0.0.0.0", ...env } as unknown as Env)).host).toBe("0.0.0.0");
  });
});
