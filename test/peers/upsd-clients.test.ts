/** The C project's clients, PyNUT, check_ups and upsstats.cgi: of our upsd they say what they say of Debian's. */
import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { ScriptedDriver } from "../sim/devices/scripted-driver.ts";
import { type Ended, until } from "../sim/machine/started.ts";
import { NutFolder } from "./c-upsd.ts";
import { describePeers } from "./peer.ts";

const RACK = [
  'SETINFO battery.charge "97"',
  'SETINFO device.model "Model 1"',
  'SETINFO input.transfer.low "103"',
  "SETFLAGS input.transfer.low RW",
  'ADDENUM input.transfer.low "103"',
  'ADDENUM input.transfer.low "100"',
  'SETINFO input.transfer.high "130"',
  "SETFLAGS input.transfer.high RW NUMBER",
  "ADDRANGE input.transfer.high 120 140",
  'SETINFO ups.id "one"',
  "SETFLAGS ups.id RW STRING",
  "SETAUX ups.id 8",
  'SETINFO ups.load "12"',
  'SETINFO ups.mfr "nutts"',
  'SETINFO ups.model "Model 1"',
  'SETINFO ups.status "OL"',
  'SETINFO ups.temperature "20"',
  "ADDCMD load.off",
  "ADDCMD test.panel.start",
  "DATAOK",
  "DUMPDONE",
];

const UPSES = ["rack", "desk", "gone"]
  .map((name) => `[${name}]\ndriver = fake\nport = none\ndesc = "The ${name}"\n`)
  .join("");
const USERS = "[admin]\npassword = secret\nactions = SET\ninstcmds = ALL\n[mon]\npassword = pw\nupsmon primary\n";
/** Debian's module is for Debian's Python only. */
const PYNUT = existsSync("/usr/lib/python3/dist-packages/PyNUT.py");
/** Debian's descriptions, so that both servers have the same. */
const DATAPATH = "DATAPATH /usr/share/nut\n";

let folder: NutFolder;
let rack: ScriptedDriver;

beforeEach(async () => {
  folder = new NutFolder();
  folder.write("ups.conf", UPSES);
  folder.write("upsd.users", USERS);
  rack = await folder.driver("rack", RACK, { "load.off": 0, "test.panel.start": 2, "ups.id": 0 });
  await folder.driver("desk", ["DATASTALE", 'SETINFO ups.status "OL"', "DUMPDONE"]);
});
afterEach(() => folder.clear());

/** What a program says, without the port that it was given. */
async function says(port: number, path: string, args: readonly string[]): Promise<Ended> {
  const { status, out, err } = await folder.ran(path, ...args.map((arg) => arg.replace("PORT", String(port))));
  return { status, out: out.replaceAll(String(port), "PORT"), err: err.replaceAll(String(port), "PORT") };
}

/** Runs a program against both servers, each with a driver of its own state. */
async function both(
  upsd: string,
  path: string,
  ...args: readonly string[]
): Promise<{ readonly c: Ended; readonly ours: Ended }> {
  const { port } = await folder.ourUpsd(DATAPATH);
  const c = await says(await folder.cUpsd(upsd, DATAPATH), path, args);
  return { c, ours: await says(port, path, args) };
}

const LOGIN = ["-u", "admin", "-p", "secret"];

describePeers("upsc, upscmd and upsrw", ["upsd", "upsc", "upscmd", "upsrw"], ({ upsd, ...clients }) => {
  it.each([
    ["upsc", ["-l", "127.0.0.1:PORT"], /rack\ndesk\ngone/],
    ["upsc", ["-L", "127.0.0.1:PORT"], /rack: The rack/],
    ["upsc", ["rack@127.0.0.1:PORT"], /ups\.status: OL/],
    ["upsc", ["rack@127.0.0.1:PORT", "ups.status"], /^OL$/m],
    ["upsc", ["rack@127.0.0.1:PORT", "no.such"], /Variable not supported by UPS/],
    ["upsc", ["desk@127.0.0.1:PORT"], /Data stale/],
    ["upsc", ["gone@127.0.0.1:PORT"], /Driver not connected/],
    ["upsc", ["none@127.0.0.1:PORT"], /Unknown UPS/],
    ["upsc", ["-c", "rack@127.0.0.1:PORT"], /^$/m],
    ["upscmd", ["-l", "rack@127.0.0.1:PORT"], /load\.off - Turn off the load immediately/],
    ["upscmd", [...LOGIN, "rack@127.0.0.1:PORT", "load.off"], /^OK$/m],
    ["upscmd", [...LOGIN, "-w", "rack@127.0.0.1:PORT", "load.off"], /^SUCCESS$/m],
    ["upscmd", [...LOGIN, "-w", "rack@127.0.0.1:PORT", "test.panel.start", "10"], /INVALID-ARGUMENT/],
    ["upscmd", [...LOGIN, "rack@127.0.0.1:PORT", "load.on"], /CMD-NOT-SUPPORTED/],
    ["upscmd", ["-u", "admin", "-p", "x", "rack@127.0.0.1:PORT", "load.off"], /ACCESS-DENIED/],
    ["upsrw", ["rack@127.0.0.1:PORT"], /Type: STRING\nMaximum length: 8\nValue: one/],
    ["upsrw", ["-s", "ups.id=rack 1", ...LOGIN, "rack@127.0.0.1:PORT"], /^OK$/m],
    ["upsrw", ["-s", "ups.id=rack 1", ...LOGIN, "-w", "rack@127.0.0.1:PORT"], /^SUCCESS$/m],
    ["upsrw", ["-s", "ups.id=much too long", ...LOGIN, "rack@127.0.0.1:PORT"], /TOO-LONG/],
    ["upsrw", ["-s", "input.transfer.low=1", ...LOGIN, "rack@127.0.0.1:PORT"], /INVALID-VALUE/],
  ] as const)("%s %j", async (name, args, expected) => {
    const { c, ours } = await both(upsd, clients[name], ...args);
    expect(ours).toEqual(c);
    expect(ours.out + ours.err).toMatch(expected);
  });
});

describePeers("upslog", ["upslog"], ({ upslog }) => {
  it("logs what our upsd serves", async () => {
    const { port } = await folder.ourUpsd();
    const log = folder.start(
      upslog,
      "-s",
      `rack@127.0.0.1:${port}`,
      "-l",
      "-",
      "-i",
      "1",
      "-f",
      "%VAR ups.status% %VAR battery.charge%",
    );
    await log.says(/OL 97/);
  });
});

describePeers("PyNUT", ["upsd", "python3"], ({ upsd }) => {
  const SCRIPT = `
import sys, PyNUT
c = PyNUT.PyNUTClient(host="127.0.0.1", port=int(sys.argv[1]), login="admin", password="secret")
print(c.GetUPSList())
print(c.GetUPSVars("rack"))
print(c.GetUPSCommands("rack"))
print(c.GetRWVars("rack"))
print(c.RunUPSCommand("rack", "load.off"), c.SetRWVar("rack", "ups.id", "py"))
`;

  const itWithPyNut = PYNUT || process.env.NUTTS_PEERS === "required" ? it : it.skip;

  itWithPyNut("of python3-nut lists, reads, sets and commands on ours as on Debian's", async () => {
    const script = folder.write("try.py", SCRIPT);
    const { c, ours } = await both(upsd, "/usr/bin/python3", script, "PORT");
    expect(ours).toEqual(c);
    expect(ours).toMatchObject({ err: "", status: 0 });
    expect(ours.out).toContain("{b'rack': b'The rack', b'desk': b'The desk', b'gone': b'The gone'}");
    expect(ours.out).toContain("b'ups.status': b'OL'");
    expect(rack.heard).toEqual(["INSTCMD load.off", 'SET ups.id "py"', "INSTCMD load.off", 'SET ups.id "py"']);
  });
});

describePeers("check_ups", ["upsd", "check_ups"], ({ upsd, check_ups }) => {
  it.each([
    ["rack", /^UPS OK - Status=Online/],
    ["desk", /UPS data is stale/],
    ["gone", /DRIVER-NOT-CONNECTED/],
  ])("sees %s", async (name, expected) => {
    const { c, ours } = await both(upsd, check_ups, "-H", "127.0.0.1", "-p", "PORT", "-u", name);
    expect(ours).toEqual(c);
    expect(ours.out).toMatch(expected);
  });
});

describePeers("upsstats.cgi", ["upsstats.cgi"], (paths) => {
  it("shows a UPS of ours", async () => {
    const { port } = await folder.ourUpsd();
    const host = `rack@127.0.0.1:${port}`;
    folder.write("hosts.conf", `MONITOR ${host} "Rack"\n`);
    folder.write("upsstats-single.html", "<p>@STATUS@</p>\n<p>@VAR ups.model@</p>\n<p>@HOSTDESC@</p>\n");
    Object.assign(folder.env, { QUERY_STRING: `host=${host}`, REQUEST_METHOD: "GET" });
    const { out } = await folder.ran(paths["upsstats.cgi"]);
    expect(out).toMatch(/ONLINE[\s\S]*Model 1[\s\S]*Rack/);
  });
});

describePeers("C upsmon", ["upsmon", "upsc"], ({ upsmon, upsc }) => {
  async function watched() {
    const ours = await folder.ourUpsd();
    const down = folder.write("down", "");
    folder.write(
      "upsmon.conf",
      [
        `MONITOR rack@127.0.0.1:${ours.port} 1 mon pw primary`,
        `SHUTDOWNCMD "echo shutting >> ${down}"`,
        ...["MINSUPPLIES 1", "POLLFREQ 1", "POLLFREQALERT 1", "HOSTSYNC 1", "FINALDELAY 0", "DEADTIME 5"],
        "",
      ].join("\n"),
    );
    const program = folder.upsmon(upsmon);
    await program.says(/Login on UPS|logged into|monitoring/i);
    return { ...ours, program, down };
  }

  it("logs in, is counted, and follows the status", async () => {
    const { port, lines, program } = await watched();
    await until("the login", () => lines.includes("User mon@127.0.0.1 logged into UPS [rack]"));
    expect((await folder.ran(upsc, "-c", `rack@127.0.0.1:${port}`)).out).toBe("127.0.0.1\n");
    rack.say('SETINFO ups.status "OB"');
    await program.says(/UPS rack@\S+ on battery/);
    rack.say('SETINFO ups.status "OL"');
    await program.says(/UPS rack@\S+ on line power/);
  });

  it("sets FSD on ours when the battery is low, waits for nobody, and shuts down", async () => {
    const { port, lines, program, down } = await watched();
    rack.say('SETINFO ups.status "OB LB"');
    await program.ended;
    await until("FSD", () => lines.includes("Client mon@127.0.0.1 set FSD on UPS [rack]"));
    expect(readFileSync(down, "utf8")).toBe("shutting\n");
    expect((await folder.ran(upsc, `rack@127.0.0.1:${port}`, "ups.status")).out).toBe("FSD OB LB\n");
  });
});
