// The digits 1 to 9 choose an option of the question, as a tap on it would. Without this the page is whole.

const options = document.querySelectorAll(".choice input");

addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const option = /^[1-9]$/.test(event.key) && options[event.key - 1];
    if (!option) return;
    event.preventDefault();
    option.focus();
    option.click();
});
