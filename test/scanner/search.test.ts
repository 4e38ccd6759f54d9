import { describe, expect, it } from "@jest/globals";
import { SCANNER } from "../../src/commands/scanner.ts";
import { parsable, upsConf } from "../../src/scanner/display.ts";
import { ipmiAccess } from "../../src/scanner/ipmi-options.ts";
import { ipmiSupplies, suppliesIn } from "../../src/scanner/ipmi-scan.ts";
import { scan } from "../../src/scanner/program.ts";
import { chosenSearches, search } from "../../src/scanner/search.ts";
import { progressLine, settingsOf } from "../../src/scanner/settings.ts";
import type { RunOptions, RunResult } from "../../src/system/process/process-runner.ts";
import { FakeIo, lineOf } from "../sim/machine/fake-io.ts";

const line = (...argv: readonly string[]) => lineOf(SCANNER.table, ...argv);
const never = new AbortController().signal;

const chosen = (...argv: readonly string[]) => {
  const { searches, unmet } = chosenSearches(line(...argv), argv.includes("-m"));
  return [searches.map(({ option, run }) => (run.name === "searchLocalIpmi" ? "local" : option)).join(""), ...unmet];
};

describe("what is looked for", () => {
  it.each([
    // Nothing goes to a network unasked but the question of mDNS.
    [[], ["UnA"]],
    [["-C"], ["UMnAJ"]],
    [["-m", "10.0.0.0/24"], ["USMOnA"]],
    [["-C", "-m", "10.0.0.0/24"], ["USMOnAJ"]],
    [["-S", "-m", "10.0.0.0/24"], ["S"]],
    [["-O", "-S", "-m", "10.0.0.0/24"], ["SO"]],
    [
      ["-S", "-O"],
      ["", "SNMP", "NUT servers"],
    ],
    [["-M"], ["M"]],
    [["-A"], ["A"]],
    [["-I"], ["local"]],
    [["-I", "-m", "10.0.0.0/24"], ["I"]],
    [["-n", "-U"], ["Un"]],
    [["-E", "auto"], ["E"]],
    [["--serial", "auto"], ["E"]],
    [["-C", "-E", "auto"], ["UMnAJE"]],
    [["-J"], ["J"]],
  ])("with %j is %j", (argv, expected) => {
    expect(chosen(...argv)).toEqual(expected);
  });

  it("can be asked for, in nut-scanner's words and order", async () => {
    const io = new FakeIo();
    expect(await scan(line("-a"), io, { enough: never, watched: false })).toBe(0);
    expect(io.stdout).toBe("OLDNUT\nUSB\nSNMP\nXML\nAVAHI\nIPMI\nUPOWER\nEATON_SERIAL\n");
  });

  it("is said to need addresses, and what to write", async () => {
    const io = new FakeIo();
    expect(await scan(line("-S"), io, { enough: never, watched: false })).toBe(0);
    expect([io.stdout, io.stderr]).toEqual([
      "",
      "SNMP: no addresses to look at. Name them with -m (192.168.1.0/24, or auto), or with -s and -e\n",
    ]);
  });

  it("is printed as far as it was found when it is enough, though a search goes on", async () => {
    const enough = new AbortController();
    const io = new FakeIo({ NUT_CONFPATH: "/nowhere" });
    const settings = await settingsOf(line("-n", "-O", "-m", "127.0.0.1/32", "-q"), io, {
      enough: enough.signal,
      watched: false,
    });
    enough.abort();
    expect(await search(settings)).toEqual([]);
  });
});

describe("the settings of a search", () => {
  const settings = async (...argv: readonly string[]) => {
    const io = new FakeIo();
    return { ...(await settingsOf(line(...argv), io, { enough: never, watched: true })), io };
  };

  it("are five seconds and a thousand addresses, else what is asked for", async () => {
    expect(await settings()).toMatchObject({ timeoutMs: 5000, port: undefined, ranges: [] });
    expect((await settings()).atOnce).toBeLessThanOrEqual(1024);
    expect(await settings("-t", "1", "-T", "7", "-p", "3494")).toMatchObject({
      timeoutMs: 1000,
      atOnce: 7,
      port: 3494,
    });
  });

  it("fall back to these where a number is none, with a word, as in nut-scanner", async () => {
    const { io, timeoutMs } = await settings("-t", "0", "-T", "many");
    expect(timeoutMs).toBe(5000);
    expect(io.stderr).toMatch(
      /^-t 0 is no number of seconds: 5 it is\n-T many is no number of addresses: \d+ it is\n$/,
    );
  });

  it("never open more than the process may", async () => {
    const { io, atOnce } = await settings("-T", "999999");
    expect(io.stderr).toBe(`-T 999999 is more than this process may have open: ${atOnce} it is\n`);
  });
});

describe("progress at a terminal", () => {
  it("is one line for all searches, ten times a second, and gone at the end", () => {
    let now = 0;
    let text = "";
    const progress = progressLine(
      (more) => {
        text += more;
      },
      () => now,
    );
    const [nut, snmp] = [progress.of("NUT"), progress.of("SNMP")];
    nut({ done: 1, all: 256n, found: 0 });
    snmp({ done: 1, all: 256n, found: 1 });
    now = 100;
    nut({ done: 7, all: 256n, found: 1 });
    progress.clear();
    expect(text.split("\r\x1b[K")).toEqual([
      "",
      "NUT 1 of 256 addresses; 0 found",
      "NUT 7 of 256, SNMP 1 of 256 addresses; 2 found",
      "",
    ]);
  });
});

const INVENTORY = [
  "FRU Device Description : Builtin FRU Device (ID 0)",
  " Board Mfg             : Somebody",
  "",
  "FRU Device Description : Pwr Supply 1 FRU (ID 10)",
  " Product Name          : PWR SPLY",
  " Power Supply Record",
  "  Capacity                   : 750 W",
  "",
  "FRU Device Description : Pwr Supply 2 FRU (ID 3)",
  " Device not present (Requested sensor, data, or record not found)",
  "",
].join("\n");

describe("power supplies behind IPMI", () => {
  const ran: { command: string; args: readonly string[]; options: RunOptions | undefined }[] = [];
  const answering = (result: RunResult) => ({
    run: (command: string, args: readonly string[], options?: RunOptions) => {
      ran.push({ command, args, options });
      return Promise.resolve(result);
    },
  });
  const said: string[] = [];
  const supplies = (result: RunResult) => ({
    runner: answering(result),
    env: { PATH: "/bin" },
    timeoutMs: 5000,
    debug: (text: string) => said.push(text),
  });
  const found: RunResult = { kind: "exited", status: 0, stdout: INVENTORY, stderr: "" };

  it("are the units of this machine with a power supply record", async () => {
    expect(upsConf(await ipmiSupplies(supplies(found))())).toBe(
      '[nutdev-ipmi1]\n\tdriver = "nut-ipmipsu"\n\tport = "id10"\n',
    );
    expect(ran.at(-1)).toMatchObject({ command: "ipmitool", args: ["-v", "fru", "print"] });
  });

  it("are asked for over the network with the password in the environment alone", async () => {
    const access = ipmiAccess(line("-b", "admin", "-B", "hush", "-d", "STRAIGHT_PASSWORD_KEY"), () => undefined);
    expect(parsable(await ipmiSupplies(supplies(found), access)("10.0.0.7"))).toBe(
      'IPMI:driver="nut-ipmipsu",port="id10@10.0.0.7"\n',
    );
    const { args, options } = ran.at(-1) ?? {};
    expect(args?.join(" ")).toBe("-I lan -A PASSWORD -H 10.0.0.7 -U admin -E -N 5 -R 1 -v fru print");
    expect(options?.env).toEqual({ PATH: "/bin", IPMI_PASSWORD: "hush" });
    await ipmiSupplies(
      supplies(found),
      ipmiAccess(line("-b", "a", "-L", "17"), () => undefined),
    )("10.0.0.7");
    expect(ran.at(-1)?.args.slice(0, 4)).toEqual(["-I", "lanplus", "-C", "17"]);
  });

  it("are not asked for over the network without a user, and a wrong type of authentication is told", () => {
    const warned: string[] = [];
    const warn = (text: string): void => void warned.push(text);
    expect(ipmiAccess(line(), warn)).toBeUndefined();
    expect(ipmiAccess(line("-b", "admin", "-d", "SHA"), warn)).toMatchObject({ authType: "MD5" });
    expect(warned.join("")).toMatch(/needs a user: give one with -b[\s\S]*-d SHA is none of NONE, STRAIGHT/);
  });

  it("are none where ipmitool is missing, hangs or says something else", async () => {
    expect(await ipmiSupplies(supplies({ kind: "not-started", reason: "ENOENT" }))()).toEqual([]);
    expect(said.join("")).toBe("ipmitool cannot be started (ENOENT)\n");
    expect(await ipmiSupplies(supplies({ kind: "timeout", stdout: INVENTORY, stderr: "" }))()).toEqual([]);
    expect(["", "Power Supply Record", "FRU Device Description : x\n Power Supply Record"].map(suppliesIn)).toEqual([
      [],
      [],
      [],
    ]);
  });
});
