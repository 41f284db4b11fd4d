// Puts in what follows a credential and rehearses it: refused while the provider does not know it, then working, and nothing changed.
import { readFile } from "node:fs/promises";
import assert from "node:assert/strict";
import { workingAccount } from "../stage/estate.mjs";
import { stage } from "../stage/stage.mjs";
import { walk } from "./walk.mjs";

for (const device of ["desktop", "phone"]) {
    walk("what follows a credential is rehearsed", { device }, async visitor => {
        const { page } = visitor;
        const account = await workingAccount(`next-${device}`);
        await page.goto("/console/accounts");
        await page.locator("#credentials").getByRole("link", { name: account.name, exact: true }).click();
        await page.getByRole("heading", { name: "Certificate in use" }).waitFor();
        await page.getByRole("button", { name: "Create certificate" }).click();
        await page.getByRole("heading", { name: "What follows" }).waitFor();
        await visitor.picture("what follows");

        await page.getByRole("button", { name: "Rehearse" }).click();
        await page.getByRole("heading", { name: "Rehearsal of what follows" }).waitFor();
        await page.getByText("It would not work.").waitFor();
        await page.getByText("aadsts-700027-not-registered").first().waitFor();
        await visitor.picture("it would not work");

        await page.getByRole("link", { name: `Credential ${account.name}` }).click();
        const [download] = await Promise.all([
            page.waitForEvent("download"),
            page.getByRole("link", { name: "Download the next certificate.cer" }).click(),
        ]);
        await stage.provider.upload(await readFile(await download.path()));
        // after a refusal the login host is not asked again for ten seconds
        await page.getByRole("button", { name: "Rehearse" }).click();
        await page.getByText("It would work.").waitFor();
        await page.getByText(`${account.name} SMTP: ok`).waitFor();
        await visitor.picture("it would work");

        const { certificate } = await stage.server.api("GET", `/v1/credentials/${account.name}`);
        assert.equal(certificate.sha1, account.pair.thumbprint, "a rehearsal changes nothing");
    });
}
