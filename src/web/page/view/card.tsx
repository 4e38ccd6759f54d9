/** One UPS among all of them. */
import type { Condition, Ups } from "../api/types.ts";
import type { MessageKey } from "../i18n/languages.ts";
import { clock, world } from "../live.ts";
import { pathTo } from "../route.ts";
import { useStore } from "../store.ts";
import { ago, timeOf } from "../text/format.ts";
import { lookOf, modelOf } from "../text/measures.ts";
import { type Speech, useSpeech } from "../words.ts";
import { Figures, StatusWords, Vitals } from "./figures.tsx";

const WHY: Readonly<Record<Exclude<Condition, "live">, MessageKey>> = {
  waiting: "neverSeen",
  stale: "staleData",
  lost: "lostServer",
  gone: "goneUps",
};

/** Seconds since its values were those of the moment. */
function useAge({ id }: Ups): number | undefined {
  const at = useStore(world).freshAt.get(id);
  const now = useStore(clock);
  return at === undefined ? undefined : Math.max(0, (now - at) / 1000);
}

export function Vanished({ ups }: { readonly ups: Ups }) {
  const { say, locale } = useSpeech();
  const age = useAge(ups);
  if (ups.condition === "live") return null;
  return (
    <p class="missing">
      {age === undefined ? say("neverSeen") : say("vanished", { ago: ago(age, locale) })}
      <span>{ups.reason && ups.condition !== "waiting" ? ups.reason : say(WHY[ups.condition])}</span>
    </p>
  );
}

export function Footing({ ups }: { readonly ups: Ups }) {
  const { say, locale } = useSpeech();
  const now = useStore(clock);
  const who = ups.clients.length === 0 ? say("nobody") : ups.clients.slice(0, 4).join(", ");
  const more = ups.clients.length > 4 ? ` ${say("more", { count: ups.clients.length - 4 })}` : "";
  return (
    <p class="footing">
      <span>{`${say("clients")}: ${who}${more}`}</span>
      {ups.changedAt !== null && (
        <span>{say("lastChange", { ago: ago((now - timeOf(ups.changedAt)) / 1000, locale) })}</span>
      )}
    </p>
  );
}

export const titleOf = (ups: Ups): string => ups.description ?? ups.name;

export const subtitleOf = (ups: Ups): string =>
  [modelOf(ups), `${ups.name}@${ups.serverName}`].filter((part) => part !== "" && part !== titleOf(ups)).join(" · ");

const label = (ups: Ups, { say }: Speech): string => say("details", { name: titleOf(ups) });

export function Card({ ups }: { readonly ups: Ups }) {
  const speech = useSpeech();
  return (
    <li class={`card ${lookOf(ups)}`}>
      <h2>
        <a href={pathTo(ups.id)} aria-label={label(ups, speech)}>
          {titleOf(ups)}
        </a>
      </h2>
      <p class="subtitle">{subtitleOf(ups)}</p>
      <Vanished ups={ups} />
      <StatusWords ups={ups} />
      <Vitals ups={ups} />
      <Figures ups={ups} />
      <Footing ups={ups} />
    </li>
  );
}
