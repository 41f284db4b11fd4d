// Which pages and actions there are, found by following links from the overview as the administrator.
import { weight } from "../browser/inspection.mjs";
import { action, exits, route } from "../browser/routes.mjs";
import { refusedMail, stoppedMail, workingAccount } from "../stage/estate.mjs";
import { ADMINISTRATOR, stage } from "../stage/stage.mjs";

/** Octets a page may weigh, with all that belongs to it. */
const HEAVIEST = 150 * 1024;
const NOT_FOLLOWED = /^\/console\/(?:static\/|logout|queue\/\{id\}\/content|support-bundle\/file|.*\.(?:cer|ics)$)/;

/** Pages that must be among those found, so that a lost link is noticed. */
export const EXPECTED = [
    "/console/",
    "/console/queue",
    "/console/queue/{id}",
    "/console/accounts",
    "/console/accounts/{name}",
    "/console/new-account?form=mail",
    "/console/new-account?form=connection",
    "/console/calendar",
    "/console/users",
    "/console/profile",
    "/console/support-bundle",
];

let discovery;

/**
 * Done once, by whoever asks first: the address of a page for each route, the page on which each action was seen, and
 * what is wrong with the way.
 */
export function discovered() {
    discovery ??= discover();
    return discovery;
}

async function discover() {
    const account = await workingAccount("pages");
    const reader = await stage.provider.mailbox("pages-reader");
    await refusedMail(account, reader, "A mail that was refused");
    const stopped = await workingAccount("pages-stopped");
    await stoppedMail(stopped, reader, ["A mail that has to wait", "And another one"]);

    const pages = new Map();
    const posts = new Map();
    const faults = [];
    const visitor = await stage.browser.visitor("discovery", { user: ADMINISTRATOR });
    const ahead = ["/console/"];
    const seen = new Set();
    while (ahead.length > 0) {
        const path = ahead.shift();
        const name = route(path);
        if (seen.has(name) || NOT_FOLLOWED.test(name)) {
            continue;
        }
        seen.add(name);
        const { octets, status } = await weight(visitor.page, path);
        if (status !== 200) {
            faults.push(`${path}: answered ${status}`);
            continue;
        }
        if (octets > HEAVIEST) {
            faults.push(`${path}: ${octets} octets were transferred, more than ${HEAVIEST}`);
        }
        pages.set(name, path);
        const out = await exits(visitor.page);
        ahead.push(...out.links);
        out.posts.forEach(({ address, fields }) => posts.set(action(address, new Map(fields)), path));
        faults.push(...out.scriptOnly.map(element => `${path}: works only with JavaScript: ${element}`));
    }
    await visitor.leave();
    return { pages, posts, faults };
}
