// What every walk stands on: the simulated provider, a server beside it, a browser, and one administrator.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Browser } from "../browser/browser.mjs";
import { Provider } from "./provider.mjs";
import { Server } from "./server.mjs";

export const SIGNET = fileURLToPath(new URL("../../signet", import.meta.url));
const TARGET = fileURLToPath(new URL("../target", import.meta.url));
/** Where simulator, server and key pairs of this run are. */
export const FOLDER = `${TARGET}/stage`;

export const ADMINISTRATOR = { name: "ada", password: "a long walk in the evening" };

/** Filled by {@link open}; the walks read it. */
export const stage = { provider: undefined, server: undefined, browser: undefined };

export async function open() {
    mkdirSync(FOLDER, { recursive: true });
    [stage.provider, stage.server] = await settled([Provider.start(SIGNET, FOLDER), Server.start(SIGNET, FOLDER)]);
    stage.browser = await Browser.start(stage.server.url, `${TARGET}/pictures`);
}

/** What could be started is ended, in whatever state the rest is. */
export async function close() {
    await stage.browser?.end();
    await Promise.all([stage.server?.end(), stage.provider?.end()]);
}

/** Like Promise.all, but leaves nothing running unnoticed when one of them fails. */
async function settled(starting) {
    const outcomes = await Promise.allSettled(starting);
    const failed = outcomes.find(outcome => outcome.status === "rejected");
    if (failed) {
        await Promise.all(outcomes.filter(outcome => outcome.value).map(outcome => outcome.value.end()));
        throw failed.reason;
    }
    return outcomes.map(outcome => outcome.value);
}
