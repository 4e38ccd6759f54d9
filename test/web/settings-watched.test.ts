import { describe, expect, it } from "@jest/globals";
import { WatchedText } from "../../src/web/settings/watched-text.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

describe("a settings file that is watched", () => {
  function watched() {
    const clock = new VirtualClock();
    const file: { text: string | undefined; broken: boolean } = { text: "a", broken: false };
    let changes = 0;
    const read = () => {
      if (file.broken) throw new Error("EACCES");
      return file.text;
    };
    const changed = () => {
      changes++;
    };
    const one = new WatchedText("/x", { files: { read }, clock, changed });
    const after = async (seconds: number) => {
      await clock.advance(seconds * 1000);
      return changes;
    };
    return { file, one, later: after };
  }

  it("is noticed when it changes, comes or goes, once each time", async () => {
    const { file, later, one } = watched();
    expect(await later(60)).toBe(0);
    file.text = "b";
    expect(await later(60)).toBe(1);
    file.text = undefined;
    expect(await later(60)).toBe(2);
    file.text = "b";
    expect(await later(60)).toBe(3);
    one.stop();
    file.text = "c";
    expect(await later(60)).toBe(3);
  });

  it("has not changed when somebody has read it meanwhile, or it cannot be read", async () => {
    const { file, later, one } = watched();
    file.text = "b";
    one.seen();
    expect(await later(60)).toBe(0);
    file.broken = true;
    expect(await later(60)).toBe(0);
    one.stop();
  });
});
