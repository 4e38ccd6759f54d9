/** One sentence: whether this house is protected, and why not. */
import type { Protection } from "../api/types.ts";
import { isMessage, type Words } from "../i18n/languages.ts";
import { clock, connection, heardAt, world } from "../live.ts";
import { useStore } from "../store.ts";
import { duration } from "../text/format.ts";
import { type Speech, useSpeech } from "../words.ts";

/** Of the machine itself, in the words of nutts doctor where these are the reader's language. */
const OF_THE_MACHINE = new Set(["this-machine", "shuts-down", "shuts-down-low", "goes-down"]);

export function sentence(fact: Protection, { say, locale }: Speech): string {
  const key = `protect.${fact.code}`;
  const { runtime, down } = fact.figures;
  const asItIs =
    OF_THE_MACHINE.has(fact.code) && (locale === "en" || (fact.code === "goes-down" && down === undefined));
  if (!isMessage(key) || asItIs) return fact.text;
  const until = typeof down === "number" ? { down: duration(down, locale) } : {};
  const words: Words = { name: fact.name ?? "", ...fact.figures, ...until };
  const told = say(key, words);
  const lasting = fact.level === "outage" && typeof runtime === "number";
  return lasting ? `${told} ${say("lasts", { runtime: duration(runtime, locale) })}` : told;
}

function Disconnected() {
  const { say, locale } = useSpeech();
  const age = (useStore(clock) - useStore(heardAt)) / 1000;
  const text = heardAt.value === 0 ? say("unreachable") : say("disconnected", { age: duration(age, locale) });
  return <p class="disconnected">{text}</p>;
}

export function Banner() {
  const speech = useSpeech();
  const { protection } = useStore(world);
  const state = useStore(connection);
  const [worst, ...others] = protection;
  const level = worst?.level ?? "doubtful";
  return (
    <div class={`banner ${level} ${worst?.code ?? ""}`} role="status" aria-live="polite">
      <p class="verdict">
        <span class="lamp" aria-hidden="true" />
        {worst ? sentence(worst, speech) : speech.say("connecting")}
      </p>
      {others.length > 0 && (
        <ul class="further">
          {others.slice(0, 3).map((fact) => (
            <li key={`${fact.code} ${fact.ups ?? ""}`}>{sentence(fact, speech)}</li>
          ))}
          {others.length > 3 && <li>{speech.say("more", { count: others.length - 3 })}</li>}
        </ul>
      )}
      {state === "lost" && <Disconnected />}
    </div>
  );
}
