import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { authFor, parseNutauthConf } from "../../src/conf/nutauth/nutauth-conf.ts";
import { formatProblem } from "../../src/conf/problem.ts";

const at = (host: string, port = 3493) => ({ host, port });

function read(text: string, files: Readonly<Record<string, string>> = {}) {
  const conf = parseNutauthConf(text, "nutauth.conf", (path) => {
    if (path === "/locked") throw new Error("Permission denied");
    return files[path];
  });
  return { conf, problems: conf.problems.map(formatProblem) };
}

describe("nutauth.conf", () => {
  const SAMPLE = `
CERTPATH = /certs
CERTVERIFY = 1
FORCESSL = -1
[@localhost]
  USER = "admin"
  PASS = "Adm1n!Pass"
[upsmonuser@localhost]
  PASS = monitor
[@remote-host:34935]
  username = other
  Password = "other pass"
  CERTVERIFY = off
  FORCESSL
`;

  it("gives for a server what its section says, else what holds for all", () => {
    const { conf, problems } = read(SAMPLE);
    expect(problems).toEqual([]);
    const all = { certpath: "/certs", certverify: true };
    expect(authFor(conf, at("localhost"))).toEqual({ ...all, user: "admin", pass: "Adm1n!Pass" });
    expect(authFor(conf, at("remote-host", 34935))).toEqual({
      certpath: "/certs",
      ...{ user: "other", pass: "other pass", certverify: false, forcessl: true },
    });
    expect(authFor(conf, at("remote-host"))).toEqual(all);
  });

  it("gives the password of the user who is named, never that of another", () => {
    const { conf } = read(SAMPLE);
    expect(authFor(conf, at("localhost"), "upsmonuser")).toMatchObject({ user: "upsmonuser", pass: "monitor" });
    expect(authFor(conf, at("localhost"), "somebody")).toEqual({
      ...{ certpath: "/certs", certverify: true },
      user: "somebody",
    });
    const mixed = read("USER = a\nPASS = b\n[@nas]\nUSER = c\n").conf;
    expect(authFor(mixed, at("nas"))).toEqual({ user: "c" });
  });

  it.each([
    ["@nas", "nas", 3493],
    ["@nas:3493", "NAS.", 3493],
    ["nas", "nas", 3493],
    ["nas:1", "nas", 1],
    [":1", "localhost", 1],
    ["@:1", "localhost", 1],
    ["@[::1]:7", "0:0::1", 7],
    ["[::1]", "::1", 3493],
    ["@nas:nut", "nas", 3493],
  ])("takes [%s] for %s port %i", (name, host, port) => {
    const { conf, problems } = read(`[${name}]\nPASS = x\n`);
    expect(problems).toEqual([]);
    expect(authFor(conf, at(host, port)).pass).toBe("x");
    expect(authFor(conf, at(host, port + 1)).pass).toBeUndefined();
  });

  it.each([
    ["CERTVERIFY = maybe", /^nutauth\.conf:2:14: CERTVERIFY has no value/],
    ["FORCESSL yes", /^nutauth\.conf:2:1: FORCESSL needs a = .*write FORCESSL = yes\|no\|-1/],
    ["PASS =", /^nutauth\.conf:2:1: pass has no value/],
    ["PASS = a b", /^nutauth\.conf:2:10: only one word/],
    ["FORCESL = 1", /^nutauth\.conf:2:1: this is not a setting of nutauth\.conf; did you mean FORCESSL/],
    ["[a:b@c]", /^nutauth\.conf:2:1: \[a:b@c\] names no server/],
    ["INCLUDE", /^nutauth\.conf:2:1: no file is named/],
    ["INCLUDE_REQUIRED /none", /^nutauth\.conf:2:18: there is no \/none/],
    ["INCLUDE_REQUIRED /locked", /^nutauth\.conf:2:18: \/locked cannot be read: Permission denied/],
  ])("refuses %s, with the place", (line, problem) => {
    const { conf, problems } = read(`\n${line}\n`);
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(conf.problems[0]?.severity).toBe("error");
  });

  it("repeats no password in what it reports", () => {
    fc.assert(
      fc.property(fc.constantFrom("PASS", "pass x =", "PASS = a", "PASSWORD hunter2 hunter2", "hunter2"), (line) => {
        expect(read(`${line} hunter2\nhunter2\n`).problems.join()).not.toContain("hunter2");
      }),
    );
  });
});

describe("what nutauth.conf includes", () => {
  it("stands where the line stands", () => {
    const files = { "/a": "USER = a\n[@nas]\nPASS = nas\n", "/b": "PASS = b\n[@nas]\nUSER = n\n[@other]\nUSER = o\n" };
    const { conf, problems } = read("USER = x\nINCLUDE /a\nINCLUDE /none\n[@nas]\nINCLUDE_REQUIRED /b\n", files);
    expect(authFor(conf, at("anywhere")).user).toBe("a");
    expect(authFor(conf, at("nas"))).toEqual({ user: "n", pass: "b" });
    expect(problems).toEqual([expect.stringMatching(/^\/b:4:1: \[@other\] is ignored/)]);
  });

  it("ends where files include each other", () => {
    const { problems } = read("INCLUDE /a\n", { "/a": "INCLUDE /a\n" });
    expect(problems).toEqual([expect.stringContaining("files include each other 8 deep")]);
  });
});
