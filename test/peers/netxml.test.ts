/** The C project's netxml-ups and ours, on the same card. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { NetxmlCard, TOWER } from "../sim/servers/netxml-card.ts";
import { comparable, DriverPair } from "./driver-pair.ts";
import { describePeers } from "./peer.ts";

/** Of the program and of the core; 2.8.0 counts no phases. Settings that the card does not have are empty there. */
const FOREIGN = [
  /^\w+ (driver\.|shutdown\.default)/,
  /^(DATAOK|DUMPDONE)$/,
  /^SETINFO device\.type "ups"$/,
  /^SETINFO \S+\.phases /,
  /^SETINFO \S+ ""$/,
];

describePeers("the C project's netxml-ups and ours", ["netxml-ups"], ({ "netxml-ups": path }) => {
  let pair: DriverPair;
  let card: NetxmlCard;

  beforeEach(() => {
    pair = new DriverPair();
    card = new NetxmlCard(TOWER);
  });

  afterEach(async () => {
    await pair.clear();
    await card.stop();
  });

  it.each([
    ["a card on line", {}],
    [
      "an outage",
      {
        "UPS.PowerSummary.PresentStatus.ACPresent": "0",
        "UPS.PowerSummary.PresentStatus.Discharging": "1",
        "UPS.PowerSummary.PresentStatus.BelowRemainingCapacityLimit": "1",
        "UPS.PowerConverter.Input[1].PresentStatus.VoltageOutOfRange": "1",
      },
    ],
    [
      "all that can be wrong",
      {
        "UPS.PowerSummary.PresentStatus.NeedReplacement": "1",
        "UPS.PowerSummary.PresentStatus.FanFailure": "1",
        "UPS.PowerSummary.PresentStatus.InternalFailure": "1",
        "UPS.PowerSummary.PresentStatus.OverTemperature": "1",
        "UPS.BatterySystem.Charger.PresentStatus.InternalFailure": "1",
        "UPS.PowerConverter.Input[2].PresentStatus.Used": "1",
        "UPS.BatterySystem.Battery.Test": "5",
        "UPS.PowerSummary.DelayBeforeShutdown": "30",
      },
    ],
  ])("tell the same of %s", async (_, objects) => {
    for (const [name, value] of Object.entries(objects)) card.set(name, value);
    const options = { port: `http://127.0.0.1:${await card.listen()}`, do_convert_deci: "" };
    const theirs = comparable(await pair.theirs(path, "netxml-ups", options), FOREIGN);
    expect(theirs.length).toBeGreaterThan(50);
    expect(comparable(await pair.ours("netxml-ups", options), FOREIGN)).toEqual(theirs);
  });

  it("differ in subscriptions: ours gets one", async () => {
    const port = await card.listen();
    await pair.ours("netxml-ups", { port: `http://127.0.0.1:${port}`, subscribe: "", pollfreq: "600" });
    expect(card.subscribers.size).toBe(1);
  });
});
