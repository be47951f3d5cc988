// @fastify/session with connect-redis as its store.
import Fastify from "fastify";
import cookie from "@fastify/cookie";
import session from "@fastify/session";
import { RedisStore } from "connect-redis";
import { createClient } from "redis";
import { person, port, redis } from "./person.js";

const client = createClient({ url: redis });
await client.connect();
const app = Fastify();
app.register(cookie);
app.register(session, {
  store: new RedisStore({ client, prefix: "sess:" }),
  secret: "keyboard cat keyboard cat keyboard cat",
  cookie: { secure: false },
  rolling: false,
  saveUninitialized: false,
});
app.get("/anonymous", async () => "hello");
app.post("/sign-in/:n", async (req) => {
  req.session.user = person(req.params.n);
  return "";
});
app.get("/me", async (req, reply) => (req.session.user ? req.session.user.name : reply.code(401).send()));
await app.listen({ port, host: "127.0.0.1" });
