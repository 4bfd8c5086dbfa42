import { WireError } from "@partyline/shared/protocol/errors";
import { fingerprintText } from "@partyline/shared/text/server-url";
import { expect, onTestFinished, test } from "vitest";
import { ConnectionError, RequestError } from "./errors.ts";
import { knock } from "./knock.ts";
import { makeIdentity } from "./testing/certificates.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { startTlsServer } from "./testing/tls-server.ts";
import { UnknownServerError } from "./trust/trust-errors.ts";

const host = "127.0.0.1";

async function startServer(): Promise<FakeServer> {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	return server;
}

test("a server says what it is to whoever knocks, and nobody has logged in", async () => {
	const server = await startServer();
	const { server: hello, invitation } = await knock({ host, port: server.port });
	expect(hello.auth).toContain("guest");
	expect(invitation).toBe(undefined);
	expect([server.asked.length, server.paramsOf("hello").length]).toEqual([1, 1]);
});

test("an invitation is looked at and not used, and one that is void is refused", async () => {
	const server = await startServer();
	const invite = "A".repeat(22);
	const told = { server: "the club", role: "member", expiresAt: 1 };
	server.override("invitation", () => told);
	const { invitation } = await knock({ host, port: server.port, invite });
	expect(invitation).toEqual(told);
	expect(server.paramsOf("invitation")).toEqual([{ invite }]);
	server.override("invitation", () => {
		throw new WireError("invite_invalid");
	});
	const refused = knock({ host, port: server.port, invite });
	await expect(refused).rejects.toBeInstanceOf(RequestError);
	await expect(refused).rejects.toMatchObject({ code: "invite_invalid" });
});

test("a server whose key nobody knows is told nothing", async () => {
	const identity = makeIdentity();
	const server = await startTlsServer(identity, onTestFinished);
	const { port } = server.address;
	const knocked = knock({ host, port, scheme: "secure" });
	await expect(knocked).rejects.toBeInstanceOf(UnknownServerError);
	await expect(knocked).rejects.toMatchObject({ fingerprint: fingerprintText(identity.pin) });
	expect(server.connections.map(({ received }) => received()).join("")).toBe("");
});

test("a server that is not there is told in a sentence", async () => {
	const server = await startServer();
	const { port } = server;
	await server.close();
	const knocked = knock({ host, port });
	await expect(knocked).rejects.toBeInstanceOf(ConnectionError);
	await expect(knocked).rejects.toThrow(`Nothing is listening on ${host}:${port}.`);
});
