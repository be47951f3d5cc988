// Fills in the browser's column of /lab/tokens/verifiers: the same tokens, checked here.
import { verifyToken } from "./lab-tokens-portable.js";

const { keys } = await (await fetch("/lab/tokens/bench.json")).json();
for (const row of document.querySelectorAll("[data-token]")) {
  const cell = row.querySelector("[data-browser]");
  try {
    await verifyToken(row.dataset.token, keys);
    cell.textContent = "✓ accepted";
  } catch (error) {
    const badge = Object.assign(document.createElement("span"), { className: "badge out", textContent: "✕ Refused" });
    const why = Object.assign(document.createElement("span"), { className: "sub", textContent: error.message });
    cell.replaceChildren(badge, why);
  }
}
