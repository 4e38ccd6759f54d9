/** `ups_*`, as PeaNUT names them: every variable that is a number, with `ups` and `server`. */
import { describeVariable } from "../../nut/catalogue/variables.ts";
import { serverAddress } from "../follow/watched-server.ts";
import { jsonValue } from "../view/json-value.ts";
import type { Metric } from "./metric.ts";
import type { SeenUps } from "./seen-ups.ts";

export const peanutMetrics = (upses: readonly SeenUps[]): readonly Metric[] =>
  upses.flatMap(({ ups }) =>
    [...ups.snapshot.values].flatMap(([variable, text]) => {
      const value = jsonValue(variable, text);
      if (typeof value !== "number") return [];
      const labels = { ups: ups.name, server: serverAddress(ups.server.watched) };
      const name = `ups_${variable.toLowerCase().replace(/[. ]/g, "_")}`;
      return [
        {
          name,
          help: ups.server.describe(variable) ?? describeVariable(variable) ?? variable,
          samples: [{ labels, value }],
        },
      ];
    }),
  );
