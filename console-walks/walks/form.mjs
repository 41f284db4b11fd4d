// The form of an account whose mail provider is the simulator.
import { readFile } from "node:fs/promises";
import { stage } from "../stage/stage.mjs";

/** The simulator takes the place of Microsoft 365: its hosts, and its authority. */
export async function fillIn(page, address) {
    const { provider } = stage;
    await page.getByLabel("certificate-microsoft-oauth2").check();
    await page.getByLabel("From e-mail address").fill(address);
    await page.getByLabel("Mail host (SMTP)").fill("localhost");
    await page.getByLabel("Mail port").fill(String(provider.smtpPort));
    await page.getByLabel("OAuth2 application (client) ID").fill(provider.identity.clientId);
    await page.getByLabel("OAuth2 tenant ID").fill(provider.identity.tenantId);
    await page.getByText("More settings").click();
    await page.getByLabel("Login host").fill(provider.authority);
    await page.getByLabel("Additional certification authority (PEM)").fill(await readFile(provider.caFile, "utf8"));
}
