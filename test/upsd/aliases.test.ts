/** One device, several names: whatever name a client takes, it is about the same UPS. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { UpsdServers } from "../sim/servers/upsd-server.ts";
import { ask, SMALL_WORLD, upsdConfig, upsdWorld, type WorldTexts } from "../sim/servers/upsd-world.ts";

const servers = new UpsdServers();
afterEach(() => servers.end());

const RACK = "[rack]\ndriver = fake\nport = none\ndesc = Rack\n";
const DESK = "[desk]\ndriver = fake\nport = none\n";
const ALIASES = 'aliases = "ups qnapups"\n';
const WORLD: WorldTexts = {
  ...SMALL_WORLD,
  "ups.conf": RACK + ALIASES + DESK,
  drivers: {
    ...SMALL_WORLD.drivers,
    rack: [
      'SETINFO ups.status "OL"',
      'SETINFO ups.delay.shutdown "20"',
      "SETFLAGS ups.delay.shutdown RW STRING",
      "SETAUX ups.delay.shutdown 8",
      "ADDCMD load.off",
      "DATAOK",
      "DUMPDONE",
    ],
  },
};

const LOGIN = (name: string): string => `USERNAME mon\nPASSWORD pw\nLOGIN ${name}\n`;
const ADMIN = "USERNAME admin\nPASSWORD secret\n";

describe("a UPS with aliases", () => {
  it("is listed by all its names, in the order of ups.conf, with one description", async () => {
    const { visit } = await upsdWorld(WORLD);
    expect(ask(visit(), "LIST UPS\nGET UPSDESC qnapups\n")).toBe(
      'BEGIN LIST UPS\nUPS rack "Rack"\nUPS ups "Rack"\nUPS qnapups "Rack"\nUPS desk "Description unavailable"\n' +
        'END LIST UPS\nUPSDESC qnapups "Rack"\n',
    );
  });

  it("answers by each of them, in any case, in the spelling of the request", async () => {
    const { visit } = await upsdWorld(WORLD);
    expect(ask(visit(), "GET VAR QNAPUPS ups.status\nLIST CMD ups\n")).toBe(
      'VAR QNAPUPS ups.status "OL"\nBEGIN LIST CMD ups\nCMD ups load.off\nEND LIST CMD ups\n',
    );
  });

  it("counts those who are logged in by any name, and names them to all", async () => {
    const { visit } = await upsdWorld(WORLD);
    ask(visit("10.0.0.1"), LOGIN("ups"));
    ask(visit("10.0.0.2"), LOGIN("qnapups"));
    ask(visit("10.0.0.3"), LOGIN("rack"));
    const client = visit();
    for (const name of ["rack", "ups", "qnapups"]) {
      expect(ask(client, `GET NUMLOGINS ${name}\nLIST CLIENT ${name}\n`)).toBe(
        `NUMLOGINS ${name} 3\nBEGIN LIST CLIENT ${name}\n` +
          `CLIENT ${name} 10.0.0.3\nCLIENT ${name} 10.0.0.2\nCLIENT ${name} 10.0.0.1\nEND LIST CLIENT ${name}\n`,
      );
    }
    expect(ask(client, "GET NUMLOGINS desk\n")).toBe("NUMLOGINS desk 0\n");
  });

  it("has FSD by all names when it was set by one", async () => {
    const { visit } = await upsdWorld(WORLD);
    expect(ask(visit(), "USERNAME admin\nPASSWORD secret\nFSD qnapups\n")).toBe("OK\nOK\nOK FSD-SET\n");
    expect(ask(visit(), "GET VAR rack ups.status\nGET VAR ups ups.status\nGET VAR desk ups.status\n")).toBe(
      'VAR rack ups.status "FSD OL"\nVAR ups ups.status "FSD OL"\nVAR desk ups.status "OB"\n',
    );
  });

  it("hands commands and values to its one driver, and tells what became of them", async () => {
    const { visit, driver, clock } = await upsdWorld({ ...WORLD, results: { "load.off": 0 } });
    const client = visit();
    ask(client, `${ADMIN}SET TRACKING ON\n`);
    const [, id = ""] = /OK TRACKING (\S+)/.exec(ask(client, "INSTCMD qnapups load.off\n")) ?? [];
    expect(ask(client, "SET VAR ups ups.delay.shutdown 60\n")).toMatch(/^OK TRACKING /);
    await clock.settle();
    expect(driver("rack").heard.filter((line) => /^(INSTCMD|SET) /.test(line))).toEqual([
      expect.stringMatching(/^INSTCMD load\.off TRACKING /),
      expect.stringMatching(/^SET ups\.delay\.shutdown "60" TRACKING /),
    ]);
    expect(ask(client, `GET TRACKING ${id}\n`)).toBe("SUCCESS\n");
  });

  it("lets nobody do by an alias what he may not do by the name", async () => {
    const { visit } = await upsdWorld(WORLD);
    expect(ask(visit(), "USERNAME slave\nPASSWORD pw\nFSD qnapups\nPRIMARY ups\nINSTCMD ups load.off\n")).toBe(
      "OK\nOK\nERR ACCESS-DENIED\nERR ACCESS-DENIED\nERR ACCESS-DENIED\n",
    );
  });

  it("lets a client log in once, not once by each name", async () => {
    const { visit } = await upsdWorld(WORLD);
    expect(ask(visit(), `${LOGIN("ups")}LOGIN qnapups\n`)).toBe("OK\nOK\nOK\nERR ALREADY-LOGGED-IN\n");
  });

  it("is one UPS in the model, not one for each name", async () => {
    const { model } = await upsdWorld(WORLD);
    expect(model.find("qnapups")).toBe(model.find("rack"));
    expect([...model.all()]).toHaveLength(2);
  });

  it("is found by what C programs leave of an alias, unless something is called so", async () => {
    const { visit } = await upsdWorld({ ...WORLD, "ups.conf": `${RACK}aliases = "üps deské"\n${DESK}` });
    expect(ask(visit(), "GET VAR ps ups.status\nGET VAR desk ups.status\n")).toBe(
      'VAR ps ups.status "OL"\nVAR desk ups.status "OB"\n',
    );
  });
});

describe("a reload", () => {
  it("adds aliases, and takes them away with those who came by them, and nobody else", async () => {
    const server = await servers.start();
    const reload = async (text: string): Promise<void> => {
      await server.upsd.reload(upsdConfig({ ...SMALL_WORLD, "ups.conf": text }));
      await server.clock.settle();
    };
    const [byName, byAlias] = [server.client(), server.client()];
    await byName.ask(`${LOGIN("rack")}FSD rack\n`, "FSD-SET\n");
    await reload(RACK + ALIASES + DESK);
    await byAlias.ask(LOGIN("Ups"), "OK\nOK\nOK\n");
    expect(await byName.ask("GET VAR ups ups.status\nGET NUMLOGINS ups\n", "2\n")).toBe(
      'VAR ups ups.status "FSD OL"\nNUMLOGINS ups 2\n',
    );
    const before = server.lines.length;
    await reload(RACK + DESK);
    await byAlias.untilClosed();
    expect(server.lines.slice(before)).toEqual(["Kicking client 127.0.0.1 (was on UPS [rack] as Ups)"]);
    expect(await byName.ask("GET VAR ups ups.status\nGET NUMLOGINS rack\n", "rack 1\n")).toBe(
      "ERR UNKNOWN-UPS\nNUMLOGINS rack 1\n",
    );
  });

  it("that moves an alias to another UPS sends its clients away, to come back on that", async () => {
    const server = await servers.start();
    const load = (text: string) => server.upsd.reload(upsdConfig({ ...SMALL_WORLD, "ups.conf": text }));
    await load(RACK + ALIASES + DESK);
    const client = server.client();
    await client.ask(LOGIN("ups"), "OK\nOK\nOK\n");
    await load(RACK + DESK + ALIASES);
    await client.untilClosed();
    expect(await server.client().ask("GET VAR ups ups.status\n")).toBe('VAR ups ups.status "OB"\n');
  });
});
