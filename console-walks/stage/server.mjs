// A real `signet serve` with an empty data folder, and its API beside the console.
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { Program } from "./program.mjs";

export class Server {
    #program;
    #token;
    url;
    /** The one-time link the first start prints. */
    startLink;

    static async start(signet, folder) {
        const server = new Server();
        const port = await freePort();
        server.url = `http://127.0.0.1:${port}`;
        await writeFile(`${folder}/signet.yaml`, `server: {port: ${port}, data: data}\n`);
        server.#program = new Program("signet serve", signet, ["serve", "-f", `${folder}/signet.yaml`], {
            log: `${folder}/serve.log`,
            cwd: folder,
        });
        try {
            server.startLink = await server.#program.printed(
                "the console's one-time link",
                text => /(http:\S+\/console\/start\/\S+)/.exec(text)?.[1],
            );
            server.#token = (await readFile(`${folder}/data/operator.token`, "utf8")).trim();
        } catch (fault) {
            await server.end();
            throw fault;
        }
        return server;
    }

    /** Asks the API as the operator; an answer that is no success ends the walk. */
    async api(method, path, body) {
        const answer = await fetch(this.url + path, {
            method,
            headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        const text = await answer.text();
        if (!answer.ok) {
            throw new Error(`the API answered ${method} ${path} with ${answer.status}: ${text}`);
        }
        return text === "" ? undefined : JSON.parse(text);
    }

    /** Hands in a message; returns its id. */
    async submit(account, to, subject) {
        return (await this.api("POST", "/v1/messages", { account, to: [to], subject, text: `${subject}\n` })).id;
    }

    /** The operator's token: where it turns up, something leaks. */
    get token() {
        return this.#token;
    }

    /** The first event that is as asked, those before now included. */
    async event(condition, patience = 60_000) {
        const events = await fetch(`${this.url}/v1/events`, {
            headers: { authorization: `Bearer ${this.#token}`, "last-event-id": "0" },
            signal: AbortSignal.timeout(patience),
        });
        const reader = events.body.pipeThrough(new TextDecoderStream()).getReader();
        let text = "";
        try {
            for (;;) {
                const { value, done } = await reader.read();
                if (done) {
                    throw new Error("the server ended the stream of events");
                }
                text += value;
                const lines = text.split("\n");
                text = lines.pop();
                for (const line of lines.filter(one => one.startsWith("data:"))) {
                    const event = JSON.parse(line.slice("data:".length));
                    if (condition(event)) {
                        return event;
                    }
                }
            }
        } finally {
            await reader.cancel().catch(() => {}); // already aborted: nothing is left to cancel
        }
    }

    /** The message, once it is as asked. The stream of events says when it is worth looking again. */
    async message(id, what, condition, patience = 30_000) {
        const stop = AbortSignal.timeout(patience);
        const events = await fetch(`${this.url}/v1/events`, {
            headers: { authorization: `Bearer ${this.#token}` },
            signal: stop,
        });
        const news = events.body.getReader();
        let message = await this.api("GET", `/v1/messages/${id}`);
        try {
            while (!condition(message)) {
                await news.read();
                message = await this.api("GET", `/v1/messages/${id}`);
            }
        } catch (fault) {
            if (stop.aborted) {
                throw new Error(
                    `message ${id} was not ${what} within ${patience / 1000} s but ${message.state}: ` +
                        JSON.stringify(message.waiting ?? message.attempts?.at(-1) ?? {}),
                );
            }
            throw fault;
        } finally {
            await news.cancel().catch(() => {}); // already aborted: nothing is left to cancel
        }
        return message;
    }

    async end() {
        await this.#program.end();
    }
}

/** Free a moment ago, and not of the range of which the system takes ports for outgoing connections. */
async function freePort() {
    for (let tries = 0; tries < 1_000; tries++) {
        const port = 20_000 + Math.floor(Math.random() * 10_000);
        const free = await new Promise(resolve => {
            const probe = createServer();
            probe.once("error", () => resolve(false));
            probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
        });
        if (free) {
            return port;
        }
    }
    throw new Error("no port between 20000 and 30000 is free");
}
