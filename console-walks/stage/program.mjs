// A program the walks start themselves: what it prints is kept, what it promises is waited for, and it is ended by its own id.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

const END_PATIENCE = 15_000;

export class Program {
    #child;
    #name;
    #printed = "";
    #ended;
    #news = new Set();

    /** Starts it at once; everything it says goes to the file `log` as well. */
    constructor(name, command, args, { log, env = {}, cwd }) {
        this.#name = name;
        const file = createWriteStream(log);
        this.#child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
        for (const stream of [this.#child.stdout, this.#child.stderr]) {
            stream.setEncoding("utf8");
            stream.on("data", text => {
                this.#printed += text;
                file.write(text);
                this.#tell();
            });
        }
        this.#ended = new Promise(resolve => {
            this.#child.on("error", fault => resolve(`it could not be started: ${fault.message}`));
            this.#child.on("exit", (status, signal) => resolve(signal ?? `exit status ${status}`));
        });
        this.#ended.then(() => file.end());
    }

    /** What `find` takes from all that was printed so far, as soon as it takes something. */
    async printed(what, find, patience = 60_000) {
        const found = new Promise(resolve => {
            const look = () => {
                const value = find(this.#printed);
                if (value !== undefined && value !== null) {
                    this.#news.delete(look);
                    resolve({ value });
                }
            };
            this.#news.add(look);
            look();
        });
        let timer;
        const late = new Promise(resolve => {
            timer = setTimeout(() => resolve({ why: `not within ${patience / 1000} s` }), patience);
        });
        const end = this.#ended.then(how => ({ why: how }));
        const outcome = await Promise.race([found, end, late]);
        clearTimeout(timer);
        if (outcome.why) {
            throw new Error(`${this.#name} did not print ${what}: ${outcome.why}. Its last words:\n${this.lastWords()}`);
        }
        return outcome.value;
    }

    lastWords() {
        return this.#printed.trimEnd().split("\n").slice(-15).join("\n");
    }

    /** Ends it by SIGTERM, and the hard way when that is not heard. */
    async end() {
        if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) {
            return;
        }
        this.#child.kill("SIGTERM");
        const timer = setTimeout(() => this.#child.kill("SIGKILL"), END_PATIENCE);
        await this.#ended;
        clearTimeout(timer);
    }

    #tell() {
        for (const look of this.#news) {
            look();
        }
    }
}
