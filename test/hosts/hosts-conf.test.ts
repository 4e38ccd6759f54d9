import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatProblem } from "../../src/conf/problem.ts";
import { parseUpsschedCmdConf } from "../../src/conf/upssched/upssched-cmd-conf.ts";
import { readHosts } from "../../src/hosts/hosts-conf.ts";
import { hostOf, hostsOf } from "./host-world.ts";

const NO_SECRETS = { file: () => ({ kind: "none", why: "there is none" }) as const, env: () => undefined };
function said(text: string): readonly string[] {
  const { actions, problems } = parseUpsschedCmdConf(text, "f");
  return [...problems, ...readHosts(actions, "f", NO_SECRETS).problems].map(formatProblem);
}

describe("a section that is a host", () => {
  it("has its kind, its check, its time, and how it is woken", () => {
    const host = hostOf(
      "ssh = root@nas\ncommand = poweroff\nwake = lan\nwake_mac = 00:11:22:33:44:55\nwake_order = 3\nwake_delay = 20",
    );
    expect(host).toMatchObject({ timeoutS: 60, check: { kind: "port", host: "nas", port: 22 }, wakeLimit: 600 });
    expect(host).toMatchObject({ wakeOrder: 3, wakeDelay: 20 });
    expect(host.wake?.settings.get("mac")).toBe("00:11:22:33:44:55");
    expect(host.wake?.settings.get("port")).toBe("9");
  });

  it("is woken by the same service processor that it is shut down with, unless it says another", () => {
    const host = hostOf("type = ipmi\nhost = bmc\nuser = a\npassword_file = /x\nwake = ipmi\nwake_user = b");
    expect(["host", "user", "password", "port"].map((name) => host.wake?.settings.get(name))).toEqual([
      "bmc",
      "b",
      "of a file",
      "623",
    ]);
    expect(host.secrets).toEqual(["of a file"]);
  });

  it("is none where nothing says so: older sections mean what they meant", () => {
    expect(hostsOf("[nas]\nssh = root@nas\ncommand = poweroff\n[x]\ncommand = y\n")).toEqual([]);
  });

  it.each([
    ["ping", { kind: "ping", host: "nas" }],
    ["ping 10.0.0.1", { kind: "ping", host: "10.0.0.1" }],
    ["port 445", { kind: "port", host: "nas", port: 445 }],
    ["port [fe80::1]:22", { kind: "port", host: "fe80::1", port: 22 }],
    ["none", { kind: "none" }],
    ["command test -e /x", { kind: "command", command: "test -e /x" }],
  ])("check = %s", (check, expected) => {
    expect(hostOf(`ssh = root@nas\ncommand = x\ncheck = ${check}`).check).toEqual(expected);
  });

  it("says what is wrong with it, where, and what to do", () => {
    const lines = said(
      "[a]\ntype = proxmos\n[b]\ntype = lan\n[c]\ntype = ipmi\n[d]\ntype = ssh\nssh = x\ncommand = y\nchekc = z\ncheck = pong\n" +
        "[e]\nwake = carrier\nssh = x\ncommand = y\n[f]\ntype = http\nurl_file = /x\n[g]\nhosts = a zz\n",
    );
    expect(lines).toEqual([
      expect.stringMatching(/^f:\d+:\d+: hosts of \[g\]: there is no section \[zz\]/),
      "f:2:1: type = proxmos is no kind of host; did you mean proxmox?",
      expect.stringMatching(/^f:4:1: nothing is shut down by lan; kinds are ssh, command, proxmox/),
      "f:5:1: host [c] needs host; name or address of the service processor",
      expect.stringMatching(/^f:11:1: chekc is no setting of this host; did you mean check/),
      expect.stringMatching(/^f:12:1: check of \[d\] cannot be used; write port/),
      expect.stringMatching(/^f:14:1: wake = carrier is no kind of host; kinds are command, http, ipmi, lan/),
      expect.stringMatching(/^f:17:1: host \[f\] needs url/),
      expect.stringMatching(/^f:19:1: \/x cannot be read/),
    ]);
  });

  it("says what can be seen to be wrong without asking anybody", () => {
    expect(said("[a]\ntype = client\nwake = lan\nwake_mac = nas\n[b]\ntype = docker\nfingerprint = ab\n")).toEqual([
      "f:1:1: [a]: mac is no address of a network card; write six bytes, as 00:11:22:33:44:55",
      "f:5:1: [b]: fingerprint is no SHA-256; write its 32 bytes in hexadecimal",
    ]);
  });

  it.each([
    ["type = http\nurl = ftp://a/b", "url is no address of HTTP"],
    ["type = http\nurl = http://a\nheaders = Foo", "headers has a line that is no header"],
    ["type = proxmox\nhost = p\ntoken = secret", "token is none of Proxmox"],
    ["type = client\nwake = lan\nwake_mac = 00:11:32:aa:bb:cc\nwake_secureon = abc", "secureon is no password"],
    ["type = client\nwake = lan\nwake_mac = 00:11:32:aa:bb:cc\nwake_broadcast = 300.1.1.1", "broadcast is no address"],
  ])("%s is wrong before anybody is asked", (text, what) => {
    expect(said(`[a]\n${text}\n`)).toEqual([expect.stringContaining(`f:1:1: [a]: ${what}`)]);
  });

  it("never throws on any text", () => {
    const word = fc.constantFrom(
      "type",
      "wake",
      "check",
      "ssh",
      "=",
      "lan",
      "ipmi",
      "port",
      "[a]",
      "\n",
      "wake_mac",
      '"',
      "hosts",
      "a",
    );
    fc.assert(fc.property(fc.array(word), (words) => void said(words.join(" "))));
  });
});

describe("a host on several UPSes", () => {
  it("names them as MONITOR does", () => {
    expect(hostOf("type = command\ncommand = x\nups = a@h b@h:3494").upses).toEqual(["a@h", "b@h:3494"]);
    expect(hostOf("type = command\ncommand = x").upses).toEqual([]);
    expect(() => hostOf("type = command\ncommand = x\nups = a@")).toThrow("ups of [it]: a@ is no UPS");
  });
});
