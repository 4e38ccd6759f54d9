import { describe, expect, it } from "@jest/globals";
import { REQUESTS } from "../../src/netproto/requests.ts";
import { splitWords } from "../../src/nut/words.ts";

describe("the requests", () => {
  it("survive being formatted, split and parsed whatever words they carry", () => {
    const args = { ups: "ups1", var: "ups.id", value: 'a "b" \\ c = #d', param: "x y" };
    expect(REQUESTS.setVar.parse(splitWords(REQUESTS.setVar.format(args)))).toMatchObject({
      kind: "ok",
      args: { value: args.value },
    });
  });

  it("never show a password in a log", () => {
    expect(REQUESTS.password.mask({ password: "hunter2" })).toBe("PASSWORD ********");
  });

  it("leave an absent parameter out", () => {
    expect(REQUESTS.instcmd.format({ ups: "u", cmd: "load.off" })).toBe("INSTCMD u load.off");
    expect(REQUESTS.getTracking.format({})).toBe("GET TRACKING");
  });

  it("begin with words in capitals that are told apart by at most two of them", () => {
    const openings = Object.values(REQUESTS).map(({ keywords }) => keywords.join(" "));
    expect(new Set(openings).size).toBe(openings.length);
    expect(openings.every((opening) => /^[A-Z]+( [A-Z]+)?$/.test(opening))).toBe(true);
  });
});
