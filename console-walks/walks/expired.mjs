// Finds out why mail stopped (the certificate expired), puts a new pair in its place, and watches the queue drain.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { stoppedMail, workingAccount } from "../stage/estate.mjs";
import { stage } from "../stage/stage.mjs";
import { walk } from "./walk.mjs";

for (const device of ["desktop", "phone"]) {
    walk("mail has stopped", { device }, async visitor => {
        const { page } = visitor;
        const account = await workingAccount(`expired-${device}`);
        const reader = await stage.provider.mailbox(`reader-${device}`);
        const subjects = ["Grades of the winter term", "Your library books", "A room was booked"];
        const ids = await stoppedMail(account, reader, subjects);

        await page.goto("/console/");
        await page.getByText(account.name).first().waitFor();
        await visitor.picture("does mail work");
        const row = page.getByRole("row").filter({ hasText: account.address });
        await row.getByText("no", { exact: true }).waitFor();
        await row.getByRole("link", { name: String(subjects.length), exact: true }).click();
        await page.getByRole("heading", { name: "Email queue", level: 1 }).waitFor();
        await visitor.picture("what waits");
        await page.getByRole("link", { name: subjects[0] }).click();
        await page.getByText(/^Caused by: .*AADSTS700027: The certificate with identifier/).first().waitFor();
        await visitor.picture("why this mail waits");

        await page.getByRole("link", { name: `Credential ${account.name}: renew` }).click();
        await page.getByRole("heading", { name: "Certificate in use" }).waitFor();
        await visitor.picture("the credential");
        await page.getByRole("button", { name: "Create certificate" }).click();
        await page.getByRole("heading", { name: "What follows" }).waitFor();
        await page.getByRole("button", { name: "Check and replace" }).first().click();
        await page.getByText("Not replaced").waitFor();
        await visitor.picture("refused while the provider does not know it");

        const [download] = await Promise.all([
            page.waitForEvent("download"),
            page.getByRole("link", { name: "Download the next certificate.cer" }).click(),
        ]);
        await stage.provider.upload(await readFile(await download.path()));
        await page.getByRole("button", { name: "Check and replace" }).first().click();
        await page.getByRole("status").waitFor();
        await visitor.picture("replaced");

        await page.getByRole("link", { name: "Email queue" }).first().click();
        await page.getByLabel("Account", { exact: true }).fill(account.name);
        await page.getByRole("button", { name: "Show", exact: true }).click();
        for (const subject of subjects) {
            await page.getByRole("row").filter({ hasText: subject }).getByText("delivered").waitFor();
        }
        await visitor.picture("the queue has drained");
        for (const id of ids) {
            await stage.server.message(id, "delivered", message => message.state === "delivered");
        }
        assert.equal((await stage.provider.messages(reader)).length, subjects.length);
    });
}
