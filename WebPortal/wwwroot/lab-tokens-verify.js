// The bench's verifier in the browser: the same checks in the same order with the same refusals as Features/Lab/Tokens/Checks.
// A test runs both over one table of forged tokens and demands the same answer on every row.
const longest = 16384;
const known = ["ES256", "RS256", "HS256"];
const lastDate = 253402300799;

const isObject = value => typeof value === "object" && value !== null && !Array.isArray(value);
const own = (object, name) => (isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined);
const text = value => (typeof value === "string" ? value : undefined);
const isNone = alg => alg.toLowerCase() === "none";

function decode(raw) {
  if (/[^A-Za-z0-9_-]/.test(raw) || raw.length % 4 === 1) return { fault: "not-base64url" };
  const binary = atob(raw.replace(/-/g, "+").replace(/_/g, "/"));
  const again = btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return again === raw ? { bytes: Uint8Array.from(binary, c => c.charCodeAt(0)) } : { fault: "not-canonical" };
}

// JSON.parse keeps the last of two equal names in silence: walk the text (already known to be JSON) and compare the names of each object.
function judgeJson(source) {
  const open = [];
  let fault = null;
  for (const [token, colon] of source.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/gs)) {
    if (token === "{" || token === "[") {
      open.push(new Set());
      if (open.length > 64) return "not-json"; // as deep as the server reads
    } else if (token === "}" || token === "]") open.pop();
    else {
      const value = JSON.parse(colon ? token.slice(0, -colon.length) : token);
      if (!value.isWellFormed()) return "not-json";
      if (!colon) continue;
      if (open.at(-1).has(value)) fault = "duplicate-member";
      open.at(-1).add(value);
    }
  }
  return fault;
}

export function readJson(raw) {
  const part = { raw, ...decode(raw) };
  if (part.fault) return part;
  let source;
  try {
    source = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(part.bytes);
  } catch {
    return { ...part, fault: "not-utf8" };
  }
  try {
    part.json = JSON.parse(source);
  } catch {
    return { ...part, fault: "not-json" };
  }
  const fault = judgeJson(source);
  if (fault === "not-json") return { raw, fault };
  if (!isObject(part.json)) return { raw, fault: "not-an-object" };
  return { ...part, fault };
}

async function pem(key, algorithm) {
  const imported = await crypto.subtle.importKey("jwk", { ...key, alg: undefined }, algorithm, true, ["verify"]);
  const der = new Uint8Array(await crypto.subtle.exportKey("spki", imported));
  const lines = btoa(String.fromCharCode(...der)).match(/.{1,64}/g).join("\n");
  return `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----`;
}

const algorithms = {
  ES256: [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }],
  RS256: [{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, { name: "RSASSA-PKCS1-v1_5" }],
  HS256: [{ name: "HMAC", hash: "SHA-256" }, { name: "HMAC" }],
};

async function signedBy(x, key) {
  const alg = x.alg;
  if (!known.includes(alg)) return false;
  const [forKey, forUse] = algorithms[alg];
  const signed = new TextEncoder().encode(`${x.parts[0]}.${x.parts[1]}`);
  try {
    let imported;
    if (alg === "HS256" && key.kty !== "oct" && !x.makes("alg")) {
      // The old mistake: the text of a public key taken for a secret.
      const secret = new TextEncoder().encode(await pem(key, algorithms[key.alg][0]));
      imported = await crypto.subtle.importKey("raw", secret, forKey, false, ["verify"]);
    } else if (key.alg === alg) imported = await crypto.subtle.importKey("jwk", key, forKey, false, ["verify"]);
    else return false;
    return await crypto.subtle.verify(forUse, imported, x.signature.bytes, signed);
  } catch {
    return false;
  }
}

function date(value) {
  return typeof value === "number" && value >= 0 && value <= lastDate ? value : undefined;
}

// Each returns the code of its refusal, or nothing.
export const checks = {
  parts: x =>
    x.token.length > longest ? "too-long"
    : x.token === "" ? "empty"
    : x.parts.length === 5 ? "encrypted"
    : x.parts.length !== 3 && "not-three-parts",
  read: x => x.header.fault ?? x.payload.fault ?? x.signature.fault,
  crit: x =>
    own(x.header.json, "crit") !== undefined ? "critical-extension"
    : own(x.header.json, "b64") !== undefined && "unencoded-payload",
  alg: x =>
    x.alg === undefined ? "algorithm-missing"
    : isNone(x.alg) ? "algorithm-none"
    : !x.policy.algorithms.includes(x.alg) && "algorithm-not-allowed",
  typ: x => {
    const typ = text(own(x.header.json, "typ"))?.toLowerCase();
    const wanted = x.policy.type.toLowerCase();
    return typ === undefined ? "type-missing" : typ !== wanted && typ !== `application/${wanted}` && "wrong-type";
  },
  kid: x => {
    const kid = text(own(x.header.json, "kid"));
    if (kid === undefined) return "key-not-named";
    const key = x.keys.find(k => k.kid === kid);
    if (!key) return "key-unknown";
    if (x.makes("alg") && key.alg !== x.alg) return "key-of-another-algorithm";
    x.candidates = [key];
  },
  sig: async x => {
    const length = x.signature.bytes.length;
    if (x.alg !== undefined && isNone(x.alg)) return length > 0 && "wrong-signature";
    if (length === 0) return "signature-missing";
    for (const key of x.candidates) if (await signedBy(x, key)) return;
    return "wrong-signature";
  },
  iss: x => {
    const iss = text(own(x.payload.json, "iss"));
    return iss === undefined ? "issuer-missing" : iss !== x.policy.issuer && "wrong-issuer";
  },
  aud: x => {
    const aud = own(x.payload.json, "aud");
    return aud === undefined || aud === null ? "audience-missing" : ![aud].flat().includes(x.policy.audience) && "wrong-audience";
  },
  nbf: x => {
    const nbf = own(x.payload.json, "nbf");
    if (nbf === undefined) return;
    return date(nbf) === undefined ? "nbf-not-a-date" : nbf > x.now + x.policy.skew && "not-yet-valid";
  },
  exp: x => {
    const exp = own(x.payload.json, "exp");
    return exp === undefined ? "expiry-missing"
      : date(exp) === undefined ? "exp-not-a-date"
      : exp <= x.now - x.policy.skew && "expired";
  },
};

/** @param policy {algorithms, type, issuer, audience, skew, off: []}; now in seconds. */
export async function verify(token, policy, keys, now) {
  const parts = token.length > longest ? [] : token.split(".");
  const signed = parts.length === 3;
  const x = { token, policy, keys, now, parts, candidates: keys, makes: check => !policy.off.includes(check) };
  x.header = readJson(parts[0] ?? "");
  x.payload = readJson(signed ? parts[1] : "");
  x.signature = { raw: signed ? parts[2] : "", ...decode(signed ? parts[2] : "") };
  x.signature.bytes ??= new Uint8Array();
  x.alg = text(own(x.header.json, "alg"));
  for (const [name, check] of Object.entries(checks)) {
    if (!x.makes(name)) continue;
    const refusal = await check(x);
    if (refusal) return { ...x, refusal, at: name };
  }
  return { ...x, refusal: null, at: null };
}
