/** Who may see and command what. */

import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { request as requestTls } from "node:https";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { isAllowedHost } from "../../src/web/http/allowed-hosts.ts";
import { until } from "../sim/servers/nut-pair.ts";
import { agrees, type FakeUps, serves, tracks } from "../sim/servers/nut-server.ts";
import { Sites, type SiteUnderTest } from "./site-under-test.ts";

const sites = new Sites();
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await sites.end();
});

const UPS: FakeUps = {
  vars: { "ups.status": "OL", "ups.id": "a" },
  rw: { "ups.id": "RW STRING:10" },
  cmds: { off: "" },
};
const USER = { username: "eva", password: "pass:wörd" };
const basic = (password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`eva:${password}`).toString("base64")}`,
});
const AS_EVA = basic(USER.password);
const ORDER = JSON.stringify({ ups: "ups", command: "off", username: "nut", password: "nut" });

async function guarded(settings: Parameters<Sites["site"]>[1] = {}): Promise<SiteUnderTest> {
  const server = await sites.server(agrees("USERNAME", "PASSWORD"), tracks(["SUCCESS"]), serves({ ups: UPS }));
  return sites.site([server], { user: USER, control: true, ...settings });
}

/** fetch does not let a test write these headers. */
function rawStatus(site: SiteUnderTest, headers: Record<string, string>, path = "/api/v1/devices"): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: site.site.port, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("without a login", () => {
  it.each([
    ["/api/v1/devices", 401],
    ["/api/v1/snapshot", 401],
    ["/api/v1/events", 401],
    ["/api/v1/info", 401],
    ["/api/ping", 200],
    ["/api/v1/session", 200],
    ["/api/openapi.json", 200],
    ["/nothing", 404],
  ])("%s is answered with %d", async (path, status) => {
    const site = await guarded();
    expect((await site.fetch(path)).status).toBe(status);
  });

  it("the refusal is PeaNUT's, without a word that would make a browser ask", async () => {
    const answer = await (await guarded()).fetch("/api/v1/devices", { headers: basic("wrong") });
    expect([await answer.text(), answer.headers.get("www-authenticate")]).toEqual(['"Unauthorized"', null]);
  });

  it("health tells that something is wrong, and not what", async () => {
    const site = await guarded();
    expect(await site.text("/ready")).toBe('{"status":"failing"}');
    const answer = await site.fetch("/ready", { headers: AS_EVA });
    expect([answer.status, await answer.text()]).toEqual([
      503,
      expect.stringContaining("no upsmon is logged in to ups"),
    ]);
  });
});

describe("with Basic", () => {
  it("a password may have colons and letters beyond ASCII", async () => {
    expect((await (await guarded()).fetch("/api/v1/devices", { headers: AS_EVA })).status).toBe(200);
  });

  it("a command goes to the server, in the name of the NUT user", async () => {
    const site = await guarded();
    const answer = await site.fetch("/api/v1/control/command", { method: "POST", headers: AS_EVA, body: ORDER });
    expect([answer.status, await answer.text()]).toEqual([200, '{"result":"done"}']);
  });

  it.each([
    [{ origin: "http://evil.example" }],
    [{ origin: "null" }],
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site" }],
  ])("a command from a page of others is refused: %j", async (headers) => {
    const site = await guarded();
    const init = { method: "POST", headers: { ...AS_EVA, ...headers }, body: ORDER };
    expect((await site.fetch("/api/v1/control/command", init)).status).toBe(403);
  });

  it("wrong passwords of one place are tried no longer after ten, and right ones neither, until time has passed", async () => {
    const site = await guarded();
    const status = async (headers: Record<string, string>) => (await site.fetch("/api/v1/devices", { headers })).status;
    for (let i = 0; i < 10; i++) expect(await status(basic(`guess${i}`))).toBe(401);
    expect([await status(basic("guess")), await status(AS_EVA)]).toEqual([429, 429]);
    await site.clock.advance(60_000);
    expect(await status(AS_EVA)).toBe(200);
  });
});

describe("the user of PeaNUT's auth.yaml", () => {
  const stored = { username: "me", passwordHash: "$2b$06$DCq7YPn5Rq63x1Lad4cll.c0VtM7rnZyLHqSZkwNoYUuYeikWFfzq" };
  const basic = (pair: string) => ({ headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } });

  it("is asked for a password that fits the hash, by Basic and for a session, beside the one of the settings", async () => {
    const site = await sites.site([await sites.serving({ ups: { vars: {} } })], { stored, user: USER });
    const status = async (pair: string) => (await site.fetch("/api/v1/devices", basic(pair))).status;
    for (let again = 0; again < 2; again++) expect(await status("me:abc")).toBe(200);
    for (const wrong of ["me:abd", "you:abc", `me:${stored.passwordHash}`]) expect(await status(wrong)).toBe(401);
    expect(await status(`${USER.username}:${USER.password}`)).toBe(200);
    const body = JSON.stringify({ username: "me", password: "abc" });
    expect((await site.fetch("/api/v1/session", { method: "POST", body })).status).toBe(200);
    expect((await site.fetch("/api/v1/devices")).status).toBe(401);
  });

  it("is guessed no more often for many guesses at once", async () => {
    const site = await sites.site([await sites.serving({ ups: { vars: {} } })], { stored });
    const guesses = Array.from({ length: 40 }, (_, at) => site.fetch("/api/v1/devices", basic(`me:${at}`)));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  });
});

describe("a session", () => {
  async function loggedIn() {
    const site = await guarded();
    const answer = await site.fetch("/api/v1/session", { method: "POST", body: JSON.stringify(USER) });
    const cookie = answer.headers.get("set-cookie") ?? "";
    const { csrf } = (await answer.json()) as { csrf: string };
    return { site, cookie: cookie.split(";")[0] ?? "", flags: cookie, csrf };
  }

  it("begins with the right password, by a cookie that scripts do not see and other sites do not send", async () => {
    const { site, cookie, flags } = await loggedIn();
    expect(flags).toMatch(/; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
    expect((await site.fetch("/api/v1/devices", { headers: { cookie } })).status).toBe(200);
    expect((await site.fetch("/api/v1/devices", { headers: { cookie: `${cookie}x` } })).status).toBe(401);
  });

  it("does not begin with a wrong one", async () => {
    const site = await guarded();
    const body = JSON.stringify({ ...USER, password: "" });
    const answer = await site.fetch("/api/v1/session", { method: "POST", body });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([401, null]);
    expect((await site.fetch("/api/v1/session", { method: "POST", body: "[]" })).status).toBe(400);
  });

  it("changes something only with its token", async () => {
    const { site, cookie, csrf } = await loggedIn();
    const status = async (headers: Record<string, string>) =>
      (await site.fetch("/api/v1/control/command", { method: "POST", headers: { cookie, ...headers }, body: ORDER }))
        .status;
    expect(await status({})).toBe(403);
    expect(await status({ "x-csrf-token": "guess" })).toBe(403);
    expect(await status({ "x-csrf-token": csrf })).toBe(200);
  });

  it("ends when it is told to, and by itself after a week without use", async () => {
    const { site, cookie } = await loggedIn();
    await site.fetch("/api/v1/session", { method: "DELETE", headers: { cookie } });
    expect((await site.fetch("/api/v1/devices", { headers: { cookie } })).status).toBe(401);
  });
});

describe("control", () => {
  it.each([
    ["access control is off", { user: undefined }, "while access control is off"],
    ["it is not switched on", { control: false }, "start nutts web with --control"],
  ])("is impossible where %s", async (_why, settings, text) => {
    const site = await guarded(settings);
    const answer = await site.fetch("/api/v1/control/command", { method: "POST", headers: AS_EVA, body: ORDER });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining(text)]);
    const session = (await site.json("/api/v1/session")) as { control: boolean };
    expect(session.control).toBe(false);
  });
});

describe("a proxy's header", () => {
  const proxy = { addresses: new Set(["127.0.0.1"]), userHeader: "remote-user" };

  it("logs in whom a trusted proxy names, and nobody else", async () => {
    const trusted = await guarded({ user: undefined, proxy });
    expect(await rawStatus(trusted, { "remote-user": "eva" })).toBe(200);
    expect(await rawStatus(trusted, { "remote-user": " " })).toBe(401);
    const other = await guarded({ proxy: { ...proxy, addresses: new Set(["192.0.2.1"]) } });
    expect(await rawStatus(other, { "remote-user": "eva" })).toBe(401);
  });
});

describe("the Host header", () => {
  it.each([
    ["127.0.0.1", 200],
    ["[::1]:8080", 200],
    ["localhost:8080", 200],
    ["nas.example", 200],
    ["NAS.example:443", 200],
    ["evil.example", 421],
    ["localhost.evil.example", 421],
    ["127.0.0.1.evil.example", 421],
    ["nas.example@evil.example", 421],
  ])("%j gets %d", async (host, status) => {
    const site = await guarded({ user: undefined, hosts: new Set(["nas.example"]) });
    expect(await rawStatus(site, { host })).toBe(status);
  });
});

describe("a Host header that is missing or no name", () => {
  it("is none of ours", () => {
    for (const header of [undefined, "", ":80", "a b", "[::1", "a/b"])
      expect(isAllowedHost(header, new Set([""]))).toBe(false);
  });
});

describe("a base path", () => {
  it("is there or not", async () => {
    const site = await guarded({ user: undefined, basePath: "/nut" });
    for (const [path, status] of [
      ["/nut/api/ping", 200],
      ["/api/ping", 200],
      ["/nutty/api/ping", 404],
    ] as const)
      expect((await site.fetch(path)).status).toBe(status);
  });
});

describe("HTTPS", () => {
  const pem = readFileSync(new URL("../fixtures/tls/server.pem", import.meta.url), "utf8");

  it("is served with a certificate, and its sessions' cookies go over nothing else", async () => {
    const site = await guarded({ tls: { cert: pem, key: pem } });
    const options = { port: site.site.port, host: "127.0.0.1", rejectUnauthorized: false, path: "/api/v1/session" };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const body = JSON.stringify(USER);
      requestTls({ ...options, method: "POST" }, resolve)
        .on("error", reject)
        .end(body);
    });
    answer.resume();
    expect(site.site.url).toMatch(/^https:/);
    expect([answer.statusCode, answer.headers["set-cookie"]?.[0]]).toEqual([200, expect.stringMatching(/; Secure$/)]);
  });

  it("with a key that does not fit is a sentence", async () => {
    await expect(guarded({ tls: { cert: pem, key: "no key" } })).rejects.toThrow(/certificate or key of HTTPS/);
  });
});

describe("strangers in any number", () => {
  const open = (site: SiteUnderTest): Socket => {
    const socket = connect(site.site.port, "127.0.0.1").on("error", () => undefined);
    sockets.push(socket);
    return socket;
  };

  it("that connect and say nothing make room for one who asks", async () => {
    const site = await guarded({ mostConnections: 20 });
    const silent = Array.from({ length: 30 }, () => open(site));
    await until(() => silent.filter(({ destroyed }) => destroyed).length >= 10);
    expect((await site.fetch("/api/v1/devices", { headers: AS_EVA })).status).toBe(200);
  });

  it("do not push out who is logged in", async () => {
    const site = await guarded({ mostConnections: 10 });
    const stream = await site.fetch("/api/v1/events", { headers: AS_EVA });
    const reader = stream.body?.getReader();
    await reader?.read();
    const silent = Array.from({ length: 40 }, () => open(site));
    await until(() => silent.filter(({ destroyed }) => destroyed).length >= 30);
    await site.clock.advance(10_000);
    const next = await reader?.read();
    expect(Buffer.from(next?.value ?? []).toString()).toContain("event: ages");
    await reader?.cancel();
  });

  it("are answered no longer when they ask without end", async () => {
    const site = await guarded();
    const answers = await Promise.all(Array.from({ length: 300 }, () => site.fetch("/api/v1/devices")));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(200);
    expect(statuses.filter((status) => status === 429)).toHaveLength(100);
    expect((await site.fetch("/api/v1/devices", { headers: AS_EVA })).status).toBe(200);
  });

  it("send no long bodies", async () => {
    const site = await guarded();
    const answer = await site.fetch("/api/v1/session", { method: "POST", body: "x".repeat(20_000) });
    expect([answer.status, await answer.text()]).toEqual([413, '{"error":"A request has at most 16384 bytes"}']);
  });
});
