import { setTimeout as delay } from "node:timers/promises";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { NativePeer } from "../../support/native-peer.ts";
import { hasProc, Target } from "../../support/target.ts";

const room = "#general";
const descriptors = 128;
const hello = NativePeer.request(1, "hello", { protocol: 1, client: "x" });

/** A daemon that may open few files. */
async function startSmall(): Promise<Target> {
	const wrapper = ["sh", "-c", `ulimit -n ${descriptors}; exec "$@"`, "sh"];
	const target = await Target.start({ wrapper });
	onTestFinished(() => target.end());
	return target;
}

const inLog = "as many connections as there are descriptors for";

test.skipIf(!hasProc)(
	"without descriptors to spare strangers are cut, those who are in are served, and all is well afterwards (needs /proc)",
	async () => {
		const target = await startSmall();
		const members = await Promise.all(
			Array.from({ length: 20 }, (_, at) => target.member(`member${at}`)),
		);
		const post = async () => {
			const [ann] = members;
			return await ann!.call("post", { room, id: newMessageId(), text: "still here" });
		};
		const { seq } = await post();
		for (let round = 0; round < 3; round++) {
			const strangers = Array.from({ length: 4 * descriptors }, () => {
				const socket = target.socket();
				socket.on("connect", () => socket.write(hello));
				return socket;
			});
			for (const member of members) await member.call("ping", {});
			expect((await post()).seq).toBe(seq + 1 + round);
			expect(target.descriptors()).toBeLessThanOrEqual(descriptors);
			// A newcomer is let in: the oldest of the strangers makes room.
			const late = await target.greeted();
			await late.call("login", { guest: `late${round}` });
			late.socket.destroy();
			for (const socket of strangers) socket.destroy();
		}
		target.expectAlive();
		expect(target.logged(inLog)).toHaveLength(1);
		await expectIdle(target);
		const [, bob] = members;
		expect(await bob!.eventsUpTo(room, seq + 3)).toBeDefined();
		const { events } = await bob!.call("history", { room, limit: 4 });
		expect(events.filter(({ type }) => type === "message")).toHaveLength(4);
	},
);

test.skipIf(!hasProc)(
	"a house that is full of people who are in lets no more in, serves them, and lets in again when one leaves (needs /proc)",
	async () => {
		const target = await startSmall();
		const members: NativePeer[] = [];
		// The daemon keeps some descriptors for itself, and the bystander has one.
		for (let at = 0; at < descriptors - 65; at++) members.push(await target.member(`member${at}`));
		for (let tries = 0; tries < 50; tries++) {
			const peer = await target.native();
			await peer.ended();
		}
		for (const member of members) await member.call("ping", {});
		await members[0]!.call("post", { room, id: newMessageId(), text: "still here" });
		await expectIdle(target);
		await members[1]!.call("quit", {});
		await members[1]!.ended();
		members[1]!.socket.destroy();
		// The end of the connection has to be noticed first.
		for (;;) {
			const peer = await target.native();
			const answer = await peer.ask("hello", { protocol: 1, client: "x" }).catch(() => undefined);
			if (answer?.type === "result") break;
		}
		expect(target.logged(inLog)).toHaveLength(1);
	},
);

/** A loop that asks again and again for a descriptor that is not there would take all of a processor. */
async function expectIdle(target: Target): Promise<void> {
	const before = target.cpuSeconds();
	await delay(2_000);
	expect(target.cpuSeconds() - before).toBeLessThan(1);
}
