// Comfort for questions; without it their pages are whole. The digits 1 to 9 choose an option, as a tap on it would. And
// an answer that could not be sent, for want of a connection, stays in the browser until it is, over reloads too.

const options = [...document.querySelectorAll(".choice input")];

addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const option = /^[1-9]$/.test(event.key) && options[event.key - 1];
    if (!option) return;
    event.preventDefault();
    option.focus();
    option.click();
});

const OFFLINE = "No connection: your answer is kept here and will be sent.";
const UNSENT = "No connection: your answer stays on this page. Press the button again when you are connected.";
const PROBE = "/healthz";
const PATIENCE = 4000;
const PREFIX = "netwise.answer.";
const RETRY = 3000;
const form = document.querySelector("form[data-attempt]");
// Only what an island saves at once has a place for what became of it.
const status = form?.querySelector("leptos-island [role=status]");

/** A browser may refuse to keep anything; then all is as it would be without this. */
const storage = (act) => {
    try { return act(localStorage); } catch { return null; }
};

/** Whether the site answers. */
const reachable = () => fetch(PROBE, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).then((reply) => reply.ok, () => false);

/** Whether something chosen is still to be sent; says nothing of what is sent with the form alone. */
let unsent = () => false;
const notice = form?.querySelector("[data-offline]");
let checked = false;

// Without a connection the browser would leave for a page of its own, and what was typed with it.
form?.addEventListener("submit", async (event) => {
    if (checked || (navigator.onLine && !unsent())) return;
    event.preventDefault();
    if (navigator.onLine && await reachable()) {
        checked = true;
        form.requestSubmit(event.submitter);
    } else {
        notice.textContent = status ? OFFLINE : UNSENT;
    }
});
addEventListener("online", () => { if (notice) notice.textContent = ""; });
addEventListener("pageshow", () => { checked = false; });

if (status) {
    const attempt = PREFIX + form.dataset.attempt;
    const key = `${attempt}.${form.dataset.item}`;
    const values = (which) => options.filter(which).map((option) => option.value).join();
    const chosen = () => values((option) => option.checked);
    const kept = () => storage((store) => store.getItem(key));
    unsent = () => kept() !== null;
    const forget = () => storage((store) => store.removeItem(key));

    /** Lets the island notice what is chosen, once for all of it. */
    const send = () => {
        for (const option of options) {
            if (option.type === "checkbox" || option.checked) option.dispatchEvent(new Event("change", { bubbles: true }));
        }
    };

    // Attempts before this one are over.
    storage((store) => Object.keys(store).filter((name) => name.startsWith(PREFIX) && !name.startsWith(attempt)).forEach((name) => store.removeItem(name)));

    // What the server knows is in the page as it came; what is checked may have been put back by the browser alone.
    const before = kept();
    if (before === values((option) => option.defaultChecked)) forget();
    else if (before !== null) {
        for (const option of options) option.checked = before.split(",").includes(option.value);
    }

    form.addEventListener("change", (event) => {
        if (options.includes(event.target)) storage((store) => store.setItem(key, chosen()));
    }, true);
    new MutationObserver(() => {
        if (status.textContent.startsWith("Saved")) forget();
    }).observe(status, { childList: true, characterData: true, subtree: true });
    const retry = () => {
        if (kept() !== null && status.textContent !== "Saving" && navigator.onLine) send();
    };
    addEventListener("online", retry);
    setInterval(retry, RETRY);
}
