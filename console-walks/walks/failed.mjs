// Finds mail the provider refused, and sends it again.
import assert from "node:assert/strict";
import { refusedMail, workingAccount } from "../stage/estate.mjs";
import { stage } from "../stage/stage.mjs";
import { walk } from "./walk.mjs";

for (const device of ["desktop", "phone"]) {
    walk("mail has failed", { device }, async visitor => {
        const { page } = visitor;
        const account = await workingAccount(`failed-${device}`);
        const reader = await stage.provider.mailbox(`late-${device}`);
        const id = await refusedMail(account, reader, "An invitation");

        await page.goto("/console/");
        await page.getByRole("link", { name: "Email queue" }).first().click();
        await page.getByLabel("State", { exact: true }).selectOption("failed");
        await page.getByLabel("Account", { exact: true }).fill(account.name);
        await page.getByRole("button", { name: "Show", exact: true }).click();
        await visitor.picture("what has failed");
        await page.getByRole("link", { name: "An invitation" }).click();
        await page.getByText("RESOLVER.ADR.RecipientNotFound").first().waitFor();
        await visitor.picture("why it failed");
        await page.getByRole("button", { name: "Retry now" }).click();
        await page.getByText("delivered").first().waitFor();
        await visitor.picture("sent");
        await stage.server.message(id, "delivered", message => message.state === "delivered");
        assert.equal((await stage.provider.messages(reader)).length, 1);
    });
}
