import { describe, expect, it } from "@jest/globals";
import { bytesOfText } from "../../src/nut/byte-text.ts";
import { ask, SMALL_WORLD, upsdWorld } from "../sim/servers/upsd-world.ts";

const WORLD = {
  ...SMALL_WORLD,
  "ups.conf": "[büro]\ndriver = fake\nport = none\ndesc = Büro\n[серверная]\ndriver = fake\nport = none\n",
  "upsd.users": '[jürgen]\npassword = päss\nactions = SET\n[m]\npassword = "пароль1"\nupsmon primary\n',
  drivers: {
    büro: [
      'SETINFO ups.status "OL"',
      'SETINFO ups.id "one"',
      "SETFLAGS ups.id RW STRING",
      "SETAUX ups.id 8",
      "DATAOK",
      "DUMPDONE",
    ],
    серверная: ['SETINFO ups.status "OB"', "DATAOK", "DUMPDONE"],
  },
};

async function visitor() {
  const world = await upsdWorld(WORLD);
  const session = world.visit();
  return { ...world, say: (text: string): string => ask(session, bytesOfText(text)), session };
}

describe("names beyond ASCII", () => {
  it("match by the bytes that a client sends", async () => {
    const { say } = await visitor();
    expect(say("GET VAR büro ups.status\n")).toBe(bytesOfText('VAR büro ups.status "OL"\n'));
    expect(say('GET VAR "серверная" ups.status\n')).toBe(bytesOfText('VAR серверная ups.status "OB"\n'));
    expect(say("LIST VAR büro\n")).toContain(bytesOfText("BEGIN LIST VAR büro\n"));
  });

  it("match by what a C client is left with", async () => {
    const { say } = await visitor();
    expect(say("GET VAR bro ups.status\n")).toBe('VAR bro ups.status "OL"\n');
    expect(say("GET VAR BRO ups.status\n")).toBe('VAR BRO ups.status "OL"\n');
    expect(say('GET VAR "" ups.status\n')).toBe("ERR UNKNOWN-UPS\n");
  });

  it("do not match the same letters in Latin-1", async () => {
    const { session } = await visitor();
    expect(ask(session, "GET VAR b\xfcro ups.status\n")).toBe("ERR UNKNOWN-UPS\n");
  });

  it("stand in answers and in the log as in the file", async () => {
    const { say, lines } = await visitor();
    expect(say("USERNAME m\nPASSWORD пароль1\nLOGIN büro\nLIST CLIENT büro\n")).toContain(
      bytesOfText("CLIENT büro 127.0.0.1\n"),
    );
    expect(lines.at(-1)).toBe("User m@127.0.0.1 logged into UPS [büro]");
  });

  it("give no stranger a way to the terminal through the log", async () => {
    const { say, lines } = await visitor();
    say("USERNAME a\u009b2J\nUSERNAME b\n");
    expect(lines.at(-1)).toBe("Client a?2J@127.0.0.1 tried to set a username twice");
  });
});

describe("users and passwords beyond ASCII", () => {
  it.each([
    ["jürgen", "päss", "OK\n"],
    ["jrgen", "pss", "OK\n"],
    ["jürgen", "pss", "OK\n"],
    ["jürgen", "pöss", "ERR ACCESS-DENIED\n"],
    ["jörgen", "päss", "ERR ACCESS-DENIED\n"],
    ["m", "1", "ERR ACCESS-DENIED\n"],
  ])("%s with %s: %s", async (username, password, answer) => {
    const { say } = await visitor();
    expect(say(`USERNAME ${username}\nPASSWORD ${password}\n`)).toBe("OK\nOK\n");
    expect(say('SET VAR büro ups.id "two"\n')).toBe(answer);
  });
});

describe("other words beyond ASCII", () => {
  it("lose those letters where a driver is to have them, and the log says so", async () => {
    const { say, lines, driver } = await visitor();
    say('USERNAME jürgen\nPASSWORD päss\nSET VAR büro ups.id "bü"\n');
    expect(lines).toContain("Set variable: letters beyond ASCII are left out of ups.id on büro");
    expect(driver("büro").heard).toContain('SET ups.id "b"');
  });

  it("are no part of a verb: a telnet client's first bytes are skipped", async () => {
    const { session } = await visitor();
    expect(ask(session, "\xff\xfd\x03VER\n")).toMatch(/^Network UPS Tools upsd /);
    expect(ask(session, "\xff\xfd\x03 NETVER\n")).toBe("1.3\n");
  });
});
