// Watches a page for what no walk may cause: errors of scripts, refusals by the content security policy, requests to elsewhere.
export class Guard {
    #complaints = [];

    constructor(page, base) {
        page.on("pageerror", fault => this.#complaints.push(`a script failed: ${fault.message}`));
        page.on("console", message => {
            if (message.type() === "error" && !/Failed to load resource: the server responded with a status of 4/.test(message.text())) {
                this.#complaints.push(`the browser's console said: ${message.text()}`);
            }
        });
        page.on("request", request => {
            if (!request.url().startsWith(`${base}/`) && !request.url().startsWith("data:")) {
                this.#complaints.push(`the page asked elsewhere: ${request.url()}`);
            }
        });
        page.on("response", response => {
            if (response.status() >= 500) {
                this.#complaints.push(`${response.request().method()} ${response.url()} was answered ${response.status()}`);
            }
        });
    }

    /** Ends the walk when anything was noticed. */
    check() {
        if (this.#complaints.length > 0) {
            throw new Error([...new Set(this.#complaints)].join("\n"));
        }
    }
}
