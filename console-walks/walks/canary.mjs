// Sees on the overview and on the account's page whether mail really arrives: a canary that comes back, and one that does not.
import assert from "node:assert/strict";
import { canaryAccount } from "../stage/estate.mjs";
import { stage } from "../stage/stage.mjs";
import { walk } from "./walk.mjs";

for (const device of ["desktop", "phone"]) {
    walk("a canary comes back", { device }, async visitor => {
        const { page } = visitor;
        const account = await canaryAccount(`canary-${device}`);
        await stage.server.event(event => event.kind === "canary.returned" && event.account === account.name);

        await page.goto("/console/");
        const row = page.getByRole("row").filter({ hasText: account.address });
        await row.getByText("yes", { exact: true }).waitFor();
        await row.getByText(/^The test message came back after \d+\.\d s\.$/).waitFor();
        await visitor.picture("does mail arrive");
        assert.deepEqual(await stage.provider.messages(account.address), [], "the canary was removed from the mailbox");

        await row.getByRole("link", { name: account.name, exact: true }).click();
        await page.getByRole("heading", { name: account.name, level: 1 }).waitFor();
        await page.locator("#canary").getByText(/^The test message came back after/).waitFor();
        await visitor.picture("the account");
    });

    walk("a canary is refused", { device }, async visitor => {
        const { page } = visitor;
        const account = await canaryAccount(`refused-${device}`, async address => {
            await stage.provider.fault({
                protocol: "smtp",
                stage: "rcpt",
                action: "say",
                text: `550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ${address} not found by SMTP address lookup`,
                mailbox: address,
            });
        });
        await stage.server.event(event => event.kind === "canary.missed" && event.account === account.name);

        await page.goto("/console/");
        const row = page.getByRole("row").filter({ hasText: account.address });
        await row.getByText("no", { exact: true }).waitFor();
        await row.getByText(/^The test message was refused: /).waitFor();
        await visitor.picture("mail does not arrive");
        await row.getByRole("link", { name: account.name, exact: true }).click();
        await page.locator("#canary").getByText(/^The test message was refused: /).waitFor();
        await visitor.picture("the account");
    });
}
