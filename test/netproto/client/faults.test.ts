import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { codeOf, Pairs, readsAll, until } from "../../sim/servers/nut-pair.ts";
import { answers, type Behaviour, serves, silent } from "../../sim/servers/nut-server.ts";

const pairs = new Pairs();
const pair = pairs.pair.bind(pairs);
afterEach(() => pairs.end());

/** Answers everything with one text and hangs up. */
const lastWords =
  (text: string | Buffer): Behaviour =>
  (_words, peer) => {
    peer.socket.end(text);
    return true;
  };

describe("a client of a faulty server", () => {
  it("fails a list that the server does not finish", async () => {
    const { client } = await pair([lastWords('BEGIN LIST VAR ups\nVAR ups a.b "1"\n')]);
    expect(await codeOf(client.listVar("ups"))).toBe("server-disconnected");
    expect(client.state.kind).toBe("down");
    expect(await codeOf(client.listVar("ups"))).toBe("server-disconnected");
  });

  it("takes half a line for nothing", async () => {
    const { client } = await pair([lastWords('VAR ups ups.status "O')]);
    expect(await codeOf(client.getVar("ups", "ups.status"))).toBe("server-disconnected");
  });

  it("fails everything under way when the connection breaks", async () => {
    const { server, client } = await pair([silent], { pace: readsAll() });
    const calls = [client.getVar("ups", "a.b"), client.listVar("ups"), client.set("ups", "a.b", "1")].map(codeOf);
    await until(() => server.heard.length === 3);
    server.dropAll();
    const codes = await Promise.all(calls);
    expect(codes.every((code) => code === "server-disconnected" || code === "read-failed")).toBe(true);
  });

  it("gives a silent server up after the time for an answer", async () => {
    const clock = new VirtualClock();
    const { server, client } = await pair([silent], { clock, answerTimeoutMs: 5000 });
    const call = codeOf(client.getVar("ups", "ups.status"));
    await until(() => server.heard.length === 1);
    await clock.advance(4999);
    expect(client.state.kind).toBe("up");
    await clock.advance(1);
    expect(await call).toBe("timeout");
    expect(client.state.kind).toBe("down");
    expect(clock.waiting).toBe(0);
  });

  it("waits on while lines keep coming", async () => {
    const clock = new VirtualClock();
    const { server, client } = await pair([silent], { clock, answerTimeoutMs: 5000 });
    let settled = false;
    const call = client.listVar("ups").finally(() => {
      settled = true;
    });
    await until(() => server.heard.length === 1);
    const [peer] = server.peers;
    for (const [i, line] of ["BEGIN LIST VAR ups", 'VAR ups a.b "1"', 'VAR ups a.c "2"'].entries()) {
      await clock.advance(4000);
      peer?.send(`${line}\n`);
      await until(() => (peer?.socket.bytesWritten ?? 0) > i);
      await clock.settle(20);
    }
    expect(settled).toBe(false);
    peer?.send("END LIST VAR ups\n");
    expect((await call).size).toBe(2);
  });

  it("gives up a server that answers byte by byte, as it does a silent one", async () => {
    const clock = new VirtualClock();
    const { server, client } = await pair([silent], { clock, answerTimeoutMs: 5000 });
    const call = codeOf(client.getVar("ups", "ups.status"));
    await until(() => server.heard.length === 1);
    const [peer] = server.peers;
    for (const [i, byte] of [..."VAR "].entries()) {
      await clock.advance(1000);
      peer?.send(byte);
      await until(() => (peer?.socket.bytesWritten ?? 0) > i);
      await clock.settle(20);
    }
    await clock.advance(1000);
    expect(await call).toBe("timeout");
    expect(client.state.kind).toBe("down");
  });

  it("cuts off a line without end", async () => {
    const { client } = await pair([
      (_words, peer) => {
        const more = (): void => {
          if (!peer.socket.destroyed) peer.socket.write("x".repeat(16_384), () => setImmediate(more));
        };
        more();
        return true;
      },
    ]);
    await expect(client.getVar("ups", "a.b")).rejects.toMatchObject({
      code: "protocol-error",
      detail: "a line without end",
    });
    expect(client.state.kind).toBe("down");
  });

  it("cuts off a list without end", async () => {
    const rows = `VAR ups a.b "${"x".repeat(200)}"\n`.repeat(100);
    const { client } = await pair([
      (_words, peer) => {
        peer.send("BEGIN LIST VAR ups\n");
        const more = (): void => {
          if (!peer.socket.destroyed) peer.socket.write(rows, () => setImmediate(more));
        };
        more();
        return true;
      },
    ]);
    await expect(client.listVar("ups")).rejects.toMatchObject({ code: "protocol-error", detail: "a list without end" });
  });

  it("hangs up on text that nobody asked for", async () => {
    const { server, client } = await pair([serves({ ups: { vars: { "a.b": "1" } } })]);
    await client.getVar("ups", "a.b");
    server.peers[0]?.send("Hello there\n");
    await until(() => client.state.kind === "down");
    expect(await codeOf(client.getVar("ups", "a.b"))).toBe("protocol-error");
  });

  it("does not take one UPS's value for another's", async () => {
    const { client } = await pair([answers({ "GET VAR ups a.b": 'VAR other a.b "1"\n' })]);
    expect(await codeOf(client.getVar("ups", "a.b"))).toBe("protocol-error");
  });

  it("keeps control characters of a server out of values and messages", async () => {
    const { client } = await pair([
      answers({
        "GET VAR ups a.b": 'VAR ups a.b "x\u001b[31m\u0007\u009by"\n',
        "GET VAR ups a.c": "\u001b]0;title\u0007\n",
      }),
    ]);
    expect(await client.getVar("ups", "a.b")).toBe("x[31my");
    await expect(client.getVar("ups", "a.c")).rejects.toThrow("]0;title");
  });

  it("rejects with NutError, or gives strings, whatever the server says", async () => {
    const word = fc.constantFrom(
      "BEGIN",
      "LIST",
      "END",
      "VAR",
      "ups",
      "OK",
      "ERR",
      "a.b",
      '"',
      "\\",
      "#",
      "=",
      "\n",
      "\r",
      "\0",
    );
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.array(word, { maxLength: 40 }).map((words) => Buffer.from(words.join(" "))),
    );
    await fc.assert(
      fc.asyncProperty(text, async (bytes) => {
        const { client } = await pair([lastWords(bytes)]);
        const codes = await Promise.all(
          [
            client.listVar("ups"),
            client.getVar("ups", "a.b"),
            client.numLogins("ups"),
            client.set("ups", "a.b", "1"),
          ].map(codeOf),
        );
        await pairs.end();
        const allowed = ["none", "protocol-error", "server-disconnected", "read-failed", "write-failed"];
        return codes.every((code) => allowed.includes(code));
      }),
      { numRuns: 60 },
    );
  });
});
