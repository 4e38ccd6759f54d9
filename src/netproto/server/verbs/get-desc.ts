import { escapeWord } from "../../../nut/words.ts";
import { REQUESTS } from "../../requests.ts";
import { utf8 } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

const UNAVAILABLE = "Description unavailable";

/** What a proxying driver passes on is described by what it passes on. */
const bare = (name: string): string => name.replace(/^upstream\./, "");

const quoted = (description: string | undefined): string => `"${utf8(escapeWord(description ?? UNAVAILABLE))}"`;

export const getDesc = verb(REQUESTS.getDesc, { extra: "ignored" }, (context, { ups, var: name }) =>
  withFreshUps(context, ups, () => `DESC ${ups} ${name} ${quoted(context.served.describeVariable(bare(name)))}\n`),
);

export const getCmddesc = verb(REQUESTS.getCmddesc, { extra: "ignored" }, (context, { ups, cmd }) =>
  withFreshUps(context, ups, () => `CMDDESC ${ups} ${cmd} ${quoted(context.served.describeCommand(bare(cmd)))}\n`),
);
