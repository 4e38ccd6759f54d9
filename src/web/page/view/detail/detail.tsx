/** One UPS with everything that is known of it. */
import type { Ups } from "../../api/types.ts";
import { lookOf } from "../../text/measures.ts";
import { useSpeech } from "../../words.ts";
import { Footing, subtitleOf, titleOf, Vanished } from "../card.tsx";
import { Figures, StatusWords, Vitals } from "../figures.tsx";
import { News } from "../news.tsx";
import { BatteryTests } from "./battery-tests.tsx";
import { Commands } from "./commands.tsx";
import { History } from "./history.tsx";
import { Variables } from "./variables.tsx";

export function Detail({ ups }: { readonly ups: Ups }) {
  const { say } = useSpeech();
  return (
    <article class={`detail ${lookOf(ups)}`}>
      <nav>
        <a href="#/">{`← ${say("back")}`}</a>
      </nav>
      <section class={`card ${lookOf(ups)}`} aria-labelledby="ups">
        <h2 id="ups">{titleOf(ups)}</h2>
        <p class="subtitle">{subtitleOf(ups)}</p>
        <Vanished ups={ups} />
        <StatusWords ups={ups} />
        <Vitals ups={ups} />
        <Figures ups={ups} />
        <Footing ups={ups} />
      </section>
      <History ups={ups} />
      <BatteryTests ups={ups} />
      <Commands ups={ups} />
      <Variables ups={ups} />
      <News ups={ups.id} />
    </article>
  );
}
