import { describe, expect, it } from "@jest/globals";
import { KnownUpses } from "../../src/mirror/known-upses.ts";
import { ageMs, isCurrent, UNASKED, type UpsAnswer, type UpsChange, withAnswer } from "../../src/mirror/snapshot.ts";
import { NutError } from "../../src/nut/errors.ts";
import { NUMBER } from "../../src/nut/var-type.ts";

const map = (values: Readonly<Record<string, string>>) => new Map(Object.entries(values));
const all = (values: Readonly<Record<string, string>>): UpsAnswer => ({
  kind: "all",
  values: map(values),
  writable: new Map(),
  commands: [],
  clients: [],
});
const none = (error: NutError): UpsAnswer => ({ kind: "none", error });

describe("what an answer changes", () => {
  const [first] = withAnswer(UNASKED, all({ "ups.status": "OL", "ups.load": "12" }), 1000);

  it("is every variable at first", () => {
    const [snapshot, changes] = withAnswer(UNASKED, all({ "ups.status": "OL" }), 1000);
    expect(snapshot).toEqual({ ...UNASKED, values: map({ "ups.status": "OL" }), answeredAt: 1000 });
    expect(changes).toEqual([{ kind: "value", name: "ups.status", from: undefined, to: "OL" }]);
  });

  it("is what has another value, has come or has gone", () => {
    const [, changes] = withAnswer(first, all({ "ups.status": "OB", "ups.alarm": "fan" }), 2000);
    expect(changes).toEqual([
      { kind: "value", name: "ups.status", from: "OL", to: "OB" },
      { kind: "value", name: "ups.alarm", from: undefined, to: "fan" },
      { kind: "value", name: "ups.load", from: "12", to: undefined },
    ]);
    expect(withAnswer(first, all({ "ups.status": "OL", "ups.load": "12" }), 2000)[1]).toEqual([]);
  });

  it("is the fault alone where there is no answer, and what is known grows old", () => {
    const [stale, changes] = withAnswer(first, none(new NutError("data-stale")), 6000);
    expect(changes).toEqual([{ kind: "fault", from: undefined, to: "stale" }]);
    expect(stale.values).toBe(first.values);
    expect(ageMs(stale, 6000)).toBe(5000);
    expect(ageMs(UNASKED, 6000)).toBeUndefined();
    expect([first, stale, UNASKED].map((known) => isCurrent(known, 6000, 5000))).toEqual([true, false, false]);
    expect(isCurrent(first, 6001, 5000)).toBe(false);
    const [lost, more] = withAnswer(stale, none(new NutError("timeout")), 7000);
    expect(more).toEqual([{ kind: "fault", from: "stale", to: "lost" }]);
    expect(withAnswer(lost, all({ "ups.status": "OL", "ups.load": "12" }), 8000)[1]).toEqual([
      { kind: "fault", from: "lost", to: undefined },
    ]);
  });

  it("leaves a single variable that was not answered as it was", () => {
    const errors = new Map([["ups.load", new NutError("var-not-supported")]]);
    const [snapshot, changes] = withAnswer(first, { kind: "some", values: map({ "ups.status": "OB" }), errors }, 2000);
    expect(snapshot.values).toEqual(map({ "ups.status": "OB", "ups.load": "12" }));
    expect(snapshot.answeredAt).toBe(2000);
    expect(changes.at(-1)).toEqual({ kind: "fault", from: undefined, to: "refused" });
    const [nothing] = withAnswer(first, { kind: "some", values: map({}), errors }, 3000);
    expect(nothing.answeredAt).toBe(1000);
  });

  it("keeps what can be set through a fault", () => {
    const writable = new Map([["ups.delay.start", NUMBER]]);
    const [snapshot] = withAnswer(UNASKED, { ...all({ "ups.delay.start": "1" }), writable } as UpsAnswer, 1);
    expect(withAnswer(snapshot, none(new NutError("timeout")), 2)[0].writable).toBe(writable);
  });
});

const named = (...names: readonly string[]) => new Map(names.map((name) => [name, undefined]));

describe("the UPSes of a server", () => {
  it("come and go with their list", () => {
    const heard: (readonly [string, UpsChange["kind"]])[] = [];
    const known = new KnownUpses((ups, { kind }) => heard.push([ups, kind]));
    known.list(named("a", "b"));
    known.list(named("b", "c"));
    expect(heard).toEqual([
      ["a", "added"],
      ["b", "added"],
      ["a", "removed"],
      ["c", "added"],
    ]);
    expect([...known.all.keys()]).toEqual(["b", "c"]);
  });

  it("take no more memory than there is for them: what does not fit is a fault, and room comes back", () => {
    const known = new KnownUpses(() => undefined);
    const large = all({ "ups.id": "x".repeat(4_000_000) });
    const taken = Array.from({ length: 10 }, (_, i) => known.take(`ups${i}`, large, i).kind);
    expect(taken).toEqual([...Array<string>(8).fill("all"), "none", "none"]);
    expect(known.get("ups8")).toMatchObject({ answeredAt: undefined, error: { code: "protocol-error" } });
    expect(known.take("ups0", large, 11).kind).toBe("all");
    known.list(named("ups8"));
    expect(known.take("ups8", large, 12).kind).toBe("all");
  });
});
