/** One sentence: whether this house is protected, and why not. */
import type { Protection } from "../api/types.ts";
import { isMessage, type Words } from "../i18n/languages.ts";
import { clock, connection, heardAt, world } from "../live.ts";
import { useStore } from "../store.ts";
import { duration } from "../text/format.ts";
import { type Speech, useSpeech } from "../words.ts";

export function sentence(fact: Protection, { say, locale }: Speech): string {
  const key = `protect.${fact.code}`;
  if (!isMessage(key)) return fact.text;
  const { runtime } = fact.figures;
  const words: Words = { name: fact.name ?? "", ...fact.figures };
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
