/** The C project's powerman-pdu and ours on the same PowerMan daemon in memory, and ours on a real one. */
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { until } from "../sim/machine/started.ts";
import { dump } from "../sim/servers/driver-socket.ts";
import { Powermand } from "../sim/servers/powermand.ts";
import { NutFolder } from "./c-upsd.ts";
import { comparable, DriverPair } from "./driver-pair.ts";
import { describePeers } from "./peer.ts";

/** Of the program and of the core. */
const FOREIGN = [/^\w+ (driver\.|shutdown\.default)/, /^(DATAOK|DUMPDONE|SETINFO ups\.status .*)$/, /^ADDENUM/];

describePeers("the C project's powerman-pdu and ours", ["powerman-pdu"], ({ "powerman-pdu": path }) => {
  let pair: DriverPair;
  let folder: NutFolder;
  let daemon: Powermand;

  beforeEach(() => {
    pair = new DriverPair();
    folder = new NutFolder();
    daemon = new Powermand({ "rack1-a": "on", "rack1-b": "off", node7: "unknown" });
  });

  afterEach(async () => {
    await pair.clear();
    await folder.clear();
    await daemon.stop();
  });

  const startTheirs = async (): Promise<string> => {
    const port = `127.0.0.1:${await daemon.listen()}`;
    folder.write("ups.conf", `[u]\ndriver = powerman-pdu\nport = ${port}\npollinterval = 1\n`);
    await folder.cDriver(path, "u");
    return port;
  };
  const socketPath = (): string => join(folder.run, "powerman-pdu-u");
  /** It has no status, and so no driver-pair's way of knowing that it is ready. */
  const theirs = (): Promise<string> =>
    until("the last outlet", async () => {
      const text = await dump(socketPath()).catch(() => "");
      return text.includes("outlet.3.status") && text;
    });

  it("tell the same of a rack", async () => {
    const port = await startTheirs();
    const told = comparable(await theirs(), FOREIGN);
    expect(told.length).toBeGreaterThan(15);
    expect(comparable(await pair.ours("powerman-pdu", { port }), FOREIGN)).toEqual(told);
  });

  it.each([
    ["outlet.2.load.on", "on rack1-b"],
    ["outlet.1.load.off", "off rack1-a"],
    ["outlet.1.load.cycle", "cycle rack1-a"],
  ])("the C driver says for %s %s, as ours does", async (command, line) => {
    folder.write(
      "ups.conf",
      `[u]\ndriver = powerman-pdu\nport = 127.0.0.1:${await daemon.listen()}\npollinterval = 1\n`,
    );
    await folder.cDriver(path, "u");
    const socket = connect({ path: join(folder.run, "powerman-pdu-u") }, () => socket.write(`INSTCMD ${command}\n`));
    await until(line, () => daemon.heard.includes(line));
    socket.destroy();
  });
});
