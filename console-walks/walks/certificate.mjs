// Sets up an account with a certificate and tests it: with a pair made in the console, and with a pair that is pasted.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { newPair, thumbprint } from "../stage/pair.mjs";
import { FOLDER, SIGNET, stage } from "../stage/stage.mjs";
import { fillIn } from "./form.mjs";
import { walk } from "./walk.mjs";

walk("an account with a certificate made here", { device: "desktop" }, async visitor => {
    const { page } = visitor;
    const address = await stage.provider.mailbox("made-here");
    await newForm(visitor);
    await fillIn(page, address);
    await page.getByRole("button", { name: "Create certificate" }).click();
    await page.getByText("a key pair was made").waitFor();
    await visitor.picture("saved, with a pair made on the server");

    const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "certificate.cer" }).first().click(),
    ]);
    const certificate = await readFile(await download.path());
    await stage.provider.upload(certificate);
    await page.getByRole("button", { name: "Show thumbprints" }).click();
    await page.getByText(thumbprint(certificate), { exact: true }).waitFor();
    await test(visitor);
    await mailGoesOut("made-here", address);
});

walk("an account with a pasted pair", { device: "phone" }, async visitor => {
    const { page } = visitor;
    const address = await stage.provider.mailbox("pasted");
    const pair = await newPair(SIGNET, FOLDER);
    await newForm(visitor);
    await fillIn(page, address);
    await page.getByLabel("OAuth2 private key (RSA, PEM format)").fill(pair.key);
    await page.getByLabel("OAuth2 public key certificate (X.509, PEM format)").fill(pair.certificate);
    await page.getByRole("button", { name: "Show thumbprints" }).click();
    await page.getByText(pair.thumbprint, { exact: true }).waitFor();
    await visitor.picture("thumbprints at once");

    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.getByRole("heading", { name: "It does not work" }).waitFor();
    await page.getByText("AADSTS700027").first().waitFor();
    await visitor.picture("the certificate is not uploaded yet");

    await stage.provider.upload(pair.certificate);
    await test(visitor);
    const unsaved = await stage.server.api("GET", "/v1/accounts");
    assert.ok(!unsaved.accounts.some(account => account.address === address), "the test saved the account");
    await page.getByRole("button", { name: "Save", exact: true }).last().click();
    await page.getByText("Saved. It is in force now.").waitFor();
    await visitor.picture("saved");
    assert.ok(!(await page.content()).includes("PRIVATE KEY-----\nMII"), "the private key came back");
    await mailGoesOut("pasted", address);
});

async function newForm(visitor) {
    const { page } = visitor;
    await page.goto("/console/");
    await page.getByRole("link", { name: "Accounts", exact: true }).click();
    await page.getByRole("link", { name: "New account" }).click();
    await visitor.picture("which provider");
    await page.getByRole("link", { name: "Microsoft 365", exact: true }).click();
    await page.getByLabel("From e-mail address").waitFor();
    await visitor.picture("the empty form");
}

/** Presses Test and sees every stage pass. */
async function test(visitor) {
    const { page } = visitor;
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.getByRole("heading", { name: "It works" }).waitFor();
    for (const stageName of ["token", "connect", "tls", "authenticate"]) {
        await page.getByText(stageName, { exact: true }).first().waitFor();
    }
    await visitor.picture("it works");
}

async function mailGoesOut(account, from) {
    const id = await stage.server.submit(account, from, "The first mail");
    await stage.server.message(id, "delivered", message => message.state === "delivered");
    assert.equal((await stage.provider.messages(from)).length, 1);
}
