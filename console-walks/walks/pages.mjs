// Every page there is: found by following links from the overview, one page for each route, and inspected at the widest and the
// narrowest width, light and dark.
import assert from "node:assert/strict";
import { stickingOut, violations } from "../browser/inspection.mjs";
import { discovered, EXPECTED } from "./discovery.mjs";
import { walk } from "./walk.mjs";

walk("every page can be found, works without scripts and is light", {}, async () => {
    const { pages, faults } = await discovered();
    assert.deepEqual(faults, []);
    for (const name of EXPECTED) {
        assert.ok(pages.has(name), `no link leads to ${name}; found were ${[...pages.keys()].join(" ")}`);
    }
});

for (const [device, dark] of [["desktop", false], ["narrow", true]]) {
    walk("every page", { device, dark }, async visitor => {
        const { pages } = await discovered();
        await inspectAll(visitor, [...pages.values()]);
    });
    walk("pages for nobody in particular", { device, dark, nobody: true }, async visitor => {
        await inspectAll(visitor, ["/console/login", "/console/nowhere", "/console/start/nothing"]);
    });
}

async function inspectAll(visitor, paths) {
    const faults = [];
    for (const path of paths) {
        await visitor.page.goto(path);
        await visitor.picture(path.replace("/console/", "").replace(/[a-z2-7]{26}/, "entry") || "overview");
        faults.push(...(await inspect(visitor.page)).map(fault => `${path}: ${fault}`));
    }
    assert.notEqual(paths.length, 0);
    assert.deepEqual(faults, []);
}

async function inspect(page) {
    const faults = (await stickingOut(page)).map(element => `sticks out sideways: ${element}`);
    faults.push(...(await violations(page)));
    const { headings, title } = await page.evaluate(() => ({
        headings: document.querySelectorAll("h1").length,
        title: document.title,
    }));
    if (headings !== 1) {
        faults.push(`has ${headings} headings of the first level`);
    }
    if (!/Signet/.test(title) || title.trim() === "Signet") {
        faults.push(`is called '${title}', which does not say what it is and whose`);
    }
    return faults;
}
