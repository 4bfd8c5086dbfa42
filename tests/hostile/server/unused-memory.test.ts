import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { NativePeer } from "../../support/native-peer.ts";
import { hasProc, Target } from "../../support/target.ts";

/** What 1,500 take who say nothing, and what the system makes of it; with what coming in took it is twice that and more. */
const keptMib = 32;

/** It looks every five seconds, and a loaded machine takes its time. */
const deadlineMs = 40_000;

/** One who comes in and reads what comes, which costs less here than to understand it. */
async function comeIn(target: Target, name: string): Promise<void> {
	const socket = target.socket();
	socket.write(NativePeer.request(1, "hello", { protocol: 1, client: "storm" }));
	socket.write(NativePeer.request(2, "login", { guest: name }));
	socket.write(NativePeer.request(3, "join", { room: "#general" }));
	let told = "";
	while (!told.includes('"id":3,"result"')) told += (await once(socket, "data")).join("");
	socket.resume();
}

test.skipIf(!hasProc)(
	"what a storm of newcomers took is given back while they stay and say nothing (needs /proc)",
	async () => {
		const target = await Target.start();
		const mostMib = target.rssMib() + keptMib;
		for (let first = 0; first < 1_500; first += 100)
			await Promise.all(
				Array.from({ length: 100 }, (_, at) => comeIn(target, `guest-${first + at}`)),
			);
		const deadline = performance.now() + deadlineMs;
		// No event tells that memory was given back.
		while (target.rssMib() > mostMib && performance.now() < deadline) await delay(100);
		expect(target.rssMib()).toBeLessThanOrEqual(mostMib);
		const peer = await target.member("somebody");
		expect(await peer.call("members", { room: "#general" })).toBeDefined();
		await target.end();
	},
);
