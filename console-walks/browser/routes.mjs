// The pages there are, told apart by their route and not by whose page it is: one entry stands for all entries.

/** What stands for something that exists, and words that stand for themselves in its place. */
const PLACES = [
    [/\/[a-z2-7]{26}(?=\/|$)/, "/{id}"],
    [/^(\/console\/(?:accounts|credentials|overview|users))\/(?!(?:new|link|certificate)(?:\/|$))[^/]+/, "$1/{name}"],
    [/^(\/console\/(?:tests|start|profile\/sessions))\/[^/]+/, "$1/{which}"],
];
/** Parameters that make another page of the same path. */
const FORMS = ["form", "verb"];
/** Names of buttons of which one form has several. */
const VERBS = ["do", "verb"];

/** The route of an address of the console, such as `/console/queue/{id}/retry`. */
export function route(address) {
    const url = new URL(address, "http://console");
    const path = PLACES.reduce((text, [place, word]) => text.replace(place, word), url.pathname);
    const forms = FORMS.filter(name => url.searchParams.has(name)).map(name => `${name}=${url.searchParams.get(name)}`);
    return forms.length === 0 ? path : `${path}?${forms.join("&")}`;
}

/** An action: where a form is posted to, and what its button says it is for. */
export function action(address, fields) {
    const verbs = VERBS.filter(name => fields.has(name)).map(name => ` ${name}=${fields.get(name)}`);
    return route(address).replace(/\?.*/, "") + verbs.join("");
}

/** What the page as it stands leads to: pages by links and search forms, actions by forms that post. */
export function exits(page) {
    return page.evaluate(() => {
        const here = location.origin;
        const inside = address => address.startsWith(`${here}/console`);
        const links = [...document.querySelectorAll("a[href]")]
            .filter(link => !link.hasAttribute("download") && inside(link.href))
            .map(link => link.href.slice(here.length).replace(/#.*/, ""));
        const posts = [...document.forms]
            .filter(form => form.method === "post" && inside(form.action))
            .flatMap(form =>
                [...form.querySelectorAll("button:not([type=button]), input[type=submit]")]
                    .filter(button => !button.disabled)
                    .map(button => ({
                        address: (button.getAttribute("formaction") ? button.formAction : form.action).slice(here.length),
                        fields: [...new FormData(form, button)].filter(([, value]) => typeof value === "string"),
                    })),
            );
        const scriptOnly = [...document.querySelectorAll("[hx-post], [hx-put], [hx-patch], [hx-delete]")]
            .filter(element => !(element.matches("form") || element.form))
            .map(element => element.outerHTML.slice(0, 200));
        return { links, posts, scriptOnly };
    });
}
