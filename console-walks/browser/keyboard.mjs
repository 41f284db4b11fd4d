// Somebody without a pointing device.

const MOST_STEPS = 80;

/** Presses Tab until `target` has the focus, which must then be visible. */
export async function tabTo(page, target) {
    await target.waitFor();
    for (let steps = 0; steps < MOST_STEPS; steps++) {
        await page.keyboard.press("Tab");
        const focus = await target.evaluate(element => {
            if (element !== document.activeElement) {
                return "elsewhere";
            }
            const style = getComputedStyle(element);
            const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
            return outlined || style.boxShadow !== "none" ? "visible" : "invisible";
        });
        if (focus === "visible") {
            return;
        }
        if (focus === "invisible") {
            throw new Error(`${target} has the focus, and nothing shows it`);
        }
    }
    throw new Error(`${target} is not reached by pressing Tab ${MOST_STEPS} times`);
}

/** Goes to a field by Tab and writes into it, over what was there. */
export async function write(page, field, text) {
    await tabTo(page, field);
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.insertText(text);
}

/** Goes to a link or button by Tab and presses it. */
export async function press(page, target) {
    await tabTo(page, target);
    await page.keyboard.press("Enter");
}
