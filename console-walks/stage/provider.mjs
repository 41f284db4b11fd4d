// The simulated provider, driven as its administrator would: mailboxes, certificates of the app registration, faults.
import { Program } from "./program.mjs";

export class Provider {
    #program;
    #facts;

    static async start(signet, folder) {
        const provider = new Provider();
        provider.#program = new Program("signet simulate", signet, ["simulate", "--dir", `${folder}/provider`], {
            log: `${folder}/simulate.log`,
            cwd: folder,
        });
        try {
            provider.#facts = await provider.#program.printed("its endpoints as JSON", text => {
                const end = text.indexOf("\n}");
                const begin = text.indexOf("{");
                return begin < 0 || end < 0 ? undefined : JSON.parse(text.slice(begin, end + 2));
            });
        } catch (fault) {
            await provider.end();
            throw fault;
        }
        return provider;
    }

    get authority() {
        return this.#facts.authority;
    }

    get tokenUrl() {
        return this.#facts.tokenUrl;
    }

    get smtpPort() {
        return this.#facts.smtpPort;
    }

    get imapsPort() {
        return this.#facts.imapsPort;
    }

    get caFile() {
        return this.#facts.caFile;
    }

    get identity() {
        return this.#facts.identities[0];
    }

    /** A mailbox of its own for each walk, so that no walk meets another's mail. */
    async mailbox(name) {
        const address = `${name}@${this.identity.domain}`;
        await this.#ask("POST", "/mailboxes", { address });
        return address;
    }

    /** Uploads a certificate to the app registration, PEM or DER. */
    async upload(certificate) {
        await this.#ask("POST", `/apps/${this.identity.clientId}/certificates`, certificate);
    }

    /** Lets an uploaded certificate expire; `thumbprint` is SHA-1 in hexadecimal digits. */
    async expire(thumbprint) {
        await this.#ask("POST", `/apps/${this.identity.clientId}/certificates/${thumbprint}/expire`);
    }

    /** The next command of that stage by that mailbox is answered so. */
    async fault(fault) {
        await this.#ask("POST", "/faults", fault);
    }

    /** The messages that lie in the mailbox's INBOX. */
    async messages(address) {
        return this.#ask("GET", `/mailboxes/${address}/messages`);
    }

    async #ask(method, path, body) {
        const octets = body instanceof Uint8Array || typeof body === "string";
        const answer = await fetch(this.#facts.controlUrl + path, {
            method,
            body: body === undefined || octets ? body : JSON.stringify(body),
        });
        const text = await answer.text();
        if (!answer.ok) {
            throw new Error(`the simulator answered ${method} ${path} with ${answer.status}: ${text}`);
        }
        return text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text;
    }

    async end() {
        await this.#program.end();
    }
}
