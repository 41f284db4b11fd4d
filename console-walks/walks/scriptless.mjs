// With JavaScript off: every action is carried out at least once, which completeness.mjs checks.
import assert from "node:assert/strict";
import { refusedMail, stoppedMail, workingAccount } from "../stage/estate.mjs";
import { newPair } from "../stage/pair.mjs";
import { ADMINISTRATOR, FOLDER, SIGNET, stage } from "../stage/stage.mjs";
import { fillIn } from "./form.mjs";
import { accompany, walk } from "./walk.mjs";

const OFF = { device: "phone", scripts: false };

walk("without scripts: users and sessions", { ...OFF, nobody: true }, async visitor => {
    const { page } = visitor;
    await logIn(page, ADMINISTRATOR.name, "not the password at all");
    await page.getByRole("alert").waitFor();
    await logIn(page, ADMINISTRATOR.name, ADMINISTRATOR.password);
    await page.getByRole("link", { name: "Users", exact: true }).click();
    await page.getByLabel("Role", { exact: true }).selectOption("viewer");
    await page.getByRole("button", { name: "Make a one-time link" }).click();
    const link = await page.locator("code", { hasText: "/console/start/" }).innerText();

    const old = "seven grey herons waiting";
    const chosen = "nine grey herons flying";
    await accompany("without scripts: a viewer", { ...OFF, nobody: true }, async guest => {
        const { page } = guest;
        await page.goto(link);
        await page.getByLabel("User name").fill("vera");
        await page.getByLabel("Password", { exact: true }).fill(old);
        await page.getByLabel("Password, again").fill(old);
        await page.getByRole("button", { name: "Go on" }).click();
        await page.waitForURL(/\/console\/$/);
        await page.getByRole("link", { name: "vera", exact: true }).click();
        await page.getByLabel("Present password").fill(old);
        await page.getByLabel("New password", { exact: true }).fill(chosen);
        await page.getByLabel("New password, again").fill(chosen);
        await page.getByRole("button", { name: "Change password" }).click();
        await page.getByRole("status").waitFor();
        await guest.picture("the profile of a viewer");
        await page.getByRole("button", { name: "Log out" }).click();
        await logIn(page, "vera", chosen);
        await page.waitForURL(/\/console\/$/);
        await page.goto("/console/profile");
        await page.getByRole("row").filter({ hasText: "this one" }).getByRole("button", { name: "End" }).click();
        await page.goto("/console/");
        await page.waitForURL(/\/console\/login/);
        await logIn(page, "vera", chosen);
        await page.waitForURL(/\/console\/$/);
    });

    await page.goto("/console/users");
    await page.getByLabel("Role of vera", { exact: true }).selectOption("operator");
    await page.getByRole("button", { name: "Change the role of vera" }).click();
    await page.locator("select[aria-label='Role of vera'] option[value=operator][selected]").waitFor({ state: "attached" });
    // a new role ends the sessions under the old one, so that there must be another one to end
    await accompany("without scripts: an operator", { ...OFF, nobody: true }, async guest => {
        await logIn(guest.page, "vera", chosen);
        await guest.page.waitForURL(/\/console\/$/);
        await page.goto("/console/users");
        await page.getByRole("button", { name: "End the sessions of vera" }).click();
        await page.getByRole("button", { name: "Delete vera" }).waitFor();
        await guest.page.goto("/console/");
        await guest.page.waitForURL(/\/console\/login/);
    });
    await page.getByRole("button", { name: "Link for a new password of vera" }).click();
    await page.locator("code", { hasText: "/console/start/" }).waitFor();
    await visitor.picture("the users");
    await page.getByRole("button", { name: "Delete vera" }).click();
    await page.getByRole("heading", { name: "Users", level: 1 }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Delete vera" }).count(), 0);
});

walk("without scripts: an account and its credential", OFF, async visitor => {
    const { page } = visitor;
    const { provider } = stage;
    const [address, pair] = await Promise.all([provider.mailbox("plain"), newPair(SIGNET, FOLDER)]);
    await page.goto("/console/new-account");
    await page.getByRole("link", { name: "Microsoft 365", exact: true }).click();
    await fillIn(page, address);
    await page.getByLabel("OAuth2 private key (RSA, PEM format)").fill(pair.key);
    await page.getByLabel("OAuth2 public key certificate (X.509, PEM format)").fill(pair.certificate);
    await press(page, "Show thumbprints");
    await page.getByText(pair.thumbprint, { exact: true }).waitFor();
    await press(page, "Check");
    await provider.upload(pair.certificate);
    await press(page, "Test");
    await testEnds(page);
    await page.getByRole("heading", { name: "It works" }).waitFor();
    await visitor.picture("the test has ended");
    await page.getByRole("link", { name: "Back to the settings" }).click();
    await press(page, "Save");
    await page.getByText("Saved. It is in force now.").waitFor();
    await press(page, "Test as saved");
    await testEnds(page);
    await page.goto("/console/accounts/plain");
    await press(page, "Pause");
    await press(page, "Resume");
    await press(page, "Create certificate");
    await page.getByRole("heading", { name: "What follows" }).waitFor();
    await press(page, "Forget it");
    await press(page, "Create certificate");
    await page.getByRole("heading", { name: "What follows" }).waitFor();
    const next = await page.request.get("/console/credentials/plain/certificate.cer?which=next");
    await provider.upload(await next.body());
    await page.getByRole("button", { name: "Check and replace" }).first().click();
    await page.getByText("it is in use now").waitFor();

    const own = await newPair(SIGNET, FOLDER);
    await provider.upload(own.certificate);
    await page.getByLabel("OAuth2 private key (RSA, PEM format)").fill(own.key);
    await page.getByLabel("OAuth2 public key certificate (X.509, PEM format)").fill(own.certificate);
    await page.getByRole("button", { name: "Check and replace" }).last().click();
    await page.getByText("it is in use now").waitFor();

    for (const path of ["/console/accounts/plain/delete", "/console/credentials/plain/delete"]) {
        await page.goto(path);
        await press(page, "Remove");
    }
    const left = await stage.server.api("GET", "/v1/accounts");
    assert.ok(!left.accounts.some(account => account.name === "plain"), "the account is still there");
});

walk("without scripts: the queue", OFF, async visitor => {
    const { page } = visitor;
    const account = await workingAccount("plain-queue");
    const reader = await stage.provider.mailbox("plain-reader");
    const refused = await refusedMail(account, reader, "Refused, then sent");
    await page.goto(`/console/queue/${refused}`);
    await press(page, "Retry now");
    await stage.server.message(refused, "delivered", message => message.state === "delivered");
    await page.getByLabel("Recipients, separated by commas").fill(reader);
    await press(page, "Send again");
    await page.getByText("This is the new message with the same content.").waitFor();

    const stopped = await workingAccount("plain-stopped");
    const [first, second] = await stoppedMail(stopped, reader, ["The first that waits", "The second that waits"]);
    await page.goto(`/console/queue/${first}`);
    await press(page, "Hold");
    await press(page, "Release");
    await press(page, "Cancel");
    await stage.server.message(first, "cancelled", message => message.state === "cancelled");
    await page.goto(`/console/queue?account=${stopped.name}&state=queued`);
    for (const verb of ["Hold", "Release", "Cancel"]) {
        await press(page, `${verb}…`);
        await visitor.picture(`${verb}, and how many it would be`);
        await press(page, `${verb} 1 message`);
    }
    await stage.server.message(second, "cancelled", message => message.state === "cancelled");
    await page.goto(`/console/queue?account=${stopped.name}&state=cancelled`);
    await press(page, "Retry…");
    await press(page, "Retry 2 messages");
    await stage.server.message(second, "queued", message => message.state === "queued");

    await page.goto("/console/");
    await press(page, `Try now: ${stopped.name}`);
    await page.getByText(`The account ${stopped.name} is looked at now`).waitFor();
    await press(page, `Pause: ${account.name}`);
    await press(page, `Resume: ${account.name}`);
    await page.getByText(`The account ${account.name} goes on.`).waitFor();
});

async function logIn(page, name, password) {
    await page.goto("/console/login");
    await page.getByLabel("User name").fill(name);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Log in" }).click();
}

async function press(page, name) {
    await page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name }).first().click();
}

/** Looks again, as the page says, until the test has ended. */
async function testEnds(page) {
    const again = page.getByRole("link", { name: "Look again" });
    for (let looks = 0; looks < 100 && (await again.count()) > 0; looks++) {
        await again.click();
    }
}
