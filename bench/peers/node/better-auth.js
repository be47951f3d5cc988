// better-auth with Redis as secondary storage, behind node:http; the account database is its memory adapter, which is kind to it.
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import { createClient } from "redis";
import { person, port, redis } from "./person.js";

const client = createClient({ url: redis });
await client.connect();
const db = { user: [], session: [], account: [], verification: [] };
const base = `http://127.0.0.1:${port}`;
const auth = betterAuth({
  baseURL: base,
  secret: "keyboard cat keyboard cat keyboard cat",
  database: memoryAdapter(db),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  secondaryStorage: {
    get: (key) => client.get(key),
    set: (key, value, ttl) => (ttl ? client.set(key, value, { EX: ttl }) : client.set(key, value)),
    delete: (key) => client.del(key),
  },
});
const handler = toNodeHandler(auth);
createServer(async (req, res) => {
  if (req.url === "/anonymous") return res.end("hello");
  if (req.url === "/me") {
    const session = await auth.api.getSession({ headers: fromNodeHeaders(req.headers) });
    res.statusCode = session ? 200 : 401;
    return res.end(session?.user.name);
  }
  if (req.url.startsWith("/sign-in/")) {
    const { name, email } = person(req.url.slice(9));
    const response = await auth.api.signUpEmail({
      body: { name, email, password: "correct horse battery" },
      asResponse: true,
    });
    res.setHeader("set-cookie", response.headers.getSetCookie());
    return res.end();
  }
  return handler(req, res);
}).listen(port, "127.0.0.1");
