// Accounts and mail a walk finds already there, made through the API.
import { readFile } from "node:fs/promises";
import { newPair } from "./pair.mjs";
import { FOLDER, SIGNET, stage } from "./stage.mjs";

/**
 * An account `name` with a mailbox, a credential and a pair of its own, whose certificate the provider knows.
 *
 * @param imap   whether its mailbox is opened, too; the rest of the object are further keys of the account
 * @param before is called with the address before the account is there
 */
export async function workingAccount(name, { imap = false, ...more } = {}, before = async () => {}) {
    const { provider, server } = stage;
    const [address, pair, trust] = await Promise.all([
        provider.mailbox(name),
        newPair(SIGNET, FOLDER),
        readFile(provider.caFile, "utf8"),
    ]);
    await provider.upload(pair.certificate);
    await before(address);
    await server.api("PUT", `/v1/credentials/${name}`, {
        method: "certificate-microsoft-oauth2",
        "tenant-id": provider.identity.tenantId,
        "client-id": provider.identity.clientId,
        "private-key": pair.key,
        certificate: pair.certificate,
        authority: provider.authority,
        trust,
    });
    await server.api("PUT", `/v1/accounts/${name}`, {
        address,
        credential: name,
        trust,
        smtp: { host: "localhost", port: provider.smtpPort, tls: "starttls" },
        ...(imap ? { imap: { host: "localhost", port: provider.imapsPort, tls: "implicit" } } : {}),
        ...more,
    });
    return { name, address, pair };
}

/**
 * An account that sends itself a canary, at once and then every five minutes, and looks for it by IMAP.
 *
 * @param before is called with the address before the account is there
 */
export async function canaryAccount(name, before = async () => {}) {
    return workingAccount(name, { imap: true, canary: { every: "5m" } }, before);
}

/** Hands in mails that stay in the queue because the certificate has expired at the provider; returns their ids. */
export async function stoppedMail(account, to, subjects) {
    await stage.provider.expire(account.pair.thumbprint);
    const ids = [];
    for (const subject of subjects) {
        ids.push(await stage.server.submit(account.name, to, subject));
    }
    await stage.server.message(ids[0], "tried", message => (message.attempts ?? []).length > 0);
    return ids;
}

/** Hands in a mail the provider refuses once; returns its id. */
export async function refusedMail(account, to, subject) {
    await stage.provider.fault({
        protocol: "smtp",
        stage: "rcpt",
        action: "say",
        text: `550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ${to} not found by SMTP address lookup`,
        mailbox: account.address,
        times: 1,
    });
    const id = await stage.server.submit(account.name, to, subject);
    await stage.server.message(id, "failed", message => message.state === "failed");
    return id;
}
