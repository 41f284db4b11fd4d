// Downloads the support bundle, and looks into it: a zip file with what was promised, and no secret.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { stage } from "../stage/stage.mjs";
import { workingAccount } from "../stage/estate.mjs";
import { walk } from "./walk.mjs";

const PROMISED = ["README.txt", "versions.json", "findings.json", "accounts.json", "calendar.json", "events.json"];

for (const device of ["desktop", "phone"]) {
    walk("a support bundle is downloaded", { device }, async visitor => {
        const { page } = visitor;
        const account = await workingAccount(`bundle-${device}`);
        await page.goto("/console/");
        await page.getByRole("link", { name: "Support bundle" }).click();
        await page.getByRole("heading", { name: "Support bundle", level: 1 }).waitFor();
        await visitor.picture("what is in it");
        await page.getByLabel("Keep mail addresses as they are").check();
        const [download] = await Promise.all([
            page.waitForEvent("download"),
            page.getByRole("button", { name: "Download the bundle" }).click(),
        ]);
        assert.match(download.suggestedFilename(), /^signet-support-\d{8}T\d{6}Z\.zip$/);
        const bundle = await download.path();
        const names = unzip(["-Z1", bundle]).trim().split("\n").map(name => name.replace(/^.*\//, ""));
        for (const name of PROMISED) {
            assert.ok(names.includes(name), `${name} is not in ${names.join(" ")}`);
        }
        const text = unzip(["-p", bundle]);
        assert.ok(text.includes(account.address), "addresses were to be kept");
        for (const secret of [account.pair.key.split("\n")[2], stage.server.token]) {
            assert.ok(!text.includes(secret), "a secret is in the bundle");
        }
    });
}

function unzip(args) {
    return execFileSync("unzip", args, { encoding: "utf8", maxBuffer: 1 << 27 });
}
