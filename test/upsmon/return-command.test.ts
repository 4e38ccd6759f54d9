/** What upsmon asks of a server and its driver so that a UPS goes off and on again, and what it makes of the answers. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { armReturn, disarmReturn, hasMains } from "../../src/upsmon/shell/servers/return-command.ts";
import { Pairs } from "../sim/servers/nut-pair.ts";
import type { Behaviour } from "../sim/servers/nut-server.ts";

const pairs = new Pairs();
afterEach(() => pairs.end());

/** A UPS with one delay, on a server and a driver that do as they are told. */
class Device {
  delay: string | undefined = "20";
  status = "OB LB";
  /** What it makes of a delay that is set. */
  takes = (seconds: string): string => seconds;
  /** Wire errors by request: `SET`, `INSTCMD`, `GET`, `TRACKING` (what the driver says in the end). */
  errors: Readonly<Record<string, string>> = {};
  tracking = true;
  readonly orders: string[] = [];

  readonly behave: Behaviour = (words, peer) => {
    peer.send(`${this.#answer(words)}\n`);
    return true;
  };

  #answer([verb = "", kind = "", ...args]: readonly string[]): string {
    const [first = "", name = "", value = ""] = args;
    if (verb === "SET" && kind === "TRACKING") return this.tracking ? "OK" : "ERR INVALID-ARGUMENT";
    if (verb === "GET" && kind === "TRACKING") return this.errors.TRACKING ?? "SUCCESS";
    const error = this.errors[verb];
    if (error !== undefined) return `ERR ${error}`;
    if (verb === "GET") return this.#variable(first, name);
    this.orders.push([verb, kind, ...args].join(" "));
    if (verb === "SET") this.delay = this.takes(value);
    return this.tracking ? `OK TRACKING id-${this.orders.length}` : "OK";
  }

  #variable(ups: string, name: string): string {
    const value = name === "ups.status" ? this.status : this.delay;
    return value === undefined ? "ERR VAR-NOT-SUPPORTED" : `VAR ${ups} ${name} "${value}"`;
  }
}

async function begin(change: (device: Device) => void = () => undefined) {
  const device = new Device();
  change(device);
  const { client } = await pairs.pair([device.behave]);
  const target = { client, ups: "rack", signal: new AbortController().signal };
  const arm = (needed = 90, asked = 120) => armReturn(target, { needed, asked });
  return { device, client, target, arm };
}

const SET = "SET VAR rack ups.delay.shutdown 120";
const RETURN = "INSTCMD rack shutdown.return";

describe("shutdown.return through a driver that runs", () => {
  it("comes after its delay, and each is waited for", async () => {
    const { device, arm } = await begin();
    expect(await arm()).toEqual({ kind: "armed", delay: 120 });
    expect(device.orders).toEqual([SET, RETURN]);
  });

  it("leaves a delay alone that is as asked for", async () => {
    const { device, arm } = await begin((ups) => (ups.delay = "120"));
    expect(await arm()).toEqual({ kind: "armed", delay: 120 });
    expect(device.orders).toEqual([RETURN]);
  });

  it("makes do with the OK of a server that knows no tracking", async () => {
    const { device, arm } = await begin((ups) => (ups.tracking = false));
    expect(await arm()).toEqual({ kind: "armed", delay: 120 });
    expect(device.orders).toEqual([SET, RETURN]);
  });

  it("takes the delay that there is where it may not be set, and it is long enough in whole minutes", async () => {
    const { device, arm } = await begin((ups) => {
      ups.delay = "179";
      ups.errors = { SET: "READONLY" };
    });
    expect(await arm(150, 180)).toEqual({
      kind: "refused",
      why: expect.stringContaining("ups.delay.shutdown is 179, 180 s were asked for"),
    } as unknown);
    device.delay = "180";
    expect(await arm(180, 180)).toEqual({ kind: "armed", delay: 180 });
  });

  it.each([
    ["20", "ACCESS-DENIED", "ups.delay.shutdown is 20, 120 s were asked for (Access denied)"],
    [undefined, "VAR-NOT-SUPPORTED", "ups.delay.shutdown is not there, 120 s were asked for"],
    ["60", "INVALID-VALUE", "ups.delay.shutdown is 60, 120 s were asked for"],
  ])("is not sent with a delay of %p that is too short and cannot be set (%s)", async (delay, error, why) => {
    const { device, arm } = await begin((ups) => {
      ups.delay = delay;
      ups.errors = { SET: error };
    });
    expect(await arm()).toEqual({ kind: "refused", why: expect.stringContaining(why) } as unknown);
    expect(device.orders).toEqual([]);
  });

  it("is not sent where the UPS makes less of the delay than is needed", async () => {
    const { device, arm } = await begin((ups) => (ups.takes = () => "60"));
    expect(await arm()).toEqual({
      kind: "refused",
      why: "it makes 60 s of the 120 s that were asked for as ups.delay.shutdown",
    });
    expect(device.orders).toEqual([SET]);
  });

  it("trusts a driver that shows a new delay only at its next poll", async () => {
    const { arm } = await begin((ups) => (ups.takes = () => "20"));
    expect(await arm()).toEqual({ kind: "armed", delay: 120 });
  });

  it.each([
    [{ INSTCMD: "CMD-NOT-SUPPORTED" }, "not supported"],
    [{ INSTCMD: "ACCESS-DENIED" }, "Access denied"],
    [{ GET: "DATA-STALE" }, "Data stale"],
    [{ GET: "DRIVER-NOT-CONNECTED" }, "Driver not connected"],
    [{ TRACKING: "ERR FAILED" }, "ups.delay.shutdown is 20"],
  ])("that is refused says why: %p", async (errors, why) => {
    const { arm } = await begin((ups) => (ups.errors = errors));
    expect(await arm()).toEqual({ kind: "refused", why: expect.stringContaining(why) } as unknown);
  });

  it("is not sent any more once it has been called back", async () => {
    const { device, client } = await begin();
    const control = new AbortController();
    const armed = armReturn({ client, ups: "rack", signal: control.signal }, { needed: 90, asked: 120 });
    control.abort(new Error("the shutdown has failed"));
    expect(await armed).toEqual({ kind: "refused", why: "the shutdown has failed" });
    await disarmReturn(client, "rack");
    expect(device.orders).toEqual(["INSTCMD rack shutdown.stop"]);
  });

  it.each([
    ["OL CHRG", true],
    ["FSD OL", true],
    ["OB LB", false],
    ["BOLD", false],
  ])("knows from %p that power is there: %p", async (status, there) => {
    const { target } = await begin((ups) => (ups.status = status));
    expect(await hasMains(target)).toBe(there);
  });

  it("takes a UPS that does not say for one without power", async () => {
    const { target } = await begin((ups) => (ups.errors = { GET: "DATA-STALE" }));
    expect(await hasMains(target)).toBe(false);
  });
});
