import { describe, expect, it } from "@jest/globals";
import { monitor, World } from "./world.ts";

const LINE = "ups1@server";

describe("an outage", () => {
  it("that is short is told twice and shuts nothing down", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor()] });
    world
      .at(20, () => (world.ups().status = "OB DISCHRG"))
      .at(40, () => (world.ups().status = "OL CHRG"))
      .run(3600);
    expect(host.told).toEqual([`20.0 ONBATT ${LINE}`, `40.0 ONLINE ${LINE}`]);
    expect(host.shutdowns).toEqual([]);
  });

  it("that empties the battery ends in FSD, SHUTDOWN and, after FINALDELAY, one SHUTDOWNCMD", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor()] });
    world
      .at(20, () => (world.ups().status = "OB"))
      .at(600, () => (world.ups().status = "OB LB"))
      .run(3600);
    expect(host.shutdowns).toHaveLength(1);
  });
});
