/** A lost device that does not come again: how often it is looked for, and what is said meanwhile. */
import { describe, expect, it } from "@jest/globals";
import { simDevice, unplugged } from "../../sim/devices/device.ts";
import { config, rig } from "../engine/rig.ts";

describe("a device that was lost", () => {
  it("ends its driver after reconnect_max_tries, and says so", async () => {
    const device = simDevice();
    const { clock, handle, lines } = await rig(device, config({ reconnect_max_tries: "3" }));
    await clock.advance(0);
    device.put(unplugged("gone"));
    await clock.advance(60_000);
    await handle.ended;
    expect(handle.gaveUp).toBe(true);
    expect(lines.at(-1)).toBe(
      "error: the device is not there again after 3 tries: this driver ends, as reconnect_max_tries says",
    );
    expect(device.calls.filter((call) => call === "open")).toHaveLength(1 + 3);
  });

  it("ends it at once with 0, from the globals too", async () => {
    const device = simDevice();
    const { clock, handle } = await rig(device, config({}, { reconnect_max_tries: "0" }));
    await clock.advance(0);
    device.put(unplugged("gone"));
    await clock.advance(2000);
    await handle.ended;
    expect([handle.gaveUp, device.calls.filter((call) => call === "open").length]).toEqual([true, 1]);
  });

  it("is looked for as ever where it was never there", async () => {
    const device = simDevice();
    const gone = device.put(unplugged("gone"));
    const { clock, handle } = await rig(device, config({ reconnect_max_tries: "1" }));
    await clock.advance(60_000);
    gone.remove();
    await clock.advance(30_000);
    expect([handle.gaveUp, handle.published.stale]).toEqual([false, false]);
  });

  it("counts anew after it came back, and is told of every reconnect_report_freq tries", async () => {
    const device = simDevice();
    const { clock, handle, lines } = await rig(
      device,
      config({ reconnect_max_tries: "6", reconnect_report_freq: "2", pollinterval: "2" }),
    );
    await clock.advance(0);
    for (let times = 0; times < 2; times++) {
      const gone = device.put(unplugged("gone"));
      await clock.advance(20_000);
      gone.remove();
      await clock.advance(30_000);
      expect(handle.published.stale).toBe(false);
    }
    expect(handle.gaveUp).toBe(false);
    expect(lines.filter((line) => line.includes("still not there after"))).toEqual(
      expect.arrayContaining(["warning: still not there after 2 tries to find it again: gone"]),
    );
  });
});

describe("a driver whose status is empty", () => {
  it("has stale data, is opened afresh after half a minute, and is fresh with the first token", async () => {
    const device = simDevice();
    let tokens: readonly string[] = [];
    const definition = {
      ...device.definition,
      create: (context: Parameters<typeof device.definition.create>[0]) => {
        const driver = device.definition.create(context);
        const poll = driver.poll.bind(driver);
        return Object.assign(driver, {
          poll: async (depth: "full" | "quick") => ({ ...(await poll(depth)), status: tokens }),
        });
      },
    };
    const { clock, handle, lines } = await rig({ ...device, definition });
    await clock.advance(20_000);
    expect([handle.published.stale, device.calls.filter((call) => call === "open").length]).toEqual([true, 1]);
    await clock.advance(45_000);
    expect(device.calls.filter((call) => call === "open").length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.includes("says nothing of mains and battery"))).toHaveLength(1);
    tokens = ["OL"];
    await clock.advance(60_000);
    expect(handle.published.stale).toBe(false);
  });
});
