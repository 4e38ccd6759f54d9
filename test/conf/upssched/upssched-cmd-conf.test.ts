import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatProblem } from "../../../src/conf/problem.ts";
import { parseUpsschedCmdConf } from "../../../src/conf/upssched/upssched-cmd-conf.ts";

const parse = (text: string) => parseUpsschedCmdConf(text);
const said = (text: string): readonly string[] => parse(text).problems.map(formatProblem);

describe("upssched-cmd.conf", () => {
  it("reads what each name does", () => {
    const { actions, problems } = parse(
      '[warn]\nnotify = phone mail\nsubject = "ИБП"\ntext = "%UPSNAME% at %battery.charge%%"\n' +
        "[nas]\nssh = root@nas\nssh_options = -p 2222\ncommand = poweroff\ntimeout = 10\n[last]\nfsd\n",
    );
    expect(problems).toEqual([]);
    expect(actions).toMatchObject([
      { name: "warn", notify: ["phone", "mail"], subject: "ИБП", text: "%UPSNAME% at %battery.charge%%", fsd: false },
      { name: "nas", notify: undefined, ssh: "root@nas", sshOptions: ["-p", "2222"], command: "poweroff", timeout: 10 },
      { name: "last", fsd: true, timeout: 30 },
    ]);
  });

  it("tells all channels where a text stands alone or the word is all", () => {
    expect(parse("[a]\ntext = x\n[b]\nnotify = all\n").actions.map(({ notify }) => notify)).toEqual([[], []]);
  });

  it("says what does nothing, what is misspelt and what is missing", () => {
    expect(said("[a]\n[b]\ncomand = x\n[c]\nssh = -oProxyCommand=x\ncommand = y\n[d]\nfsd\ntimeout = soon\n")).toEqual([
      "upssched-cmd.conf:1:1: [a] does nothing; give it notify, command or fsd",
      "upssched-cmd.conf:2:1: [b] does nothing; give it notify, command or fsd",
      expect.stringMatching(/^upssched-cmd.conf:3:1: comand is nothing that can be done; did you mean command/),
      "upssched-cmd.conf:4:1: ssh of [c] is no host; write user@host",
      "upssched-cmd.conf:7:1: timeout of [d] is no number of seconds; 30 is used",
    ]);
  });

  it("says which of two sections of one name is ignored", () => {
    expect(said("[a]\nfsd\n[b]\nfsd\n[a]\ncommand = x\n")).toEqual([
      expect.stringMatching(/^upssched-cmd.conf:5:1: \[a\] is there already, in line 1: this one is ignored/),
    ]);
  });

  it("never throws on any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parse(text)));
  });
});
