// The inspections themselves: each must notice what it is there for.
import assert from "node:assert/strict";
import { stickingOut, violations } from "../browser/inspection.mjs";
import { walk } from "./walk.mjs";

const PAGE = body =>
    `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Trial</title><main><h1>Trial</h1>${body}</main></html>`;

walk("the inspections notice a field without a label and faint text", { device: "desktop", nobody: true }, async ({ page }) => {
    await page.setContent(PAGE(`<input name="a"><p style="color: #bbb">faint</p>`));
    const found = (await violations(page)).join("\n");
    assert.match(found, /^label: /m);
    assert.match(found, /^color-contrast: /m);
    await page.setContent(PAGE(`<label>Name <input name="a"></label><p>plain</p>`));
    assert.deepEqual(await violations(page), []);
});

walk("the inspections notice what sticks out sideways", { device: "narrow", nobody: true }, async ({ page }) => {
    await page.setContent(PAGE(`<p style="width: 400px">wide</p>`));
    assert.notDeepEqual(await stickingOut(page), []);
    await page.setContent(PAGE(`<div style="overflow-x: hidden"><p style="width: 400px">cut off</p></div>`));
    assert.notDeepEqual(await stickingOut(page), []);
    await page.setContent(PAGE(`<div style="overflow-x: auto"><pre style="width: 900px">its own box</pre></div>`));
    assert.deepEqual(await stickingOut(page), []);
});
