import { describe, expect, it } from "@jest/globals";
import { World } from "../../src/drill/world/world.ts";
import { describeHealth, health } from "../../src/upsmon/core/step.ts";
import { monitor } from "./monitor.ts";

const refused = () => {
  const world = new World();
  world.ups().loginError = "Access denied";
  const host = world.host({ monitors: [monitor("ups1@server", { role: "secondary" })], nocommwarntime: 60 });
  return { world, host };
};

describe("a host whose login is refused", () => {
  it("says so at once and every NOCOMMWARNTIME, each time after another attempt", () => {
    const { world, host } = refused();
    world.run(200);
    expect(host.types).toEqual(["NOLOGIN", "NOLOGIN", "NOLOGIN", "NOLOGIN"]);
  });

  it("does not look protected, and says so when it is stopped", () => {
    const { world, host } = refused();
    world.run(20);
    expect(health(host.state).protected).toBe(false);
    expect(describeHealth(host.state)).toBe(
      "watching 1 UPS; NOT PROTECTED: ups1@server: login refused (Access denied)",
    );
    host.send({ kind: "stop", how: "Signal 15" });
    expect(host.exit).toBe(2);
  });

  it("is let in when the server has learnt to know it", () => {
    const { world, host } = refused();
    world
      .at(30, () => {
        world.ups().loginError = undefined;
      })
      .run(100);
    expect(host.types).toEqual(["NOLOGIN"]);
    expect(health(host.state).protected).toBe(true);
  });

  it("goes down all the same when it must", () => {
    const { world, host } = refused();
    world
      .at(20, () => {
        world.ups().latched = true;
      })
      .run(60);
    expect(host.shutdowns).toHaveLength(1);
  });
});

describe("a host whose parent process is gone", () => {
  it("says so at once and every two minutes, and does not look protected", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor()] });
    world.at(20, () => host.send({ kind: "parent-lost" })).run(300);
    expect(host.told).toEqual(["20.0 NOPARENT", "140.0 NOPARENT", "260.0 NOPARENT"]);
    expect(describeHealth(host.state)).toContain("NOT PROTECTED: the privileged parent process is gone");
  });
});

describe("a host that is well", () => {
  it("says what it watches", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor(), monitor("ups2@server", { powerValue: 0 })] });
    world.run(20);
    expect(describeHealth(host.state)).toBe("watching 2 UPSes");
  });

  it("ends with status 0 when it is stopped, and logs out", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor()] });
    world.run(20);
    host.send({ kind: "stop", how: "Signal 15" });
    expect([host.exit, world.ups().logins.size]).toEqual([0, 0]);
  });
});
