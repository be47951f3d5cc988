// express-session + connect-redis, set up as their READMEs say.
import express from "express";
import session from "express-session";
import { RedisStore } from "connect-redis";
import { createClient } from "redis";
import { person, port, redis } from "./person.js";

const client = createClient({ url: redis });
await client.connect();
const app = express();
app.use(
  session({
    store: new RedisStore({ client, prefix: "sess:" }),
    secret: "keyboard cat keyboard cat keyboard cat",
    resave: false,
    saveUninitialized: false,
  }),
);
app.get("/anonymous", (req, res) => res.type("text").send("hello"));
app.post("/sign-in/:n", (req, res) => {
  req.session.user = person(req.params.n);
  res.end();
});
app.get("/me", (req, res) => (req.session.user ? res.type("text").send(req.session.user.name) : res.sendStatus(401)));
app.listen(port, "127.0.0.1");
