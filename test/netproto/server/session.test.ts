import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { RESPONSES } from "../../../src/netproto/responses.ts";
import { servedValue } from "../../../src/netproto/server/answer.ts";
import { plainWords } from "../../../src/netproto/server/plain-line.ts";
import { escapeWord, SOCKET_LIMITS, splitWords, type WordLine, WordReader } from "../../../src/nut/words.ts";
import { ask, SMALL_WORLD, upsdWorld } from "../../sim/servers/upsd-world.ts";

/** Bytes as they come from a socket: one character each. */
const bytes = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 300,
});

/** What clients say, whole and broken. */
const requests = fc.array(
  fc.oneof(
    bytes,
    fc.constantFrom(
      "GET VAR rack ups.status\n",
      "LIST VAR rack\r\n",
      'SET VAR rack "a b" "c\\"d"\n',
      "USERNAME admin\nPASSWORD secret\n",
      "INSTCMD rack load.off\n",
      "\n",
      '"',
      "\\",
      "#",
    ),
  ),
  { maxLength: 20 },
);

function chunks(text: string, cuts: readonly number[]): string[] {
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, i) => text.slice(start, at[i] ?? text.length));
}

describe("a session", () => {
  it("answers alike however its input is cut into packets", async () => {
    const { visit } = await upsdWorld();
    await fc.assert(
      fc.asyncProperty(requests, fc.array(fc.nat(), { maxLength: 8 }), async (texts, cuts) => {
        const text = texts.join("").replaceAll(/logout|set|instcmd/gi, "x");
        const whole = ask(visit(), text);
        const session = visit();
        expect(
          chunks(text, cuts)
            .map((chunk) => ask(session, chunk))
            .join(""),
        ).toBe(whole);
      }),
    );
  });

  it("survives any bytes and holds no more of them than one line", async () => {
    const { visit } = await upsdWorld();
    fc.assert(
      fc.property(requests, (texts) => {
        const session = visit();
        const answers = ask(session, texts.join(""));
        expect(session.left).toBe("");
        expect(answers === "" || answers.endsWith("\n")).toBe(true);
      }),
    );
  });

  it("ends the connection of a client whose line does not end", async () => {
    const { visit, lines } = await upsdWorld();
    const session = visit("192.0.2.7");
    for (let i = 0; i < 1024 && session.phase === "open"; i++) ask(session, `"${"x".repeat(1023)}`);
    expect(session.phase).toBe("closing");
    expect(lines.at(-1)).toBe("Parse error on sock: a line that does not end; closing (client 192.0.2.7)");
  });

  it("says nothing more after LOGOUT", async () => {
    const { visit } = await upsdWorld();
    expect(ask(visit(), "LOGOUT\nVER\n")).toBe("OK Goodbye\n");
  });

  it("stops early when the answers grow long, and goes on where it stopped", async () => {
    const { visit } = await upsdWorld();
    const session = visit();
    const request = "LIST VAR rack\n";
    session.push(request.repeat(100));
    const first = session.take(1000);
    expect(first.length).toBeLessThan(1300);
    expect(session.left.length % request.length).toBe(0);
    let rest = "";
    while (session.left !== "") rest += session.take(1000);
    expect(first + rest).toBe(ask(visit(), request.repeat(100)));
  });

  it("leaves what follows STARTTLS to the handshake", async () => {
    const { visit, model } = await upsdWorld();
    model.tls = true;
    const session = visit();
    expect(ask(session, "STARTTLS\nVER\n")).toBe("OK STARTTLS\n");
    expect(session.left).toBe("VER\n");
    session.secured();
    expect(session.left).toBe("");
    expect(ask(session, "STARTTLS\n")).toBe("ERR ALREADY-SSL-MODE\n");
  });

  it("says (SSL) of a login that was encrypted", async () => {
    const { visit, lines } = await upsdWorld();
    const session = visit();
    session.secured();
    ask(session, "USERNAME mon\nPASSWORD pw\nLOGIN rack\nLOGOUT\n");
    expect(lines.slice(-2)).toEqual([
      "User mon@127.0.0.1 logged into UPS [rack] (SSL)",
      "User mon@127.0.0.1 logged out from UPS [rack] (SSL)",
    ]);
  });

  it("serves a description in any language, in UTF-8", async () => {
    const { visit } = await upsdWorld({
      ...SMALL_WORLD,
      "ups.conf": '[rack]\ndriver = fake\nport = none\ndesc = "Стойка № 1"\n',
    });
    const answer = Buffer.from(ask(visit(), "GET UPSDESC rack\nLIST UPS\n"), "latin1").toString("utf8");
    expect(answer).toBe('UPSDESC rack "Стойка № 1"\nBEGIN LIST UPS\nUPS rack "Стойка № 1"\nEND LIST UPS\n');
  });

  it("lists variables as they are now, however it has listed them before", async () => {
    const { visit, driver, clock } = await upsdWorld();
    const session = visit();
    const listAfter = async (line: string): Promise<string> => {
      driver("rack").say(line);
      await clock.settle();
      return ask(session, "LIST VAR rack\n");
    };
    const listed = (...rows: readonly string[]): string =>
      `BEGIN LIST VAR rack\n${rows.map((row) => `VAR rack ${row}\n`).join("")}END LIST VAR rack\n`;
    expect(await listAfter("")).toBe(listed('battery.charge "100"', 'ups.status "OL"'));
    expect(await listAfter('SETINFO battery.charge "99"')).toBe(listed('battery.charge "99"', 'ups.status "OL"'));
    expect(await listAfter('SETINFO a.b "1"')).toBe(listed('a.b "1"', 'battery.charge "99"', 'ups.status "OL"'));
    expect(await listAfter("DELINFO battery.charge")).toBe(listed('a.b "1"', 'ups.status "OL"'));
    ask(session, "USERNAME admin\nPASSWORD secret\nFSD rack\n");
    expect(await listAfter("")).toBe(listed('a.b "1"', 'ups.status "FSD OL"'));
    expect(ask(session, "LIST VAR RACK\n")).toBe(listed('a.b "1"', 'ups.status "FSD OL"').replaceAll(" rack", " RACK"));
  });

  it("lists the youngest connection first, and nobody who has left", async () => {
    const { visit } = await upsdWorld();
    const login = "USERNAME mon\nPASSWORD pw\nLOGIN rack\n";
    const [first, second] = [visit("192.0.2.1"), visit("192.0.2.2")];
    ask(second, login);
    ask(first, login);
    expect(ask(first, "LIST CLIENT rack\n")).toBe(
      "BEGIN LIST CLIENT rack\nCLIENT rack 192.0.2.2\nCLIENT rack 192.0.2.1\nEND LIST CLIENT rack\n",
    );
    second.end();
    expect(ask(first, "GET NUMLOGINS rack\n")).toBe("NUMLOGINS rack 1\n");
  });
});

describe("the short way for plain lines", () => {
  it("gives the words that the reader gives, or none", () => {
    const line = fc.oneof(
      bytes.map((text) => text.replaceAll("\n", "")),
      fc.string({ unit: fc.constantFrom(...'aZ0. \t\r~!=#"\\\x7f\0'), maxLength: 600 }),
      fc.array(fc.constant("w"), { maxLength: 50 }).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(line, (text) => {
        const plain = plainWords(`${text}\n`);
        if (plain === undefined) return;
        const lines: WordLine[] = [];
        new WordReader(SOCKET_LIMITS, (read) => lines.push(read)).push(`${text}\n`);
        expect([plain]).toEqual(lines.map(({ words }) => words.map((word) => word.text)));
      }),
      { numRuns: 1000 },
    );
  });

  it("is taken by what clients usually say", () => {
    for (const request of ["GET VAR ups ups.status\n", "LIST UPS\r\n", "\n", "INSTCMD ups load.off 10\n"]) {
      expect(plainWords(request)).toEqual(request.split(/\s+/).filter(Boolean));
    }
  });
});

describe("a served value", () => {
  it("is at most 255 characters long, escapes included, and never ends in half an escape", () => {
    const value = fc.string({ unit: fc.constantFrom('"', "\\", "#", "a", " "), minLength: 200, maxLength: 300 });
    fc.assert(
      fc.property(value, (text) => {
        const served = escapeWord(servedValue(text));
        expect(served.length).toBeLessThanOrEqual(255);
        expect(text.startsWith(splitWords(`"${served}"`)[0] ?? "?")).toBe(true);
      }),
    );
  });
});

describe("every answer", () => {
  it("is one that the client's end of the protocol knows", async () => {
    const { visit } = await upsdWorld();
    const session = visit();
    const said = ask(
      session,
      [
        ...[
          "USERNAME admin",
          "PASSWORD secret",
          "SET TRACKING ON",
          "SET VAR rack ups.status x",
          "INSTCMD rack load.off",
        ],
        ...["LIST UPS", "LIST VAR rack", "LIST RW rack", "LIST CMD rack", "LIST CLIENT rack", "GET NUMLOGINS rack"],
        ...["GET VAR rack ups.status", "GET TYPE rack ups.status", "GET DESC rack ups.status", "GET UPSDESC rack"],
        ...["GET CMDDESC rack load.off", "STARTTLS", "FSD rack", "LOGOUT", ""],
      ].join("\n"),
    );
    const sentences = Object.values(RESPONSES).filter(({ keywords }) => keywords.length > 0);
    const unknown = said
      .trimEnd()
      .split("\n")
      .filter((line) => {
        const words = splitWords(line);
        return !sentences.some((sentence) => {
          const parsed = sentence.parse(words);
          return parsed.kind === "ok" && parsed.extra === 0;
        });
      });
    expect(unknown).toEqual([]);
  });

  it("names things as the client did, unescaped, and escapes what stands in quotes", async () => {
    const { visit } = await upsdWorld({
      ...SMALL_WORLD,
      drivers: {
        rack: ['SETINFO "a b" "x \\"y\\" \\#"', 'SETINFO ups.id ""', "ADDCMD load.off", "DATAOK", "DUMPDONE"],
      },
    });
    const said = ask(
      visit(),
      [
        ...['GET VAR rack "a b"', "GET VAR rack ups.id", 'GET DESC rack "a=b \\#c"', 'GET CMDDESC rack ""'],
        ...["LIST VAR rack", "LIST CMD rack", 'LIST ENUM rack "a b"', "LIST UPS", "GET TRACKING", "VER", "HELP", ""],
      ].join("\n"),
    );
    expect(said.split("\n").slice(0, 4)).toEqual([
      'VAR rack a b "x \\"y\\" \\#"',
      'VAR rack ups.id ""',
      'DESC rack a=b #c "Description unavailable"',
      'CMDDESC rack  "Description unavailable"',
    ]);
    expect(said).toContain("BEGIN LIST ENUM rack a b\nEND LIST ENUM rack a b\n");
    expect(said).toContain("\nOFF\nNetwork UPS Tools upsd ");
    expect(said).toContain("\nCommands: HELP VER PROTVER GET ");
  });
});
