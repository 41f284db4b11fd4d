// One walk: a visitor, what the visitor does, and what is said when it goes wrong.
import { test } from "node:test";
import { ADMINISTRATOR, stage } from "../stage/stage.mjs";

const PATIENCE = 120_000;
const planned = [];

/** Plans a walk by somebody who is logged in as the administrator, unless it is `nobody`. */
export function walk(name, options, steps) {
    const title = options.device ? `${name} (${options.device})` : name;
    planned.push({ title, steps: () => accompany(name, options, steps) });
}

/** Hands what was planned since the last time to the test runner. */
export function go() {
    for (const { title, steps } of planned.splice(0)) {
        test(title, { timeout: PATIENCE }, steps);
    }
}

/** Somebody does the steps; what goes wrong is told with where it was, a picture and what the page said. */
export async function accompany(name, options, steps) {
    const visitor = await stage.browser.visitor(name, { ...options, user: options.nobody ? undefined : ADMINISTRATOR });
    try {
        await steps(visitor);
        visitor.guard.check();
    } catch (fault) {
        throw new Error(`${fault.message}\n${await visitor.testimony()}`, { cause: fault });
    } finally {
        await visitor.leave();
    }
}
