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

// The page's one status line; spoken at most once in two seconds.
let spoken = 0, speaking;
function status(kind, words, atOnce = false) {
  const line = document.querySelector("[data-status]");
  if (!line) return;
  clearTimeout(speaking);
  if (atOnce) spoken = 0;
  speaking = setTimeout(() => {
    spoken = Date.now();
    line.className = kind;
    if (line.textContent !== words) line.textContent = words;
  }, Math.max(0, spoken + 2000 - Date.now()));
}

// Replaces what changed in each [data-region], row by row, and leaves the rest alone, so that focus does not move.
async function refresh() {
  const response = await fetch(location.href, { headers: { "X-Live": "1" } }).catch(() => null);
  if (!response || response.status === 503) {
    // What was true a second ago is not known any more: a dash, never a number.
    for (const figure of document.querySelectorAll("[data-figure]")) figure.textContent = "–";
    status("ended", "Cannot be read just now. Nothing was signed out by that.");
    return;
  }
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
  countTicked();
  const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  status("live", "Live. Last change at " + clock.format(new Date()));
}

function signedOut(words) {
  status("ended", "Not live.", true);
  // Somebody else may be looking by now: what was private is not shown on, and nothing that is pressed would be carried out.
  for (const part of document.getElementById("main").children) part.inert = true;
  for (const region of document.querySelectorAll("[data-region]")) region.hidden = true;
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
    source.addEventListener("ready", () => { document.body.dataset.live = ""; status("live", "Live."); });
    source.addEventListener("changed", () => {
      clearTimeout(refreshing);
      refreshing = setTimeout(refresh, 50);
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

// "This page" ticks the boxes here; without script the box itself is sent and the server ticks.
function countTicked() {
  for (const button of document.querySelectorAll("[data-ticked]")) {
    const count = document.querySelectorAll(".pick input:checked").length;
    button.textContent = button.dataset.ticked + (count ? ` (${count})` : "");
    button.disabled = count === 0;
  }
}
document.addEventListener("change", event => {
  if (event.target.matches("[data-tick-all]"))
    for (const box of document.querySelectorAll(".pick input")) box.checked = event.target.checked;
  countTicked();
});
document.querySelector("[data-tick-all]")?.removeAttribute("name");
countTicked();
// Work that goes on behind the page: look again until it is done.
setInterval(() => { if (document.querySelector("[data-pending]")) refresh(); }, 1000);
