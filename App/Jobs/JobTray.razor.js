const openKey = "ca-tray";
const counted = /^\(\d+\) /;
let running = 0;
let observer;

export function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const hasRoom = () => matchMedia("(min-width: 1024px)").matches;

/** How the docked tray was left, at first open. Where there is no room beside the page it would lie over it, so there each page begins with a closed one. */
export function isOpen() {
  return hasRoom() && localStorage.getItem(openKey) !== "closed";
}

export function keepOpen(open) {
  if (hasRoom()) localStorage.setItem(openKey, open ? "open" : "closed");
}

/** Brings a card into view, and the keyboard to it. */
export function goTo(id) {
  document.getElementById(id)?.focus();
}

/** Writes "(2) " before whatever title the page has, now and later. */
export function countInTitle(count) {
  running = count;
  if (!observer) {
    observer = new MutationObserver(show);
    observer.observe(document.head, { subtree: true, childList: true, characterData: true });
  }
  show();
}

// The text node is changed in place: it is Blazor's, which would go on writing into it if it were replaced. A comment of Blazor's own may
// stand before it.
function show() {
  const nodes = document.querySelector("title")?.childNodes ?? [];
  const text = [...nodes].find((node) => node.nodeType === Node.TEXT_NODE);
  if (!text) return;
  const bare = text.data.replace(counted, "");
  const wanted = running > 0 ? `(${running}) ${bare}` : bare;
  if (text.data !== wanted) text.data = wanted;
}
