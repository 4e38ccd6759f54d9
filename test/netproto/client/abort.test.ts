import { afterEach, describe, expect, it } from "@jest/globals";
import { codeOf, Pairs, until } from "../../sim/servers/nut-pair.ts";
import { serves, silent, tracks } from "../../sim/servers/nut-server.ts";

const pairs = new Pairs();
afterEach(() => pairs.end());

const REASON = new Error("enough");

describe("an aborted call", () => {
  it("rejects with the signal's reason, and the connection goes on", async () => {
    const { server, client } = await pairs.pair([serves({ ups: { vars: { "a.b": "1", "a.c": "2" } } })]);
    const control = new AbortController();
    const first = client.getVar("ups", "a.b", control);
    const second = client.getVar("ups", "a.c");
    control.abort(REASON);
    await expect(first).rejects.toBe(REASON);
    expect(await second).toBe("2");
    expect(server.heard.length).toBeGreaterThan(0);
  });

  it("is not even sent when the signal was aborted before", async () => {
    const { server, client } = await pairs.pair([silent]);
    await expect(client.getVar("ups", "a.b", { signal: AbortSignal.abort(REASON) })).rejects.toBe(REASON);
    expect(server.heard).toEqual([]);
  });

  it("stops waiting for a driver's result", async () => {
    const { server, client } = await pairs.pair([tracks(["PENDING"])]);
    const control = new AbortController();
    const call = client.instcmd("ups", "load.off", { tracking: true, signal: control.signal });
    await until(() => server.heard.includes("GET TRACKING 1bd31808-cb49-4aec-9d75-d056e6f018d2"));
    control.abort(REASON);
    await expect(call).rejects.toBe(REASON);
  });

  it("stops connecting, also to a server that never answers STARTTLS", async () => {
    const server = await pairs.server(silent);
    const client = pairs.client(server.port, { tls: { mode: "try" } });
    const control = new AbortController();
    const connecting = client.connect(control);
    await until(() => server.heard.includes("STARTTLS"));
    control.abort(REASON);
    await expect(connecting).rejects.toBe(REASON);
    expect(client.state.kind).toBe("closed");
    expect(await codeOf(client.getVar("ups", "a.b"))).toBe("server-disconnected");
  });

  it("gives a reason that is no error as the cause of one", async () => {
    const { client } = await pairs.pair([silent]);
    const control = new AbortController();
    const call = client.getVar("ups", "a.b", control);
    control.abort("tired");
    await expect(call).rejects.toMatchObject({ message: "aborted", cause: "tired" });
  });
});
