import { describe, expect, it } from "@jest/globals";
import { Held, notThere } from "../../../src/drivers/kit/held.ts";
import { DeviceError } from "../../../src/drivers/types.ts";

interface Port {
  closed: number;
  close(): Promise<void>;
}

function port(): Port {
  const one: Port = {
    closed: 0,
    close: () => {
      one.closed++;
      return Promise.resolve();
    },
  };
  return one;
}

describe("what a driver holds open", () => {
  it("is handed out until it is closed, and closed once", async () => {
    const held = new Held<Port>();
    const one = await held.take(() => Promise.resolve(port()));
    expect(held.opened).toBe(one);
    await held.close();
    await held.close();
    expect(one.closed).toBe(1);
    expect(() => held.opened).toThrow(new DeviceError("lost", "the device is not open"));
  });

  it("is closed before the next is opened", async () => {
    const held = new Held<Port>();
    const one = await held.take(() => Promise.resolve(port()));
    const closed = await held.take(() => Promise.resolve({ ...port(), closed: one.closed }));
    expect(closed.closed).toBe(1);
  });

  it("is not kept where nobody waits for it any more", async () => {
    const held = new Held<Port>();
    const late = port();
    const closing = Promise.resolve().then(() => held.close());
    const taken = held.take(async () => {
      await closing;
      return late;
    });
    await expect(taken).rejects.toMatchObject({ fault: "lost" });
    expect(late.closed).toBe(1);
    expect(() => held.opened).toThrow("not open");
  });

  it("a first request without an answer says what to look at; other errors stay as they are", () => {
    expect(() => notThere("check port")(new DeviceError("stale", "no answer"))).toThrow(
      new DeviceError("absent", "no answer: check port"),
    );
    expect(() => notThere("check port")(new TypeError("a fault of ours"))).toThrow(new TypeError("a fault of ours"));
  });
});
