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

// A row that ends while it is looked at stays where it is and says so: the server is told which ones are in sight.
function withRowsInSight() {
  const address = new URL(location.href);
  for (const row of document.querySelectorAll('[data-keep] > [id^="s-"]')) address.searchParams.append("kept", row.id.slice(2));
  return address;
}

let again = 0, over = false, asked = 0, shown = 0;
// Replaces what changed in each [data-region], row by row, and leaves the rest alone, so that focus does not move.
async function refresh() {
  const turn = ++asked;
  const response = await fetch(withRowsInSight(), { headers: { "X-Live": "1" } }).catch(() => null);
  if (!response || response.status === 503) {
    // What was true a second ago is not known any more: a dash, never a number.
    for (const figure of document.querySelectorAll("[data-figure]")) figure.textContent = "–";
    status("ended", "Cannot be read just now. Nothing was signed out by that.");
    return;
  }
  if (response.redirected && new URL(response.url).pathname === "/sign-in") signedOut("You are not signed in any more.");
  if (!response.ok || response.redirected) return;
  const html = await response.text();
  // An older answer that comes late would take the page back.
  if (turn < shown) return;
  shown = turn;
  const next = new DOMParser().parseFromString(ownPages.createHTML(html), "text/html");
  // What it was about, such as a race, is finished.
  over = !next.querySelector('meta[name="live"]');
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
  // Redis ended it, the ledger is still being told who did: that is on the page in a moment.
  again = document.querySelector("[data-behind]") ? again + 1 : 0;
  if (again > 0 && again < 5) setTimeout(refresh, 500);
  const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  status("live", "Live. Last change at " + clock.format(new Date()));
}

function signedOut(words) {
  if ("signedOut" in document.body.dataset) return;
  document.querySelector("dialog[open]")?.close();
  status("ended", "Not live.", true);
  // Somebody else may be looking by now: what was private is not shown on, and nothing that is pressed would be carried out.
  // The heading stays, so that a screen reader knows where it is.
  for (const part of document.querySelectorAll("#main > :not(h1, :has(h1)), #main > :has(h1) > :not(h1)")) part.inert = true;
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
    source.addEventListener("error", () => {
      status("ended", "Not live. Trying again.");
      // The browser tries again by itself after a cut, but not after an answer such as 503.
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(resume, 2000 + 2000 * Math.random()); // Not all tabs in the same moment.
    });
  };
  const stopped = () => source || over || document.hidden || "signedOut" in document.body.dataset;
  const resume = async () => {
    if (stopped()) return;
    await refresh();
    if (!stopped()) open();
  };
  open();
  // HTTP/1.1 allows six connections per host: a tab nobody looks at gives its own back after half a minute.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => { source?.close(); source = null; }, 30_000);
    else resume();
  });
}
showTimes(document);
// The back-forward cache would show a private page after signing out.
addEventListener("pageshow", event => { if (event.persisted) location.reload(); });

// A question that the server put: Esc and Cancel take it away without a reload, and focus goes back to the button that asked.
const question = document.querySelector("dialog[open]");
if (question) {
  const cancel = question.querySelector("[data-cancel]");
  const asked = () => [...question.querySelectorAll("input[type=hidden]")]
    .map(input => document.querySelector(`main :is(button, [type=checkbox]):enabled[name="${CSS.escape(input.name)}"][value="${CSS.escape(input.value)}"]`))
    .find(control => control);
  question.close();
  for (const part of document.querySelectorAll("body > [inert]")) part.inert = false;
  question.showModal();
  const shut = event => {
    event.preventDefault();
    question.close();
    question.remove();
    history.replaceState(null, "", cancel.href);
    document.title = document.querySelector("h1").textContent + " · WebPortal";
    (asked() ?? document.querySelector("main :is(a, button:enabled)"))?.focus();
  };
  question.addEventListener("cancel", shut);
  cancel.addEventListener("click", shut);
}

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
