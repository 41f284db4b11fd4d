// Debian's Chromium, once for all walks; a context of its own, with nothing stored, for each.
import { accessSync, constants, mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { devices } from "./devices.mjs";
import { Guard } from "./guard.mjs";
import { action } from "./routes.mjs";

const CHOICES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const PATIENCE = 15_000;

export class Browser {
    #browser;
    #pictures;
    #base;
    /** The actions that were carried out with success by visitors whose JavaScript is off. */
    scriptless = new Set();

    static async start(base, pictures) {
        const browser = new Browser();
        mkdirSync(pictures, { recursive: true });
        browser.#base = base;
        browser.#pictures = pictures;
        browser.#browser = await chromium.launch({
            executablePath: executable(),
            // as root Chromium starts only without its sandbox; it visits nothing but our own pages
            args: process.getuid() === 0 ? ["--no-sandbox"] : [],
        });
        return browser;
    }

    /** A visitor at a device, logged in as `user` with a session of its own, or not logged in. */
    async visitor(name, { device = "desktop", scripts = true, user, dark = false } = {}) {
        const context = await this.#browser.newContext({
            ...devices[device],
            baseURL: this.#base,
            javaScriptEnabled: scripts,
            colorScheme: dark ? "dark" : "light",
            reducedMotion: "reduce",
            locale: "en-GB",
            timezoneId: "UTC",
        });
        context.setDefaultTimeout(PATIENCE);
        if (user) {
            await enter(context, this.#base, user);
        }
        const page = await context.newPage();
        if (!scripts) {
            page.on("response", response => {
                const request = response.request();
                if (request.method() === "POST" && response.status() < 400) {
                    this.scriptless.add(action(response.url(), new URLSearchParams(request.postData() ?? "")));
                }
            });
        }
        return new Visitor(context, page, new Guard(page, this.#base), this.#pictures, `${name}-${device}`);
    }

    async end() {
        await this.#browser.close();
    }
}

/** Somebody in front of the console. */
class Visitor {
    #context;
    #pictures;
    #name;
    #taken = 0;
    page;
    guard;

    constructor(context, page, guard, pictures, name) {
        this.#context = context;
        this.page = page;
        this.guard = guard;
        this.#pictures = pictures;
        this.#name = name.replace(/[^a-z0-9]+/gi, "-").toLowerCase();
    }

    async picture(what) {
        const number = String(++this.#taken).padStart(2, "0");
        const path = `${this.#pictures}/${this.#name}-${number}-${what.replace(/[^a-z0-9]+/gi, "-").toLowerCase()}.png`;
        await this.page.screenshot({ path, fullPage: true });
        return path;
    }

    /** What somebody who looks for the reason of a failure wants to know. */
    async testimony() {
        const picture = await this.picture("failed").catch(fault => `no picture: ${fault.message}`);
        const text = await this.page
            .locator("body")
            .innerText({ timeout: 2_000 })
            .catch(fault => `no text: ${fault.message}`);
        return `at ${this.page.url()}\npicture: ${picture}\nthe page said:\n${text.slice(0, 3_000)}`;
    }

    async leave() {
        await this.#context.close();
    }
}

/** Logs in as the page would, without showing it: other walks are about that page. */
async function enter(context, base, { name, password }) {
    const page = await context.request.get("/console/login");
    const [, csrf] = /name="csrf" value="([^"]+)"/.exec(await page.text());
    const answer = await context.request.post("/console/login", {
        form: { csrf, name, password },
        headers: { origin: base },
        maxRedirects: 0,
    });
    if (answer.status() !== 303) {
        throw new Error(`the login of ${name} was answered ${answer.status()}`);
    }
}

function executable() {
    for (const path of CHOICES.filter(Boolean)) {
        try {
            accessSync(path, constants.X_OK);
            return path;
        } catch (fault) {
            if (fault.code !== "ENOENT") {
                throw fault;
            }
        }
    }
    throw new Error("no Chromium was found: apt-get install chromium, or name one in CHROMIUM");
}
