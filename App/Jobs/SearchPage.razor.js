// Keeps what is typed in this tab's storage, without asking the server: it is still there after a reload or a restart of the server.
let key;

function store(text) {
  if (text) sessionStorage.setItem(key, text);
  else sessionStorage.removeItem(key);
}

/** Returns what was kept for this user, and keeps what is typed from now on. Ctrl+Enter presses the button. */
export function start(box, user) {
  key = `ca-usernames-${user}`;
  box.addEventListener("input", () => store(box.value));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const button = box.form.querySelector("button[type=submit]");
    if (!button.disabled) box.form.requestSubmit(button);
  });
  return sessionStorage.getItem(key);
}

/** Keeps the text that the server put into the box. */
export function keep(text) {
  store(text);
}

/** On devices with a keyboard one can type at once; on others the screen keyboard would cover the page. */
export function focusAtStart(box) {
  if (matchMedia("(pointer: fine)").matches && !getSelection().toString()) box.focus({ preventScroll: true });
}

export function focus(box) {
  box.focus({ preventScroll: true });
}
