import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Machine } from "../../support/machine.ts";
import { greeted, meet, newPost, readIds, room, upTo } from "./refusal.ts";

const hourMs = 3_600_000;

/** The library that tells a program another time, where it is installed. */
const library = spawnSync("faketime", ["-f", "+0s", "printenv", "LD_PRELOAD"], {
	encoding: "utf8",
}).stdout?.trim();

/** Starts the daemon with a wall clock of its own; gives what sets it to so many hours from the real one. */
async function startWithClock(machine: Machine): Promise<(hours: number) => void> {
	const file = join(machine.home, "clock");
	const set = (hours: number) => writeFileSync(file, `${hours < 0 ? hours : `+${hours}`}h`);
	set(0);
	const clock = {
		LD_PRELOAD: library,
		FAKETIME_TIMESTAMP_FILE: file,
		FAKETIME_NO_CACHE: "1",
		// Timers are on the monotonic clock, which nobody sets.
		DONT_FAKE_MONOTONIC: "1",
	};
	const variables = Object.entries(clock).map(([name, value]) => `${name}=${value}`);
	const daemon = machine.pipe([
		"env",
		...variables,
		...machine.command("partylined", "--log", "json"),
		...["--port", `${machine.port}`, "--data", machine.dataDir],
	]);
	await daemon.line("the line listening", (line) => line.includes('"msg":"listening"'));
	return set;
}

describe.skipIf(!library)("a wall clock that is set (needs faketime)", () => {
	test("back an hour, and forward again, changes no order, refuses and loses nothing, and cuts nobody", async () => {
		const machine = await Machine.create();
		const set = await startWithClock(machine);
		const { ann, bob, token, head } = await meet(machine);
		const posts = upTo(6).map((count) => newPost(`post ${count}`));
		const acks = [];
		for (const [index, post] of posts.entries()) {
			if (index === 2) set(-1);
			if (index === 4) set(1);
			acks.push(await ann.call("post", post));
		}
		// The clock was another one indeed; what counts is the seq all the same.
		const [, before = 0, back = 0, , forward = 0] = acks.map(({ at }) => at);
		expect(before - back).toBeGreaterThan(hourMs / 2);
		expect(forward - back).toBeGreaterThan(hourMs * 1.5);
		const seqs = posts.map((_, index) => head + 1 + index);
		expect(acks.map(({ seq }) => seq)).toEqual(seqs);
		const heard = (await bob.eventsUpTo(room, head + posts.length)).slice(-posts.length);
		expect(heard.map(({ seq }) => seq)).toEqual(seqs);
		set(-1);
		for (const [index, post] of posts.entries())
			expect(await ann.call("post", post)).toEqual({ ...acks[index], duplicate: true });
		expect(await readIds(bob)).toEqual(new Map(posts.map(({ id }, index) => [id, seqs[index]])));
		const device = await greeted(machine);
		await device.call("login", { token });
		const { rooms } = await device.call("sync", { rooms: { [room]: head } });
		expect(rooms[room]).toEqual({ events: heard });
		await machine.peer("cleo");
		device.socket.destroy();
		for (const peer of [ann, bob]) await peer.call("ping", {});
	});
});
