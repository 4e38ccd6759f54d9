import { afterEach, describe, expect, it } from "@jest/globals";
import { NutError } from "../../src/nut/errors.ts";
import { ScriptedDriver } from "../sim/devices/scripted-driver.ts";
import { type UpsdServer, UpsdServers } from "../sim/servers/upsd-server.ts";
import { SMALL_WORLD, upsdConfig } from "../sim/servers/upsd-world.ts";

const servers = new UpsdServers();
afterEach(() => servers.end());

const LOGIN = "USERNAME mon\nPASSWORD pw\nLOGIN rack\n";

async function reload(
  { upsd, clock }: UpsdServer,
  upsConf: string,
  changes: Parameters<typeof upsdConfig>[1] = {},
): Promise<void> {
  await upsd.reload(upsdConfig({ ...SMALL_WORLD, "ups.conf": upsConf }, changes));
  await clock.settle();
}

const RACK = "[rack]\ndriver = fake\nport = none\ndesc = Rack\n";
const DESK = "[desk]\ndriver = fake\nport = none\n";

describe("a reload", () => {
  it("that changes nothing drops nobody, forgets nothing and says nothing", async () => {
    const server = await servers.start();
    const raw = server.client();
    await raw.ask(`${LOGIN}FSD rack\n`, "FSD-SET\n");
    const before = server.lines.length;
    await reload(server, RACK + DESK);
    expect(server.lines.slice(before)).toEqual([]);
    expect(await raw.ask("GET NUMLOGINS rack\nGET VAR rack ups.status\n", '"\n')).toBe(
      'NUMLOGINS rack 1\nVAR rack ups.status "FSD OL"\n',
    );
  });

  it("serves a UPS that was added, in the order of ups.conf", async () => {
    const server = await servers.start();
    server.drivers.set("/run/nut/fake-new", new ScriptedDriver(['SETINFO ups.status "OL"', "DATAOK", "DUMPDONE"]));
    const raw = server.client();
    await raw.ask("NETVER\n");
    await reload(server, `${RACK}[new]\ndriver = fake\nport = none\n${DESK}`);
    expect(await raw.ask("GET VAR new ups.status\n")).toBe('VAR new ups.status "OL"\n');
    expect(await raw.ask("LIST UPS\n", "END LIST UPS\n")).toMatch(/UPS rack[\s\S]*UPS new[\s\S]*UPS desk/);
  });

  it("drops a UPS that was removed, and those who were logged in on it, and nobody else", async () => {
    const server = await servers.start();
    const [mine, other] = [server.client(), server.client()];
    await mine.ask(LOGIN, "OK\nOK\nOK\n");
    await other.ask(LOGIN.replace("rack", "desk"), "OK\nOK\nOK\n");
    await reload(server, DESK);
    await mine.untilClosed();
    expect(await other.ask("GET VAR rack ups.status\nGET NUMLOGINS desk\n", "desk 1\n")).toBe(
      "ERR UNKNOWN-UPS\nNUMLOGINS desk 1\n",
    );
    expect(server.lines.slice(-2)).toEqual(["Deleting UPS [rack]", "Kicking client 127.0.0.1 (was on UPS [rack])"]);
  });

  it("goes over to another driver, and keeps FSD and logins", async () => {
    const server = await servers.start();
    server.drivers.set("/run/nut/other-rack", new ScriptedDriver(['SETINFO ups.status "OB"', "DATAOK", "DUMPDONE"]));
    const raw = server.client();
    await raw.ask(`${LOGIN}FSD rack\n`, "FSD-SET\n");
    await reload(server, RACK.replace("fake", "other") + DESK);
    expect(await raw.ask("GET VAR rack ups.status\nGET NUMLOGINS rack\n", "rack 1\n")).toBe(
      'VAR rack ups.status "FSD OB"\nNUMLOGINS rack 1\n',
    );
    expect(server.lines).toContain("Redefined UPS [rack]");
  });

  it("takes a new description, new users and a new MAXAGE", async () => {
    const server = await servers.start();
    const raw = server.client();
    await raw.ask("USERNAME mon\nPASSWORD pw\n", "OK\nOK\n");
    await reload(server, RACK.replace("Rack", "Cellar") + DESK, { users: [], maxAge: 30 });
    expect(await raw.ask("GET UPSDESC rack\n")).toBe('UPSDESC rack "Cellar"\n');
    expect(await raw.ask("LOGIN rack\n")).toBe("ERR ACCESS-DENIED\n");
    for (const driver of server.drivers.values()) driver.lively = false;
    await server.clock.advance(26_000);
    expect(await raw.ask("GET VAR rack ups.status\n")).toBe('VAR rack ups.status "OL"\n');
    await server.clock.advance(6000);
    expect(await raw.ask("GET VAR rack ups.status\n")).toBe("ERR DATA-STALE\n");
  });

  it("listens on new addresses and leaves the connections of old ones", async () => {
    const server = await servers.start();
    const raw = server.client();
    await raw.ask("NETVER\n");
    await reload(server, RACK + DESK, { listen: [{ host: "127.0.0.2", port: 0 }] });
    expect(server.upsd.addresses.map(({ host }) => host)).toEqual(["127.0.0.2"]);
    expect(await raw.ask("NETVER\n")).toBe("1.3\n");
    const late = server.client();
    await late.untilClosed();
  });

  it("that cannot be obeyed is refused and changes nothing", async () => {
    const server = await servers.start();
    const raw = server.client();
    const tls = { ...upsdConfig(SMALL_WORLD).tls, certfile: "/nowhere/server.pem" };
    await expect(reload(server, DESK, { tls })).rejects.toThrow(NutError);
    await expect(reload(server, "")).rejects.toThrow("ups.conf has no UPS");
    expect(await raw.ask("GET VAR rack ups.status\n")).toBe('VAR rack ups.status "OL"\n');
  });

  it("may leave no UPS where ALLOW_NO_DEVICE is set, and warns", async () => {
    const server = await servers.start();
    await reload(server, "", { allowNoDevice: true });
    expect(server.lines.at(-1)).toBe("Warning: no UPSes currently defined!");
  });

  it("takes a UPS whose name changes its case for another one", async () => {
    const server = await servers.start();
    server.drivers.set("/run/nut/fake-RACK", new ScriptedDriver(['SETINFO ups.status "OB"', "DATAOK", "DUMPDONE"]));
    const raw = server.client();
    await raw.ask(LOGIN, "OK\nOK\nOK\n");
    await reload(server, RACK.replace("[rack]", "[RACK]") + DESK);
    await raw.untilClosed();
    expect(await server.client().ask("GET VAR rack ups.status\n")).toBe('VAR rack ups.status "OB"\n');
  });
});
