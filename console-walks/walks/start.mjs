// The first start: the one-time link of the terminal makes the one administrator, once.
import assert from "node:assert/strict";
import { ADMINISTRATOR, stage } from "../stage/stage.mjs";
import { walk } from "./walk.mjs";

walk("the first start", { device: "desktop", nobody: true }, async visitor => {
    const { page } = visitor;
    await page.goto("/");
    await page.waitForURL(/\/console\/login/);
    await visitor.picture("nobody can log in yet");

    await page.goto(stage.server.startLink);
    await visitor.picture("the one-time link");
    await choose(page, ADMINISTRATOR, "something else entirely");
    await page.getByText("another password than the one above").waitFor();
    await visitor.picture("two different passwords");
    await choose(page, ADMINISTRATOR, ADMINISTRATOR.password);
    await page.waitForURL(/\/console\/$/);
    await visitor.picture("the overview of an empty server");

    const again = await page.goto(stage.server.startLink);
    assert.equal(again.status(), 404, "the link works a second time");
    await visitor.picture("the link is used up");
});

async function choose(page, { name, password }, repeated) {
    await page.getByLabel("User name").fill(name);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByLabel("Password, again").fill(repeated);
    await page.getByRole("button", { name: "Go on" }).click();
}
