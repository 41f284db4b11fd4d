// Without a pointing device: log in, set up an account, test it, find refused mail and send it again.
import { readFile } from "node:fs/promises";
import { press, tabTo, write } from "../browser/keyboard.mjs";
import { refusedMail, workingAccount } from "../stage/estate.mjs";
import { newPair } from "../stage/pair.mjs";
import { ADMINISTRATOR, FOLDER, SIGNET, stage } from "../stage/stage.mjs";
import { walk } from "./walk.mjs";

walk("by the keyboard: log in, and skip to the content", { device: "desktop", nobody: true }, async visitor => {
    const { page } = visitor;
    await page.goto("/console/queue");
    // the field for the name has the focus already
    await page.keyboard.insertText(ADMINISTRATOR.name);
    await write(page, page.getByLabel("Password"), ADMINISTRATOR.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Email queue", level: 1 }).waitFor();
    await tabTo(page, page.getByRole("link", { name: "To the content" }));
    await visitor.picture("the way past the navigation");
    await page.keyboard.press("Enter");
    await page.locator("#main:focus").waitFor();
    await press(page, page.getByRole("button", { name: "Log out" }));
    await page.waitForURL(/\/console\/login/);
});

walk("by the keyboard: set up an account and test it", { device: "desktop" }, async visitor => {
    const { page } = visitor;
    const { provider } = stage;
    const [address, pair, trust] = await Promise.all([
        provider.mailbox("keys"),
        newPair(SIGNET, FOLDER),
        readFile(provider.caFile, "utf8"),
    ]);
    await provider.upload(pair.certificate);
    await page.goto("/console/");
    await press(page, page.getByRole("link", { name: "Accounts", exact: true }));
    await press(page, page.getByRole("link", { name: "New account" }));
    await press(page, page.getByRole("link", { name: "Microsoft 365", exact: true }));
    await write(page, page.getByLabel("From e-mail address"), address);
    await write(page, page.getByLabel("Mail host (SMTP)"), "localhost");
    await write(page, page.getByLabel("Mail port"), String(provider.smtpPort));
    await choose(page, page.getByLabel("certificate-microsoft-oauth2"));
    await write(page, page.getByLabel("OAuth2 tenant ID"), provider.identity.tenantId);
    await write(page, page.getByLabel("OAuth2 application (client) ID"), provider.identity.clientId);
    await write(page, page.getByLabel("OAuth2 private key (RSA, PEM format)"), pair.key);
    await write(page, page.getByLabel("OAuth2 public key certificate (X.509, PEM format)"), pair.certificate);
    await press(page, page.getByText("More settings"));
    await write(page, page.getByLabel("Login host"), provider.authority);
    await write(page, page.getByLabel("Additional certification authority (PEM)"), trust);
    await press(page, page.getByRole("button", { name: "Test", exact: true }));
    await page.getByRole("heading", { name: "It works" }).waitFor();
    await press(page, page.getByRole("button", { name: "Save", exact: true }));
    await page.getByText("Saved. It is in force now.").waitFor();
    await visitor.picture("saved");
});

walk("by the keyboard: send refused mail again", { device: "desktop" }, async visitor => {
    const { page } = visitor;
    const account = await workingAccount("refused-keys");
    const reader = await stage.provider.mailbox("keys-reader");
    const id = await refusedMail(account, reader, "A reminder");
    await page.goto("/console/");
    await press(page, page.getByRole("link", { name: "Email queue" }).first());
    await press(page, page.getByRole("link", { name: "A reminder" }));
    await press(page, page.getByRole("button", { name: "Retry now" }));
    await stage.server.message(id, "delivered", message => message.state === "delivered");
    await page.getByText("delivered").first().waitFor();
    await visitor.picture("sent");
});

/** Goes to a group of radio buttons, which is one stop for Tab, and to the button by the arrows. */
async function choose(page, radio) {
    const group = await radio.getAttribute("name");
    await tabTo(page, page.locator(`input[name="${group}"]:checked`));
    for (let steps = 0; steps < 10 && !(await radio.isChecked()); steps++) {
        await page.keyboard.press("ArrowDown");
    }
    if (!(await radio.isChecked())) {
        throw new Error(`the arrow keys do not lead to ${radio}`);
    }
}
