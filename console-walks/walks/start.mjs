// The first start: the one-time link of the terminal makes the one administrator, once.
import assert from "node:assert/strict";
import { ADMINISTRATOR, stage } from "../stage/stage.mjs";
import { walk } from "./walk.mjs";

walk("the first start", { device: "desktop", session: undefined }, async visitor => {
    const { page } = visitor;
    await page.goto("/");
    await page.waitForURL(/\/console\/login/);
    await visitor.picture("nobody is there yet");

    await page.goto(stage.server.startLink);
    await visitor.picture("the one-time link");
    await page.getByLabel("User name").fill(ADMINISTRATOR.name);
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByRole("button", { name: /Create|Start|Continue/ }).click();
    await visitor.picture("a password that is too short");
    await page.getByLabel("User name").fill(ADMINISTRATOR.name);
    for (const field of await page.locator("input[type=password]").all()) {
        await field.fill(ADMINISTRATOR.password);
    }
    await page.getByRole("button", { name: /Create|Start|Continue/ }).click();
    await page.waitForURL(/\/console\/$/);
    await visitor.picture("the overview of an empty server");
    stage.session = await visitor.session();

    const answer = await page.request.get(stage.server.startLink);
    assert.notEqual(answer.status(), 200, "the link works a second time");
});
