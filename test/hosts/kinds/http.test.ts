import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { httpAsker } from "../../../src/hosts/http/http-ask.ts";
import { HTTP, headersOf } from "../../../src/hosts/kinds/http.ts";
import { SYSTEM_CLOCK } from "../../../src/system/clock.ts";
import { HttpSink } from "../../sim/servers/http-sink.ts";
import { HostWorld, settingsOf } from "../host-world.ts";

let world: HostWorld;
let sink: HttpSink;
beforeEach(async () => {
  world = new HostWorld();
  world.ask = httpAsker(SYSTEM_CLOCK);
  sink = await HttpSink.start();
});
afterEach(async () => {
  await sink.stop();
  world.remove();
});

const send = (more: Readonly<Record<string, string>>) =>
  HTTP.shutDown?.(settingsOf(HTTP, { url: `${sink.url}/off?x=1`, ...more }), world.job());

describe("a request that shuts something down", () => {
  it("has the method, headers and body of the section", async () => {
    const outcome = await send({ method: "put", headers: "X-Key: s3cret\nContent-Type: text/plain", body: "off" });
    expect(outcome).toEqual({ kind: "done", text: `PUT ${sink.url} was accepted` });
    expect(sink.requests).toMatchObject([
      { method: "PUT", path: "/off?x=1", body: "off", headers: { "x-key": "s3cret", "content-type": "text/plain" } },
    ]);
  });

  it("takes user and password of the address", async () => {
    await send({ url: `${sink.url.replace("//", "//me:p%40ss@")}/` });
    expect(sink.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
  });

  it.each([
    ["202", 202, "", "done"],
    ["202", 200, "", "refused"],
    ["2xx", 204, "", "done"],
    ["going down", 200, "I am going down", "done"],
    ["going down", 200, "busy", "refused"],
    ["", 500, "oops", "unsure"],
    ["", 404, "", "refused"],
    ["", 302, "", "refused"],
    ["", 429, "", "unsure"],
  ])("expecting %j, HTTP %i with %j is %s", async (expect_, status, body, kind) => {
    sink.answer = { status, body };
    expect(await send({ expect: expect_ })).toMatchObject({ kind });
  });

  it("whose answer never ends is answered by its status", async () => {
    sink.answer = { status: 200, endless: true };
    expect(await send({})).toMatchObject({ kind: "done" });
  });

  it("is not sent by --test, which only connects", async () => {
    const settings = settingsOf(HTTP, { url: `${sink.url}/off` });
    expect(await HTTP.test(settings, { ...world.job(), clock: SYSTEM_CLOCK, until: Number.POSITIVE_INFINITY })).toEqual(
      {
        kind: "done",
        text: `would send POST to ${sink.url}`,
      },
    );
    expect(sink.requests).toEqual([]);
  });

  it("to no address, or with no headers, is refused with what to write", async () => {
    expect(await send({ url: "nas/off" })).toMatchObject({ kind: "refused", why: expect.stringContaining("http://") });
    expect(await send({ headers: "no header" })).toMatchObject({ kind: "refused" });
    expect(await send({ fingerprint: "ab" })).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("SHA-256"),
    });
  });

  it("headers are lines", () => {
    expect(headersOf("A: b\n\n C-d: e: f ")).toEqual({ A: "b", "C-d": "e: f" });
    expect(headersOf("A: \u0007")).toBeUndefined();
  });
});
