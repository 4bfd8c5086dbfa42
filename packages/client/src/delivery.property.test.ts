import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeoutError } from "./errors.ts";
import {
	type Arranged,
	arrange,
	later,
	never,
	rooms,
	settle,
	takeOpen,
} from "./testing/delivery-rig.ts";

const step = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ do: fc.constant("post"), room: fc.nat(1) }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant("ack"), which: fc.nat(3) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("lose the ack") }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("say later"), which: fc.nat(3) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("refuse"), which: fc.nat(3) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("time out"), which: fc.nat(3) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("cut") }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("connect") }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("wait") }) },
);

type Step = { do: string; room?: number; which?: number };

async function perform(action: Step, arranged: Arranged, posted: { room: number; id: string }[]) {
	const { clock, connect, cut, post, open, keep } = arranged;
	if (action.do === "post") posted.push({ room: action.room!, id: post(action.room!).id });
	if (action.do === "ack") takeOpen(arranged, action.which)?.answer();
	if (action.do === "say later") takeOpen(arranged, action.which)?.answer(later());
	if (action.do === "refuse") takeOpen(arranged, action.which)?.answer(never());
	if (action.do === "time out") takeOpen(arranged, action.which)?.answer(new TimeoutError("slow"));
	if (action.do === "lose the ack") {
		for (const { id } of open) keep(rooms[posted.find((one) => one.id === id)!.room]!, id);
		cut();
	}
	if (action.do === "cut") cut();
	if (action.do === "connect") {
		cut();
		connect();
	}
	if (action.do === "wait") clock.pass(30_000);
	await settle();
}

async function ackEverything({ cut, connect, open, clock }: Arranged): Promise<void> {
	cut();
	connect();
	await settle();
	while (open.length > 0) {
		open.shift()!.answer();
		await settle();
		clock.pass(30_000);
	}
}

test("under any order of acks, cuts, refusals and timeouts each post is told once, in order, and none is lost", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (script) => {
			const arranged = arrange();
			const posted: { room: number; id: string }[] = [];
			for (const action of script) await perform(action, arranged, posted);
			await ackEverything(arranged);

			const { notices, outbox, kept } = arranged;
			const told = (state: string) =>
				notices.flatMap((n) => (n.state === state ? [n.state === "kept" ? n.id : n.entry.id] : []));
			const refused = outbox.entries().map((entry) => entry.id);
			expect(refused.toSorted()).toEqual(told("refused").toSorted());
			expect([...told("kept"), ...refused].toSorted()).toEqual(
				posted.map(({ id }) => id).toSorted(),
			);
			for (const [at, room] of rooms.entries()) {
				const ofRoom = posted.filter((one) => one.room === at).map((one) => one.id);
				const keptIds = kept.filter((one) => one.room === room).map((one) => one.id);
				expect(keptIds).toEqual(ofRoom.filter((id) => keptIds.includes(id)));
			}
		}),
		{ numRuns: 300 },
	);
});
