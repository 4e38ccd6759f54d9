/** The page: the sentence, then all UPSes or one of them. */
import { useEffect } from "preact/hooks";
import { connection, world } from "../live.ts";
import { place } from "../route.ts";
import { session } from "../session.ts";
import { useStore } from "../store.ts";
import { duration } from "../text/format.ts";
import { type Look, lookOf, measuresOf } from "../text/measures.ts";
import { type Speech, useSpeech } from "../words.ts";
import { Banner } from "./banner.tsx";
import { Card, titleOf } from "./card.tsx";
import { Detail } from "./detail/detail.tsx";
import { Footer } from "./footer.tsx";
import { LogIn } from "./log-in.tsx";
import { News } from "./news.tsx";

const WEIGHT: readonly Look[] = ["low", "battery", "vanished", "doubtful", "calm"];

const worst = (looks: readonly Look[]): Look => WEIGHT.find((look) => looks.includes(look)) ?? "calm";

function titleNow({ say, locale }: Speech): string {
  const ups = world.value.upses.find((each) => ["low", "battery"].includes(lookOf(each)));
  if (!ups) return say("title");
  const { runtime } = measuresOf(ups);
  return `⚡ ${runtime === undefined ? "" : `${duration(runtime, locale)} · `}${titleOf(ups)}`;
}

/** The tab and its icon tell of an outage, too. */
function useDocument(speech: Speech, look: Look): void {
  const title = titleNow(speech);
  useEffect(() => {
    document.title = title;
    document.documentElement.dataset.look = look;
    const icon = look === "low" || look === "battery" ? "outage" : look === "calm" ? "calm" : "doubtful";
    document.getElementById("icon")?.setAttribute("href", `assets/icon-${icon}.svg`);
  }, [title, look]);
}

/** Servers of which nothing is known at all: what a UPS of a dead server was stands on its card. */
function Servers() {
  const { say } = useSpeech();
  const dead = useStore(world).servers.filter(({ reachable, upses }) => !reachable && upses === 0);
  if (dead.length === 0) return null;
  return (
    <ul class="servers">
      {dead.map(({ address, name, reason }) => (
        <li key={address} class="missing">
          {`${name}: ${say("lostServer")}`}
          <span>{reason ?? ""}</span>
        </li>
      ))}
    </ul>
  );
}

function All() {
  const { say } = useSpeech();
  const { upses } = useStore(world);
  const state = useStore(connection);
  if (upses.length === 0)
    return (
      <div class="nothing">
        <h2>{state === "open" ? say("noUps") : say("connecting")}</h2>
        {state === "open" && <p>{say("noUpsHint")}</p>}
        <Servers />
      </div>
    );
  return (
    <>
      <Servers />
      <ul class="cards">
        {upses.map((ups) => (
          <Card key={ups.id} ups={ups} />
        ))}
      </ul>
      <News ups={undefined} />
    </>
  );
}

function Content() {
  const { upses } = useStore(world);
  const id = useStore(place);
  const ups = upses.find((each) => each.id === id);
  return ups ? <Detail key={ups.id} ups={ups} /> : <All />;
}

export function App() {
  const speech = useSpeech();
  const { upses } = useStore(world);
  useDocument(speech, worst(upses.map(lookOf)));
  const needed = useStore(session)?.login === "needed";
  return (
    <>
      <a class="skip" href="#content">
        {speech.say("skip")}
      </a>
      <header>
        <h1>{speech.say("title")}</h1>
        {!needed && <Banner />}
      </header>
      <main id="content" tabIndex={-1}>
        {needed ? <LogIn /> : <Content />}
      </main>
      <Footer />
    </>
  );
}
