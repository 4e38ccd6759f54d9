/** The C nut-scanner beside ours: on addresses of the loopback, and in a network namespace with nothing else in it. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { OWN_WALKS } from "../sim/devices/snmp-walk.ts";
import { slowness } from "../sim/machine/slowness.ts";
import { NutServer, noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";
import { describePeers } from "./peer.ts";

const OURS = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
/** Programs that hang: three scans of a slow machine take a minute. */
const LONGEST_MS = 200_000;

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-scanner-"));
  writeFileSync(join(folder, "one.dev"), "");
  writeFileSync(join(folder, "two.seq"), "");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, ...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { env: { ...process.env, NUT_CONFPATH: folder }, timeout: LONGEST_MS };
    execFile(command, args, options, (error, out, err) => {
      resolve({ status: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, err });
    });
  });

const ours = (...args: readonly string[]): Promise<Ended> => run(process.execPath, OURS, "scanner", ...args);

const portsIn = ({ out }: Ended): readonly string[] =>
  [...out.matchAll(/port\s*=\s*"([^"]*)"/g)].map(([, port = ""]) => port);

/** 2.8.0 has other names for sections and drivers, and leaves a port out. */
const isOlder = async (path: string): Promise<boolean> => /2\.8\.0/.test((await run(path, "-V")).out);
const withoutPort = (ports: readonly string[]): readonly string[] =>
  ports.map((port) => port.replace(/:\d+$/, "")).sort();

describePeers("the C project's nut-scanner and ours", ["nut-scanner"], ({ "nut-scanner": path }) => {
  let server: NutServer;

  beforeEach(async () => {
    server = await NutServer.start(noTls, saysGoodbye, serves({ dummy: { vars: {} }, UPS1: { vars: {}, desc: "x" } }));
  });

  afterEach(() => server.stop());

  it.each(["127.0.0.1/32", "127.0.0.0/24"])("find the same sections of a server in %s", async (net) => {
    const args = ["-m", net, "-O", "-p", String(server.port)];
    const [theirs, mine] = [await run(path, ...args), await ours(...args)];
    expect(portsIn(mine)).toEqual([`dummy@127.0.0.1:${server.port}`, `UPS1@127.0.0.1:${server.port}`]);
    expect(withoutPort(portsIn(mine))).toEqual(withoutPort(portsIn(theirs)));
    if (await isOlder(path)) return;
    expect(mine.out).toBe(theirs.out);
    expect((await ours(...args, "-P")).out).toBe((await run(path, ...args, "-P")).out);
    expect((await ours(...args, "-n", "-N")).out.split("\n").length).toBe(
      (await run(path, ...args, "-n", "-N")).out.split("\n").length,
    );
  });

  it("pair first and last addresses alike", async () => {
    const range = ["-q", "-O", "-p", String(server.port), "-s", "127.0.0.1", "-e", "127.0.0.3", "-e", "127.0.0.1"];
    const [theirs, mine] = [await run(path, ...range), await ours(...range)];
    const older = await isOlder(path);
    // 2.8.0 knows one range alone.
    expect(withoutPort(portsIn(mine))).toEqual(
      withoutPort(older ? [...portsIn(theirs), ...portsIn(theirs)] : portsIn(theirs)),
    );
  });
});

/** With a user namespace where we are not root. */
const IN_NAMESPACE = ["--user", "--map-root-user", "--net", "sh", "-c"];
const hasNamespaces = spawnSync("unshare", [...IN_NAMESPACE, "ip link set lo up"]).status === 0;

/** A pair of which one end is never answered, for what is sent to the other has no address on it. */
const QUIET_NET = [
  "ip link set lo up",
  "ip link add quiet type veth peer name end",
  "ip addr add 10.55.0.1/24 dev quiet",
  "ip link set quiet arp off up",
  "ip link set end up",
].join("; ");

if (!hasNamespaces) {
  describe("nut-scanner and ours in a network namespace", () => {
    it.skip("needs network namespaces, which this kernel refuses, or unshare(1) and ip(8)", () => undefined);
  });
} else {
  describePeers("in a network namespace the C nut-scanner and ours", ["nut-scanner"], ({ "nut-scanner": path }) => {
    const inside = (script: string): Promise<Ended> => run("unshare", ...IN_NAMESPACE, `set -e; ${script}`);
    const mine = `${process.execPath} ${OURS} scanner`;
    const SEPARATOR = "-----";

    beforeAll(async () => {
      await build({
        entryPoints: [fileURLToPath(new URL("snmp-card.ts", import.meta.url))],
        outfile: join(folder, "snmp-card.mjs"),
        bundle: true,
        platform: "node",
        format: "esm",
      });
    });

    /** What each tells of a card: its address, its table and community. */
    const cardsIn = (text: string): readonly string[] =>
      text.split("\n").flatMap((line) => {
        const found = /^SNMP:driver="snmp-ups",port="([^"]*)".*mibs="([^"]*)",community="([^"]*)"/.exec(line);
        return found ? [found.slice(1).join(" ")] : [];
      });

    it.each([
      ["own-apc-smart-ups", "apcc"],
      ["own-rfc1628-three-phase", undefined],
    ])("find the cards of %s", async (walk, table) => {
      const scan = "-S -q -P -t 2 -m 127.0.0.0/28";
      const card = `${process.execPath} ${join(folder, "snmp-card.mjs")} ${OWN_WALKS} ${walk} 127.0.0.7 127.0.0.9`;
      const { out, err } = await inside(
        `ip link set lo up; mkfifo ${folder}/${walk}; ${card} > ${folder}/${walk} & read up < ${folder}/${walk}
         ${path} ${scan}; echo ${SEPARATOR}; ${mine} ${scan}; kill $!`,
      );
      const [theirs = "", own = ""] = out.split(SEPARATOR);
      expect([err, cardsIn(own).length]).toEqual([expect.any(String), 2]);
      if (table === undefined) return;
      expect(cardsIn(own)).toEqual([`127.0.0.7 ${table} public`, `127.0.0.9 ${table} public`]);
      expect([...new Set(cardsIn(theirs))].sort()).toEqual(cardsIn(own));
    });

    it("look at 256 silent addresses in one time-out", async () => {
      const seconds = 6;
      const scan = `-O -S -q -t ${seconds} -m 10.55.0.0/24`;
      const began = performance.now();
      const { status } = await inside(`${QUIET_NET}; ${mine} ${scan}`);
      const taken = performance.now() - began;
      process.stdout.write(
        `      ${(taken / 1000).toFixed(1)} s with a time-out of ${seconds} s, start of the program included\n`,
      );
      expect(status).toBe(0);
      expect(taken).toBeLessThan(2000 * seconds * slowness());
    });

    it("send nothing to a network that nobody named", async () => {
      const sent = "awk '/quiet:/ { print $11 }' /proc/net/dev";
      const quiet = "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6";
      const { out, err } = await inside(
        `${quiet}; ${QUIET_NET}; ${sent}; ${mine} -U -n -q >&2; ${mine} -S -O -q >&2; ${sent}; ${mine} -O -q -t 1 -m 10.55.0.0/30 >&2; ${sent}`,
      );
      expect(err).toMatch(/no addresses to look at/);
      const [before, unasked, asked] = out.trim().split("\n").map(Number);
      expect(unasked).toBe(before);
      expect(asked).toBeGreaterThan(before ?? Number.NaN);
    });

    it("print what was found when the search is interrupted, and end with 130", async () => {
      writeFileSync(
        join(folder, "serve.mjs"),
        `import { createServer } from "node:net";
         createServer((s) => s.on("error", () => {}).on("data", (d) => (/LOGOUT/.test(d) && s.on("close", () => process.stdout.write("listed\\n")), s.write(/LIST/.test(d) ? 'BEGIN LIST UPS\\nUPS rack "x"\\nEND LIST UPS\\n' : /LOGOUT/.test(d) ? "OK Goodbye\\n" : "ERR FEATURE-NOT-CONFIGURED\\n"))))
           .listen(3493, "10.55.0.1", () => process.stdout.write("ready\\n"));`,
      );
      const { out, status } = await inside(
        `${QUIET_NET}; mkfifo ${folder}/up; ${process.execPath} ${folder}/serve.mjs > ${folder}/up & serve=$!
         exec 3< ${folder}/up; read up <&3; set +e
         ${mine} -O -q -N -t 200 -m 10.55.0.0/24 & scan=$!; read listed <&3; sleep 1; kill -INT $scan; wait $scan; ended=$?
         kill $serve; exit $ended`,
      );
      expect(portsIn({ out, err: "", status })).toEqual(["rack@10.55.0.1"]);
      expect(status).toBe(130);
    });
  });
}
