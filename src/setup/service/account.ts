/** The user that drivers and server run as, made with what the system has for it. */
import { serialGroup } from "./layout.ts";
import { run, type Step } from "./plan/plan.ts";
import type { Site } from "./site.ts";

const NO_SHELLS = ["/usr/sbin/nologin", "/sbin/nologin"];

const hasShadowTools = ({ standing }: Site): boolean => standing.has("/usr/sbin/useradd");

function makeGroup(site: Site): readonly Step[] {
  const { group } = site.facts.distribution;
  if (site.standing.groups.has(group)) return [];
  return [hasShadowTools(site) ? run("groupadd", "--system", group) : run("addgroup", "-S", group)];
}

function makeUser(site: Site): readonly Step[] {
  const { distribution, statePath } = site.facts;
  const { user, group } = distribution;
  if (site.standing.users.has(user)) return [];
  const shell = NO_SHELLS.find((path) => site.standing.has(path)) ?? "/bin/false";
  return [
    hasShadowTools(site)
      ? run("useradd", "--system", "--gid", group, "--home-dir", statePath, "--no-create-home", "--shell", shell, user)
      : run("adduser", "-S", "-D", "-H", "-h", statePath, "-s", shell, "-G", group, user),
  ];
}

/** Units name the group themselves; for scripts the user has to be its member. */
function joinSerialGroup(site: Site): readonly Step[] {
  const group = serialGroup(site.facts, site.standing);
  if (group === undefined || site.facts.init.name === "systemd") return [];
  const { user } = site.facts.distribution;
  return [hasShadowTools(site) ? run("usermod", "-aG", group, user) : run("addgroup", user, group)];
}

/** It stays when the service is removed: files may be its own. */
export const accountSteps = (site: Site): readonly Step[] => [
  ...makeGroup(site),
  ...makeUser(site),
  ...joinSerialGroup(site),
];
