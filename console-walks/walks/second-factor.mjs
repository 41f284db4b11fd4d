// A second factor: set up, logged in with, its recovery codes, replaced, turned off and removed; by the keyboard, narrow and dark,
// and without scripts.
import assert from "node:assert/strict";
import { stickingOut, violations } from "../browser/inspection.mjs";
import { press, write } from "../browser/keyboard.mjs";
import { Phone } from "../stage/phone.mjs";
import { ADMINISTRATOR, stage } from "../stage/stage.mjs";
import { accompany, walk } from "./walk.mjs";

const PASSWORD = "nine grey herons flying";
const OFF = { device: "phone", scripts: false, nobody: true };

walk("a second factor, by the keyboard", { device: "desktop", nobody: true }, async visitor => {
    const { page } = visitor;
    await join(page, "kay");
    await press(page, page.getByRole("link", { name: "kay", exact: true }));
    await write(page, page.getByLabel("Your password"), PASSWORD);
    await press(page, page.getByRole("button", { name: "Set up…" }));
    const phone = await scanned(visitor);
    await write(page, page.getByLabel("Code", { exact: true }), "000000");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await inspected(visitor, "a wrong code");
    await write(page, page.getByLabel("Code", { exact: true }), await phone.code());
    await page.keyboard.press("Enter");
    const codes = await recoveryCodes(visitor);
    await press(page, page.getByRole("link", { name: "I have kept them" }));
    await press(page, page.getByRole("button", { name: "Log out" }));

    await page.waitForURL(/\/console\/login/);
    // the field for the name has the focus already
    await page.keyboard.insertText("kay");
    await write(page, page.getByLabel("Password"), PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Second step", level: 1 }).waitFor();
    await inspected(visitor, "the second step");
    await page.keyboard.insertText(await phone.code());
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/console\/$/);
    await press(page, page.getByRole("button", { name: "Log out" }));

    await logIn(page, "kay");
    await press(page, page.getByText("The phone is not at hand"));
    await inspected(visitor, "the phone is not at hand");
    await write(page, page.getByLabel("Recovery code"), codes[2].toUpperCase());
    await page.keyboard.press("Enter");
    await page.getByText("9 are left").waitFor();
    await visitor.picture("a recovery code is used up");
});

walk("a second factor, on a small screen", { device: "narrow", dark: true, nobody: true }, async visitor => {
    const { page } = visitor;
    await join(page, "nora");
    await page.goto("/console/profile");
    await inspected(visitor, "there is none");
    await page.getByLabel("Your password").fill(PASSWORD);
    await page.getByRole("button", { name: "Set up…" }).click();
    const phone = await scanned(visitor);
    await page.getByLabel("Code", { exact: true }).fill(await phone.code());
    await page.getByRole("button", { name: "Turn on" }).click();
    await recoveryCodes(visitor);
    await page.goto("/console/profile");
    await inspected(visitor, "there is one");
    await page.getByRole("button", { name: "Log out" }).click();
    await logIn(page, "nora");
    await inspected(visitor, "the second step");
    await page.getByLabel("Code", { exact: true }).fill(await phone.code());
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await page.waitForURL(/\/console\/$/);
});

walk("without scripts: a second factor", OFF, async visitor => {
    const { page } = visitor;
    await join(page, "tilda");
    await page.goto("/console/profile");
    await page.getByLabel("Your password").fill(PASSWORD);
    await page.getByRole("button", { name: "Set up…" }).click();
    let phone = await shown(page);
    await page.getByLabel("Code", { exact: true }).fill(await phone.code());
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
    await page.getByRole("button", { name: "Log out" }).click();

    await logIn(page, "tilda");
    await page.goto("/console/queue");
    await page.getByRole("heading", { name: "Second step", level: 1 }).waitFor();
    await page.getByLabel("Code", { exact: true }).fill(await phone.code());
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await page.waitForURL(/\/console\/$/);

    await proven(page, await phone.code(), "New recovery codes");
    const codes = await page.locator(".codes code").allInnerTexts();
    await proven(page, codes[0], "Replace…");
    phone = await shown(page);
    await page.getByLabel("Code", { exact: true }).fill(await phone.code());
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
    await proven(page, await phone.code(), "Turn off");
    await page.getByText("The second factor is turned off.").waitFor();

    await page.getByLabel("Your password").fill(PASSWORD);
    await page.getByRole("button", { name: "Set up…" }).click();
    phone = await shown(page);
    await page.getByLabel("Code", { exact: true }).fill(await phone.code());
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
    await accompany("without scripts: a lost phone", OFF, async ({ page }) => {
        await logIn(page, ADMINISTRATOR.name, ADMINISTRATOR.password);
        await page.goto("/console/users");
        await page.getByRole("button", { name: "Remove the second factor of tilda" }).click();
        await page.getByText("tilda has no second factor any more.").waitFor();
    });
    await page.goto("/console/profile");
    await page.waitForURL(/\/console\/login/);
    await logIn(page, "tilda");
    await page.waitForURL(/\/console\/$/);
});

/** Becomes a user by a link of the operator's. */
async function join(page, name) {
    const link = await stage.server.api("POST", "/v1/console-links", { role: "viewer" });
    await page.goto(link.path);
    await page.getByLabel("User name").fill(name);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByLabel("Password, again").fill(PASSWORD);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.waitForURL(/\/console\/$/);
}

async function logIn(page, name, password = PASSWORD) {
    await page.goto("/console/login");
    await page.getByLabel("User name").fill(name);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Log in" }).click();
}

/** Proves on the profile who it is, and presses a button there. */
async function proven(page, code, button) {
    await page.goto("/console/profile");
    await page.getByLabel("Your password").fill(PASSWORD);
    await page.getByLabel("Code", { exact: true }).fill(code);
    await page.getByRole("button", { name: button }).click();
}

/** The app, with the secret that the page shows. */
async function shown(page) {
    await page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
    return new Phone(await page.locator("code.secret").innerText());
}

/** The same, with a look at the page and its picture. */
async function scanned(visitor) {
    const { page } = visitor;
    const phone = await shown(page);
    const drawn = await page.getByRole("img", { name: /QR code/ }).evaluate(async image => {
        await image.decode();
        return image.naturalWidth;
    });
    assert.ok(drawn > 0, "the QR code is not drawn");
    await inspected(visitor, "the secret");
    return phone;
}

async function recoveryCodes(visitor) {
    await visitor.page.getByRole("heading", { name: "Recovery codes" }).waitFor();
    await inspected(visitor, "the recovery codes");
    const codes = await visitor.page.locator(".codes code").allInnerTexts();
    assert.equal(new Set(codes).size, 10);
    return codes;
}

async function inspected(visitor, what) {
    await visitor.picture(what);
    assert.deepEqual([...(await stickingOut(visitor.page)), ...(await violations(visitor.page))], []);
}
