import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { sentence } from "../../src/nut/sentence.ts";
import { SOCKET_LIMITS, splitWords, type WordLine, WordReader } from "../../src/nut/words.ts";

const SET = sentence('SET VAR <ups> <var> "<value>"');
const PASSWORD = sentence("PASSWORD <!password>");
const INSTCMD = sentence("INSTCMD <ups> <cmd> <param?>");
const FLAGS = sentence("SETFLAGS <name> <flags*>");

const split = (line: string): string[] => splitWords(line, SOCKET_LIMITS);

describe("a sentence", () => {
  it("names its arguments", () => {
    const parsed = SET.parse(split('SET VAR ups1 ups.id "Data \\"room\\""'));
    expect(parsed).toEqual({ kind: "ok", args: { ups: "ups1", var: "ups.id", value: 'Data "room"' }, extra: 0 });
  });

  it("matches its keywords in any case", () => {
    expect(SET.parse(split("set Var u v x")).kind).toBe("ok");
  });

  it("says which way a line fails it", () => {
    expect(SET.parse(split("GET VAR u v")).kind).toBe("other-verb");
    expect(SET.parse(split("SET")).kind).toBe("other-verb");
    expect(SET.parse([]).kind).toBe("other-verb");
    expect(SET.parse(split("SET VAR u v")).kind).toBe("too-few-arguments");
  });

  it("counts the words beyond it", () => {
    expect(SET.parse(split("SET VAR u v x y z"))).toMatchObject({ kind: "ok", extra: 2 });
  });

  it("may end with an optional word", () => {
    expect(INSTCMD.parse(split("INSTCMD u load.off"))).toEqual({
      kind: "ok",
      args: { ups: "u", cmd: "load.off" },
      extra: 0,
    });
    expect(INSTCMD.parse(split("INSTCMD u load.off.delay 5"))).toMatchObject({ args: { param: "5" } });
    expect(INSTCMD.format({ ups: "u", cmd: "load.off" })).toBe("INSTCMD u load.off");
    expect(INSTCMD.format({ ups: "u", cmd: "load.off", param: "5" })).toBe("INSTCMD u load.off 5");
  });

  it("may end with all words that follow", () => {
    expect(FLAGS.parse(split("SETFLAGS ups.id RW STRING"))).toMatchObject({ args: { flags: ["RW", "STRING"] } });
    expect(FLAGS.parse(split("SETFLAGS ups.id"))).toMatchObject({ args: { flags: [] } });
    expect(FLAGS.format({ name: "ups.id", flags: ["RW", "STRING"] })).toBe("SETFLAGS ups.id RW STRING");
  });

  it("quotes where the pattern says so, and where a bare word would not come back", () => {
    expect(SET.format({ ups: "u", var: "v", value: "x" })).toBe('SET VAR u v "x"');
    expect(SET.format({ ups: "my ups", var: "a=b", value: "" })).toBe('SET VAR "my ups" "a=b" ""');
  });

  it("sends a word back as it came where the pattern says so, blanks and all", () => {
    const row = sentence('VAR <=ups> <=words*> "<value>"');
    expect(row.format({ ups: "my ups", words: ["", 'a"#='], value: 'x "y"' })).toBe('VAR my ups  a"#= "x \\"y\\""');
  });

  it("leaves an absent argument out, and nothing of what stands around it", () => {
    const row = sentence('DESC <=ups> "<desc?>"');
    expect(row.format({ ups: "u" })).toBe("DESC u");
    expect(row.format({ ups: "u", desc: "" })).toBe('DESC u ""');
    expect(FLAGS.format({ name: "n", flags: [] })).toBe("SETFLAGS n");
  });

  it("never shows a secret in its masked form", () => {
    expect(PASSWORD.format({ password: "s3 cret" })).toBe('PASSWORD "s3 cret"');
    fc.assert(fc.property(fc.string(), (password) => PASSWORD.mask({ password }) === "PASSWORD ********"));
    expect(SET.mask({ ups: "u", var: "v", value: "x" })).toBe('SET VAR u v "x"');
  });
});

const WORD = fc.string({
  maxLength: 100,
  unit: fc.constantFrom(...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))),
});

describe("any sentence", () => {
  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(fc.record({ ups: WORD, var: WORD, value: WORD }), (args) => {
        expect(SET.parse(split(SET.format(args)))).toEqual({ kind: "ok", args, extra: 0 });
      }),
    );
    fc.assert(
      fc.property(WORD, fc.array(WORD, { maxLength: 29 }), (name, flags) => {
        expect(FLAGS.parse(split(FLAGS.format({ name, flags })))).toEqual({
          kind: "ok",
          args: { name, flags },
          extra: 0,
        });
      }),
    );
  });

  it("is one line to its reader, whatever the arguments: nobody can smuggle in a second request", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aA \t\n\r\\"#=\x00ü') }), (text) => {
        const lines: WordLine[] = [];
        const reader = new WordReader(SOCKET_LIMITS, (line) => lines.push(line));
        reader.push(`${SET.format({ ups: text, var: text, value: text })}\n${PASSWORD.format({ password: text })}\n`);
        expect(lines.map((line) => [line.error, line.words.length])).toEqual([
          [undefined, 5],
          [undefined, 2],
        ]);
      }),
    );
  });

  it("never throws on words of any kind", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        for (const one of [SET, PASSWORD, INSTCMD, FLAGS]) {
          expect(["ok", "other-verb", "too-few-arguments"]).toContain(one.parse(words).kind);
        }
      }),
    );
  });
});
