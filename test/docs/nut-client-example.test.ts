import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Pairs } from "../sim/servers/nut-pair.ts";
import { agrees, answers, offersTls, saysGoodbye, serves, tracks } from "../sim/servers/nut-server.ts";
import { visit } from "./nut-client-example.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const pairs = new Pairs();
afterEach(() => pairs.end());

describe("the example of the library's manual page", () => {
  it("is the program that is tested here", () => {
    const [, shown = ""] = /```ts\n([\s\S]*?)```/.exec(read("../../man/nut-client.3.md")) ?? [];
    const [, ...program] = read("./nut-client-example.ts").split("\n");
    expect(shown).toBe(program.join("\n").replace('"../../src/index.ts"', '"nutts"'));
  });

  it("does what it says", async () => {
    const vars = { "battery.charge": "90", "ups.status": "OL", "ups.load": "5" };
    const server = await pairs.server(
      offersTls({ pem: read("../fixtures/tls/server.pem") }),
      agrees("USERNAME", "PASSWORD"),
      answers({ "INSTCMD ups load.off.delay 20": "ERR CMD-NOT-SUPPORTED\n" }),
      tracks(["PENDING", "SUCCESS"]),
      saysGoodbye,
      serves({ ups: { desc: "In the rack", vars } }),
    );
    let dropped = false;
    server.put((_words, peer, line) => {
      if (dropped || line !== "GET VAR ups ups.load") return false;
      dropped = true;
      peer.socket.end();
      return true;
    });
    const said: string[] = [];
    await visit("127.0.0.1", server.port, read("../fixtures/tls/ca.pem"), (line) => said.push(line));
    expect(said).toEqual([
      "ups: In the rack",
      "battery.charge = 90",
      "ups.status = OL",
      "ups.load = 5",
      "OL at 90 %",
      "done",
      "cmd-not-supported: Instant command not supported",
      "lost: Server disconnected",
      "connection: connecting",
      "connection: up",
      "load 5 %",
      "no longer wanted",
      "connection: closed",
    ]);
    expect(server.heard.filter((line) => line === "STARTTLS")).toHaveLength(2);
  });
});
