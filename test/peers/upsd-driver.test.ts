/** Our upsd on the C driver dummy-ups, beside Debian's upsd on the same driver: what one says the other says. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { until } from "../sim/machine/started.ts";
import { RawClient } from "../sim/servers/raw-client.ts";
import { NutFolder } from "./c-upsd.ts";
import { describePeers } from "./peer.ts";

const DEVICE = `battery.charge: 90
battery.charge.low: 20
device.mfr: Maker
device.model: Model
device.type: ups
input.voltage: 230.0
ups.mfr: Maker
ups.model: Model
ups.power.nominal: 700
ups.status: OL
`;

describePeers("C dummy-ups", ["upsd", "dummy-ups"], ({ upsd, ...drivers }) => {
  let folder: NutFolder;

  beforeEach(async () => {
    folder = new NutFolder();
    const device = folder.write("rack.dev", DEVICE);
    folder.write("ups.conf", `[rack]\ndriver = dummy-ups\nport = ${device}\nmode = dummy-once\n`);
    folder.write("upsd.users", "[admin]\npassword = secret\nactions = SET\ninstcmds = ALL\n");
    await folder.cDriver(drivers["dummy-ups"], "rack");
  });
  afterEach(() => folder.clear());

  /** What a server says of everything that the driver has. */
  async function everything(port: number): Promise<string> {
    const raw = new RawClient(port);
    let said = "";
    const ask = async (request: string, end = "\n"): Promise<string> => {
      raw.received = "";
      raw.send(`${request}\n`);
      await until(request, () => raw.received.startsWith("ERR") || raw.received.endsWith(end));
      said += raw.received;
      return raw.received;
    };
    let list = "";
    while (!list.includes('ups.status "OL"')) list = await ask("LIST VAR rack", "END LIST VAR rack\n");
    said = list;
    await ask("LIST RW rack", "END LIST RW rack\n");
    await ask("LIST CMD rack", "END LIST CMD rack\n");
    for (const [, name] of list.matchAll(/^VAR rack (\S+)/gm)) {
      await ask(`GET TYPE rack ${name}`);
      await ask(`LIST ENUM rack ${name}`, `END LIST ENUM rack ${name}\n`);
      await ask(`LIST RANGE rack ${name}`, `END LIST RANGE rack ${name}\n`);
      await ask(`GET VAR rack ${name}`);
    }
    raw.socket.destroy();
    return said;
  }

  it("is served by ours word for word as by Debian's", async () => {
    const { upsd: server, port } = await folder.ourUpsd();
    await server.served("rack");
    const ours = await everything(port);
    expect(ours).toContain("TYPE rack ups.mfr RW STRING:32");
    expect(ours).toBe(await everything(await folder.cUpsd(upsd)));
  });

  it("takes a SET through ours, and the new value is there to be read", async () => {
    const { upsd: server, port } = await folder.ourUpsd();
    await server.served("rack");
    const raw = new RawClient(port);
    expect(await raw.ask("USERNAME admin\nPASSWORD secret\nSET TRACKING ON\n", "OK\nOK\nOK\n")).toBe("OK\nOK\nOK\n");
    raw.received = "";
    raw.send("SET VAR rack battery.charge 42\n");
    await until("the id", () => /OK TRACKING \S+\n/.test(raw.received));
    const id = /OK TRACKING (\S+)\n/.exec(raw.received)?.[1];
    let result = "PENDING\n";
    while (result === "PENDING\n") {
      raw.received = "";
      raw.send(`GET TRACKING ${id}\n`);
      result = await until("the result", () => raw.received.endsWith("\n") && raw.received);
    }
    expect(result).toBe("SUCCESS\n");
    raw.received = "";
    raw.send("GET VAR rack battery.charge\n");
    expect(await until("the value", () => raw.received.endsWith("\n") && raw.received)).toBe(
      'VAR rack battery.charge "42"\n',
    );
    raw.socket.destroy();
  });
});
