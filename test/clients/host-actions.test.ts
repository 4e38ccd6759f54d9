/** Hosts of one event: asked first is whether it still holds. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { shutDownHosts } from "../../src/clients/host-actions.ts";
import type { Acting } from "../../src/clients/scheduled-action.ts";
import { parseUpsschedCmdConf } from "../../src/conf/upssched/upssched-cmd-conf.ts";
import { HostWorld } from "../hosts/host-world.ts";

let world: HostWorld;
beforeEach(() => {
  world = new HostWorld();
});
afterEach(() => world.remove());

const [ACTION] = parseUpsschedCmdConf("[it]\ntype = command\ncommand = x\n").actions;

/** Whether the host was told to go, and what was said. */
async function at(NOTIFYTYPE: string, status: string | undefined) {
  if (!ACTION) throw new Error("no action");
  const { clock, log, probe, folder } = world;
  const env = { NUT_STATEPATH: folder, NUT_CONFPATH: folder, NOTIFYTYPE, UPSNAME: "u@h" };
  const acting = { io: { env, out: () => undefined, err: () => undefined }, log, dryRun: false } as unknown as Acting;
  const read = () => Promise.resolve(new Map(status === undefined ? [] : [["ups.status", status]]));
  let good: boolean | undefined;
  void shutDownHosts([{ action: ACTION, host: world.host() }], 60, acting, { clock, probe, read }).then((all) => {
    good = all;
  });
  for (let second = 0; second < 100 && good === undefined; second++) await clock.advance(1000);
  return [good, world.orders.length];
}

describe("hosts of an event", () => {
  it("go while the UPS is on battery, and when nobody knows", async () => {
    expect(await at("ONBATT", "OB DISCHRG")).toEqual([true, 1]);
    world.sight = "answers";
    expect(await at("ONBATT", undefined)).toEqual([true, 2]);
  });

  it("stay when the mains are back and nobody has cancelled the timer", async () => {
    expect(await at("ONBATT", "OL CHRG")).toEqual([true, 0]);
    expect(world.lines).toContain("notice it: not shut down: the mains are back");
    expect(world.memory.host("it")).toBeUndefined();
  });

  it("go at events that say nothing of the mains, and when they are asked for by hand", async () => {
    expect(await at("FSD", "OL FSD")).toEqual([true, 1]);
    world.sight = "answers";
    expect(await at("", "OL")).toEqual([true, 2]);
  });
});
