import { rmSync } from "node:fs";
import { type Client, type ClientOptions, createClient } from "@partyline/client";
import { expect, onTestFinished, test } from "vitest";
import { Notices } from "../../packages/client/src/testing/notices.ts";
import { makeFolder, passwordOf, TestDaemon } from "../support/daemon.ts";

/** Somebody whose client is live in `#general`, with the password of `daemon.account`. */
async function start({ address }: TestDaemon, as: string, options: Partial<ClientOptions> = {}) {
	const client = createClient({
		...address,
		as,
		rooms: ["#general"],
		random: () => 0,
		signIn: { password: passwordOf(as), register: {} },
		...options,
	});
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	client.start();
	await client.live();
	const told = (type: string, text: string) =>
		notices.until(() =>
			notices.all.some((n) => n.type === type && JSON.stringify(n).includes(text)),
		);
	return { client, notices, told };
}

function stateFolder(): string {
	const folder = makeFolder();
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

const listed = (client: Client, title: string) =>
	client.joinedRooms().find((room) => room.title === title || room.room === title);

test("an account is made, comes back by its device, and ends when that is signed out", async () => {
	await using server = await TestDaemon.start();
	const stateDir = stateFolder();
	const first = await start(server, "ann", { stateDir, device: "laptop" });
	expect(first.client.me()).toMatchObject({ account: "ann", role: "member" });
	await first.client.close();
	const again = await start(server, "ann", { stateDir, signIn: { password: "not needed" } });
	const { devices } = await again.client.ask("devices", {});
	expect(devices).toMatchObject([{ name: "laptop", current: true, online: true }]);
	const closed = again.notices.status("closed");
	await again.client.ask("revoke", { device: devices[0]?.device ?? "" }).catch(() => {});
	expect(await closed).toMatchObject({ code: "device_ended" });
	await again.client.close();
	const third = createClient({ ...server.address, as: "ann", stateDir });
	onTestFinished(() => third.close());
	third.start();
	await expect(third.live()).rejects.toThrow();
	expect(third.status()).toMatchObject({ state: "closed", code: "password_required" });
	third.signIn({ password: passwordOf("ann") });
	await third.live();
});

test("a wrong password is told, and the right one comes in where the wrong one did not", async () => {
	await using server = await TestDaemon.start();
	await server.account("ann");
	const client = createClient({ ...server.address, as: "ann", signIn: { password: "wrong" } });
	onTestFinished(() => client.close());
	client.start();
	await expect(client.live()).rejects.toThrow();
	expect(client.status()).toMatchObject({ state: "closed", code: "wrong_password" });
	client.signIn({ password: passwordOf("ann") });
	await client.live();
	expect(client.me()).toMatchObject({ account: "ann", role: "member" });
});

test("signing in once more leaves one device, and a wrong password leaves one where one is", async () => {
	await using server = await TestDaemon.start();
	const { client, notices } = await start(server, "ann", { device: "laptop" });
	const devices = async () => (await client.ask("devices", {})).devices.map(({ name }) => name);
	expect(await devices()).toEqual(["laptop"]);
	const refused = client.signIn({ password: "not the right one" }).done;
	await expect(refused).rejects.toMatchObject({ code: "wrong_password" });
	await client.live();
	expect(await devices()).toEqual(["laptop"]);
	await client.signIn({ password: passwordOf("ann") }).done;
	await client.live();
	expect(await devices()).toEqual(["laptop"]);
	expect(JSON.stringify(notices.all)).not.toContain('"closed"');
});

test("a guest makes their name an account while they are there, and stays in their rooms", async () => {
	await using server = await TestDaemon.start();
	const guest = createClient({ ...server.address, as: "carl", rooms: ["#general"] });
	onTestFinished(() => guest.close());
	const notices = new Notices(guest);
	guest.start();
	await guest.live();
	expect(guest.me()?.role).toBe("guest");
	await guest.create("#tea");
	const member = notices.until(() => guest.me()?.role === "member");
	guest.signIn({ password: passwordOf("carl"), register: {} });
	await member;
	await guest.live();
	expect(guest.joinedRooms().map(({ room }) => room)).toEqual(["#general", "#tea"]);
});

test("a private room is come into by invitation, left by a kick, and come into again", async () => {
	await using server = await TestDaemon.start();
	const [ann, bob] = [await start(server, "ann"), await start(server, "bob")];
	const made = await ann.client.create("#secret", { private: true, topic: "plans" });
	expect(made).toMatchObject({ kind: "private", title: "#secret", topic: "plans" });
	await ann.client.post("#secret", "before bob").kept;
	await ann.client.ask("invite", { room: made.room, account: "bob" });
	await ann.client.post(made.room, "welcome").kept;
	await bob.told("event", "welcome");
	expect(listed(bob.client, "#secret")).toMatchObject({
		...{ room: made.room, kind: "private", topic: "plans", members: 2 },
	});
	expect(await bob.client.members("#secret")).toHaveLength(2);
	await bob.client.post("#secret", "thanks").kept;
	await ann.client.ask("kick", { room: made.room, account: "bob", reason: "noise" });
	await bob.told("event", '"kick"');
	await bob.notices.until(() => listed(bob.client, "#secret") === undefined);
	await ann.client.post(made.room, "without bob").kept;
	await expect(bob.client.history(made.room)).rejects.toMatchObject({ code: "no_such_room" });
	await ann.client.ask("invite", { room: made.room, account: "bob" });
	await ann.client.post(made.room, "welcome back").kept;
	await bob.told("event", "welcome back");
	const seqs = bob.notices.seqs(made.room);
	expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
	expect(JSON.stringify(bob.notices.all)).not.toContain("without bob");
});

test.each(["all", "latest"] as const)(
	"a room renamed twice while one is away is found again with everything, catching up on %s",
	async (catchUp) => {
		await using server = await TestDaemon.start();
		const stateDir = stateFolder();
		const ann = await start(server, "ann");
		await ann.client.create("#old");
		const bob = await start(server, "bob", { stateDir, catchUp, rooms: ["#old"] });
		await ann.client.post("#old", "one").kept;
		await bob.told("event", '"one"');
		await bob.client.close();
		await ann.client.ask("rename", { room: "#old", name: "#new" });
		await ann.client.post("#new", "two").kept;
		await ann.client.ask("rename", { room: "#new", name: "#last" });
		await ann.client.post("#old", "three").kept;
		const again = await start(server, "bob", {
			...{ stateDir, catchUp, rooms: ["#old"] },
			signIn: { password: "not needed" },
		});
		await again.told("event", '"three"');
		expect(again.notices.all).toContainEqual({ type: "renamed", from: "#old", to: "#last" });
		expect(again.client.joinedRooms()).toMatchObject([{ room: "#last" }]);
		const events = again.notices.all.flatMap((n) => (n.type === "event" ? [n.event] : []));
		expect(events.map(({ type }) => type)).toEqual(["rename", "message", "rename", "message"]);
		expect(new Set(events.map(({ room }) => room))).toEqual(new Set(["#last"]));
		const { events: whole } = await again.client.history("#old");
		expect(whole.map(({ seq }) => seq)).toEqual(whole.map((_, at) => at + 1));
	},
);

test("a room renamed while everybody talks loses and repeats nothing", async () => {
	await using server = await TestDaemon.start();
	// Who fetches a page at that moment has to come back: a request of theirs might have no answer.
	const { peer: carol } = await server.account("carol");
	const [ann, bob] = [await start(server, "ann"), await start(server, "bob")];
	await carol.call("create", { room: "#talk0" });
	for (const { client } of [ann, bob]) await client.join("#talk0");
	for (const { client } of [ann, bob])
		await client.post("#talk0", `from ${client.me()?.name}`).kept;
	for (const { told } of [ann, bob]) {
		await told("event", "from ann");
		await told("event", "from bob");
	}
	const kept = [];
	for (let n = 0; n < 5; n++) {
		for (const { client } of [ann, bob])
			for (let m = 0; m < 10; m++) kept.push(client.post("#talk0", `${n} ${m}`).kept);
		await carol.call("rename", { room: "#talk0", name: `#talk${n + 1}` });
	}
	const posted = await Promise.all(kept);
	const last = Math.max(...posted.map(({ seq }) => seq));
	for (const { client, notices } of [ann, bob]) {
		const events = () =>
			notices.all.flatMap((n) =>
				n.type === "event" && n.event.room.startsWith("#talk") ? [n.event] : [],
			);
		await notices.until(() => (events().at(-1)?.seq ?? 0) >= last);
		// The last rename may come behind the last message.
		await notices.until(() => listed(client, "#talk5") !== undefined);
		const seqs = events().map(({ seq }) => seq);
		expect(seqs).toEqual(seqs.map((_, at) => (seqs[0] ?? 0) + at));
		// Of two in a row one may only be told by what came of both.
		const renames = notices.all.filter((n) => n.type === "renamed");
		const names = ["#talk0", ...renames.map(({ to }) => to)];
		expect(renames.map(({ from }) => from)).toEqual(names.slice(0, -1));
		expect(names.at(-1)).toBe("#talk5");
	}
});

test("a message taken back, settings and ignoring reach every device", async () => {
	await using server = await TestDaemon.start();
	const [ann, bob] = [await start(server, "ann"), await start(server, "bob")];
	await ann.client.create("#tea");
	await bob.client.join("#tea");
	const said = await ann.client.post("#tea", "oh no").kept;
	await bob.told("event", "oh no");
	await ann.client.ask("redact", { room: "#tea", seqs: [said.seq] });
	await bob.told("event", '"redact"');
	const { events } = await bob.client.history("#tea", { before: said.seq + 1 });
	expect(events.at(-1)).toMatchObject({ text: "", redacted: true });
	await ann.client.ask("settings", { room: "#tea", description: "drinks", readOnly: true });
	await bob.notices.until(() => listed(bob.client, "#tea")?.readOnly === true);
	await expect(bob.client.post("#tea", "hi").kept).rejects.toMatchObject({ code: "read_only" });
	const other = await start(server, "bob", { signIn: { password: passwordOf("bob") } });
	await bob.client.ask("ignore", { account: "ann", on: true });
	await other.told("ignored", "ann");
	expect([bob.client.ignored(), other.client.ignored()]).toEqual([["ann"], ["ann"]]);
});

test("a room in slow mode holds a post back until its time, and says so", async () => {
	await using server = await TestDaemon.start();
	const [ann, bob] = [await start(server, "ann"), await start(server, "bob")];
	await ann.client.create("#slow");
	await bob.client.join("#slow");
	await ann.client.ask("settings", { room: "#slow", slowSeconds: 1 });
	await bob.client.post("#slow", "one").kept;
	const two = bob.client.post("#slow", "two");
	await bob.told("slowed", '"#slow"');
	expect(await two.kept).toMatchObject({ room: "#slow" });
});
