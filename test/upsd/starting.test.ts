import { afterEach, expect, it } from "@jest/globals";
import { createLog } from "../../src/system/log/log.ts";
import { UpsdServers } from "../sim/servers/upsd-server.ts";

const servers = new UpsdServers();
afterEach(() => servers.end());

it("a client that comes while the drivers of the same process are started is logged in on its UPS", async () => {
  const lines: string[] = [];
  let said = "";
  const holding = async (): Promise<void> => {
    const port = Number(/port (\d+)$/m.exec(lines.join("\n"))?.[1]);
    said = await servers.client(port).ask("USERNAME mon\nPASSWORD pw\nLOGIN rack\nGET VAR rack ups.status\n", "ED\n");
  };
  const { client } = await servers.start({ deps: { holding, log: createLog((_level, line) => lines.push(line)) } });
  expect(said).toBe("OK\nOK\nOK\nERR DRIVER-NOT-CONNECTED\n");
  expect(await client().ask("GET NUMLOGINS rack\nGET VAR rack ups.status\n", '"OL"\n')).toBe(
    'NUMLOGINS rack 1\nVAR rack ups.status "OL"\n',
  );
});
