/** Checks of each UPS: lists, and what must be told of everything in them. */
import { STATUS_TOKENS } from "../../nut/status.ts";
import {
  type Check,
  errorIn,
  type Finding,
  missing,
  odd,
  RIGHT,
  type Subject,
  said,
  shown,
  unasked,
  worst,
} from "./check.ts";
import { line, literally, MOST_NAMES, namesOf, readList } from "./rows.ts";

type Judge = Check["judge"];

/** The worst of all UPSes. */
const each =
  (judge: (ups: string, subject: Subject) => Promise<Finding>): Judge =>
  async (subject) => {
    if (subject.upsnames.length === 0) return unasked("there is no UPS");
    const findings: Finding[] = [];
    for (const ups of subject.upsnames) findings.push(await judge(ups, subject));
    return worst(findings);
  };

const isList = (kind: string): Judge =>
  each(async (ups, { interview }) => (await readList(interview, `${kind} ${ups}`)).finding);

/** A question about each name of a list. */
const ofEach = (kind: string, ask: string, form: (ups: string, name: string) => RegExp): Judge =>
  each(async (ups, { interview }) => {
    const list = await readList(interview, `${kind} ${ups}`);
    if (list.finding.verdict === "missing" || list.finding.verdict === "unasked")
      return unasked(`there is no LIST ${kind}`);
    const findings: Finding[] = [];
    for (const { name } of namesOf(list, `${kind} ${ups}`).slice(0, MOST_NAMES))
      findings.push(await line(interview, `GET ${ask} ${ups} ${name}`, form(ups, name)));
    return worst(findings);
  });

const TYPES = "(?:RW|ENUM|RANGE|NUMBER|STRING(?::\\d+)?)(?: (?:RW|ENUM|RANGE|NUMBER|STRING(?::\\d+)?))*";

const values: Judge = each(async (ups, { interview }) => {
  const query = `VAR ${ups}`;
  const list = await readList(interview, query);
  const bare = list.rows.filter((row) => row.startsWith(query) && !/ ".*"$/.test(row));
  return worst(bare.map((row) => odd(shown(row))));
});

/** Of those in the list: whether GET says what LIST says. A value may change meanwhile, its form may not. */
const single: Judge = each(async (ups, { interview }) => {
  const query = `VAR ${ups}`;
  const [first] = namesOf(await readList(interview, query), query);
  if (!first) return unasked("there is no variable");
  return line(interview, `GET VAR ${ups} ${first.name}`, new RegExp(`^VAR ${literally(`${ups} ${first.name}`)} ".*"$`));
});

const status: Judge = each(async (ups, { interview }) => {
  const query = `VAR ${ups}`;
  const found = await line(
    interview,
    `GET VAR ${ups} ups.status`,
    new RegExp(`^VAR ${literally(ups)} ups\\.status "(.* )?(${STATUS_TOKENS.join("|")})( .*)?"$`),
  );
  if (found.verdict !== "right") return found;
  const listed = namesOf(await readList(interview, query), query).some(({ name }) => name === "ups.status");
  return listed ? RIGHT : odd("ups.status is not in LIST VAR");
});

const unknownVariable: Judge = each(async (ups, { interview }) => {
  const reply = await interview.ask(`GET VAR ${ups} ups.mode.buzzwords`);
  const error = errorIn(reply);
  if (error === "DATA-STALE" || error === "DRIVER-NOT-CONNECTED") return unasked(`the UPS has no data now (${error})`);
  return error === "VAR-NOT-SUPPORTED" || /^VAR /.test(reply.lines[0] ?? "") ? RIGHT : odd(said(reply));
});

/** What can be set says so in its type, and lists or bounds what it takes. */
const settable: Judge = each(async (ups, { interview }) => {
  const query = `RW ${ups}`;
  const list = await readList(interview, query);
  if (list.finding.verdict !== "right") return list.finding;
  const findings: Finding[] = [];
  for (const { name } of namesOf(list, query).slice(0, MOST_NAMES)) {
    const type = (await interview.ask(`GET TYPE ${ups} ${name}`)).lines[0] ?? "";
    if (!/ RW\b/.test(type)) findings.push(odd(`${name} is in LIST RW, and its type says "${shown(type)}"`));
    for (const kind of ["ENUM", "RANGE"])
      if (type.includes(` ${kind}`)) findings.push((await readList(interview, `${kind} ${ups} ${name}`)).finding);
  }
  return worst(findings);
});

/** The variable is set to what it is. */
const write: Judge = each(async (ups, { interview, credentials, write: name }) => {
  if (name === undefined) return unasked("name a harmless variable with --write");
  if (!credentials) return unasked("give a user with --user");
  const before = (await interview.ask(`GET VAR ${ups} ${name}`)).lines[0] ?? "";
  const [, value] = /^VAR \S+ \S+ "(.*)"$/.exec(before) ?? [];
  if (value === undefined) return missing(`${name}: ${shown(before)}`);
  const wire = await interview.fresh();
  try {
    const requests = [`USERNAME ${credentials.user}`, `PASSWORD ${credentials.password}`];
    for (const request of requests) await wire.ask(request);
    const reply = await wire.ask(`SET VAR ${ups} ${name} "${value}"`);
    return /^OK\b/.test(reply.lines[0] ?? "") ? RIGHT : missing(`SET VAR ${ups} ${name}: ${said(reply)}`);
  } finally {
    wire.close();
  }
});

export const UPS_CHECKS: readonly Check[] = [
  {
    name: "list of variables",
    asks: "LIST VAR <ups>",
    stumbles: ["aionut", "peanut", "goNut", "hon95", "netdata", "upsc"],
    advice: "BEGIN LIST VAR <ups>, rows, END LIST VAR <ups>, with the name as it was asked",
    judge: isList("VAR"),
  },
  {
    name: "values in quotes",
    asks: "LIST VAR <ups>",
    stumbles: ["aionut", "peanut", "hon95", "netdata"],
    advice: 'VAR <ups> <name> "<value>", with "" for an empty one',
    judge: values,
  },
  {
    name: "one variable",
    asks: "GET VAR <ups> <variable>",
    stumbles: ["upsmon", "upsc"],
    advice: 'answer VAR <ups> <variable> "<value>", as in the list',
    judge: single,
  },
  {
    name: "state of the UPS",
    asks: "GET VAR <ups> ups.status",
    stumbles: ["upsmon", "aionut", "peanut", "hon95"],
    advice: "tell ups.status: OL or OB, with LB and others behind it",
    judge: status,
  },
  {
    name: "type of each variable",
    asks: "GET TYPE <ups> <variable>",
    stumbles: ["peanut", "goNut", "upsrw"],
    advice: "answer TYPE <ups> <variable> NUMBER (or STRING:32, RW …) for every variable of LIST VAR",
    judge: ofEach("VAR", "TYPE", (ups, name) => new RegExp(`^TYPE ${literally(`${ups} ${name}`)} ${TYPES}$`)),
  },
  {
    name: "description of each variable",
    asks: "GET DESC <ups> <variable>",
    stumbles: ["peanut", "goNut"],
    advice: 'answer DESC <ups> <variable> "<text>" for every variable, "Description unavailable" where there is none',
    judge: ofEach("VAR", "DESC", (ups, name) => new RegExp(`^DESC ${literally(`${ups} ${name}`)} ".*"$`)),
  },
  {
    name: "description of the UPS",
    asks: "GET UPSDESC <ups>",
    stumbles: ["aionut", "goNut"],
    advice: 'answer UPSDESC <ups> "<text>"',
    judge: each((ups, { interview }) =>
      line(interview, `GET UPSDESC ${ups}`, new RegExp(`^UPSDESC ${literally(ups)} ".*"$`)),
    ),
  },
  {
    name: "list of commands",
    asks: "LIST CMD <ups>",
    stumbles: ["aionut", "goNut", "upscmd", "webgui"],
    advice: "answer an empty list where there are no commands, not an error",
    judge: isList("CMD"),
  },
  {
    name: "description of each command",
    asks: "GET CMDDESC <ups> <command>",
    stumbles: ["goNut", "upscmd"],
    advice: 'answer CMDDESC <ups> <command> "<text>" for every command of LIST CMD',
    judge: ofEach("CMD", "CMDDESC", (ups, name) => new RegExp(`^CMDDESC ${literally(`${ups} ${name}`)} ".*"$`)),
  },
  {
    name: "list of what can be set",
    asks: "LIST RW <ups>; types, LIST ENUM and LIST RANGE of what is in it",
    stumbles: ["upsrw", "webgui"],
    advice: "answer an empty list where nothing can be set; else RW in the type, and lists of what is accepted",
    judge: settable,
  },
  {
    name: "list of clients",
    asks: "LIST CLIENT <ups>, without a login",
    stumbles: ["goNut", "webgui", "upsc"],
    advice: "answer the list, empty if need be, to whoever asks",
    judge: isList("CLIENT"),
  },
  {
    name: "number of clients",
    asks: "GET NUMLOGINS <ups>, without a login",
    stumbles: ["goNut", "upsmon"],
    advice: "answer NUMLOGINS <ups> <number>",
    judge: each((ups, { interview }) =>
      line(interview, `GET NUMLOGINS ${ups}`, new RegExp(`^NUMLOGINS ${literally(ups)} \\d+$`)),
    ),
  },
  {
    name: "a variable that is not there",
    asks: "GET VAR <ups> ups.mode.buzzwords",
    stumbles: ["upsmon"],
    advice: "answer ERR VAR-NOT-SUPPORTED",
    judge: unknownVariable,
  },
  {
    name: "a variable that is set",
    asks: "SET VAR <ups> <variable> to what it is",
    stumbles: ["upsrw", "aionut", "webgui"],
    advice: "answer OK once the driver has been told",
    judge: write,
  },
];
