// What is demanded of every page: accessible by axe's rules, no sideways scrolling, light to transfer.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Serious and critical violations of the page as it stands, one line for each. */
export async function violations(page) {
    const tools = await page.context().newCDPSession(page);
    // by the debugger, since the page's policy rightly forbids script tags of others
    await tools.send("Runtime.evaluate", { expression: AXE });
    await tools.detach();
    const results = await page.evaluate(tags => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
    return results.violations
        .filter(violation => ["serious", "critical"].includes(violation.impact))
        .map(violation => `${violation.id}: ${violation.help}: ${violation.nodes.map(node => node.target.join(" ")).join(", ")}`);
}

/** Elements that stick out sideways of the window and do not scroll in a box of their own. */
export function stickingOut(page) {
    return page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        const scrolls = element =>
            element !== document.body &&
            element !== document.documentElement &&
            ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
        const boxed = element => {
            for (let up = element.parentElement; up; up = up.parentElement) {
                if (scrolls(up)) {
                    return true;
                }
            }
            return false;
        };
        const found = [...document.body.querySelectorAll("*")]
            .filter(element => {
                const box = element.getBoundingClientRect();
                const hidden = box.width <= 1 || box.height <= 1; // for screen readers only
                return !hidden && box.right > width + 0.5 && box.left >= 0 && !boxed(element);
            })
            .map(element => `${element.localName}${element.id && `#${element.id}`}.${element.className} (${element.textContent.trim().slice(0, 40)})`);
        if (document.documentElement.scrollWidth > width) {
            found.unshift(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${width} px`);
        }
        return found.slice(0, 8);
    });
}

/** The answer's status, and the octets transferred, headers included, to show `path` to somebody whose browser has nothing stored. */
export async function weight(page, path) {
    const tools = await page.context().newCDPSession(page);
    let octets = 0;
    tools.on("Network.loadingFinished", loaded => (octets += loaded.encodedDataLength));
    await tools.send("Network.enable");
    await tools.send("Network.setCacheDisabled", { cacheDisabled: true });
    const answer = await page.goto(path, { waitUntil: "load" });
    await tools.detach();
    return { octets, status: answer.status() };
}
