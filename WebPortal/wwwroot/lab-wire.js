// Says whether a script of this page can read the cookie that was just set.
for (const place of document.querySelectorAll("[data-cookie]")) {
  const seen = document.cookie.split("; ").some(c => c.startsWith(place.dataset.cookie + "="));
  place.textContent = seen ? "A script of this page can read it." : "No script of this page can read it.";
}
