import { escapeWord } from "../../../nut/words.ts";
import { REQUESTS } from "../../requests.ts";
import { utf8 } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

const UNAVAILABLE = "Description unavailable";

/** What a proxying driver passes on is described by what it passes on. */
const bare = (name: string): string => name.replace(/^upstream\./, "");

const quoted = (description: string | undefined): string => `"${utf8(escapeWord(description ?? UNAVAILABLE))}"`;

export const getDesc = verb(REQUESTS.getDesc, { extra: "ignored" }, (visitor, { ups, var: name }) =>
  withFreshUps(visitor, ups, () => `DESC ${ups} ${name} ${quoted(visitor.served.describeVariable(bare(name)))}\n`),
);

export const getCmddesc = verb(REQUESTS.getCmddesc, { extra: "ignored" }, (visitor, { ups, cmd }) =>
  withFreshUps(visitor, ups, () => `CMDDESC ${ups} ${cmd} ${quoted(visitor.served.describeCommand(bare(cmd)))}\n`),
);
