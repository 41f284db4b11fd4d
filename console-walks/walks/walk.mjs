// One walk: a visitor, what the visitor does, and what is said when it goes wrong.
import { test } from "node:test";
import { stage } from "../stage/stage.mjs";

/** A walk by somebody who is logged in as the administrator, unless it is `nobody`. */
export function walk(name, options, steps) {
    const title = options.device ? `${name} (${options.device})` : name;
    test(title, { timeout: 90_000 }, async () => {
        const visitor = await stage.browser.visitor(name, { ...options, session: options.nobody ? undefined : stage.session });
        try {
            await steps(visitor);
            visitor.guard.check();
        } catch (fault) {
            throw new Error(`${fault.message}\n${await visitor.testimony()}`, { cause: fault });
        } finally {
            await visitor.leave();
        }
    });
}
