/** One device, several names: the C project's clients know one each, and all of them follow the device. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Monitor } from "../../src/conf/upsmon-conf.ts";
import { monitor } from "../scenarios/monitor.ts";
import type { ScriptedDriver } from "../sim/devices/scripted-driver.ts";
import { until } from "../sim/machine/started.ts";
import { NutFolder, type OurUpsd } from "./c-upsd.ts";
import { CUpsmon } from "./c-upsmon.ts";
import { describePeers } from "./peer.ts";

const UPS_CONF = '[rack]\ndriver = fake\nport = none\ndesc = "The rack"\naliases = "ups qnapups"\n';
const USERS =
  "[monuser]\npassword = secret\nupsmon secondary\n[admin]\npassword = 123456\nupsmon secondary\n" +
  "[mon]\npassword = pw\nupsmon primary\n";
const DUMP = ['SETINFO ups.status "OL"', 'SETINFO battery.charge "97"', "DATAOK", "DUMPDONE"];

const NAMES = ["rack", "ups", "qnapups"] as const;
const SYNOLOGY = { username: "monuser", password: "secret", role: "secondary" } as const;
const QNAP = { username: "admin", password: "123456", role: "secondary" } as const;
const OWNER = { username: "mon", password: "pw", role: "primary" } as const;

let folder: NutFolder;
let rack: ScriptedDriver;
let ours: OurUpsd;
const monitors: CUpsmon[] = [];

beforeEach(async () => {
  folder = new NutFolder();
  folder.write("ups.conf", UPS_CONF);
  folder.write("upsd.users", USERS);
  rack = await folder.driver("rack", DUMP);
  ours = await folder.ourUpsd();
});

/** CUpsmon ends with SIGKILL: over SIGTERM the C upsmon lingers while it waits for a server. */
afterEach(async () => {
  await Promise.all(monitors.splice(0).map((each) => each.stop()));
  await folder.clear();
});

describePeers("upsc on a UPS with aliases", ["upsc"], ({ upsc }) => {
  it("lists it by all its names, and reads the same by each", async () => {
    const { port } = ours;
    const all = NAMES.map((name) => `${name}: The rack\n`).join("");
    expect((await folder.ran(upsc, "-L", `127.0.0.1:${port}`)).out).toBe(all);
    const read = await Promise.all(NAMES.map((name) => folder.ran(upsc, `${name}@127.0.0.1:${port}`)));
    const [first] = read;
    expect(first?.out).toContain("battery.charge: 97\n");
    expect(read).toEqual([first, first, first]);
  });
});

describePeers("C upsmons, each with a name of its own for one UPS", ["upsmon", "upsc"], ({ upsmon, upsc }) => {
  async function watch(name: string, login: Pick<Monitor, "username" | "password" | "role">): Promise<CUpsmon> {
    const line = monitor(`${name}@127.0.0.1:${ours.port}`, { host: "127.0.0.1", port: ours.port, ...login });
    const program = new CUpsmon(upsmon, {
      monitors: [line],
      pollfreq: 1,
      pollfreqalert: 1,
      deadtime: 5,
      finaldelay: 0,
    });
    monitors.push(program);
    const user = `User ${login.username}@127.0.0.1 logged into UPS [rack]`;
    await until(user, () => ours.lines.includes(user));
    return program;
  }

  it("are counted for the UPS as a whole", async () => {
    await watch("ups", SYNOLOGY);
    await watch("qnapups", QNAP);
    for (const name of NAMES) {
      const { out } = await folder.ran(upsc, "-c", `${name}@127.0.0.1:${ours.port}`);
      expect(out).toBe("127.0.0.1\n127.0.0.1\n");
    }
  });

  it("hear of one outage by their own names, and are all down when its primary forces the shutdown", async () => {
    const synology = await watch("ups", SYNOLOGY);
    const qnap = await watch("qnapups", QNAP);
    const owner = await watch("rack", OWNER);
    rack.say('SETINFO ups.status "OB"');
    for (const each of monitors) await until("ONBATT", () => each.whats.includes("ONBATT"));
    expect(synology.happened[0]?.ups).toBe(`ups@127.0.0.1:${ours.port}`);
    expect(qnap.happened[0]?.ups).toBe(`qnapups@127.0.0.1:${ours.port}`);
    rack.say('SETINFO ups.status "OB LB"');
    for (const each of [synology, qnap]) await until("a secondary down", () => each.whats.includes("DOWN"));
    await until("the primary down", () => owner.whats.includes("DOWN"));
    expect(ours.lines).toContain("Client mon@127.0.0.1 set FSD on UPS [rack]");
    const last = (each: CUpsmon) => each.happened.find(({ what }) => what === "DOWN")?.at ?? 0;
    expect(last(owner)).toBeGreaterThan(Math.max(last(synology), last(qnap)));
  });
});
