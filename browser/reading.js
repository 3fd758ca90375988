// Remembers how far a lesson was read, and offers to go back there. A page that is read on a phone should not
// have to load the islands for this; without any script the lesson is whole all the same.

const MARGIN = 50; // Places nearer to the ends than this, in thousandths, are not worth going back to.
const PAUSE = 2000; // Milliseconds a reader must have paused before the place is reported.

const offer = document.querySelector("[data-lesson]");
const { course, lesson } = offer.dataset;
const before = Number(offer.dataset.position);
const page = document.documentElement;

/** Thousandths of the page above the lower edge of the window. */
const position = () => Math.round(((scrollY + innerHeight) / page.scrollHeight) * 1000);

let furthest = before;
function report() {
    // Only forwards: leafing back to look something up does not lose the place.
    if (position() <= furthest) return;
    furthest = position();
    // A lost report is no loss: the next pause sends a newer one.
    fetch("/api/record_position", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ course, lesson, position: furthest }),
    }).catch(() => {});
}

let waiting;
addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(report, PAUSE);
}, { passive: true });

if (before >= MARGIN && before <= 1000 - MARGIN) {
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", () => {
        offer.hidden = true;
        scrollTo(0, (before / 1000) * page.scrollHeight - innerHeight * 0.6);
    });
}
