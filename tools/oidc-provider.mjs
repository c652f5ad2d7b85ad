// A real OpenID provider for crates/server/tests/oidc.rs. The tests make the accounts and choose one at the sign-in; nothing
// is kept. It ends with the program that has started it.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const SERVICE = "https://jaettu.example";
const accounts = new Map();
const logoutTokens = [];

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const key = (alg, kind, options) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }),
  alg,
  kid: alg,
  use: "sig",
});

const client = (client_id, id_token_signed_response_alg) => ({
  client_id,
  client_secret: "canary-secret",
  redirect_uris: [`${SERVICE}/api/v1/session/callback`],
  post_logout_redirect_uris: [`${SERVICE}/`],
  backchannel_logout_uri: `${SERVICE}/api/v1/session/backchannel`,
  backchannel_logout_session_required: true,
  id_token_signed_response_alg,
});

const provider = new Provider(issuer, {
  clients: [client("jaettu", "ES256"), client("jaettu-rsa", "RS256")],
  jwks: { keys: [key("ES256", "ec", { namedCurve: "P-256" }), key("RS256", "rsa", { modulusLength: 2048 })] },
  cookies: { keys: ["only for tests"] },
  claims: {
    openid: ["sub", "amr", "loa", "ad_groups"],
    profile: ["name", "given_name", "family_name"],
    email: ["email", "email_verified"],
  },
  // As the city's Keycloak does: everything is in the ID token.
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource(ctx, form) {
        ctx.body = form;
      },
    },
  },
  // The service listens nowhere: the test brings it what was sent.
  async fetch(_, { body }) {
    logoutTokens.push(new URLSearchParams(body).get("logout_token"));
    return new Response();
  },
  pkce: { required: () => true },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, sub) => accounts.has(sub) && { accountId: sub, claims: () => ({ ...accounts.get(sub).claims, sub }) },
  async loadExistingGrant(ctx) {
    const { client, provider, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
});
const answer = provider.callback();

const body = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

server.on("request", async (request, response) => {
  const url = new URL(request.url, issuer);
  if (url.pathname === "/test/accounts") {
    const account = JSON.parse(await body(request));
    accounts.set(account.sub, account);
    response.end();
  } else if (url.pathname === "/test/logouts") {
    response.end(JSON.stringify(logoutTokens));
  } else if (url.pathname.startsWith("/interaction/")) {
    const accountId = url.searchParams.get("login");
    const login = { accountId, amr: accounts.get(accountId)?.amr };
    await provider.interactionFinished(request, response, accountId ? { login } : { error: "access_denied" });
  } else {
    answer(request, response);
  }
});

console.log(issuer);
process.stdin.on("end", () => process.exit()).resume();
