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

const LARGE = 2000;
/** What the kernel buffers for one who does not read is a third of it. */
const ROUNDS = 24;
/** The more somebody reads, the more the kernel buffers for him later. */
const MOST_ROUNDS = 100;
const large = (round: number) =>
  Array.from({ length: LARGE }, (_, i) => `SETINFO outlet.${i}.desc "${`${round} `.padEnd(245, "x")} "`);

/** Whether a round is there in full. Megabytes are not looked through where the cheap question says no. */
const hasHeard = ({ received }: { readonly received: string }, round: number): boolean =>
  received.endsWith(' "\n') && received.includes(`${LARGE - 1}.desc "${round} `);

describe("those who have subscribed and do not read", () => {
  it("hold up nobody when they do not read, cost no more than one round, and get the newest state", async () => {
    const { subscribed, driver, clock, lines } = await started();
    const [slow, quick] = [await subscribed(), await subscribed()];
    slow.socket.pause();
    let sent = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      quick.received = "";
      driver.say(...large(round));
      await until(() => hasHeard(quick, round));
      sent += quick.received.length;
      await clock.advance(100);
    }
    slow.socket.resume();
    await until(() => hasHeard(slow, ROUNDS));
    expect(slow.received.length).toBeLessThan(sent / 2);
    slow.socket.pause();
    const isCutOff = (): boolean =>
      lines.includes("Client 127.0.0.1 was cut off: it has not read for 10 s what it asked for");
    for (let round = 1; !isCutOff() && round <= MOST_ROUNDS; round++) {
      quick.received = "";
      driver.say(...large(round));
      await until(() => hasHeard(quick, round));
      await clock.advance(1000);
    }
    expect(isCutOff()).toBe(true);
  });
});
