/** LIST: all facts of one kind. */
import { textOfBytes } from "../../../nut/byte-text.ts";
import { isDrillVariable } from "../../../nut/drill.ts";
import type { Variable } from "../../../nut/ups-state.ts";
import { REQUESTS } from "../../requests.ts";
import { RESPONSES } from "../../responses.ts";
import { err, list, servedValue, utf8 } from "../answer.ts";
import { withFreshUps, withUps } from "../find-ups.ts";
import type { ServedUps } from "../served.ts";
import { type Verb, verb } from "../verb.ts";
import { drillRows } from "./drill.ts";
import { variableRow } from "./get.ts";

const listUps = verb(REQUESTS.listUps, { extra: "ignored" }, ({ served }) => {
  const rows = [...served.all()].flatMap(({ name, aliases, description }) =>
    [name, ...aliases].map((each) =>
      RESPONSES.ups.format({ ups: utf8(each), desc: utf8(description ?? "Description unavailable") }),
    ),
  );
  return list(["UPS"], rows);
});

interface Answered {
  readonly upsname: string;
  readonly state: ServedUps["state"];
  readonly revision: number;
  readonly fsd: boolean;
  readonly variables: readonly Variable[];
  readonly rows: readonly string[];
  readonly text: string;
}

/** The last answer of each UPS: the same for all who ask until something changes, and then but for what has changed. */
const ANSWERED = new WeakMap<ServedUps, Answered>();

function answered(upsname: string, ups: ServedUps, last: Answered | undefined): Answered {
  const { state, fsd } = ups;
  const variables = state.variables().filter(({ name }) => !isDrillVariable(name));
  const rows = variables.map((variable, at) => {
    const kept = last?.variables[at] === variable ? last.rows[at] : undefined;
    return kept ?? variableRow(upsname, variable.name, variable, ups);
  });
  return { upsname, state, revision: state.revision, fsd, variables, rows, text: list(["VAR", upsname], rows) };
}

function rowsOf(upsname: string, ups: ServedUps): Answered {
  const { state, fsd } = ups;
  const last = ANSWERED.get(ups);
  const alike = last?.fsd === fsd && last.upsname === upsname ? last : undefined;
  if (alike?.state === state && alike.revision === state.revision) return alike;
  const next = answered(upsname, ups, alike);
  ANSWERED.set(ups, next);
  return next;
}

function variables(upsname: string, ups: ServedUps): string {
  const { rows, text } = rowsOf(upsname, ups);
  const drill = drillRows(upsname, ups);
  return drill.length === 0 ? text : list(["VAR", upsname], [...rows, ...drill]);
}

const listVar = verb(REQUESTS.listVar, { extra: "ignored" }, (context, { ups: upsname }) =>
  withFreshUps(context, upsname, (ups) => variables(upsname, ups)),
);

const listRw = verb(REQUESTS.listRw, { extra: "ignored" }, (context, { ups }) =>
  withFreshUps(context, ups, ({ state }) => {
    const writable = state.variables().filter(({ rw }) => rw);
    const rows = writable.map(({ name, value }) => RESPONSES.rw.format({ ups, var: name, value: servedValue(value) }));
    return list(["RW", ups], rows);
  }),
);

const listCmd = verb(REQUESTS.listCmd, { extra: "ignored" }, (context, { ups }) =>
  withFreshUps(context, ups, ({ state }) => {
    const rows = state.commands().map((cmd) => RESPONSES.cmd.format({ ups, cmd }));
    return list(["CMD", ups], rows);
  }),
);

/** The spelling of ups.conf of the name that was asked for: clients look for what they asked. */
function spelling(asked: string, { name, aliases }: ServedUps): string {
  const key = textOfBytes(asked).toLowerCase();
  return aliases.find((alias) => alias.toLowerCase() === key) ?? name;
}

/** All who are logged in on the device, the youngest connection first, under the spelling of ups.conf. */
const listClient = verb(REQUESTS.listClient, { extra: "ignored" }, (context, { ups: upsname }) =>
  withUps(context, upsname, (ups) => {
    const name = utf8(spelling(upsname, ups));
    const youngestFirst = [...ups.logins].sort((a, b) => b.id - a.id);
    const rows = youngestFirst.map(({ address }) => RESPONSES.client.format({ ups: name, address }));
    return list(["CLIENT", upsname], rows);
  }),
);

const listEnum = verb(REQUESTS.listEnum, { extra: "ignored" }, (context, { ups, var: name }) =>
  withFreshUps(context, ups, ({ state }) => {
    const variable = state.get(name);
    if (!variable) return err("var-not-supported");
    const rows = variable.enums.map((value) =>
      RESPONSES.enumeration.format({ ups, var: name, value: servedValue(value) }),
    );
    return list(["ENUM", ups, name], rows);
  }),
);

const listRange = verb(REQUESTS.listRange, { extra: "ignored" }, (context, { ups, var: name }) =>
  withFreshUps(context, ups, ({ state }) => {
    const variable = state.get(name);
    if (!variable) return err("var-not-supported");
    const rows = variable.ranges.map(({ min, max }) =>
      RESPONSES.range.format({ ups, var: name, min: `${min}`, max: `${max}` }),
    );
    return list(["RANGE", ups, name], rows);
  }),
);

export const LIST: readonly Verb[] = [listUps, listVar, listRw, listCmd, listClient, listEnum, listRange];
