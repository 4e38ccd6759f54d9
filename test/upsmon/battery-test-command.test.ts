/** What upsmon asks of a server so that a battery is tested, and what it makes of the answers. */
import { afterEach, describe, expect, it } from "@jest/globals";
import type { BatteryTestKind } from "../../src/conf/tables/battery-tests.ts";
import type { Event } from "../../src/upsmon/core/step.ts";
import { startBatteryTest, stopBatteryTest } from "../../src/upsmon/shell/servers/battery-test-command.ts";
import { monitor } from "../scenarios/monitor.ts";
import { Pairs } from "../sim/servers/nut-pair.ts";

const pairs = new Pairs();
afterEach(() => pairs.end());

/** A server whose UPS has these commands; all others get `error`. */
async function begin(commands: readonly string[], error = "CMD-NOT-SUPPORTED") {
  const asked: string[] = [];
  const { client } = await pairs.pair([
    ([verb = "", ups = "", command = ""], peer) => {
      asked.push(`${verb} ${ups} ${command}`);
      peer.send(commands.includes(command) ? "OK\n" : `ERR ${error}\n`);
      return true;
    },
  ]);
  const connection = { monitor: monitor("rack@server"), standing: () => Promise.resolve(client) };
  const start = async (test: BatteryTestKind): Promise<Event | undefined> => {
    let event: Event | undefined;
    await startBatteryTest(connection, test, (said) => {
      event = said;
    });
    return event;
  };
  return { asked, connection, start };
}

const answer = (error?: unknown) => ({ kind: "test-answer", ups: "rack@server", error });

describe("a quick test", () => {
  it("is test.battery.start.quick", async () => {
    const { asked, start } = await begin(["test.battery.start.quick"]);
    expect(await start("quick")).toEqual(answer());
    expect(asked).toEqual(["INSTCMD rack test.battery.start.quick"]);
  });

  it("is test.battery.start where the UPS has no other", async () => {
    const { asked, start } = await begin(["test.battery.start"]);
    expect(await start("quick")).toEqual(answer());
    expect(asked).toEqual(["INSTCMD rack test.battery.start.quick", "INSTCMD rack test.battery.start"]);
  });

  it("that the user may not begin is not tried otherwise, and says what is lacking", async () => {
    const { asked, start } = await begin([], "ACCESS-DENIED");
    expect(await start("quick")).toEqual(
      answer(expect.stringContaining("upsd.users needs instcmds for test.battery.start.quick")),
    );
    expect(asked).toHaveLength(1);
  });
});

it("a deep test of a UPS that has none is refused with the command that it lacks", async () => {
  const { start } = await begin(["test.battery.start"]);
  expect(await start("deep")).toEqual(answer(expect.stringContaining("test.battery.start.deep")));
});

it("a test is refused where there is no connection, and stopping it then throws nothing", async () => {
  const connection = { monitor: monitor("rack@server"), standing: () => Promise.reject(new Error("gone")) };
  const events: Event[] = [];
  await startBatteryTest(connection, "quick", (event) => events.push(event));
  await stopBatteryTest(connection);
  expect(events).toEqual([answer("gone")]);
});

it("a test is stopped by test.battery.stop, whatever the UPS says of it", async () => {
  const { asked, connection } = await begin([]);
  await stopBatteryTest(connection);
  expect(asked).toEqual(["INSTCMD rack test.battery.stop"]);
});
