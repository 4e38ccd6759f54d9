/** UPS off and on again over the network: our upsmon, our upsd, and a driver that notes what it is told. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Monitor, UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { createLog } from "../../src/system/log/log.ts";
import type { HowDown } from "../../src/upsmon/core/step.ts";
import { Engine } from "../../src/upsmon/shell/engine.ts";
import { monitor } from "../scenarios/monitor.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { UpsdServers } from "../sim/servers/upsd-server.ts";
import { SMALL_WORLD, type WorldTexts } from "../sim/servers/upsd-world.ts";

const servers = new UpsdServers();
const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.send({ kind: "stop", how: "end of the test" });
  servers.end();
});

const MAY = "actions = SET\ninstcmds = shutdown.return shutdown.stop\n";
const UPS = [
  'SETINFO ups.delay.shutdown "20"',
  "SETFLAGS ups.delay.shutdown RW STRING",
  "SETAUX ups.delay.shutdown 8",
  "ADDCMD shutdown.return",
  "ADDCMD shutdown.stop",
];

const texts = (status: string, rights: string): WorldTexts => ({
  ...SMALL_WORLD,
  "upsd.users": `[mon]\npassword = pw\nupsmon primary\n${rights}`,
  drivers: { rack: [`SETINFO ups.status "${status}"`, ...UPS, "DATAOK", "DUMPDONE"] },
  results: { "shutdown.return": 0, "shutdown.stop": 0, "ups.delay.shutdown": 0 },
});

async function begin(settings: Partial<UpsmonConf> = {}, rights = MAY, status = "OB LB") {
  const server = await servers.start({ texts: texts(status, rights) });
  const line: Partial<Monitor> = { host: "127.0.0.1", port: server.port, username: "mon", password: "pw" };
  const clock = new VirtualClock();
  const lines: string[] = [];
  const downs: HowDown[] = [];
  const driver = server.drivers.get("/run/nut/fake-rack");
  const orders = (): readonly string[] => driver?.heard.map((text) => text.replace(/ TRACKING .*/, "")) ?? [];
  const before: (readonly string[])[] = [];
  const engine = new Engine(
    {
      ...UPSMON_CONF_DEFAULTS,
      monitors: [monitor("rack@server", line)],
      shutdownreturn: true,
      finaldelay: 0,
      ...settings,
    },
    {
      clock,
      log: createLog((level, text) => lines.push(`${level} ${text}`)),
      notifier: {
        configure: () => undefined,
        tell: () => undefined,
        wall: () => undefined,
        flush: () => Promise.resolve(),
      },
      clientOptions: ({ host, port }) => ({ host, port, clock }),
      shutDown: (how) => {
        downs.push(how);
        before.push(orders());
        return Promise.resolve(undefined);
      },
      status: () => undefined,
    },
  );
  engines.push(engine);
  for (let i = 0; i < 120 && downs.length === 0; i++) {
    await clock.settle(30);
    await server.clock.settle(30);
    await clock.advance(250);
  }
  return { lines, downs, before, orders };
}

describe("upsmon and upsd", () => {
  it("have the driver told to switch off and on again, before the machine goes down", async () => {
    const { downs, before, lines } = await begin();
    expect(downs).toEqual(["halt"]);
    expect(before).toEqual([['SET ups.delay.shutdown "120"', "INSTCMD shutdown.return"]]);
    expect(lines).toContain("notice UPS [rack@server] goes off in 120 s, and on again when power is back");
  });

  it("have it told nothing where nobody asked for that", async () => {
    const { downs, before } = await begin({ shutdownreturn: false });
    expect([downs, before]).toEqual([["halt"], [[]]]);
  });

  it("have it told nothing by a user who may not, and the machine goes down", async () => {
    const { downs, before, lines } = await begin({}, "");
    expect([downs, before]).toEqual([["halt"], [[]]]);
    expect(lines.join("\n")).toMatch(
      /error UPS \[rack@server\] could not be told .*ups\.delay\.shutdown is 20.*Access denied/,
    );
  });

  it("restart the machine where the user may not, and power is back", async () => {
    const { downs } = await begin({ restartcmd: "reboot", offduration: 0 }, "", "OL OFF");
    expect(downs).toEqual(["restart"]);
  });
});
