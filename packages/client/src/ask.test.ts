import { WireError } from "@partyline/shared/protocol/errors";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { Client } from "./client-api.ts";
import { askForDeed } from "./deed.ts";
import { ClosedError, RequestError } from "./errors.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { Notices } from "./testing/notices.ts";

const general = "#general";
const stored = { seq: 1, at: 1 };

async function arrange() {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(general, "ann");
	const { port } = server;
	const client = createClient({ host: "127.0.0.1", port, as: "ann", random: () => 0 });
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	client.start();
	await client.live();
	const slowed = () => notices.all.filter(({ type }) => type === "slowed");
	return { server, client, notices, slowed };
}

const asks: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
	kick: (client) => client.ask("kick", { room: general, account: "bob" }),
	ban: (client) => client.ask("ban", { room: general, account: "bob" }),
	settings: (client) => client.ask("settings", { room: general, readOnly: true }),
	devices: (client) => client.ask("devices", {}),
	join: (client) => client.join(general),
	create: (client) => client.create("#new"),
	topic: (client) => client.topic(general, "tea"),
	nick: (client) => client.nick("anna"),
	members: (client) => client.members(general),
	rooms: (client) => client.rooms(),
	leave: (client) => client.leave(general),
};

const answers: Readonly<Record<string, object>> = {
	kick: stored,
	settings: stored,
	topic: stored,
	devices: { devices: [] },
	nick: { account: "ann", name: "anna" },
};

test.each(
	Object.keys(asks).flatMap((method) =>
		(["rate_limited", "storage_unavailable"] as const).map((code) => [method, code] as const),
	),
)("%s refused with %s is asked again by itself, and that is told", async (method, code) => {
	const { server, client, slowed } = await arrange();
	server.override(method, () => {
		server.override(method, () => answers[method]);
		throw new WireError(code, { message: "Wait.", retryAfterMs: 1 });
	});
	await asks[method]?.(client);
	expect(server.paramsOf(method)).toHaveLength(2);
	const isInRoom = !["devices", "nick", "rooms"].includes(method);
	const room = method === "create" ? "#new" : general;
	expect(slowed()).toEqual([
		{ type: "slowed", retryAfterMs: 1, reason: "Wait.", ...(isInRoom && { room }) },
	]);
});

test("a post in slow mode waits for its time and is kept, and each wait is told with the room", async () => {
	const { server, client, slowed } = await arrange();
	let refusals = 0;
	server.override("post", () => {
		if (refusals++ === 2) return undefined;
		throw new WireError("slow_mode", { message: "Wait.", retryAfterMs: refusals });
	});
	expect(await client.post(general, "hi").kept).toMatchObject({ seq: 1 });
	expect(slowed()).toEqual([
		{ type: "slowed", retryAfterMs: 1, reason: "Wait.", room: general },
		{ type: "slowed", retryAfterMs: 2, reason: "Wait.", room: general },
	]);
});

test("a post that waits in slow mode goes as soon as that is over", async () => {
	const { server, client, notices, slowed } = await arrange();
	server.overrideOnce("post", () => {
		throw new WireError("slow_mode", { message: "Wait.", retryAfterMs: 3_600_000 });
	});
	const { kept } = client.post(general, "hi");
	await notices.until(() => slowed().length > 0);
	server.publish(server.rooms.append(general, { by: "bob", type: "settings", slowSeconds: 0 }));
	expect(await kept).toMatchObject({ room: general });
});

test("what is refused for good is not asked again", async () => {
	const { server, client, slowed } = await arrange();
	server.override("kick", () => {
		throw new WireError("not_allowed");
	});
	await expect(client.ask("kick", { room: general, account: "bob" })).rejects.toMatchObject({
		code: "not_allowed",
	});
	expect([server.paramsOf("kick").length, slowed()]).toEqual([1, []]);
});

test("what waits for its time is given up with the connection, and not asked over the next one", async () => {
	const { server, client, notices } = await arrange();
	server.override("purge", () => {
		throw new WireError("rate_limited", { message: "Wait.", retryAfterMs: 29_000 });
	});
	const purge = client.ask("purge", { account: "bob", since: 0, confirm: true });
	const given = expect(purge).rejects.toBeInstanceOf(ClosedError);
	await notices.until(() => notices.all.some(({ type }) => type === "slowed"));
	server.cutAll();
	await given;
	await client.live();
	expect(server.paramsOf("purge")).toHaveLength(1);
});

test("what is to wait for longer than half a minute is refused at once, in the words of the server", async () => {
	const { server, client, slowed } = await arrange();
	server.override("purge", () => {
		throw new WireError("rate_limited", { message: "Wait an hour.", retryAfterMs: 3_600_000 });
	});
	const purge = client.ask("purge", { account: "bob", since: 0, confirm: true });
	await expect(purge).rejects.toMatchObject({ code: "rate_limited", message: "Wait an hour." });
	expect([server.paramsOf("purge").length, slowed()]).toEqual([1, []]);
});

test("what is told to wait again and again is refused once half a minute is over", async () => {
	const clock = new ManualClock();
	let tries = 0;
	const refusal = new RequestError("rate_limited", "Wait.", 10_000);
	const deed = askForDeed(
		() => {
			tries++;
			return Promise.reject(refusal);
		},
		{ clock, random: () => 0, isCurrent: () => true },
	);
	const refused = expect(deed).rejects.toBe(refusal);
	for (let second = 0; second < 60; second++) {
		await new Promise<void>((resolve) => setImmediate(resolve));
		clock.pass(1_000);
	}
	await refused;
	expect(tries).toBe(4);
});

test("a deed without a connection is refused at once", async () => {
	const { server, client, notices } = await arrange();
	const waiting = notices.status("waiting");
	await server.close();
	await waiting;
	await expect(client.ask("devices", {})).rejects.toBeInstanceOf(ClosedError);
});

test("whom we ignore is known from the login on, and changes here and on other devices", async () => {
	const { server, client, notices } = await arrange();
	const told = () => notices.all.flatMap((n) => (n.type === "ignored" ? [n.accounts] : []));
	server.override("ignore", () => ({ ignored: ["bob"] }));
	await client.ask("ignore", { account: "bob", on: true });
	expect(client.ignored()).toEqual(["bob"]);
	for (const peer of server.peers) peer.notify("ignored", { accounts: ["bob", "eve"] });
	await notices.until(() => client.ignored().length === 2);
	server.override("login", ({ peer }) => {
		peer.account = "ann";
		const rooms = server.rooms.joinedBy("ann");
		return { account: "ann", name: "ann", role: "member", rooms, ignored: ["eve"] };
	});
	server.cutAll();
	await notices.until(() => client.ignored().length === 1);
	expect(told()).toEqual([["bob"], ["bob", "eve"], ["eve"]]);
});

test("somebody in more rooms than may be joined at once waits for each, over one connection", async () => {
	const { server } = await arrange();
	const names = Array.from({ length: 6 }, (_, n) => `#room${n}`);
	for (const name of names) server.rooms.open(name, "bob");
	let tokens = 2;
	server.override("join", () => {
		if (tokens-- > 0) return undefined;
		tokens = 2;
		throw new WireError("rate_limited", { retryAfterMs: 1 });
	});
	const { port } = server;
	const ben = createClient({ host: "127.0.0.1", port, as: "ben", rooms: names, random: () => 0 });
	onTestFinished(() => ben.close());
	ben.start();
	await ben.live();
	expect(ben.joinedRooms().map(({ room }) => room)).toEqual(names);
	expect(server.paramsOf("login")).toHaveLength(2);
});
