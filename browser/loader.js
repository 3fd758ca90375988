// Wakes the islands of a page. Sent only to pages that have some; a page works without it.
//
// Walks the tree as Leptos' own island script does, except that the wasm's address is fixed when
// the assets are built, so no inline script and no hash file are needed. `WASM` is filled in by
// scripts/assets.mjs, and "netwise-islands" is what wasm-bindgen wrote.

import start, * as islands from "netwise-islands";

// An island may hold markup from the server (`leptos-children`) that holds islands of its own.
// Those need to know whose children they are: Leptos leaves that in the element's `$$on_hydrate`.
async function wake(element, enterChildren) {
    const tag = element.localName;
    if (tag === "leptos-island") {
        const name = element.dataset.component;
        const hydrate = islands[name];
        if (hydrate) {
            enterChildren?.();
            await hydrate(element);
        } else {
            console.error(`No island is called ${name}`);
        }
    } else if (tag === "leptos-children") {
        enterChildren = element.$$on_hydrate;
    }
    for (const child of element.children) await wake(child, enterChildren);
}

const page = document.documentElement;
try {
    await start({ module_or_path: WASM });
    islands.hydrate();
    await wake(document.body);
    page.dataset.hydrated = "yes";
} catch (error) {
    // The page goes on as plain links and forms.
    page.dataset.hydrated = "no";
    console.error("The interactive parts did not start", error);
}
