import { afterEach, describe, expect, it } from "@jest/globals";
import { until } from "../sim/servers/nut-pair.ts";
import { UpsdServers } from "../sim/servers/upsd-server.ts";

const servers = new UpsdServers();
afterEach(() => servers.end());

async function started() {
  const server = await servers.start();
  const driver = [...server.drivers.values()][0];
  if (!driver) throw new Error("no driver");
  const subscribed = async () => {
    const client = server.client();
    expect(await client.ask("SUBSCRIBE rack\n")).toBe("OK SUBSCRIBED\n");
    client.received = "";
    return client;
  };
  return { ...server, driver, subscribed };
}

const LARGE = 500;
const large = (round: number) =>
  Array.from({ length: LARGE }, (_, i) => `SETINFO outlet.${i}.desc "${`${round} `.padEnd(245, "x")} "`);

describe("those who have subscribed", () => {
  it("hear between answers, never within one", async () => {
    const { subscribed, driver } = await started();
    const client = await subscribed();
    driver.say(...large(0));
    client.send("LIST VAR rack\n".repeat(20));
    await until(() => client.received.split("END LIST VAR rack\n").length > 20 && client.received.includes("NEWS"));
    let inside = false;
    for (const line of client.received.split("\n")) {
      if (line.startsWith("BEGIN ")) inside = true;
      else if (line.startsWith("END ")) inside = false;
      else if (line.startsWith("NEWS ")) expect(inside).toBe(false);
    }
  });

  it("must ask something within a minute, as everybody must", async () => {
    const { subscribed, clock } = await started();
    const client = await subscribed();
    for (let second = 0; second < 66; second++) await clock.advance(1000);
    await client.untilClosed();
  });
});
