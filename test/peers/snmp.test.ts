/** The C driver beside ours on the same agent, and a foreign agent: Net-SNMP's. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { AUTH_PROTOCOLS, PRIV_PROTOCOLS, type SnmpAccess, type SnmpLink } from "../../src/device/snmp.ts";
import { SNMP } from "../../src/transport/snmp/opener.ts";
import { loadWalk, OWN_WALKS } from "../sim/devices/snmp-walk.ts";
import { freeUdpPort, until } from "../sim/machine/started.ts";
import { SnmpAgent } from "../sim/servers/snmp-agent.ts";
import { comparable, DriverPair } from "./driver-pair.ts";
import { describePeers } from "./peer.ts";

let pair: DriverPair;
let agent: SnmpAgent | undefined;

beforeEach(() => {
  pair = new DriverPair();
});

afterEach(async () => {
  await pair.clear();
  await agent?.stop();
  agent = undefined;
});

/** Of the program and of the core, and what is another on purpose (see the manual page). */
const FOREIGN = [
  /^\w+ (driver\.|shutdown\.default)/,
  /^(DATAOK|DUMPDONE)$/,
  /^SETINFO device\.type "ups"$/,
  /^(SETINFO|SETAUX|SETFLAGS) ups\.delay\./,
  /^SETFLAGS ups\.mfr STRING$/,
  /^SETAUX input\.sensitivity/,
];

/** A length is told for what is no text, too; 2.8.0 knows no current that is no value. */
const OLDER = [/^SETAUX /, /^SETINFO battery\.current "-/];

describePeers("the C project's snmp-ups and ours", ["snmp-ups"], ({ "snmp-ups": path }) => {
  it.each([
    ["own-rfc1628-three-phase", "v1"],
    ["own-rfc1628-three-phase", "v2c"],
    ["own-apc-smart-ups", "v1"],
  ])("tell the same of %s over SNMP %s", async (name, version) => {
    agent = await SnmpAgent.start(loadWalk(OWN_WALKS, name));
    const options = { port: `127.0.0.1:${agent.port}`, snmp_version: version, pollfreq: "2" };
    const left = [...FOREIGN, ...OLDER];
    const theirs = comparable(await pair.theirs(path, "snmp-ups", options), left);
    const asked = agent.asked.splice(0).length;
    expect(theirs.length).toBeGreaterThan(30);
    expect(comparable(await pair.ours("snmp-ups", options), left)).toEqual(theirs);
    expect(agent.asked.length).toBeLessThan(asked / 2);
  });
});

/** Milliseconds from the first request to the last. */
const span = (heard: readonly number[]): number => (heard.at(-1) ?? 0) - (heard[0] ?? 0);

describePeers("the C project's snmp-ups and ours, on a slow card", ["snmp-ups"], ({ "snmp-ups": path }) => {
  it.each([1, 20])(
    "take their time with %d ms to an answer: ours at most half, from the opening to a full poll",
    async (delay) => {
      agent = await SnmpAgent.start(loadWalk(OWN_WALKS, "own-rfc1628-three-phase"));
      agent.delay = delay;
      const options = { port: `127.0.0.1:${agent.port}`, snmp_version: "v2c", pollfreq: "60" };
      await pair.theirs(path, "snmp-ups", options);
      const theirs = span(agent.heard.splice(0));
      await pair.ours("snmp-ups", options);
      const ours = span(agent.heard);
      process.stdout.write(`      ${delay} ms: the C driver ${theirs.toFixed(0)} ms, ours ${ours.toFixed(0)} ms\n`);
      expect(ours).toBeLessThan(theirs / 2);
    },
  );
});

/** Where an agent that does not answer is asked again. */
const SOON_MS = 400;

const PASSWORDS = { auth: "a long pass phrase", priv: "another pass phrase" } as const;

describePeers("Net-SNMP's agent", ["snmpd"], ({ snmpd }) => {
  let folder = "";
  let child: ChildProcess | undefined;
  let port = 0;
  const links: SnmpLink[] = [];

  const users = AUTH_PROTOCOLS.flatMap((auth) => PRIV_PROTOCOLS.map((priv) => [auth, priv] as const));
  const nameOf = (auth: string, priv: string): string => `u${auth}${priv}`;
  const words = { MD5: "MD5", SHA: "SHA", SHA256: "SHA-256", SHA384: "SHA-384", SHA512: "SHA-512" } as const;

  function configuration(): string {
    const lines = users.map(([auth, priv]) => {
      const cipher = priv.replace(/^AES(\d)/, "AES-$1");
      return `createUser ${nameOf(auth, priv)} ${words[auth]} "${PASSWORDS.auth}" ${cipher} "${PASSWORDS.priv}"`;
    });
    const rights = users.map(([auth, priv]) => `rwuser ${nameOf(auth, priv)} noauth`);
    return ["sysLocation Cellar", "rocommunity public 127.0.0.1", ...lines, ...rights, ""].join("\n");
  }

  const startAgent = (): void => {
    child = spawn(snmpd, ["-f", "-Lo", "-C", "-c", join(folder, "snmpd.conf"), `udp:127.0.0.1:${port}`], {
      env: { ...process.env, SNMP_PERSISTENT_DIR: join(folder, "state") },
      stdio: "ignore",
    });
  };

  async function endAgent(): Promise<void> {
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    child?.kill();
    await ended;
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "nutts-snmpd-"));
    writeFileSync(join(folder, "snmpd.conf"), configuration());
    port = await freeUdpPort();
    startAgent();
    await until("snmpd answers", async () => {
      const link = await opened({ version: "v2c", community: "public" }, SOON_MS);
      return link.get(["1.3.6.1.2.1.1.6.0"]).then(
        () => true,
        () => false,
      );
    });
  });

  afterEach(async () => {
    for (const link of links.splice(0)) await link.close();
    await endAgent();
    rmSync(folder, { recursive: true, force: true });
  });

  async function opened(access: SnmpAccess, timeoutMs = 20_000): Promise<SnmpLink> {
    const link = await SNMP.open({ host: "127.0.0.1", port, access, timeoutMs, retries: 1 });
    links.push(link);
    return link;
  }

  const location = async (access: SnmpAccess): Promise<string | undefined> => {
    const [answer] = await (await opened(access)).get(["1.3.6.1.2.1.1.6.0"]);
    if (answer?.kind !== "data" || answer.value.type !== "OCTET STRING") return answer?.kind;
    return Buffer.from(answer.value.bytes).toString();
  };

  it("is read with v1 and v2c", async () => {
    expect(await location({ version: "v1", community: "public" })).toBe("Cellar");
    const link = await opened({ version: "v2c", community: "public" });
    expect((await link.walk("1.3.6.1.2.1.1", 200)).length).toBeGreaterThan(8);
  });

  it("is read with v3, with each digest and each cipher", async () => {
    const heard: unknown[] = [];
    for (const [auth, priv] of users) {
      const secret = { protocol: auth, password: PASSWORDS.auth };
      const cipher = { protocol: priv, password: PASSWORDS.priv };
      const access = { version: "v3", user: nameOf(auth, priv), auth: secret } as const;
      heard.push([auth, priv, await location(access), await location({ ...access, priv: cipher })]);
    }
    expect(heard).toEqual(users.map(([auth, priv]) => [auth, priv, "Cellar", "Cellar"]));
  });

  it("is read without signature, and says so of a user that it does not know", async () => {
    expect(await location({ version: "v3", user: nameOf("SHA", "AES") })).toBe("Cellar");
    await expect(location({ version: "v3", user: "nobody" })).rejects.toMatchObject({ fault: "denied" });
    const auth = { protocol: "SHA", password: "not the pass phrase" } as const;
    const wrong = location({ version: "v3", user: nameOf("SHA", "AES"), auth });
    await expect(wrong).rejects.toMatchObject({ fault: "denied" });
  });

  it.each(["remembers how often it was started", "has forgotten how often it was started"])(
    "is read again over the same link after it %s",
    async (how) => {
      const auth = { protocol: "SHA", password: PASSWORDS.auth } as const;
      const priv = { protocol: "AES", password: PASSWORDS.priv } as const;
      const link = await opened({ version: "v3", user: nameOf("SHA", "AES"), auth, priv }, SOON_MS);
      const reads = () =>
        link.get(["1.3.6.1.2.1.1.6.0"]).then(
          ([answer]) => answer?.kind === "data",
          () => false,
        );
      await until("it is read", reads);
      await endAgent();
      if (how.startsWith("has forgotten")) rmSync(join(folder, "state"), { recursive: true, force: true });
      expect(await reads()).toBe(false);
      startAgent();
      await until("it is read again", reads);
    },
  );
});
