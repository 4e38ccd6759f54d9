import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatProblem } from "../../src/conf/problem.ts";
import { parseNotifyConf } from "../../src/notify/notify-conf.ts";
import { wants } from "../../src/notify/notify-queues.ts";
import { fillTemplate, gapsOf } from "../../src/notify/template.ts";

const SECRETS = {
  file: (path: string) =>
    path === "/etc/nut/token"
      ? { kind: "found" as const, secret: "from-file\n" }
      : { kind: "none" as const, why: "No such file or directory" },
  env: (name: string) => (name === "TOKEN" ? "from-env" : undefined),
};
const parse = (text: string) => parseNotifyConf(text, "notify.conf", SECRETS);
const said = (text: string): readonly string[] => parse(text).problems.map(formatProblem);

describe("notify.conf", () => {
  it("reads a channel with its settings, quoted ones with blanks, UTF-8 and defaults", () => {
    const [channel] = parse('[phone]\ntype = ntfy\ntopic = ups\nprefix = "[дом] "\nevents = ONBATT LOWBATT\n').channels;
    expect(channel?.kind.name).toBe("ntfy");
    const names = ["topic", "prefix", "events", "url", "expire", "token"];
    expect(names.map((name) => channel?.settings.get(name))).toEqual([
      "ups",
      "[дом] ",
      "ONBATT LOWBATT",
      "https://ntfy.sh",
      "86400",
      "",
    ]);
  });

  it("takes secrets from a file or the environment", () => {
    const text = (how: string) => `[a]\ntype = gotify\nurl = https://g\n${how}\n`;
    expect(parse(text("token_file = /etc/nut/token")).channels[0]?.settings.get("token")).toBe("from-file");
    expect(parse(text("token_env = TOKEN")).channels[0]?.settings.get("token")).toBe("from-env");
    expect(said(text("token_file = /nowhere"))).toContain(
      "notify.conf:4:1: /nowhere cannot be read (No such file or directory); this channel cannot work without it",
    );
  });

  it("leaves a channel out that cannot work, says where and why, and keeps the others", () => {
    const conf = parse("[a]\ntype = gotfy\n[b]\ntype = telegram\ntoken = t\n[c]\ntype = sms\nuser = 1\n");
    expect(conf.channels.map(({ name }) => name)).toEqual(["c"]);
    expect(conf.problems.map(formatProblem)).toEqual([
      "notify.conf:2:1: type = gotfy is no kind of channel; did you mean gotify?",
      "notify.conf:3:1: channel [b] needs chat; id of the chat, or @name of a channel",
    ]);
  });

  it("warns about a name that belongs to nothing", () => {
    expect(said("[a]\ntype = sms\nusr = 1\n")).toEqual([
      expect.stringMatching(/^notify.conf:3:1: usr is no setting of this channel; did you mean user/),
    ]);
  });

  it("takes a number or a known word only where it is one, and says what is used instead", () => {
    const text = "[a]\ntype = ntfy\ntopic = t\npriority = high\nexpire = 1d\n";
    expect(said(text)).toEqual([
      "notify.conf:4:1: priority = high cannot be used; write a whole number from 1 to 5",
      "notify.conf:5:1: expire = 1d cannot be used; write a whole number from 1 to 31536000; 86400 is used",
    ]);
    const [channel] = parse(text).channels;
    expect(["priority", "expire"].map((name) => channel?.settings.get(name))).toEqual(["", "86400"]);
    expect(said("[a]\ntype = gotify\nurl = http://g\ntoken = t\npriority = 0\n")).toEqual([]);
    expect(said("[a]\ntype = email\nhost = h\nfrom = a\nto = b\ntls = start\nport = smtp\n")).toEqual([
      "notify.conf:6:1: tls = start cannot be used; write auto, starttls, implicit, none; auto is used",
      "notify.conf:7:1: port = smtp cannot be used; write a whole number from 1 to 65535",
    ]);
    expect(said("[a]\ntype = email\nhost = h\nfrom = a\nto = b\ntls = StartTLS\n")).toEqual([]);
  });

  it("never throws on any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parse(text)));
  });
});

describe("who hears of what", () => {
  const [channel] = parse("[a]\ntype = sms\nevents = ONBATT,LOWBATT\nups = ups1@localhost\n").channels;
  const heard = (type: string, upsname: string): boolean => (channel ? wants(channel, { type, upsname }) : false);

  it("only the types and UPSes that it names, tests and events of the machine aside", () => {
    expect(heard("ONBATT", "ups1@localhost")).toBe(true);
    expect(heard("ONLINE", "ups1@localhost")).toBe(false);
    expect(heard("ONBATT", "ups2@localhost")).toBe(false);
    expect(heard("TEST", "")).toBe(true);
    expect(heard("LOWBATT", "")).toBe(true);
  });
});

describe("templates", () => {
  it("fill what is known and leave the rest as it stands", () => {
    const known = (name: string) => ({ UPSNAME: "ups1", "battery.charge": "87" })[name];
    expect(fillTemplate("%UPSNAME% at %battery.charge%% (%nothing%)", known)).toBe("ups1 at 87% (%nothing%)");
    expect(gapsOf("%UPSNAME% %battery.charge%%")).toEqual(["UPSNAME", "battery.charge"]);
  });
});
