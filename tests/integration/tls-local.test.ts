import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";
import { dial } from "../support/dial.ts";
import { PlainPeer } from "../support/plain-peer.ts";

const plainly = { tls: false };
/** A server to which everybody is from elsewhere, as behind a tunnel. */
const elsewhere = { trustLoopback: false };
const outside = Object.values(networkInterfaces())
	.flatMap((all) => all ?? [])
	.find(({ internal, family }) => !internal && family === "IPv4")?.address;

const sentence =
	"*** This server takes encrypted connections only: come with `partyline partyline://HOST:PORT`, or with `openssl s_client -quiet -connect HOST:PORT`.";

/** Everything that is said to somebody who sends this, or nothing, until the end. */
async function toldTo(server: TestDaemon, said: string): Promise<string> {
	const socket = dial(server.address);
	if (said !== "") socket.write(said);
	let told = "";
	for await (const chunk of socket) told += chunk;
	return told;
}

describe("somebody from elsewhere without TLS", () => {
	test("is refused at the native door with one error, before anything is answered", async () => {
		await using server = await TestDaemon.start({ ...elsewhere, guests: true });
		const peer = await server.native(plainly);
		void peer.ask("hello", { protocol: 1, client: "x" }).catch(() => {});
		expect((await peer.refusalOfFrame()).why).toBe("tls_required");
		await peer.ended();
		expect(peer.inbox).toEqual([]);
	});

	test("is told at the plain door what to do, and asked for no name and no password", async () => {
		await using server = await TestDaemon.start({ ...elsewhere, guests: true });
		expect(await toldTo(server, "")).toBe(`${sentence}\n`);
		expect(await toldTo(server, "ann\nsecret\n")).toBe(`${sentence}\n`);
	});

	test("is told that it takes an invitation only where nobody gets in without", async () => {
		await using shut = await TestDaemon.start(elsewhere);
		expect(await toldTo(shut, "ann\n")).toBe(
			`${sentence} Without an account it takes an invitation, which whoever runs the server makes with \`partylined invite\`.\n`,
		);
		await using open = await TestDaemon.start({ ...elsewhere, open: true });
		expect(await toldTo(open, "ann\n")).toBe(`${sentence}\n`);
	});

	test("hears it in HTTP from a web page", async () => {
		await using server = await TestDaemon.start(elsewhere);
		expect(await toldTo(server, "GET / HTTP/1.1\r\n\r\n")).toMatch(
			/^HTTP\/1\.1 400 Bad Request\r\n/,
		);
	});

	test("is refused on an address of the network too", async ({ skip }) => {
		if (outside === undefined) return skip("this machine has no address but loopback");
		await using server = await TestDaemon.start({ hosts: [outside], guests: true });
		const peer = await server.native(plainly);
		void peer.ask("hello", { protocol: 1, client: "x" }).catch(() => {});
		expect((await peer.refusalOfFrame()).why).toBe("tls_required");
		await server.member("ann");
	});
});

describe("a guest", () => {
	test("comes in from this machine, with TLS or without", async () => {
		await using server = await TestDaemon.start();
		await server.guest("ann");
		await server.guest("bob", { tls: true });
		await server.person("cleo");
		await server.person("dan", { tls: true });
	});

	test("from elsewhere comes in with --guests only", async () => {
		await using shut = await TestDaemon.start(elsewhere);
		const ann = await shut.greeted();
		expect((await ann.refusal("login", { guest: "ann" })).why).toBe("guests_not_allowed");
		await using open = await TestDaemon.start({ ...elsewhere, guests: true });
		await open.guest("ann");
		await open.person("bob");
	});

	test("from this machine does not come in with --no-guests", async () => {
		await using server = await TestDaemon.start({ guests: false });
		const ann = await server.greeted();
		expect((await ann.refusal("login", { guest: "ann" })).why).toBe("guests_not_allowed");
		const bob = server.plain();
		await bob.sees("username: ");
		bob.type("bob");
		await bob.sees("password: ");
		bob.type("");
		await bob.sees("guests");
	});
});

describe("connections that have not logged in", () => {
	test("from one address are 32 where this machine is not trusted, and for one more the oldest goes", async () => {
		await using server = await TestDaemon.start({ ...elsewhere, guests: true });
		const strangers = await Promise.all(Array.from({ length: 32 }, () => server.greeted()));
		const late = await server.greeted();
		expect((await strangers[0]!.next("bye")).code).toBe("too_many_connections");
		await strangers[0]!.ended();
		await strangers[1]!.call("login", { guest: "ann" });
		await late.call("login", { guest: "bob" });
	});

	test("from this machine are as many as come, with TLS or without", async () => {
		await using server = await TestDaemon.start();
		const strangers = await Promise.all(
			Array.from({ length: 40 }, (_, at) => server.greeted({ tls: at % 2 === 0 })),
		);
		for (const stranger of strangers) await stranger.call("ping", {});
	});
});

test("nobody is asked for a name before it is known whether the line is encrypted", async () => {
	await using server = await TestDaemon.start({ ...elsewhere, guests: true });
	const ann = new PlainPeer(server.address);
	await ann.ended();
	expect(ann.screen).toBe(`${sentence}\n`);
});
