// What the frame does in the browser: everything here also works on pages that have no circuit.
(() => {
  "use strict";

  const year = 31536000;

  function toggleTheme() {
    const root = document.documentElement;
    const systemIsDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const isDark = (root.dataset.theme ?? (systemIsDark ? "dark" : "light")) === "dark";
    root.dataset.theme = isDark ? "light" : "dark";
    document.cookie = `ca-theme=${root.dataset.theme}; path=/; max-age=${year}; samesite=lax`;
  }

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details[data-ca-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  }

  // The server does not know the viewer's zone, the browser does: exact times are put into it when somebody looks.
  function showLocalTime(target) {
    const time = target.closest?.("time[data-ca-when]");
    if (time) time.title = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: "long", timeStyle: "medium" });
  }

  // A refused reconnection means the server restarted and this page's circuit is gone: loading it again brings all of it back.
  async function reconnect() {
    try {
      if (!(await Blazor.reconnect())) location.reload();
    } catch {
      // Not up yet; the caller tries again.
    }
  }

  let retrying;
  function onConnectionState(event) {
    const state = event.detail.state;
    clearInterval(retrying);
    if (state === "rejected") location.reload();
    if (state === "failed") retrying = setInterval(reconnect, 5000);
  }

  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details[data-ca-menu]"));
    if (event.target.closest("[data-ca-theme-toggle]")) toggleTheme();
    if (event.target.closest("[data-ca-reconnect]")) reconnect();
    if (event.target.closest("[data-ca-reload]")) {
      event.preventDefault();
      location.reload();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details[data-ca-menu][open]");
    closeMenus();
    open?.querySelector("summary").focus();
  });
  document.addEventListener("pointerover", (event) => showLocalTime(event.target));
  document.addEventListener("focusin", (event) => showLocalTime(event.target));
  document
    .getElementById("components-reconnect-modal")
    ?.addEventListener("components-reconnect-state-changed", onConnectionState);
})();
