// Talks to the simulator as two published clients do, and prints what they made of it as one line of JSON.
// node converse.mjs <address of the simulator> <token> <phone number id> <account id> <app id> <app secret> <verify token>
import { createServer } from "node:http";
import { once } from "node:events";
import { Client } from "@great-detail/whatsapp";
import { BodyComponent, BodyParameter, Language, Template, Text } from "whatsapp-api-js/messages";
import { WhatsAppAPI } from "whatsapp-api-js/middleware/node-http";

const [simulator, token, phoneNumberID, accountID, appID, appSecret, verifyToken] = process.argv.slice(2);
const maria = "+13055550141";
const greeting = "Grüße – 😀 <b>\"/@";

const detail = new Client({ prefixUrl: `${simulator}/graph`, graphVersion: "v23.0", request: { headers: { Authorization: `Bearer ${token}` }, retry: 0 } });
const api = new WhatsAppAPI({
  token,
  appSecret,
  webhookVerifyToken: verifyToken,
  v: "v23.0",
  ponyfill: { fetch: (address, options) => fetch(String(address).replace("https://graph.facebook.com", `${simulator}/graph`), options) },
});

const heard = { messages: [], statuses: [] };
api.on.message = ({ message, contact }) => void heard.messages.push({ text: message.text?.body, from: message.from, name: contact.profile?.name });
api.on.status = ({ status, id }) => void heard.statuses.push({ id, status });

const answers = [];
const signatures = [];
const receiver = createServer(async (request, response) => {
  if (request.method === "GET") {
    try {
      response.end(api.handle_get(request));
    } catch {
      response.writeHead(403).end();
    }
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString("utf8");
  const notification = await detail.webhook.eventNotification({ method: "POST", headers: request.headers, query: {}, body });
  signatures.push(await notification.checkSignature(appSecret), await notification.signature.sha1.check(appSecret), !(await notification.checkSignature("wrong")));
  try {
    await api.post(JSON.parse(body), body, request.headers["x-hub-signature-256"]);
    answers.push(200);
    response.end();
  } catch (problem) {
    answers.push(problem.httpStatus ?? String(problem));
    response.writeHead(problem.httpStatus ?? 500).end();
  }
}).listen(0, "127.0.0.1");
await once(receiver, "listening");

const callback = `http://127.0.0.1:${receiver.address().port}/`;
const subscribed = await post(`${simulator}/graph/v23.0/${appID}/subscriptions`, { object: "whatsapp_business_account", callback_url: callback, verify_token: verifyToken, fields: "messages" });

const typed = await post(`${simulator}/admin/customers/${encodeURIComponent(maria)}/messages`, { number: phoneNumberID, text: greeting });
await until(() => heard.messages.some((message) => message.text === greeting), "the customer's message");

const byDetail = await detail.message.createMessage({ phoneNumberID, to: maria, type: "text", text: { body: greeting } }).json();
const template = await detail.message
  .createMessage({
    phoneNumberID,
    to: maria,
    type: "template",
    template: { name: "consent_request", language: { code: "en" }, components: [{ type: "body", parameters: [{ type: "text", text: "Maria" }, { type: "text", text: "ABC Bank" }] }] },
  })
  .json();
const read = await detail.message.createStatus({ phoneNumberID, message_id: typed.id, status: "read", typing_indicator: { type: "text" } }).json();
const number = await detail.phoneNumbers.getPhoneNumber({ phoneNumberID, fields: ["verified_name", "throughput"] }).json();
const numbers = await detail.phoneNumbers.listPhoneNumbers({ businessAccountID: accountID }).json();
const apps = await detail.subscribedApps.listSubscriptions({ businessAccountID: accountID }).json();
const refused = await detail.message
  .createMessage({ phoneNumberID, to: maria, type: "text", text: { body: "x".repeat(4097) } })
  .json()
  .catch(async (problem) => ({ name: problem.name, status: problem.response.status, error: (await problem.response.json()).error.code }));

const byApi = await api.sendMessage(phoneNumberID, { phone: maria }, new Text(greeting), undefined, "outbox-9");
const templateByApi = await api.sendMessage(phoneNumberID, { phone: maria }, new Template("consent_request", new Language("en"), new BodyComponent(new BodyParameter("Maria"), new BodyParameter("ABC Bank"))));
const readByApi = await api.markAsRead(phoneNumberID, typed.id, "text");
const unknown = await api.sendMessage(phoneNumberID, { phone: maria }, new Template("no_such_template", new Language("en")));

const sent = [byDetail, template, byApi, templateByApi].map((answer) => answer.messages[0].id);
await until(() => sent.every((id) => ["sent", "delivered"].every((status) => heard.statuses.some((told) => told.id === id && told.status === status))), "the statuses");
receiver.closeAllConnections();
receiver.close();

console.log(JSON.stringify({ subscribed, heard, answers, signatures, byDetail, template, read, number, numbers, apps, refused, byApi, templateByApi, readByApi, unknown }));

async function post(address, body) {
  const response = await fetch(address, { method: "POST", headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return response.json();
}

async function until(reached, what) {
  for (let tries = 0; tries < 400; tries++) {
    if (reached()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not arrive: ${JSON.stringify(heard)} ${JSON.stringify(answers)}`);
}
