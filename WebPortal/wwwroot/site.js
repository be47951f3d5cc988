// Progressive: every page is complete without it.
const stream = document.querySelector('meta[name="live"]')?.content;

// The one place where text becomes markup, and only ever a page of this site as Razor rendered it. The content security policy allows no other.
const markup = html => html;
const ownPages = globalThis.trustedTypes?.createPolicy("own-pages", { createHTML: markup }) ?? { createHTML: markup };

function showTimes(root) {
  const zone = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
  for (const time of root.querySelectorAll('time[data-show="minutes"]')) {
    const at = new Date(time.dateTime);
    time.title = time.textContent;
    const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 864e5);
    const day = { "0": "Today", "-1": "Yesterday", "1": "Tomorrow" }[days]
      ?? at.toLocaleDateString(undefined, { day: "numeric", month: "short" });
    time.textContent = `${day}, ${zone.format(at)}`;
  }
}

// Replaces what changed in each [data-region], row by row, and leaves the rest alone, so that focus does not move.
async function refresh() {
  const response = await fetch(location.href, { headers: { "X-Live": "1" } });
  if (!response.ok || response.redirected) return;
  const next = new DOMParser().parseFromString(ownPages.createHTML(await response.text()), "text/html");
  showTimes(next);
  for (const region of document.querySelectorAll("[data-region]")) {
    const replacement = next.querySelector(`[data-region="${region.dataset.region}"]`);
    if (!replacement) continue;
    const rows = new Map([...region.children].filter(row => row.id).map(row => [row.id, row]));
    if (rows.size === 0 && ![...replacement.children].some(row => row.id)) {
      if (region.innerHTML !== replacement.innerHTML) region.replaceChildren(...replacement.childNodes);
      continue;
    }
    let at = null;
    for (const row of [...replacement.children]) {
      const old = rows.get(row.id);
      rows.delete(row.id);
      let now = old;
      if (!old) {
        row.classList.add("new");
        now = row;
      } else if (old.outerHTML !== row.outerHTML && !old.contains(document.activeElement)) {
        row.classList.add("new");
        old.replaceWith(row);
        now = row;
      }
      const place = at ? at.nextElementSibling : region.firstElementChild;
      if (now !== place) region.insertBefore(now, place);
      at = now;
    }
    for (const gone of rows.values()) gone.remove();
  }
}

// The one status line of a page that has one.
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
function liveLine(words, on = true) {
  const line = document.querySelector("[data-live-line]");
  if (!line) return;
  line.className = on ? "live" : "ended";
  line.textContent = words;
}

function signedOut(words) {
  liveLine("Not live.", false);
  const alert = document.createElement("div");
  alert.className = "alert bad";
  alert.role = "alert";
  const text = document.createElement("p");
  text.textContent = words + " ";
  const link = document.createElement("a");
  link.href = "/sign-in?returnUrl=" + encodeURIComponent(location.pathname + location.search);
  link.textContent = "Sign in again";
  text.append(link);
  alert.append(text);
  document.getElementById("main").prepend(alert);
  document.body.dataset.signedOut = "";
}

if (stream) {
  let source, hiding, refreshing;
  const open = () => {
    source = new EventSource(stream);
    source.addEventListener("ready", () => { document.body.dataset.live = ""; liveLine("Live."); });
    source.addEventListener("changed", () => {
      clearTimeout(refreshing);
      refreshing = setTimeout(() => { refresh(); liveLine("Live. Last change at " + clock.format(new Date())); }, 50);
    });
    source.addEventListener("ended", event => { source.close(); source = null; signedOut(event.data); });
  };
  open();
  // HTTP/1.1 allows six connections per host: a tab nobody looks at gives its own back after half a minute.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => { source?.close(); source = null; }, 30_000);
    else if (!source && !("signedOut" in document.body.dataset)) { open(); refresh(); }
  });
}
showTimes(document);
// The back-forward cache would show a private page after signing out.
addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
