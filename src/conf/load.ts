/** The configuration files of a folder. */
import { loader } from "./loader.ts";
import { parseNutConf } from "./nut-conf.ts";
import { parseUpsConf, type UpsConf } from "./ups-conf.ts";
import { parseUpsdConf } from "./upsd-conf.ts";
import { parseUpsdUsers } from "./upsd-users.ts";
import { parseUpsmonConf } from "./upsmon-conf.ts";

const SECRET_NAME = /pass|community|secret/i;

/** SNMP communities and the like. */
export const namesSecret = ({ globals, sections }: UpsConf): boolean =>
  [globals, ...sections.map(({ entries }) => entries)].some((entries) =>
    entries.some(({ name, value }) => value !== undefined && SECRET_NAME.test(name)),
  );

const always = (): boolean => true;
const never = (): boolean => false;

export const loadNutConf = loader("nut.conf", parseNutConf, never);
export const loadUpsConf = loader("ups.conf", parseUpsConf, namesSecret);
export const loadUpsdConf = loader("upsd.conf", parseUpsdConf, ({ certident }) => certident !== undefined);
export const loadUpsdUsers = loader("upsd.users", parseUpsdUsers, always);
export const loadUpsmonConf = loader("upsmon.conf", parseUpsmonConf, always);
