/** Raritan Dominion PX. */
import { number } from "../codecs.ts";
import type { Mib } from "../mib.ts";
import { dominionPx } from "./parts/dominion-px.ts";

const PX = "1.3.6.1.4.1.13742.1";

export const MIB: Mib = {
  rows: [
    ...dominionPx(PX, "Raritan"),
    { var: "outlet.#.switchable", oid: `${PX}.2.2.1.1.#`, as: number(), poll: "once" },
  ],
};
