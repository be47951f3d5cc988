// Decodes and verifies /lab/tokens while one types. Nothing is sent: the keys and the words come from the server once, the token stays here.
import { verify } from "./lab-tokens-verify.js";

const form = document.getElementById("bench");
const field = document.getElementById("jwt");
const alertBox = document.querySelector("[data-verdict]");
const bench = await (await fetch("/lab/tokens/bench.json")).json();
const wanted = ["iss", "aud", "sub", "jti", "iat", "exp"];
const rows = [...document.querySelectorAll("[data-check]")];
const nameOf = key => rows.find(row => row.dataset.check === key).querySelector("th").textContent.replace(/^\d+\. /, "");

function policy() {
  const data = new FormData(form);
  const on = data.getAll("Check");
  return {
    algorithms: data.getAll("Allow"),
    type: data.get("Type"),
    issuer: data.get("Issuer"),
    audience: data.get("Audience"),
    skew: Math.min(300, Math.max(0, Number(data.get("Skew")) || 0)),
    off: rows.map(row => row.dataset.check).filter(key => !on.includes(key) && !["parts", "read", "crit"].includes(key)),
  };
}

function between(seconds) {
  const s = Math.abs(seconds);
  return s < 120 ? `${s.toFixed(0)} s` : s < 7200 ? `${(s / 60).toFixed(0)} min`
    : s < 172800 ? `${(s / 3600).toFixed(0)} h` : `${Math.round(s / 86400).toLocaleString("en")} days`;
}

const shown = value => (value === undefined ? "not there" : typeof value === "string" ? value : JSON.stringify(value));

function seen(x) {
  const { iss, aud, nbf, exp } = x.payload.json ?? {};
  const { alg, typ, kid, crit, b64 } = x.header.json ?? {};
  const faulty = ["header", "payload", "signature"].find(name => x[name].fault);
  return {
    parts: x.parts.length === 0 ? `${x.token.length.toLocaleString("en")} characters` : x.parts.length > 6 ? "more than 6" : `${x.parts.length}`,
    read: faulty ? `${faulty}: ${bench.refusals[x[faulty].fault][0]}` : "header, payload, signature",
    crit: crit !== undefined ? `crit ${JSON.stringify(crit)}` : b64 !== undefined ? `b64 ${JSON.stringify(b64)}` : "none",
    alg: shown(alg),
    typ: shown(typ),
    kid: shown(kid),
    sig: x.signature.bytes.length ? `${x.signature.bytes.length} bytes` : "empty",
    iss: shown(iss),
    aud: shown(aud),
    nbf: typeof nbf !== "number" ? shown(nbf) : nbf > x.now ? `in ${between(nbf - x.now)}` : "past",
    exp: typeof exp !== "number" ? shown(exp) : exp > x.now ? `${between(exp - x.now)} left` : `${between(exp - x.now)} ago`,
  };
}

function showPart(name, part) {
  const figure = document.querySelector(`[data-part="${name}"]`);
  figure.querySelector("[data-length]").textContent = part.raw.length;
  figure.querySelector(".raw").textContent = part.raw;
  const said = figure.querySelector("[data-said]");
  if (name === "signature") return said;
  if (part.json === null || typeof part.json !== "object") return said.replaceChildren("Cannot be read.");
  const members = Object.entries(part.json);
  const lines = members.flatMap(([key, value], i) => {
    const label = Object.assign(document.createElement("i"), { textContent: `${JSON.stringify(key)}:` });
    return ["  ", label, ` ${JSON.stringify(value)}${i < members.length - 1 ? "," : ""}\n`];
  });
  said.replaceChildren("{\n", ...lines, "}");
}

function showVerdict(x, off) {
  const [title, why] = x.refusal ? bench.refusals[x.refusal] : [];
  const number = rows.findIndex(row => row.dataset.check === x.at) + 1;
  const [head, rest] = x.refusal ? [`Refused at step ${number}: ${title}.`, ` ${why}`]
    : off.length === 0 ? ["Accepted.", " Every check was made and passed."]
    : [`Let in, unchecked: ${off.map(nameOf).join(", ")}.`, " An API that leaves these out lets in whatever they would have stopped."];
  alertBox.className = `alert ${x.refusal ? "bad" : off.length ? "warn" : ""}`;
  alertBox.dataset.verdict = x.refusal ?? "accepted";
  if (alertBox.textContent.trim() === head + rest) return; // A status line that says the same again is noise.
  const bold = Object.assign(document.createElement("b"), { textContent: head });
  const line = document.createElement("p");
  line.append(bold, rest);
  alertBox.replaceChildren(line);
}

function showSteps(x, rules) {
  const values = seen(x);
  const expected = {
    alg: rules.algorithms.join(" or ") || "none at all",
    typ: rules.type, iss: rules.issuer, aud: rules.audience,
    nbf: `past, skew ${rules.skew} s`, exp: `time left, skew ${rules.skew} s`,
  };
  let over = false;
  for (const row of rows) {
    const key = row.dataset.check;
    row.cells[2].firstElementChild.textContent = values[key];
    if (key in expected) row.cells[3].textContent = expected[key];
    const badge = (kind, words) => Object.assign(document.createElement("span"), { className: `badge ${kind}`, textContent: words });
    row.cells[4].replaceChildren(over ? "not reached" : x.at === key ? badge("out", "✕ Refused")
      : rules.off.includes(key) ? badge("in", "switched off") : "✓ passed");
    over ||= x.at === key;
  }
}

async function show() {
  const rules = policy();
  const x = await verify(field.value.trim(), rules, bench.keys, Date.now() / 1000);
  showPart("header", x.header);
  showPart("payload", x.payload);
  showPart("signature", x.signature).textContent = x.parts.length !== 3 ? "Not a signed token."
    : `${shown(x.header.json?.alg)}, key ${shown(x.header.json?.kid)}, checked in this browser`;
  document.getElementById("size").value = x.token.length;
  document.querySelector("[data-size]").textContent = x.token.length.toLocaleString("en");
  const missing = x.payload.json ? wanted.filter(name => !Object.hasOwn(x.payload.json, name)) : [];
  document.querySelector("[data-missing]").hidden = missing.length === 0;
  document.querySelector("[data-missing] b").textContent = missing.join(", ");
  document.querySelector("[data-verdict-library]").hidden = true; // The framework's opinion was about another token.
  showSteps(x, rules);
  showVerdict(x, rules.off);
}

let waiting;
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(show, 300);
}
form.addEventListener("input", event => { if (event.target.id !== "preset") soon(); });
for (const row of rows) row.querySelector("input").addEventListener("change", soon);
document.body.dataset.bench = "ready";
