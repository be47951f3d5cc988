// The same person for every peer; see bench/App/Person.cs.
export const port = Number(process.env.PORT);
export const redis = `redis://${process.env.REDIS}`;
export const person = (n) => ({
  sub: `6f9619ff-8b86-d011-b42d-${Number(n).toString(16).padStart(12, "0")}`,
  name: `person.number${n}@example.com`,
  email: `person.number${n}@example.com`,
  role: "Administrator",
  amr: "pwd otp",
  provider: "Google",
});
