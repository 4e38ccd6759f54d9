/** The pages of section 5 name every directive of the tables, in the form of the tables, and no other. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { NUT_CONF, NUT_ENVIRONMENT } from "../../src/conf/tables/nut-conf.ts";
import { NUTAUTH_KEYS } from "../../src/conf/tables/nutauth-conf.ts";
import { UPS_CONF, UPS_CONF_PREFIXES, type UpsOption } from "../../src/conf/tables/ups-conf.ts";
import { UPSD_CONF } from "../../src/conf/tables/upsd-conf.ts";
import { USER_SETTINGS } from "../../src/conf/tables/upsd-users.ts";

const page = (name: string): string => readFileSync(new URL(`../../man/${name}.5.md`, import.meta.url), "utf8");
const directives = (name: string): readonly string[] =>
  [...page(name).matchAll(/^### (.+)$/gm)].map(([, heading = ""]) => heading);
const sections = (name: string): readonly string[] =>
  [...page(name).matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);

const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();

const upsForm = (option: UpsOption): string =>
  option.kind === "value" ? `${option.name} = <${option.codec.form}>` : option.name;

describe("the manual of the configuration files", () => {
  it.each(["ups.conf", "upsd.conf", "upsd.users", "nut.conf", "nutauth.conf"])(
    "has its sections in order for %s",
    (name) => {
      expect(sections(name)).toEqual(["NAME", "SYNOPSIS", "DESCRIPTION", "SEE ALSO"]);
    },
  );

  it("describes every setting of ups.conf", () => {
    const prefixes = UPS_CONF_PREFIXES.map((prefix) => `${prefix}VARIABLE = <value>`);
    const options: readonly UpsOption[] = Object.values(UPS_CONF);
    expect(sorted(directives("ups.conf"))).toEqual(sorted([...options.map(upsForm), ...prefixes]));
  });

  it("describes every directive of upsd.conf with its arguments", () => {
    const forms = Object.values(UPSD_CONF).map((row) => `${row.name} ${row.form}`);
    expect(sorted(directives("upsd.conf"))).toEqual(sorted(forms));
  });

  it("describes every setting of upsd.users", () => {
    const names = directives("upsd.users").map((heading) => heading.split(" ")[0] ?? "");
    expect(sorted(names)).toEqual(sorted(USER_SETTINGS));
  });

  it("describes every setting of nutauth.conf with its value", () => {
    const keys = NUTAUTH_KEYS.map(({ names, form }) =>
      names.map((name) => `${name} = <${form.replace(/^<|>$/g, "")}>`),
    );
    expect(sorted(directives("nutauth.conf"))).toEqual(
      sorted([...keys.map((names) => names.join(", ")), "INCLUDE <path>, INCLUDE_REQUIRED <path>"]),
    );
  });

  it("describes every setting of nut.conf and every variable of the environment", () => {
    const headings = directives("nut.conf");
    const settings = Object.values(NUT_CONF).map(({ name, codec }) => `${name}=<${codec.form}>`);
    expect(sorted(headings.filter((heading) => heading.includes("=")))).toEqual(sorted(settings));
    const variables = headings.filter((heading) => !heading.includes("=")).flatMap((heading) => heading.split(", "));
    expect(sorted(variables)).toEqual(sorted(NUT_ENVIRONMENT));
  });

  it("gives the defaults of the tables", () => {
    const numbers = Object.values(UPS_CONF).flatMap((option: UpsOption) =>
      option.kind === "value" && typeof option.fallback === "number"
        ? [[upsForm(option), option.fallback] as const]
        : [],
    );
    const rows = [UPSD_CONF.maxage, UPSD_CONF.trackingdelay].map(
      (row) => [`${row.name} ${row.form}`, row.fallback] as const,
    );
    const text = `${page("ups.conf")}\n${page("upsd.conf")}`;
    for (const [heading, fallback] of [...numbers, ...rows]) {
      const body = text.split(`### ${heading}\n`)[1]?.split("\n#")[0]?.replace(/\s+/g, " ");
      expect(body).toContain(`default is ${fallback}.`);
    }
  });
});
