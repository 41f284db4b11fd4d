// Every action that can be seen on a page was carried out by a walk without scripts.
import assert from "node:assert/strict";
import { stage } from "../stage/stage.mjs";
import { discovered } from "./discovery.mjs";
import { walk } from "./walk.mjs";

walk("without scripts nothing was left out", {}, async () => {
    const { posts } = await discovered();
    const left = [...posts.keys()].filter(name => !stage.browser.scriptless.has(name));
    assert.notEqual(posts.size, 0);
    assert.deepEqual(left.map(name => `${name}, seen at ${posts.get(name)}`), []);
});
