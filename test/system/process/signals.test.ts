import { describe, expect, it } from "@jest/globals";
import { PROCESS_SIGNALS } from "../../../src/system/process/signals.ts";

describe("the signals of a process", () => {
  it("are heard until the listener leaves", () => {
    const seen: string[] = [];
    const stop = PROCESS_SIGNALS.listen((signal) => seen.push(signal));
    process.emit("SIGHUP");
    process.emit("SIGUSR1");
    stop();
    process.emit("SIGUSR1");
    expect(seen).toEqual(["SIGHUP", "SIGUSR1"]);
  });

  it("that came before anybody listened are handed over once", async () => {
    const key = Symbol.for("nutts.early-signals");
    Reflect.set(globalThis, key, ["SIGUSR1", "rubbish"]);
    const seen: string[] = [];
    PROCESS_SIGNALS.listen((signal) => seen.push(signal))();
    PROCESS_SIGNALS.listen((signal) => seen.push(signal))();
    await Promise.resolve();
    expect(seen).toEqual(["SIGUSR1"]);
    Reflect.deleteProperty(globalThis, key);
  });
});
